"""Groups of texts that say much the same: each text goes to the one in the middle that it is nearest to.

Stars as in J. Aslam et al., "The star clustering algorithm" (2004): nothing is joined over several steps,
so a group never wanders off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synthesis.drafting.near import Matrix
from synthesis.drafting.saying import Saying

ALIKE = 0.14  # cosine from which two texts of one theme say much the same
FEWEST = 2  # people


def groups_of(sayings: Sequence[Saying], near: Matrix) -> list[list[int]]:
    """Places of the texts of each group, the one in the middle first; groups of most people come first.

    A group has two people at least who are not of the team.
    """
    strong = near.multiply(near >= ALIKE).tocsr()
    strong.eliminate_zeros()
    degrees = np.asarray(strong.sum(axis=1)).ravel()
    centre = np.full(len(sayings), -1)
    for place in np.lexsort((np.arange(len(sayings)), -degrees)):
        if centre[place] < 0 and degrees[place] > 0:
            _gather(strong, place, centre)
    members: dict[int, list[int]] = {}
    for place, middle in enumerate(_nearest_centres(strong, centre)):
        if middle >= 0:
            members.setdefault(middle, []).append(place)
    found = [[middle, *(one for one in places if one != middle)] for middle, places in members.items()]
    voiced = [(len(_people(sayings, places)), places) for places in found]
    kept = [(people, places) for people, places in voiced if people >= FEWEST]
    return [places for _people_, places in sorted(kept, key=lambda one: (-one[0], -len(one[1]), one[1][0]))]


def _gather(strong: Matrix, middle: int, centre: np.ndarray) -> None:
    centre[middle] = middle
    around = strong.indices[strong.indptr[middle] : strong.indptr[middle + 1]]
    free = around[centre[around] < 0]
    centre[free] = middle


def _nearest_centres(strong: Matrix, centre: np.ndarray) -> np.ndarray:
    """Of each text the middle it is nearest to: the first that took it may be farther than a later one."""
    is_middle = centre == np.arange(len(centre))
    found = centre.copy()
    for place in np.flatnonzero(~is_middle & (centre >= 0)):
        first, last = strong.indptr[place], strong.indptr[place + 1]
        around, cosines = strong.indices[first:last], strong.data[first:last]
        middles = is_middle[around]
        best = np.lexsort((around[middles], -cosines[middles]))[0]
        found[place] = around[middles][best]
    return found


def _people(sayings: Sequence[Saying], places: Sequence[int]) -> set[int]:
    return {sayings[place].who for place in places if not sayings[place].is_team}
