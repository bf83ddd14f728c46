"""What can be proposed for one heading: groups of similar passages, quotes, and what joins older groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from scipy import sparse

from synthesis.drafting.grouping import ALIKE, groups_of
from synthesis.drafting.near import Matrix, Space, centres_of, fitting, nearness
from synthesis.drafting.ranking import choose, lexrank, weights_of
from synthesis.drafting.saying import Saying

COMPARED = 2_500  # passages compared with each other; of more, an even sample, and the rest joins its groups
JOINS = 0.2  # cosine with the middle of an older group from which a passage belongs to it
READ = 2_000  # passages read at a time beyond those compared
STANDING = 40  # texts of an older group that stand for it
GROUPS = 12  # proposed at a time
QUOTES = 5  # for the heading
QUOTES_OF_GROUP = 3


@dataclass
class Drafted:
    """Places of the sayings. `joined` has for each older group those that belong to it."""

    groups: list[list[int]] = field(default_factory=list)
    quotes_of: list[list[int]] = field(default_factory=list)
    joined: list[list[int]] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)


def draft(
    sayings: Sequence[Saying],
    standing: Sequence[Sequence[str]] = (),
    refused: Sequence[Sequence[str]] = (),
    around: Sequence[str] = (),
) -> Drafted:
    """Group the sayings of a heading that are free; the texts of each group that is not draw in their like.

    `joined` has those for the standing groups first, then for the refused, whose sayings are no quotes.
    """
    old = [list(texts[:STANDING]) for texts in (*standing, *refused)]
    drafted = Drafted(joined=[[] for _group in old])
    if not sayings:
        return drafted
    sample, rest = _sampled(sayings)
    texts = [sayings[place].compared for place in sample] + [text for group in old for text in group]
    space = Space(texts, around)
    rows, old_centres = space.rows[: len(sample)], _middles(space.rows, old, len(sample))
    fits = fitting(rows, old_centres, JOINS)
    for place, group in zip(sample, fits, strict=True):
        if group >= 0:
            drafted.joined[group].append(place)
    near = nearness(rows)
    free = [place for place, group in enumerate(fits) if group < 0]
    found = groups_of([sayings[sample[place]] for place in free], near[free][:, free])[:GROUPS]
    groups = [[free[place] for place in group] for group in found]
    drafted.groups = [[sample[place] for place in group] for group in groups]
    if rest:
        _spread(sayings, rest, space, centres_of(rows, groups), old_centres, drafted)
    spoken = [sayings[place] for place in sample]
    drafted.quotes_of = [_quotes(spoken, near, group, sample, QUOTES_OF_GROUP) for group in groups]
    open_to_all = [
        place
        for place, (one, group) in enumerate(zip(spoken, fits, strict=True))
        if not one.is_barred and group < len(standing)
    ]
    drafted.quotes = _quotes(spoken, near, open_to_all, sample, QUOTES)
    return drafted


def _sampled(sayings: Sequence[Saying]) -> tuple[list[int], list[int]]:
    """The places to compare, what is flagged first, else spread evenly by the words; and all others."""
    if len(sayings) <= COMPARED:
        return list(range(len(sayings))), []
    order = sorted(
        range(len(sayings)),
        key=lambda place: (not sayings[place].is_flagged, crc32(sayings[place].text.encode()), place),
    )
    return sorted(order[:COMPARED]), sorted(order[COMPARED:])


def _middles(rows: Matrix, old: Sequence[Sequence[str]], first: int) -> Matrix:
    groups = []
    for texts in old:
        groups.append(range(first, first + len(texts)))
        first += len(texts)
    return centres_of(rows, groups)


def _spread(
    sayings: Sequence[Saying],
    rest: Sequence[int],
    space: Space,
    new_centres: Matrix,
    old_centres: Matrix,
    drafted: Drafted,
) -> None:
    """Let the passages that were not compared join the group that they are nearest to."""
    for start in range(0, len(rest), READ):
        places = rest[start : start + READ]
        rows = space.read([sayings[place].compared for place in places])
        old, new = fitting(rows, old_centres, JOINS), fitting(rows, new_centres, max(ALIKE, JOINS))
        for place, older, newer in zip(places, old, new, strict=True):
            if older >= 0:
                drafted.joined[older].append(place)
            elif newer >= 0:
                drafted.groups[newer].append(place)


def _quotes(
    spoken: Sequence[Saying], near: Matrix, places: Sequence[int], names: Sequence[int], most: int
) -> list[int]:
    inside: Any = near[list(places)][:, list(places)] if len(places) else sparse.csr_matrix((0, 0))
    here = [spoken[place] for place in places]
    weights = weights_of(here, lexrank(inside)) if here else np.zeros(0)
    return [names[places[place]] for place in choose(here, inside, weights, most)]
