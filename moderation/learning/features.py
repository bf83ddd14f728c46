"""Texts as weighted words and pieces of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

MOST_WORDS = 60_000
MOST_PIECES = 200_000
MANY_TEXTS = 3_000  # from here on shorter reading judges as well and takes half the time
WORDS_COUNT = 0.5  # against pieces at 1; measured best on short opinions and on long answers
WORD = r"(?u)\w+"
FEW_TEXTS = 400  # below this a word that occurs once still counts

type Matrix = Any


def features(texts: int) -> FeatureUnion:
    """What reads texts: words and pairs of words, and pieces of two to five letters inside words.

    Pieces find German compounds, inflected forms and scripts without spaces, with no list of any language.
    Both are TF-IDF with dampened counts (1 + log tf), each text of length one.
    """
    many = texts >= MANY_TEXTS
    rare = 1 if texts < FEW_TEXTS else 3 if many else 2
    words = TfidfVectorizer(
        token_pattern=WORD,
        ngram_range=(1, 1) if many else (1, 2),
        min_df=rare,
        max_features=MOST_WORDS,
        sublinear_tf=True,
        strip_accents="unicode",
        dtype=np.float32,
    )
    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 4) if many else (2, 5),
        min_df=rare,
        max_features=MOST_PIECES,
        sublinear_tf=True,
        strip_accents="unicode",
        dtype=np.float32,
    )
    return FeatureUnion([("words", words), ("pieces", pieces)], transformer_weights={"words": WORDS_COUNT})


def word_names(union: FeatureUnion) -> Sequence[str]:
    """The words and pairs of words of a fitted reader, in the order of their columns, which come first."""
    return list(union.transformer_list[0][1].get_feature_names_out())
