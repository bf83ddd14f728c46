"""Words in the middle of their context: every place of a word in many texts, sorted by what stands around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.names import UNSPACED

AROUND = 60  # code points shown on either side
SHORTEST = 4  # letters of a word of a theme's name that is looked for; one sign where no spaces are written
MOST_WORDS = 8
KNOWN = 32  # code points that are kept around a quote; where there are fewer, the text begins or ends there
FIRST_PART, LAST_PART = re.compile(r"^\S{1,20}\s+"), re.compile(r"\s+\S{1,20}$")


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a word: `before + word + after` stands in the text. `key` is what the text came with."""

    key: int
    nth: int
    before: str
    word: str
    after: str

    @property
    def id(self) -> str:
        return f"{self.key}.{self.nth}"


def words_in(typed: str, *, shortest: int = 1) -> list[str]:
    """The words of a line, each once, the long enough ones; of unspaced scripts the runs between signs."""
    words = re.findall(r"[\w’']+", typed.casefold())
    return list(dict.fromkeys(word for word in words if len(word) >= shortest or UNSPACED.search(word)))[
        :MOST_WORDS
    ]


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Words that begin with one of these, whatever their capitals; any place where no spaces are written."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        begins = "" if UNSPACED.match(word) else r"(?<!\w)"
        ends = "" if UNSPACED.match(word[-1]) else r"\w*"
        parts.append(f"{begins}{re.escape(word)}{ends}")
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def find(texts: Iterable[tuple[int, str, str, str]], words: Sequence[str], *, by_before: bool) -> list[Found]:
    """Every place of the words in quotes given as (key, prefix, quote, suffix), sorted by what follows.

    With `by_before` sorted by what stands before, read backwards from the word.
    """
    pattern = pattern_of(words)
    lines = [line for text in texts for line in _lines(*text, pattern)]
    return sorted(lines, key=_before if by_before else _after)


def _lines(key: int, prefix: str, quote: str, suffix: str, pattern: re.Pattern[str]) -> Iterable[Found]:
    text = f"{prefix}{quote}{suffix}"
    for nth, found in enumerate(pattern.finditer(text, len(prefix), len(prefix) + len(quote))):
        start, end = found.span()
        before = _one_line(text[max(0, start - AROUND) : start])
        after = _one_line(text[end : end + AROUND])
        if start > AROUND or len(prefix) >= KNOWN:
            before = f"…{_without(FIRST_PART, before)}"
        if end + AROUND < len(text) or len(suffix) >= KNOWN:
            after = f"{_without(LAST_PART, after)}…"
        yield Found(key, nth, before, found[0], after)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _without(part: re.Pattern[str], text: str) -> str:
    """The text without the word that its edge may have cut; scripts without spaces may be cut anywhere."""
    found = part.search(text)
    if found is None or UNSPACED.search(found[0]):
        return text
    return text[: found.start()] + text[found.end() :]


def _after(line: Found) -> tuple[list[str], str, int, int]:
    return _words(line.after), line.word.casefold(), line.key, line.nth


def _before(line: Found) -> tuple[list[str], str, int, int]:
    return _words(line.before)[::-1], line.word.casefold(), line.key, line.nth


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
