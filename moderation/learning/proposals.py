"""Which themes to suggest for each text: learned from taggings, or off the codebook while they are few."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moderation.learning.reliability import Reliability, reliability
from moderation.learning.suggester import learn, read_codebook, telling_words

ENOUGH = 30  # taggings; with fewer the codebook's words alone know better
KEPT = 6  # themes per text: three to show, and others for those that are refused
CHUNK = 1_000  # texts at a time

type Quiet = Callable[[Collection[str]], set[str]]


@dataclass(frozen=True)
class Lessons:
    """Texts with their themes, and of which contribution each is; `taggings` is how many stand behind it."""

    texts: list[str] = field(default_factory=list)
    labels: list[frozenset[str]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    taggings: int = 0


@dataclass(frozen=True)
class Likely:
    """A theme for a text, its score between 0 and 1, and the words of the text that speak for it."""

    theme: str
    score: float
    words: list[str]


class Judge:
    """Judges texts. `is_cold` while it knows the codebook alone; `checked` says how often it is right."""

    def __init__(self, lessons: Lessons, codebook: Mapping[str, str], texts: Sequence[str]) -> None:
        """Learn. `codebook` is what stands for each theme; `texts` are those to be judged later.

        Raises ValueError where there are fewer than two themes, or no word anywhere.
        """
        if len(codebook) < 2:  # noqa: PLR2004  one theme is no choice
            raise ValueError("two themes are needed to choose from")
        self.checked: Reliability | None = None
        themes = len(set().union(*lessons.labels)) if lessons.labels else 0
        self.is_cold = lessons.taggings < ENOUGH or themes < 2  # noqa: PLR2004
        if self.is_cold:
            self._model: Any = read_codebook(codebook, texts)
        else:
            self._model = learn(lessons.texts, lessons.labels, codebook)
            self.checked = reliability(lessons.texts, lessons.labels, lessons.groups, codebook)

    def judge(self, texts: Sequence[str], quiet: Quiet | None = None) -> Iterator[list[Likely]]:
        """The likeliest themes of each text, the best first; none for a text without a known word.

        `quiet` gives those among folded words that carry no meaning: they are no reason for a theme.
        """
        names = self._model.reader.word_names
        if quiet is not None:
            silent = quiet({part for name in names for part in name.split()})
            names = ["" if silent.intersection(name.split()) else name for name in names]
        for start in range(0, len(texts), CHUNK):
            some = texts[start : start + CHUNK]
            rows = self._model.reader.read(some).tocsr()
            scores = self._scores(self._model.judge(rows))
            order = np.argsort(-scores, axis=1, kind="stable")[:, :KEPT]
            for place, text in enumerate(some):
                row = rows[place]
                yield [
                    self._likely(text, row, names, column, scores[place, column])
                    for column in order[place]
                    if row.nnz and scores[place, column] > 0
                ]

    def _likely(self, text: str, row: Any, names: Sequence[str], column: int, score: float) -> Likely:
        words = telling_words(text, row, self._model.weights[:, column], names)
        return Likely(self._model.themes[column], round(float(score), 4), words)

    def _scores(self, margins: np.ndarray) -> np.ndarray:
        if self.is_cold:
            cosines: np.ndarray = np.clip(margins, 0, 1)
            return cosines
        if self.checked is not None:
            return self.checked.share(margins)
        return 1.0 / (1.0 + np.exp(-margins))
