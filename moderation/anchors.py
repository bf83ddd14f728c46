"""Where a passage stands in a text, and where it stands in the next version of that text.

An anchor is a half-open span of code points of a revision's plain text, with the words themselves and 32
characters on either side (a W3C TextPositionSelector together with a TextQuoteSelector).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from consultation.names import APOSTROPHES
from moderation.alignment import align, similarity
from moderation.sentences import Sentence

CONTEXT = 32  # characters kept before and after
SHORTEST_FUZZY = 12  # fewer characters are found anywhere, so they must come back word for word
LEAST_CONTEXT = 0.5  # similarity of the surroundings that so short a passage must find again
NEAREST = 500  # places looked at when the same words stand in more; of these …
CLOSEST = 8  # … the ones compared closely
QUOTES = '"“”„«»'


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a plain text: half-open code-point offsets, the words there, and what stands around them."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


class AnchorState(StrEnum):
    KEPT = "kept"  # same words, same place
    MOVED = "moved"  # same words elsewhere
    NEAR = "near"  # changed words: a person should look


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a passage stands in the new text: half-open code-point offsets."""

    state: AnchorState
    start: int
    end: int


class WordsNotFoundError(ValueError):
    """The words asked for do not stand in any one of the spans."""


def make_anchor(plain: str, start: int, end: int) -> Anchor:
    """Anchor a span of this text. Raises ValueError if it is no span of the text or holds no word."""
    if not 0 <= start < end <= len(plain):
        raise ValueError(f"No such span: {start} to {end} in {len(plain)} characters")
    quote = plain[start:end]
    if not quote.strip():
        raise ValueError("A passage holds at least one word")
    return Anchor(start, end, quote, plain[max(0, start - CONTEXT) : start], plain[end : end + CONTEXT])


def ticks_to_spans(sentences: Sequence[Sentence], ticked: AbstractSet[int]) -> list[tuple[int, int]]:
    """Half-open spans of the ticked sentences, counted from 0; neighbours make one span.

    Raises ValueError when there is no such sentence.
    """
    if any(number not in range(len(sentences)) for number in ticked):
        raise ValueError("There is no such sentence")
    spans: list[tuple[int, int]] = []
    for number in sorted(ticked):
        sentence = sentences[number]
        start = spans.pop()[0] if spans and number - 1 in ticked else sentence.start
        spans.append((start, sentence.end))
    return spans


def span_to_ticks(sentences: Sequence[Sentence], plain: str, start: int, end: int) -> tuple[list[int], str]:
    """The sentences that a span touches, counted from 0, and its words if it is not all of them.

    Words come with single spaces, as they are typed. Nothing for a span without a word.
    """
    text = plain[start:end]
    start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    touched = [place for place, one in enumerate(sentences) if one.start < end and start < one.end]
    if not touched:
        return [], ""
    is_all = (start, end) == (sentences[touched[0]].start, sentences[touched[-1]].end)
    return touched, "" if is_all else " ".join(plain[start:end].split())


def narrow_to_words(
    plain: str, spans: Sequence[tuple[int, int]], words: str, *, at: int | None = None
) -> tuple[int, int]:
    """Where these words stand within one of the spans: at that place if they do, else the first one.

    Capitals, kinds of white space, apostrophes and quotation marks may differ. Raises WordsNotFoundError.
    """
    pattern = re.compile(r"\s+".join(map(_tolerant, words.split())), re.IGNORECASE)
    for start, end in spans if pattern.pattern else ():
        here = pattern.match(plain, at, end) if at is not None and start <= at < end else None
        if here:
            return here.span()
    for start, end in spans if pattern.pattern else ():
        found = pattern.search(plain, start, end)
        if found:
            return found.span()
    raise WordsNotFoundError("These words are not in the ticked sentences")


def _tolerant(word: str) -> str:
    return "".join(
        f"[{APOSTROPHES}]" if sign in APOSTROPHES else f"[{QUOTES}]" if sign in QUOTES else re.escape(sign)
        for sign in word
    )


def reanchor(anchor: Anchor, new_plain: str) -> Moved | None:
    """Where the passage stands in a newer version of its text; None when it is lost.

    The same words are looked for first, by their surroundings where they stand in several places. Else the
    passage is aligned with the new text; at least half of it must survive, and the result be similar enough.
    """
    place = _same_words(anchor, new_plain)
    if place is not None:
        state = AnchorState.KEPT if place == anchor.start else AnchorState.MOVED
        return Moved(state, place, place + len(anchor.quote))
    if len(anchor.quote) < SHORTEST_FUZZY:
        return None
    span = align(anchor.prefix, anchor.quote, anchor.suffix, new_plain, near=anchor.start)
    return Moved(AnchorState.NEAR, *span) if span else None


def _same_words(anchor: Anchor, text: str) -> int | None:
    places = sorted(_places(anchor.quote, text), key=lambda place: abs(place - anchor.start))[:NEAREST]
    if len(places) > CLOSEST:
        places.sort(key=lambda place: -_touching(anchor, text, place))
    closest = places[:CLOSEST]
    ranked = [(_surroundings(anchor, text, place), -abs(place - anchor.start), place) for place in closest]
    best = max(ranked, default=None)
    if best is None or (len(anchor.quote) < SHORTEST_FUZZY and best[0] < LEAST_CONTEXT):
        return None
    return best[2]


def _places(words: str, text: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _around(anchor: Anchor, text: str, place: int) -> tuple[str, str]:
    end = place + len(anchor.quote)
    return text[max(0, place - len(anchor.prefix)) : place], text[end : end + len(anchor.suffix)]


def _touching(anchor: Anchor, text: str, place: int) -> int:
    """How many characters next to the words are the same, both sides together: quick to count."""
    before, after = _around(anchor, text, place)
    return _in_common(reversed(before), reversed(anchor.prefix)) + _in_common(after, anchor.suffix)


def _in_common(one: Iterable[str], other: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _surroundings(anchor: Anchor, text: str, place: int) -> float:
    """Similarity of what stands around, 0 to 1; 1 where the passage was the whole text."""
    before, after = _around(anchor, text, place)
    known = len(anchor.prefix) + len(anchor.suffix)
    if not known:
        return 1.0
    left = similarity(before, anchor.prefix) * len(anchor.prefix)
    return (left + similarity(after, anchor.suffix) * len(anchor.suffix)) / known
