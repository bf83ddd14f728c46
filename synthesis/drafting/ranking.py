"""Which texts speak best for all: LexRank, and out of the best the ones that repeat each other least (MMR).

LexRank: G. Erkan, D. Radev, "LexRank: Graph-based lexical centrality as salience in text summarization"
(2004). MMR: J. Carbonell, J. Goldstein, "The use of MMR" (1998).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moderation.learning.alike import ALIKE as SAME
from synthesis.drafting.near import Matrix
from synthesis.drafting.saying import Saying

DAMPING = 0.85
ROUNDS = 60
STILL = 1e-7
RANK_COUNTS = 0.7  # against being unlike what was chosen before
FLAGGED = 1.5  # times as weighty: a moderator called it useful as a quote
UNHANDY = 0.6  # times as weighty: too short or too long to be read as a quote


def lexrank(near: Matrix) -> np.ndarray:
    """The weight of each text, between 0 and 1: the more near ones it has and the weightier they are."""
    total = near.shape[0]
    if not total:
        return np.zeros(0)
    sums = np.asarray(near.sum(axis=1)).ravel()
    alone = sums == 0
    shares = near.multiply(1 / np.where(alone, 1, sums)[:, None]).T.tocsr()
    ranks = np.full(total, 1 / total)
    for _round in range(ROUNDS):
        spread = shares @ ranks + ranks[alone].sum() / total
        new = (1 - DAMPING) / total + DAMPING * spread
        if np.abs(new - ranks).sum() < STILL:
            break
        ranks = new
    weights: np.ndarray = new / new.max()
    return weights


def weights_of(sayings: Sequence[Saying], ranks: np.ndarray) -> np.ndarray:
    """The ranks, with what people flagged raised and what is unhandy as a quote lowered."""
    factors = [(FLAGGED if one.is_flagged else 1.0) * (1.0 if one.is_handy else UNHANDY) for one in sayings]
    weights: np.ndarray = ranks * np.array(factors)
    return weights


def choose(sayings: Sequence[Saying], near: Matrix, weights: np.ndarray, most: int) -> list[int]:
    """Places of the texts to quote, the best first: one of each person, nobody of the team if others spoke.

    Where some differ, one that differs is among them.
    """
    people = [place for place, one in enumerate(sayings) if not one.is_team]
    chosen = _spread(sayings, near, weights, people or range(len(sayings)), most)
    if any(sayings[place].differs for place in chosen):
        return chosen
    others = [
        place
        for place in people
        if sayings[place].differs and all(sayings[place].who != sayings[one].who for one in chosen)
    ]
    if others:
        best = max(others, key=lambda place: (weights[place], -place))
        return [*chosen[: most - 1], best]
    return chosen


def _spread(
    sayings: Sequence[Saying], near: Matrix, weights: np.ndarray, places: Any, most: int
) -> list[int]:
    table = near.tocsr()
    nearest = np.zeros(len(sayings))  # to what is chosen
    left = list(places)
    chosen: list[int] = []
    while left and len(chosen) < most:
        marks = [RANK_COUNTS * weights[place] - (1 - RANK_COUNTS) * nearest[place] for place in left]
        best = left[int(np.argmax(marks))]
        chosen.append(best)
        nearest = np.maximum(nearest, np.asarray(table[best].todense()).ravel())
        left = [place for place in left if sayings[place].who != sayings[best].who and nearest[place] < SAME]
    return chosen
