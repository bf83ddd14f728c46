"""How good suggestions are on texts that people have already labelled, by five-fold cross-validation.

Everything, the vocabulary included, is learned inside each fold, so no text is judged by a model that saw it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, StratifiedKFold

from moderation.learning.suggester import SEED, learn

FOLDS = 5
SHOWN = 3
CURVE = (50, 100, 200, 400, 800, 1600)
LIKELY = 0.5
RARE = 5  # examples of a theme below which folds cannot be balanced by it

type Labels = Sequence[frozenset[str]]


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1. `first` is accuracy where each text has one label, else precision at 1."""

    texts: int
    first: float
    hit_at_3: float
    recall_at_3: float
    macro_f1: float


@dataclass(frozen=True)
class Evaluation:
    """The scores over all folds, and those after the first n labels of each fold's training part."""

    themes: int
    is_single: bool
    scores: Scores
    curve: dict[int, Scores]


def evaluate(texts: Sequence[str], labels: Labels) -> Evaluation:
    """Cross-validate on labelled texts.

    Raises ValueError with a sentence where there are too few texts or themes.
    """
    themes = sorted(set().union(*labels)) if labels else []
    if len(texts) < 2 * FOLDS or len(themes) < 2:  # noqa: PLR2004
        raise ValueError(
            f"At least {2 * FOLDS} labelled texts and 2 different labels are needed; "
            f"found: texts {len(texts)}, labels {len(themes)}."
        )
    is_single = all(len(given) == 1 for given in labels)
    runs: dict[int | None, list[_Part]] = {}
    folds = list(_folds(labels, is_single=is_single))
    smallest = min(len(train) for train, _test in folds)  # every point of the curve is over all folds
    for train, test in folds:
        for size in (n for n in (*CURVE, None) if n is None or n <= smallest):
            runs.setdefault(size, []).append(_run(texts, labels, themes, train[:size], test))
    scores = {size: _scores(parts, is_single=is_single) for size, parts in runs.items()}
    whole = scores.pop(None)
    return Evaluation(len(themes), is_single, whole, {size: found for size, found in scores.items() if size})


@dataclass(frozen=True)
class _Part:
    """One fold's test texts: the true labels and the scores, a column per theme of the whole set."""

    truth: np.ndarray
    scores: np.ndarray


def _folds(labels: Labels, *, is_single: bool) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Five pairs of (training, test) places, the training ones in a random but repeatable order."""
    places = np.arange(len(labels))
    names = np.array([min(given) if given else "" for given in labels])
    counts = dict(zip(*np.unique(names, return_counts=True), strict=True))
    kept = np.array([name if counts[name] >= RARE else "" for name in names])
    splitter = KFold if not is_single or (kept == "").sum() in range(1, FOLDS) else StratifiedKFold
    for train, test in splitter(FOLDS, shuffle=True, random_state=SEED).split(places, kept):
        yield np.random.default_rng(SEED).permutation(train), test


def _run(
    texts: Sequence[str], labels: Labels, themes: list[str], train: np.ndarray, test: np.ndarray
) -> _Part:
    truth = np.array([[theme in labels[place] for theme in themes] for place in test])
    scores = np.zeros((len(test), len(themes)))
    known = [labels[place] for place in train]
    if len(set().union(*known)) < 2:  # noqa: PLR2004  so few labels that all are the same
        (only,) = set().union(*known) or {themes[0]}
        scores[:, themes.index(only)] = 1.0
        return _Part(truth, scores)
    suggester = learn([texts[place] for place in train], known)
    columns = [themes.index(theme) for theme in suggester.themes]
    scores[:, columns] = suggester.scores([texts[place] for place in test])
    return _Part(truth, scores)


def _scores(parts: list[_Part], *, is_single: bool) -> Scores:
    truth = np.vstack([part.truth for part in parts])
    scores = np.vstack([part.scores for part in parts])
    order = np.argsort(-scores, axis=1, kind="stable")
    judged = truth.any(axis=1)  # a text without any label has nothing to be found
    found = np.take_along_axis(truth, order[:, :SHOWN], axis=1)[judged]
    wanted = truth[judged].sum(axis=1)
    guessed = np.zeros_like(truth)
    if is_single:
        guessed[np.arange(len(order)), order[:, 0]] = True
    else:
        guessed = scores >= LIKELY
        guessed[np.arange(len(order)), order[:, 0]] = True  # the likeliest is always proposed
    return Scores(
        texts=int(judged.sum()),
        first=float(found[:, 0].mean()),
        hit_at_3=float(found.any(axis=1).mean()),
        recall_at_3=float((found.sum(axis=1) / wanted).mean()),
        macro_f1=float(f1_score(truth, guessed, average="macro", zero_division=0)),
    )
