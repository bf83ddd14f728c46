"""Texts that say the same in nearly the same words: copies, and letters of one campaign.

First equal texts, whatever their case, spaces and punctuation; then pairs whose pieces of four letters,
weighed by TF-IDF, have a cosine of at least 0.8.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from moderation.learning.features import fold, words_of

ALIKE = 0.8
PIECE = 4
SHORTEST = 40  # bytes: shorter ones ("I agree.") are alike by chance
CHUNK = 500  # texts compared with all others at a time
COMMON = 0.02  # a piece in more than this share of the texts is common,
FEW = 100  # if it is in more than this many
SLACK = 1e-4  # of adding up many small numbers
MUCH = 5e8  # products to add up; beyond it pairs are looked for by runs of words
CHECKED = 2_000  # pairs at a time
RUN = 3  # words
RUNS_KEPT = 40
TWICE = 2

type Matrix = Any


def groups_of(texts: Mapping[int, str], scopes: Sequence[Sequence[int]]) -> list[dict[int, float]]:
    """Group texts (by key) that are alike within a scope; keys that come first stand for their group.

    Each group is {key: likeness to its first}, the first with 1. A text is in one group at most.
    """
    same = {key: " ".join(words_of(fold(text))) for key, text in texts.items()}
    same = {key: words for key, words in same.items() if len(words.encode()) >= SHORTEST}
    leads = {key: key for key in same}
    for scope in scopes:
        _join_scope([key for key in scope if key in same], same, leads)
    members: dict[int, list[int]] = {}
    for key in same:
        members.setdefault(_lead(leads, key), []).append(key)
    return [_measured(sorted(keys), same) for keys in members.values() if len(keys) > 1]


def _join_scope(keys: Sequence[int], same: Mapping[int, str], leads: dict[int, int]) -> None:
    by_words: dict[str, int] = {}
    for key in sorted(keys):
        first = by_words.setdefault(same[key], key)
        _join(leads, first, key)
    words = list(by_words)
    if len(words) > 1:
        for one, other in _pairs(words):
            _join(leads, by_words[words[one]], by_words[words[other]])


def _pieces(texts: Sequence[str]) -> Matrix:
    reader = TfidfVectorizer(analyzer="char", ngram_range=(PIECE, PIECE), lowercase=False, dtype=np.float32)
    return reader.fit_transform(texts).tocsr()


def _pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places in these texts whose cosine is high enough."""
    rows = _pieces(texts)
    occurs = np.bincount(rows.indices, minlength=rows.shape[1])
    rare = np.flatnonzero(occurs <= max(COMMON * rows.shape[0], FEW))
    is_little = (occurs[rare].astype(float) ** 2).sum() <= MUCH
    likely = _by_rare_pieces(rows[:, rare]) if is_little else _by_shared_runs(texts)
    for one, other in likely:
        for start in range(0, len(one), CHECKED):
            left, right = one[start : start + CHECKED], other[start : start + CHECKED]
            cosines = np.asarray(rows[left].multiply(rows[right]).sum(axis=1)).ravel()
            alike = cosines >= ALIKE - SLACK
            yield from zip(left[alike].tolist(), right[alike].tolist(), strict=True)


type Places = tuple[np.ndarray, np.ndarray]


def _by_rare_pieces(rare: Matrix) -> Iterator[Places]:
    """All pairs that can reach the cosine; `rare` holds the part of each text (of length one) that is rare.

    What common pieces can add is bounded by their weight in both texts, so only pairs that share enough of
    the rarer ones are worth the whole sum. Where nearly all of a text is common it may be missed.
    """
    common = np.sqrt(np.clip(1 - np.asarray(rare.multiply(rare).sum(axis=1)).ravel(), 0, 1))
    columns = rare.T.tocsr()
    for start in range(0, rare.shape[0], CHUNK):
        near = (rare[start : start + CHUNK] @ columns).tocoo()
        one, other = near.row + start, near.col
        likely = (one < other) & (near.data >= ALIKE - common[one] * common[other] - SLACK)
        yield one[likely], other[likely]


def _by_shared_runs(texts: Sequence[str]) -> Iterator[Places]:
    """Pairs of many long texts that share runs of three words; of each text the same few, by their hash.

    Texts that share a run are paired with the first that has it and with the next: enough to join them.
    """
    bearers: defaultdict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for run in _runs(text):
            bearers[run].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in bearers.values():
        shared.update({*pairwise(places), *((places[0], place) for place in places[1:])})
    found = np.array([pair for pair, times in shared.items() if times >= TWICE], dtype=np.int64).reshape(
        -1, 2
    )
    yield found[:, 0], found[:, 1]


def _runs(text: str) -> list[int]:
    words: Sequence[str] = text.split()
    if len(words) < RUNS_KEPT:  # a script without spaces: signs for words
        words = text
    runs = {crc32(" ".join(words[place : place + RUN]).encode()) for place in range(len(words) - RUN + 1)}
    return nsmallest(RUNS_KEPT, runs)


def _lead(leads: dict[int, int], key: int) -> int:
    while leads[key] != key:
        leads[key] = leads[leads[key]]
        key = leads[key]
    return key


def _join(leads: dict[int, int], one: int, other: int) -> None:
    one, other = sorted((_lead(leads, one), _lead(leads, other)))
    leads[other] = one


def _measured(keys: Sequence[int], same: Mapping[int, str]) -> dict[int, float]:
    words = list(dict.fromkeys(same[key] for key in keys))
    if len(words) == 1:
        return dict.fromkeys(keys, 1.0)
    rows = _pieces(words)
    nearness = np.asarray((rows @ rows[0].T).todense()).ravel()
    likeness = {text: min(1.0, float(near)) for text, near in zip(words, nearness, strict=True)}
    return {key: likeness[same[key]] for key in keys}
