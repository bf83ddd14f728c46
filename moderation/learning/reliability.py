"""How often suggestions learned from these taggings are right, measured on texts kept aside.

The texts of one contribution are always kept aside together, and so are copies of each other: nothing is
judged by what learned from its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from moderation.learning.suggester import SEED, learn

FOLDS = 5
SHOWN = 3
MOST_TEXTS = 2_000  # more would say the same, and take long
FEWEST = 20  # contributions with labels, below which a share says nothing
STEPS = 25
SMALL = 1e-6


@dataclass(frozen=True)
class Reliability:
    """Shares right at first and in the first three; `slope` and `offset` turn margins into honest shares."""

    texts: int
    first: float
    hit_at_3: float
    slope: float
    offset: float

    def share(self, margins: np.ndarray) -> np.ndarray:
        """Of the suggestions with such a margin, how many were right when it was measured."""
        return 1.0 / (1.0 + np.exp(-(self.slope * margins + self.offset)))


def reliability(
    texts: Sequence[str], labels: Sequence[frozenset[str]], groups: Sequence[int], words: Mapping[str, str]
) -> Reliability | None:
    """Five-fold cross-validation by group; None where too little is labelled for it to mean anything."""
    places = _sample(len(texts))
    if len({groups[place] for place in places}) < FEWEST:
        return None
    themes = sorted(set().union(*labels, words))
    columns = {theme: column for column, theme in enumerate(themes)}
    truth = np.zeros((len(places), len(themes)), dtype=bool)
    for row, place in enumerate(places):
        truth[row, [columns[theme] for theme in labels[place]]] = True
    margins = np.full(truth.shape, -np.inf)
    splitter = GroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for train, test in splitter.split(places, groups=[groups[place] for place in places]):
        suggester = learn(
            [texts[places[row]] for row in train], [labels[places[row]] for row in train], words
        )
        judged = suggester.judge(suggester.reader.read([texts[places[row]] for row in test]))
        margins[np.ix_(test, [columns[theme] for theme in suggester.themes])] = judged
    order = np.argsort(-margins, axis=1, kind="stable")[:, :SHOWN]
    found = np.take_along_axis(truth, order, axis=1)
    known = np.isfinite(margins)
    slope, offset = _straighten(margins[known], truth[known])
    return Reliability(len(places), float(found[:, 0].mean()), float(found.any(axis=1).mean()), slope, offset)


def _sample(texts: int) -> list[int]:
    if texts <= MOST_TEXTS:
        return list(range(texts))
    chosen = np.random.default_rng(SEED).choice(texts, MOST_TEXTS, replace=False)
    return sorted(int(place) for place in chosen)


def _straighten(margins: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Slope and offset of a logistic curve through margins and what turned out true (Platt 1999).

    Nothing counts as quite certain: few examples without a mistake promise less than many.
    """
    x = np.column_stack([margins, np.ones_like(margins)])
    right, wrong = int(truth.sum()), int((~truth).sum())
    wanted = np.where(truth, (right + 1) / (right + 2), 1 / (wrong + 2))
    found = np.array([1.0, 0.0])
    for _step in range(STEPS):
        share = 1.0 / (1.0 + np.exp(-np.clip(x @ found, -30, 30)))
        bend = x.T @ (x * (share * (1 - share))[:, None]) + SMALL * np.eye(2)
        change = np.linalg.solve(bend, x.T @ (wanted - share))
        found = found + change
        if np.abs(change).max() < SMALL:
            break
    return float(found[0]), float(found[1])
