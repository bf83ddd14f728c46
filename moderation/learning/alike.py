"""Texts that say the same in nearly the same words: copies, and letters of one campaign.

First equal texts, whatever their case, spaces and punctuation; then pairs whose pieces of four letters,
weighed by TF-IDF, have a cosine of at least 0.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
from scipy import sparse

from moderation.learning.features import fold, words_of

ALIKE = 0.8
PIECE = 4
SHORTEST = 40  # bytes: shorter ones ("I agree.") are alike by chance
CHUNK = 500  # texts compared with all others at a time
COMMON = 0.02  # a piece in more than this share of the texts is common,
FEW = 100  # if it is in more than this many
SLACK = 1e-4  # of adding up many small numbers
LONG = (
    1_000  # letters on average: nearly all pieces of longer texts are common, their runs of words tell more
)
MUCH = 5e8  # products to add up; beyond it pairs are looked for by runs of words
CHECKED = 2_000  # pairs at a time
RUN = 3  # words
RUNS_KEPT = 64
SHARED = 20  # of the runs kept: two texts with a cosine of ALIKE share some 30, two about the same thing few
TWICE = 2
COLUMNS = 2**22  # pieces are told apart by a hash; texts have far fewer different ones
FACTORS = np.array([1_000_003, 8_191, 131, 1], dtype=np.uint64)
MIX = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: Knuth, volume 3, 6.4
NONE = np.iinfo(np.uint64).max

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
    """A row of length one per text: TF-IDF of its pieces of four letters."""
    columns, counts, sizes = [], [], []
    for text in texts:
        signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        found = np.zeros(max(len(signs) - PIECE + 1, 0), dtype=np.uint64)
        for place, factor in enumerate(FACTORS):
            found += signs[place : place + len(found)] * factor
        hashed = ((found * MIX) >> np.uint64(42)).astype(np.int32)
        column, times = np.unique(hashed, return_counts=True)
        columns.append(column)
        counts.append(times.astype(np.float32))
        sizes.append(len(column))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    indices, data = np.concatenate(columns), np.concatenate(counts)
    occurs = np.bincount(indices, minlength=COLUMNS)
    data *= (np.log((1 + len(texts)) / (1 + occurs)) + 1).astype(np.float32)[indices]
    rows = sparse.csr_matrix((data, indices, starts), shape=(len(texts), COLUMNS))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), sizes).astype(np.float32)
    return rows


def _pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places in these texts whose cosine is high enough."""
    rows = _pieces(texts)
    occurs = np.bincount(rows.indices, minlength=rows.shape[1])
    rare = np.flatnonzero(occurs <= max(COMMON * rows.shape[0], FEW))
    is_short = sum(map(len, texts)) <= LONG * len(texts)
    is_little = is_short and (occurs[rare].astype(float) ** 2).sum() <= MUCH
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

    Texts that share a run are paired with the first that has it and with the next: enough to join them. Of
    these pairs those are likely that share many runs (Broder 1997, by the smallest hashes).
    """
    kept = _kept_runs(texts)
    runs, places = kept.ravel(), np.repeat(np.arange(len(texts)), RUNS_KEPT)
    order = np.lexsort((places, runs))
    runs, places = runs[order], places[order]
    is_new = np.concatenate([[True], runs[1:] != runs[:-1]])
    first = places[np.maximum.accumulate(np.where(is_new, np.arange(len(runs)), 0))]
    before = np.concatenate([[0], places[:-1]])
    follows = ~is_new & (runs != NONE)
    keys = np.concatenate([first[follows], before[follows & (before != first)]]) * len(texts)
    keys += np.concatenate([places[follows], places[follows & (before != first)]])
    found, times = np.unique(keys, return_counts=True)
    one, other = np.divmod(found[times >= TWICE], len(texts))
    for start in range(0, len(one), CHECKED):
        left, right = one[start : start + CHECKED], other[start : start + CHECKED]
        both = np.sort(np.hstack([kept[left], kept[right]]), axis=1)
        shared = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] != NONE)).sum(axis=1)
        enough = shared >= np.minimum(SHARED, (kept[left] != NONE).sum(axis=1) * SHARED // RUNS_KEPT)
        yield left[enough], right[enough]


def _kept_runs(texts: Sequence[str]) -> np.ndarray:
    """The smallest hashes of each text's runs in order, a row per text; NONE where it has no more."""
    numbers: dict[str, int] = {}
    fresh = count(1)
    kept = np.full((len(texts), RUNS_KEPT), NONE, dtype=np.uint64)
    for place, text in enumerate(texts):
        words: Sequence[str] = text.split()
        if len(words) < RUNS_KEPT:  # a script without spaces: signs for words
            words = text
        known = [numbers.get(word) or numbers.setdefault(word, next(fresh)) for word in words]
        ids = np.array(known, dtype=np.uint64) * MIX
        ids ^= ids >> np.uint64(29)
        size = max(len(ids) - RUN + 1, 0)
        runs = np.zeros(size, dtype=np.uint64)
        for step in range(RUN):
            runs = (runs ^ ids[step : step + size]) * np.uint64(0xBF58476D1CE4E5B9)
            runs ^= runs >> np.uint64(27)
        smallest = np.unique(runs)[:RUNS_KEPT]
        kept[place, : len(smallest)] = smallest
    return kept


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
