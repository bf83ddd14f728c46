"""Finding a passage whose words were changed: by short stretches it still shares, then token by token.

Path not taken: a diff of the whole texts. It needs the old text, costs the square of its length, and loses a
passage that was moved.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from consultation.names import UNSPACED

LEAST_SURVIVING = 0.5  # share of the passage's characters that must still be there
LEAST_SIMILAR = 0.6  # 2 × characters in common ÷ characters of both
STRETCH = 5  # code points that are looked up to locate the passage
MOST_STRETCHES = 400
COMMON = 200  # places from which on a stretch says nothing
BUCKET = 16  # code points by which shared stretches may drift and still vote for one place
LEAST_SLACK = 64
LETTER_BY_LETTER = (
    300  # code points up to which a passage is aligned by letters, so that one typo costs one letter
)
MANY_TOKENS = 2000  # above this, difflib's short cut for frequent tokens keeps alignment quick
LONGEST_SNAP = 30

TOKEN = re.compile(rf"{UNSPACED.pattern}|\w+|\s+|[^\w\s]")
Opcodes = Sequence[tuple[str, int, int, int, int]]


def similarity(one: str, other: str) -> float:
    """2 × characters in common ÷ characters of both, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def align(prefix: str, quote: str, suffix: str, text: str, *, near: int) -> tuple[int, int] | None:
    """The span of `text` that the changed quote became, None if too little is left of it.

    `near` is where it used to start; it decides between places that fit equally well.
    """
    in_place = _aligned(prefix, quote, suffix, text, near)
    return in_place or _aligned("", quote, "", text, near)  # the words may have left their surroundings


def _aligned(prefix: str, quote: str, suffix: str, text: str, near: int) -> tuple[int, int] | None:
    known = prefix + quote + suffix
    place = _locate(known, text, near - len(prefix))
    if place is None:
        return None
    slack = max(LEAST_SLACK, len(quote) // 2)
    offset = max(0, place - slack)
    cut = list[str] if len(quote) <= LETTER_BY_LETTER else TOKEN.findall
    new = cut(text[offset : place + len(known) + slack])
    old = [*cut(prefix), *cut(quote), *cut(suffix)]
    first = len(cut(prefix))
    last = first + len(cut(quote))
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > MANY_TOKENS)
    opcodes = matcher.get_opcodes()
    start, end = _new_start(opcodes, first), _new_end(opcodes, last)
    span = _snapped(text, offset + _length(new[:start]), offset + _length(new[:end]))
    same = sum(_length(old[max(a, first) : min(b, last)]) for kind, a, b, _, _ in opcodes if kind == "equal")
    return span if _is_enough(same, len(quote), span[1] - span[0]) else None


def _is_enough(same: int, old: int, new: int) -> bool:
    return new > 0 and same >= LEAST_SURVIVING * old and 2 * same >= LEAST_SIMILAR * (old + new)


def _length(tokens: Sequence[str]) -> int:
    return sum(map(len, tokens))


def _locate(known: str, text: str, near: int) -> int | None:
    """Where shared stretches say that `known` starts in `text`; rare ones weigh more. None without any."""
    last = max(1, len(known) - STRETCH + 1)
    offsets: dict[str, list[int]] = defaultdict(list)
    for offset in range(0, last, max(1, last // MOST_STRETCHES)):
        offsets[known[offset : offset + STRETCH]].append(offset)
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(len(text) - STRETCH + 1):
        stretch = text[place : place + STRETCH]
        if stretch in offsets:
            places[stretch].append(place)
    votes: dict[int, float] = defaultdict(float)
    for stretch, found in places.items():
        if len(found) <= COMMON:
            for start in (place - offset for place in found for offset in offsets[stretch]):
                votes[start // BUCKET] += 1 / (len(found) * len(offsets[stretch]))
    if not votes:
        return None
    support = {bucket: sum(votes.get(bucket + step, 0.0) for step in (-1, 0, 1)) for bucket in votes}
    return BUCKET * max(support, key=lambda bucket: (support[bucket], -abs(bucket * BUCKET - near)))


def _new_start(opcodes: Opcodes, first: int) -> int:
    """Where the token `first` of the old text begins in the new one."""
    for kind, old_start, old_end, new_start, new_end in opcodes:
        if old_start <= first < old_end:
            if kind == "equal":
                return new_start + first - old_start
            return new_start if first == old_start else new_end
    return 0


def _new_end(opcodes: Opcodes, last: int) -> int:
    """Where the token before `last` of the old text ends in the new one."""
    for kind, old_start, old_end, new_start, new_end in opcodes:
        if old_start < last <= old_end:
            if kind == "equal":
                return new_start + last - old_start
            return new_end if last == old_end else new_start
    return 0


def _snapped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words, then without the white space at its ends."""
    if start >= end:
        return start, start
    earliest, latest = max(0, start - LONGEST_SNAP), min(len(text), end + LONGEST_SNAP)
    while start > earliest and _is_within_word(text, start):
        start -= 1
    while end < latest and _is_within_word(text, end):
        end += 1
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _is_within_word(text: str, place: int) -> bool:
    sides = text[place - 1 : place + 1]
    return sides.isalnum() and not UNSPACED.search(sides)
