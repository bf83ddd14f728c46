"""Texts as weighted words, pairs of words and pieces of words, with no list of any language.

Pieces find German compounds, inflected forms and scripts without spaces. A piece never crosses a word, so
each word is cut once however often it occurs, and the pieces of a text are a product of two tables.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

MOST_WORDS = 60_000
MOST_PIECES = 200_000
WORDS_COUNT = 0.5  # against pieces at 1; measured best on short opinions and on long answers
MARKS = "".join(
    chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
ANY_WORD = re.compile(rf"[\w{MARKS}]+")  # the vowel signs of Indian scripts belong to their words
PLAIN_WORD = re.compile(r"\w+", re.ASCII)  # finds the same in plain letters, faster
POINTING = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")  # accents, niqqud, harakat
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
PIECES = (2, 5)  # letters
FEW_TEXTS = 700  # below this what occurs in one text still counts
MANY_TEXTS = 3_000  # from here on it has to occur in three
MUCH_TO_READ = 3_000_000  # characters; beyond it pairs of words cost more than they tell
COMMON = 0.3  # a piece in more than this share of many texts tells nothing
TOO_COMMON = 0.25  # a word in more than this share of texts explains nothing to anyone
CHUNK = 2_000  # texts at a time

type Matrix = Any


def fold(text: str) -> str:
    """The text as words are compared: small letters, no accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", POINTING.sub("", unicodedata.normalize("NFKD", text.lower())))


def words_of(text: str) -> list[str]:
    """Its words in order, as often as they occur."""
    return (PLAIN_WORD if text.isascii() else ANY_WORD).findall(text)


def _fold_spaced(text: str) -> str:
    """The same, with pairs of signs for words where a script puts no spaces."""
    return UNSPACED.sub(_pairs, fold(text))


def _pairs(run: re.Match[str]) -> str:
    signs = run[0]
    return " ".join(signs[place : place + 2] for place in range(max(1, len(signs) - 1))).join("  ")


def as_written(text: str, words: Iterable[str]) -> list[str]:
    """Folded words, or pairs of them, as they stand in the text they were found in."""
    spelled = {fold(word): word for word in words_of(unicodedata.normalize("NFC", text))}
    return [" ".join(spelled.get(part, part) for part in word.split()) for word in words]


class Reader:
    """Reads texts as rows of numbers; what words and pieces there are is learned from the texts of `fit`.

    Both parts are TF-IDF with dampened counts (1 + log tf), each part of a text of length one.
    """

    def fit(self, texts: Sequence[str]) -> Matrix:
        """Learn the columns; gives the rows of these texts. Raises ValueError when they hold no word."""
        rare = 1 if len(texts) < FEW_TEXTS else 3 if len(texts) >= MANY_TEXTS else 2
        is_long = sum(map(len, texts)) > MUCH_TO_READ
        most = {"min_df": rare, "max_features": MOST_WORDS}
        self._words = _counter(_fold_spaced, ngram_range=(1, 1 if is_long else 2), **most)
        try:
            words = self._words.fit_transform(texts)
        except ValueError as error:
            raise ValueError("There is no word in these texts.") from error
        every_word = _counter(fold)
        counts = every_word.fit_transform(texts)
        longest = PIECES[1] - 1 if is_long else PIECES[1]
        self._cutter = CountVectorizer(
            analyzer="char_wb", ngram_range=(PIECES[0], longest), lowercase=False, dtype=np.float32
        )
        pieces = self._cutter.fit_transform(every_word.get_feature_names_out())
        self._kept = _telling(counts, pieces, rare)
        self._word_weights = TfidfTransformer(sublinear_tf=True).fit(words)
        found = _pieces_of(counts, pieces[:, self._kept])
        self._piece_weights = TfidfTransformer(sublinear_tf=True).fit(found)
        return self._weighed(words, found)

    def read(self, texts: Sequence[str]) -> Matrix:
        """The rows of these texts; a text of which nothing is known is a row of zeros."""
        words = self._words.transform(texts)
        every_word = _counter(fold)
        try:
            counts = every_word.fit_transform(texts)
        except ValueError:  # not a word in any of them
            return self._weighed(words, sparse.csr_matrix((len(texts), len(self._kept)), dtype=np.float32))
        pieces = self._cutter.transform(every_word.get_feature_names_out())[:, self._kept]
        return self._weighed(words, _pieces_of(counts, pieces))

    def _weighed(self, words: Matrix, pieces: Matrix) -> Matrix:
        words = self._word_weights.transform(words, copy=False) * WORDS_COUNT
        return sparse.hstack([words, self._piece_weights.transform(pieces, copy=False)], format="csr")

    @property
    def word_names(self) -> Sequence[str]:
        """The words and pairs of words in the order of their columns, which come first.

        "" for what stands in so many texts that it tells people nothing.
        """
        shares = np.exp(1 - self._word_weights.idf_)
        names = zip(self._words.get_feature_names_out(), shares, strict=True)
        return [str(name) if share <= TOO_COMMON else "" for name, share in names]


def _counter(preprocessor: Any, **options: Any) -> CountVectorizer:
    return CountVectorizer(
        tokenizer=words_of, token_pattern=None, preprocessor=preprocessor, dtype=np.float32, **options
    )


def _telling(counts: Matrix, pieces: Matrix, rare: int) -> np.ndarray:
    """The columns of pieces that occur in enough texts, and not in too many."""
    occurs = np.zeros(pieces.shape[1], dtype=np.int64)
    for some in _chunks(counts):
        occurs += np.bincount((some @ pieces).indices, minlength=pieces.shape[1])
    texts = counts.shape[0]
    most = COMMON * texts if texts >= MANY_TEXTS else texts
    telling = np.flatnonzero((occurs >= rare) & (occurs <= most))
    if len(telling) > MOST_PIECES:
        commonest = np.argsort(-occurs[telling], kind="stable")[:MOST_PIECES]
        telling = np.sort(telling[commonest])
    return telling


def _pieces_of(counts: Matrix, pieces: Matrix) -> Matrix:
    return sparse.vstack([some @ pieces for some in _chunks(counts)], format="csr")


def _chunks(rows: Matrix) -> Iterator[Matrix]:
    for start in range(0, rows.shape[0], CHUNK):
        yield rows[start : start + CHUNK]
