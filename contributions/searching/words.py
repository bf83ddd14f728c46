"""What somebody typed into the search box: words, "phrases in quotes" and -words that must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consultation.names import UNSPACED

LONGEST = 200  # characters
MOST_TERMS = 12
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\x00": " "})
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
LETTERS = re.compile(r"\w")
SHORTEST_PART = 3  # letters; fewer are in every text


@dataclass(frozen=True)
class Words:
    """`wanted` and `unwanted` in the writing of PostgreSQL's web search; `parts` are looked for inside words.

    Chinese, Thai and the like have no spaces between words, so terms in them are parts.
    """

    typed: str
    wanted: str = ""
    unwanted: str = ""
    parts: tuple[str, ...] = ()
    unwanted_parts: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.parts)


def read(typed: str) -> Words:
    """The words of a search, at most MOST_TERMS of them."""
    typed = typed.translate(QUOTES)[:LONGEST].strip()
    terms = [found for found in TERM.finditer(typed) if LETTERS.search(found[0])][:MOST_TERMS]
    wanted = [found for found in terms if not found["minus"]]
    unwanted = [found for found in terms if found["minus"]]
    return Words(
        typed=typed,
        wanted=" ".join(_written(found) for found in wanted if not _is_part(found)),
        unwanted=" or ".join(_written(found) for found in unwanted if not _is_part(found)),
        parts=tuple(_text(found) for found in wanted if _is_part(found)),
        unwanted_parts=tuple(_text(found) for found in unwanted if _is_part(found)),
        bare=tuple(word for found in wanted if not _is_part(found) for word in _text(found).split()),
    )


def _text(term: re.Match[str]) -> str:
    return (term["phrase"] if term["phrase"] is not None else term["word"]).strip()


def _written(term: re.Match[str]) -> str:
    return f'"{_text(term)}"' if term["phrase"] is not None else _text(term)


def _is_part(term: re.Match[str]) -> bool:
    return bool(UNSPACED.search(_text(term)))
