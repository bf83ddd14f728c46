"""Which themes a text is likely to be about, learned from texts that people tagged."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.svm import LinearSVC

from moderation.learning.features import features, word_names

STRENGTH = 0.3
TOLERANCE = 0.05  # finer ones cost three times as long and judge no better
THREADS = 2
SEED = 20
ALWAYS = 4.0  # a margin that stands for near certainty


@dataclass(frozen=True)
class Suggester:
    """A fitted model. `themes` are the labels in the order of the columns of `scores`."""

    themes: list[str]
    reader: Any
    weights: np.ndarray
    biases: np.ndarray

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """A row per text, a column per theme: each between 0 and 1, higher is likelier."""
        margins = self.reader.transform(texts) @ self.weights.T + self.biases
        return 1.0 / (1.0 + np.exp(-margins))  # type: ignore[no-any-return]

    def words_for(self, text: str, theme: str, most: int = 3) -> list[str]:
        """The words of a text that speak most for a theme, the strongest first."""
        row = self.reader.transform([text]).tocsr()
        names = word_names(self.reader)
        weights = self.weights[self.themes.index(theme)]
        pulls = {
            names[column]: value * weights[column]
            for column, value in zip(row.indices, row.data, strict=True)
            if column < len(names)
        }
        strongest = sorted(pulls, key=lambda name: -pulls[name])
        return [name for name in strongest if pulls[name] > 0][:most]


def learn(texts: Sequence[str], labels: Sequence[frozenset[str]]) -> Suggester:
    """Fit one yes-or-no judgement per theme. `labels` holds the themes of each text.

    Raises ValueError where there is nothing to tell apart: fewer than two themes, or no text.
    """
    themes = sorted(set().union(*labels)) if labels else []
    if len(themes) < 2:  # noqa: PLR2004  one theme is no choice
        raise ValueError("two themes with texts are needed to learn")
    reader = features(len(texts))
    matrix = reader.fit_transform(texts).tocsr()
    weights = np.zeros((len(themes), matrix.shape[1]), dtype=np.float32)
    biases = np.zeros(len(themes), dtype=np.float32)
    given = [np.array([theme in some for some in labels]) for theme in themes]
    with ThreadPoolExecutor(THREADS) as pool:  # the learner works outside the interpreter's lock
        for row, judged in enumerate(pool.map(lambda bears: _judge(matrix, bears), given)):
            weights[row], biases[row] = judged
    return Suggester(themes, reader, weights, biases)


def _judge(matrix: Any, bears: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of one theme; a theme that every text bears is always likely."""
    if bears.all():
        return np.zeros(matrix.shape[1], dtype=np.float32), ALWAYS
    learner = LinearSVC(C=STRENGTH, class_weight="balanced", tol=TOLERANCE, random_state=SEED)
    learner.fit(matrix, bears)
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])


@dataclass(frozen=True)
class ColdSuggester:
    """Before anything is tagged: how near a text is to what the codebook says of each theme."""

    themes: list[str]
    reader: Any
    themes_matrix: Any

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Cosines of each text with each theme's words, between 0 and 1."""
        return np.asarray((self.reader.transform(texts) @ self.themes_matrix.T).todense()) / 2.0


def read_codebook(themes: dict[str, str], texts: Sequence[str]) -> ColdSuggester:
    """A suggester from the codebook alone: `themes` gives each theme's name, definition and examples.

    `texts` are the contributions to come; which words are common is read off them.
    """
    reader = features(len(texts) + len(themes)).fit([*texts, *themes.values()])
    return ColdSuggester(list(themes), reader, reader.transform(list(themes.values())).tocsr())
