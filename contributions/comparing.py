"""What changed between two texts, word by word.

Unchanged beginnings and ends are set aside, then words that stand once in both texts are matched in their
longest common order (patience diff, Bram Cohen 2005), and so on between the matches. What holds no such word
is compared exactly when it is short and told as replaced when it is long: no text of 70,000 characters makes
this slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
EXACT = 20_000  # pairs of words that are still compared one by one


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words that stands in both texts, or in one alone."""

    change: Change
    text: str


def compare(before: str, after: str) -> list[Part]:
    """The newer text with what was added and removed, in reading order."""
    old, new = _tokens(before), _tokens(after)
    return list(_joined(_changes(old, new)))


def _tokens(text: str) -> list[str]:
    """Words, stretches of space and single signs; scripts without spaces go character by character."""
    found: list[str] = []
    for token in TOKEN.findall(text):
        if UNSPACED.search(token):
            found += token
        else:
            found.append(token)
    return found


type Step = tuple[Change, Sequence[str]]


def _changes(old: list[str], new: list[str]) -> Iterator[Step]:
    """Steps from one to the other. A stack instead of recursion: texts may be long."""
    waiting: list[tuple[Change, list[str], list[str]]] = [(Change.ADDED, old, new)]
    while waiting:
        kind, left, right = waiting.pop()
        if kind is Change.SAME:
            yield Change.SAME, left
            continue
        start = _common(left, right)
        end = _common(left[start:][::-1], right[start:][::-1])
        if start:
            yield Change.SAME, left[:start]
        if end:
            waiting.append((Change.SAME, left[len(left) - end :], []))
        left, right = left[start : len(left) - end], right[start : len(right) - end]
        anchors = _anchors(left, right) if left and right else []
        if anchors:
            waiting += reversed(list(_between(left, right, anchors)))
        else:
            yield from _exactly(left, right)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(left), len(right)))


def _anchors(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Places of words that stand once in each text, in the longest order both have."""
    in_left, in_right = Counter(left), Counter(right)
    places = {word: place for place, word in enumerate(right) if in_right[word] == 1}
    pairs = [(i, places[word]) for i, word in enumerate(left) if in_left[word] == 1 and word in places]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both, by patience sorting."""
    tops: list[int] = []
    top_pairs: list[int] = []
    back: list[int] = []
    for index, (_left, right) in enumerate(pairs):
        pile = bisect_left(tops, right)
        back.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(right)
            top_pairs.append(index)
        else:
            tops[pile], top_pairs[pile] = right, index
    found: list[tuple[int, int]] = []
    index = top_pairs[-1] if top_pairs else -1
    while index >= 0:
        found.append(pairs[index])
        index = back[index]
    return found[::-1]


def _between(
    left: list[str], right: list[str], anchors: Sequence[tuple[int, int]]
) -> Iterator[tuple[Change, list[str], list[str]]]:
    i = j = 0
    for here, there in anchors:
        yield Change.ADDED, left[i:here], right[j:there]
        yield Change.SAME, left[here : here + 1], []
        i, j = here + 1, there + 1
    yield Change.ADDED, left[i:], right[j:]


def _exactly(left: list[str], right: list[str]) -> Iterator[Step]:
    if len(left) * len(right) > EXACT:
        yield Change.REMOVED, left
        yield Change.ADDED, right
        return
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change.SAME, left[i:j]
            continue
        yield Change.REMOVED, left[i:j]
        yield Change.ADDED, right[k:m]


def _joined(steps: Iterator[Step]) -> Iterator[Part]:
    """Stretches of one kind in one part; a space between two changes goes with them."""
    same, changed, gap = "", {Change.REMOVED: "", Change.ADDED: ""}, ""
    for change, words in steps:
        said = "".join(words)
        if change is not Change.SAME:
            if gap:
                changed = {kind: text + gap for kind, text in changed.items()}
                gap = ""
            changed[change] += said
        elif not any(changed.values()):
            same += said
        elif said.isspace() and "\n" not in said:
            gap += said
        elif said:
            yield from _parts(same, changed)
            same, changed, gap = gap + said, dict.fromkeys(changed, ""), ""
    yield from _parts(same, changed)
    if gap:
        yield Part(Change.SAME, gap)


def _parts(same: str, changed: dict[Change, str]) -> Iterator[Part]:
    parts = (Part(Change.SAME, same), *(Part(kind, text) for kind, text in changed.items()))
    return (part for part in parts if part.text)
