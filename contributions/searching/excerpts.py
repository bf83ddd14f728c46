"""The lines of a text that answer a search, with the words found in them marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from contributions.models import Contribution
from contributions.searching.query import Query, lexemes_of

READ = 20_000  # characters of a text in which words are looked for
LENGTH = 240  # characters of an excerpt
BEFORE = 80  # of which at most these stand before the first word found
ALIKE = 3  # letters that a word shares with what is looked for, to be asked about at all
WORD = re.compile(r"\w+")
MOST_MARKS = 12


@dataclass(frozen=True)
class Part:
    """A piece of an excerpt; `hit` where it is one of the words looked for."""

    text: str
    hit: bool = False


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word in small letters without accents; of the same letters as the search entries use."""
    small = word.casefold()
    if small.isascii():
        return small
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


def excerpts(contributions: Sequence[Contribution], query: Query) -> list[list[Part]]:
    """For each contribution, its revision loaded, the lines around the first word found; one query."""
    texts = [(one.language, one.revision.plain[:READ] if one.revision else "") for one in contributions]
    starts = {stem[:ALIKE] for stem in (*query.lexemes, *query.bare)}
    alike = _alike(starts)
    asked = {(language, word) for language, text in texts for word in _words_alike(text, alike, starts)}
    stems, wanted = lexemes_of(sorted(asked)), query.lexemes
    hits = {pair for pair, found in stems.items() if found & wanted}
    return [cut(text, spans(text, language, hits, query.parts)) for language, text in texts]


def _alike(starts: set[str]) -> re.Pattern[str]:
    """What words of plain English letters begin with, that may have one of these stems."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, starts))})\w*", re.IGNORECASE | re.ASCII)


def _words_alike(text: str, alike: re.Pattern[str], starts: set[str]) -> set[str]:
    if text.isascii():
        return set(alike.findall(text)) if starts else set()
    return {word for word in set(WORD.findall(text)) if _may_be(folded(word), starts)}


def _may_be(word: str, starts: set[str]) -> bool:
    """Whether a word may have one of these stems; Arabic and its like put syllables in front."""
    return word[:ALIKE] in starts or (not word.isascii() and any(start in word for start in starts))


def spans(
    text: str, language: str, hits: set[tuple[str, str]], parts: Sequence[str]
) -> list[tuple[int, int]]:
    """Where the words and parts stand, as half-open spans in order that do not overlap."""
    words = frozenset(word for spoken, word in hits if spoken == language)
    places = _exactly(words).finditer(text) if words else ()
    found = [place.span() for place in islice(places, MOST_MARKS)]  # an excerpt begins at the first
    small = _same_length(text) if parts else ""
    for part in parts:
        found += [match.span() for match in islice(re.finditer(re.escape(part), small), MOST_MARKS)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not joined or start >= joined[-1][1]:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1000)
def _exactly(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _same_length(text: str) -> str:
    """The text folded letter by letter, so that places in it are places in the text."""
    return "".join(small if len(small := folded(letter)) == 1 else letter for letter in text)


def cut(text: str, found: Sequence[tuple[int, int]]) -> list[Part]:
    """The excerpt around the first span, its spans marked, cut at spaces."""
    first = found[0][0] if found else 0
    start = _at_space(text, first - BEFORE, first) if first > BEFORE else 0
    end = (
        _at_space(text, start + LENGTH, len(text), backwards=True)
        if start + LENGTH < len(text)
        else len(text)
    )
    made = [Part("… ")] if start else []
    place = start
    for left, right in found[:MOST_MARKS]:
        if right > end:
            break
        made += [Part(text[place:left]), Part(text[left:right], hit=True)]
        place = right
    made.append(Part(text[place:end].rstrip() + (" …" if end < len(text) else "")))
    return [part for part in made if part.text]


def _at_space(text: str, wanted: int, limit: int, *, backwards: bool = False) -> int:
    """The nearest place to cut at a space; where there is none, right there."""
    if backwards:
        space = text.rfind(" ", wanted - BEFORE, wanted)
        return space if space > 0 else wanted
    space = text.find(" ", wanted, limit)
    return space + 1 if space >= 0 else wanted
