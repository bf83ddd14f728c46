"""The one resolver of mentions: whom a text names with `@Full Name`, and which names nobody bears yet.

What counts: `@` (or the full-width `＠`) not inside a word, an address or a link, with a name right after it.
Known names are found in any spelling that folds alike, longest first. A known one-word name that is followed
by another capitalised word is only the first part of a longer name, which is then kept as unknown.

What is kept when nobody bears the name: one to five capitalised words, with particles such as "de" or "bin"
between them. Scripts without capitals do not show where a name ends: with spaces between words (Arabic,
Hebrew, Devanagari …) the first two words are kept; without (Chinese, Japanese, Korean, Thai …) the run up to
the next space or sign if it is short enough to be a name, else nothing: no name is guessed out of a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consultation.names import LONGEST_WORD, UNSPACED, Word, fold, is_mark, read_word, without_ending

__all__ = [
    "FoundMention",
    "NameIndex",
    "Person",
    "find_mentions",
    "fold",
    "names_typed",
    "people_named",
    "unknown_names",
]

MOST_UNKNOWN_WORDS = 5
MOST_CASELESS_WORDS = 2
LONGEST_NAME = 80  # words: signs of scripts without spaces count as one each
LONGEST_CJK_NAME = 4
LONGEST_UNSPACED_NAME = 20
INITIAL = 1  # letters before a full stop with nothing after it: J.P.
ABBREVIATED = 3  # letters before a full stop and a space inside a name: Dr., Jr.

AT = re.compile("[@＠]")
GAP = re.compile(r"(?P<stop>\.?)[ \u00a0\u2009\u202f\u3000]{1,3}(?=\w)|[-‐‑_·・.](?=\w)")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
DOMAIN = re.compile(r"\.\w")
HANDLE = re.compile(r"\w(?:[\w.-]*\w)?")
CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
# fmt: off
PARTICLES = frozenset({
    "al", "ap", "at", "ben", "bin", "bint", "da", "das", "de", "degli", "dei", "del", "della", "den", "der",
    "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "op", "san", "santa", "ten", "ter",
    "und", "van", "vom", "von", "y", "zu",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named: a membership's id, full name, name in Latin letters and handle."""

    id: int
    name: str
    latin_name: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class FoundMention:
    """One place where a text names somebody.

    `start` and `end` are half-open code-point offsets, `@` included; `typed` is the name without it. `people`
    holds the ids of all who bear the name: one, several when it is ambiguous, none when nobody bears it yet.
    `quoted` tells that it stands in a quotation, where naming somebody is no call.
    """

    start: int
    end: int
    typed: str
    people: tuple[int, ...]
    quoted: bool = False

    @property
    def is_ambiguous(self) -> bool:
        return len(self.people) > 1

    @property
    def is_unknown(self) -> bool:
        return not self.people


class _Match(NamedTuple):
    end: int
    people: tuple[int, ...]


class NameIndex:
    """Everybody who may be named, by folded names and by handle; make it once for many texts."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.names: dict[str, dict[int, None]] = {}
        self.handles: dict[str, int] = {}
        self.longest: dict[str, int] = {}
        for person in people:
            if person.handle:
                self.handles[person.handle.casefold()] = person.id
            for name in {person.name, person.latin_name} - {""}:
                self._add(fold(name), person.id)

    def _add(self, folded: str, person: int) -> None:
        if folded:
            words = folded.split(" ")
            self.names.setdefault(folded, {})[person] = None
            self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))


class _Spans:
    """Half-open spans that do not overlap, in order; `position in spans` in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.spans = sorted(spans)

    def __contains__(self, position: int) -> bool:
        before = bisect_right(self.spans, position, key=lambda span: span[0])
        return before > 0 and position < self.spans[before - 1][1]


def find_mentions(
    text: str, people: Iterable[Person] | NameIndex, *, quoted: Sequence[tuple[int, int]] = ()
) -> list[FoundMention]:
    """Every place where `text` names somebody, in order; `quoted` are half-open spans that quote others."""
    if not AT.search(text):
        return []
    index = people if isinstance(people, NameIndex) else NameIndex(people)
    addresses, quotations = _Spans(found.span() for found in ADDRESS.finditer(text)), _Spans(quoted)
    found: list[FoundMention] = []
    for at in AT.finditer(text):
        start = at.start()
        first = read_word(text, start + 1)
        if first is None or not _may_start(text, start) or start in addresses:
            continue
        mention = _known(text, first, index) or _unknown(text, first)
        if mention is not None:
            typed = text[start + 1 : mention.end]
            found.append(FoundMention(start, mention.end, typed, mention.people, start in quotations))
    return found


def names_typed(text: str) -> tuple[set[str], set[str]]:
    """Everything after an `@` that could be a name or a handle, folded: whose names may stand in the text.

    Whoever else there is bears none of the names that `find_mentions` could find in it.
    """
    names: set[str] = set()
    handles: set[str] = set()
    for at in AT.finditer(text):
        first = read_word(text, at.start() + 1)
        if first is None or not _may_start(text, at.start()):
            continue
        if handle := HANDLE.match(text, first.start):
            handles.add(handle[0].casefold())
        words = _read_words(text, first, LONGEST_NAME)
        for count, last in enumerate(words):
            for ending in filter(None, (last, without_ending(text, last))):
                names.add(" ".join(word.folded for word in [*words[:count], ending] if word.folded))
    return names - {""}, handles


def people_named(found: Iterable[FoundMention]) -> list[int]:
    """Everybody named without doubt and outside quotations, once each, in the order of the text."""
    sure = (mention for mention in found if len(mention.people) == 1 and not mention.quoted)
    return list(dict.fromkeys(mention.people[0] for mention in sure))


def unknown_names(found: Iterable[FoundMention]) -> list[str]:
    """The names nobody bears yet, once each, as typed first."""
    names: dict[str, str] = {}
    for mention in found:
        if mention.is_unknown and not mention.quoted:
            names.setdefault(fold(mention.typed), mention.typed)
    return list(names.values())


def _may_start(text: str, at: int) -> bool:
    """Not inside a word or address (`a@b.org`, `site.org/@name`); Chinese or Thai may run up to the sign."""
    before = text[at - 1 : at]
    if not before or UNSPACED.match(before):
        return True
    return not (before.isalnum() or is_mark(before) or before in "_/@＠")


def _known(text: str, first: Word, index: NameIndex) -> _Match | None:
    match = _by_name(text, first, index)
    handle = HANDLE.match(text, first.start)
    bearer = index.handles.get(handle[0].casefold()) if handle else None
    if handle and bearer is not None and (match is None or handle.end() >= match.end):
        match = _Match(handle.end(), (bearer,))
    if match is not None and match.end <= first.end and _goes_on(text, match.end):
        return None
    return match


def _by_name(text: str, first: Word, index: NameIndex) -> _Match | None:
    cut = without_ending(text, first)
    most = max(index.longest.get(word.folded, 0) for word in (first, cut or first))
    words = _read_words(text, first, most)
    for count in range(min(most, len(words)), 0, -1):
        *leading, last = words[:count]
        for ending in filter(None, (last, without_ending(text, last))):
            bearers = index.names.get(" ".join(word.folded for word in [*leading, ending] if word.folded))
            if bearers:
                return _Match(ending.end, tuple(bearers))
    return None


def _read_words(text: str, first: Word, most: int) -> list[Word]:
    words = [first]
    while len(words) < most and (word := _next_word(text, words[-1])) is not None:
        words.append(word)
    return words


def _next_word(text: str, word: Word) -> Word | None:
    """The word that may continue a name: after a space, a hyphen, a short abbreviation, or right here."""
    gap = GAP.match(text, word.end)
    if gap is None:
        touching = UNSPACED.match(text, word.end) or UNSPACED.match(text, word.start)
        return read_word(text, word.end) if touching else None
    longest = {"": LONGEST_WORD, ".": INITIAL}.get(gap[0], ABBREVIATED if gap["stop"] else LONGEST_WORD)
    return read_word(text, gap.end()) if word.end - word.start <= longest else None


def _goes_on(text: str, end: int) -> bool:
    """Whether another capitalised word follows, so that what ends here is only the beginning of a name."""
    gap = GAP.match(text, end)
    return gap is not None and not gap["stop"] and text[gap.end()].isupper()


def _unknown(text: str, first: Word) -> _Match | None:
    letter = text[first.start]
    if UNSPACED.match(letter):
        return _unspaced_name(text, first.start)
    if letter.isupper() or letter.istitle():
        last = _last_capitalised(text, first)
    elif _is_caseless(letter):
        words = _read_words(text, first, MOST_CASELESS_WORDS)
        last = next(word for word in reversed(words) if _is_caseless(text[word.start]))
    else:
        return None
    possessive = without_ending(text, last)
    end = possessive.end if possessive and text[possessive.end + 1 : last.end] in {"s", "S"} else last.end
    return None if DOMAIN.match(text, end) else _Match(end, ())


def _last_capitalised(text: str, first: Word) -> Word:
    last, word, count = first, first, 1
    while count < MOST_UNKNOWN_WORDS and (following := _next_word(text, word)) is not None:
        word = following
        if text[word.start].isupper():
            last, count = word, count + 1
        elif word.folded not in PARTICLES:
            break
    return last


def _is_caseless(letter: str) -> bool:
    return letter.isalpha() and letter.upper() == letter.lower()


def _unspaced_name(text: str, start: int) -> _Match | None:
    end = start
    while (
        end < len(text)
        and end - start <= LONGEST_UNSPACED_NAME
        and (UNSPACED.match(text, end) or is_mark(text[end]))
    ):
        end += 1
    longest = LONGEST_CJK_NAME if CJK.match(text, start) else LONGEST_UNSPACED_NAME
    runs_on = end < len(text) and text[end].isalnum()
    return None if runs_on or end - start > longest else _Match(end, ())
