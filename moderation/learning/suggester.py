"""Which themes a text is likely to be about, learned from texts that people tagged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moderation.learning.features import Reader, as_written
from moderation.learning.fitting import fit

SEED = 20
SAYS_SOMETHING = re.compile(r"[^\W\d_]{3}|[\u0e00-\uffff]")  # three letters, or one sign that is a word


@dataclass(frozen=True)
class Suggester:
    """A fitted model. `themes` are the labels in the order of the columns of `scores`."""

    themes: list[str]
    reader: Reader
    weights: np.ndarray
    biases: np.ndarray

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """A row per text, a column per theme: each between 0 and 1, higher is likelier."""
        return _shares(self.judge(self.reader.read(texts)))

    def judge(self, rows: Any) -> np.ndarray:
        """Margins for texts that were read already: above 0 speaks for a theme, below against."""
        margins: np.ndarray = np.asarray(rows @ self.weights) + self.biases
        return margins

    def words_for(self, text: str, theme: str, most: int = 3) -> list[str]:
        """The words of a text that speak most for a theme, as they are written there, the strongest first."""
        weights = self.weights[:, self.themes.index(theme)]
        return telling_words(text, self.reader.read([text]), weights, self.reader.word_names, most)


def telling_words(text: str, row: Any, weights: np.ndarray, names: Sequence[str], most: int = 3) -> list[str]:
    """The words of a text, read already as this row, that pull most; `names` are its reader's words."""
    pulls = {
        names[column]: value * weights[column]
        for column, value in zip(row.indices, row.data, strict=True)
        if column < len(names) and names[column]
    }
    strongest = [name for name in sorted(pulls, key=lambda name: -pulls[name]) if pulls[name] > 0]
    return as_written(text, _without_repetition(strongest, most))


def _shares(margins: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-margins))


def _without_repetition(names: Sequence[str], most: int) -> list[str]:
    """The first of these, leaving out a pair of words or a word of a pair that is there already."""
    kept: list[str] = []
    for name in names:
        if not any(set(name.split()) & set(other.split()) for other in kept):
            kept.append(name)
        if len(kept) == most:
            break
    return kept


def learn(
    texts: Sequence[str], labels: Sequence[frozenset[str]], words: Mapping[str, str] | None = None
) -> Suggester:
    """Fit one yes-or-no judgement per theme. `labels` holds the themes of each text.

    `words` is what the codebook says of a theme, its bare name if nothing is given: it is learned from like
    a text, and a theme that no text bears yet is learned from it alone. Raises ValueError where there is
    nothing to tell apart: fewer than two themes, or no word.
    """
    said = words if words is not None else {theme: theme for theme in set().union(*labels)}
    themes = sorted(set().union(*labels, said))
    if len(themes) < 2 or not texts:  # noqa: PLR2004  one theme is no choice
        raise ValueError("two themes with texts are needed to learn")
    telling = {theme: text for theme, text in said.items() if SAYS_SOMETHING.search(text)}
    themes = [theme for theme in themes if theme in telling or any(theme in given for given in labels)]
    every_label = [*labels, *(frozenset({theme}) for theme in telling)]
    reader = Reader()
    rows = reader.fit([*texts, *telling.values()])
    places = {theme: place for place, theme in enumerate(themes)}
    bears = np.zeros((len(every_label), len(themes)), dtype=bool)
    for row, given in enumerate(every_label):
        bears[row, [places[theme] for theme in given]] = True
    found = fit(rows, bears)
    return Suggester(themes, reader, found.weights, found.biases)


@dataclass(frozen=True)
class ColdSuggester:
    """Before much is tagged: how near a text is to what the codebook says of each theme."""

    themes: list[str]
    reader: Reader
    weights: np.ndarray

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Cosines of each text with each theme's words, between 0 and 1."""
        return self.judge(self.reader.read(texts))

    def judge(self, rows: Any) -> np.ndarray:
        return np.asarray(rows @ self.weights)


def read_codebook(themes: Mapping[str, str], texts: Sequence[str]) -> ColdSuggester:
    """A suggester from the codebook alone: `themes` gives each theme's name, definition and examples.

    `texts` are the contributions to come; which words are common is read off them.
    """
    reader = Reader()
    reader.fit([*texts, *themes.values()])
    weights = reader.read(list(themes.values())).toarray().T
    lengths = np.linalg.norm(weights, axis=0)
    return ColdSuggester(list(themes), reader, weights / np.maximum(lengths**2, 1e-9))
