"""The same words in texts that have no search entry: few and short enough to be read each time."""

from __future__ import annotations

from collections.abc import Iterable

from contributions.searching.excerpts import ALIKE, WORD, Part, cut, folded, spans
from contributions.searching.query import Query


def excerpt_of(text: str, query: Query) -> list[Part]:
    """The lines around the first word looked for; empty unless the text has all of them and no other.

    A word counts that begins with the one looked for or with its stem in any language.
    """
    words = {word: folded(word) for word in set(WORD.findall(text))}
    beginnings = [_beginnings(word, query.lexemes) for word in query.bare]
    hits: set[tuple[str, str]] = set()
    for beginning in beginnings:
        found = {("", word) for word, small in words.items() if small.startswith(beginning)}
        if not found:
            return []
        hits |= found
    small_text = folded(text)
    if not all(part in small_text for part in query.parts) or _has(small_text, query.unwanted_parts):
        return []
    return cut(text, spans(text, "", hits, query.parts))


def _beginnings(word: str, stems: Iterable[str]) -> tuple[str, ...]:
    alike = (stem for stem in stems if len(stem) > ALIKE and stem[:ALIKE] == word[:ALIKE])
    return (word, *(stem for stem in alike if word.startswith(stem[:-1])))


def _has(text: str, parts: Iterable[str]) -> bool:
    return any(part in text for part in parts)
