"""A summary that was written elsewhere, read from a JSON file. Touches no database.

`sections` hold a `title` and `themes`; themes a `title` and `insights`; an insight a `body` of paragraphs
with `**bold**` words. A star behind a word marks a footnote; which one, its words tell: it is the one of
`footnotes` that speaks of the last two words before the star. `objective` holds paragraphs, `photos` a
`caption` and a `credit` each. Title, dates and organiser are the consultation's and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from contributions.importing import fields
from contributions.importing.rows import UnfitValueError

MOST_CHARACTERS_OF_A_TITLE = 200
MOST_CHARACTERS_OF_A_CREDIT = 300
LEAD_IN = re.compile(r"\*\*(?P<lead>[^*]+?)\*\*\s+(?=\S)")
STAR = re.compile(r"(?<![*\s\\])(?:(?P<bold>\*\*)\*|\*)(?![*\w])")
WORDS_BEFORE = 2
LONGEST_KEY = 40
BOLD = "**"
OBJECTIVE = "The objective"


@dataclass(frozen=True)
class InsightRow:
    """An insight as it would be typed, but for its footnote marks, which are still stars."""

    lead_in: str
    text: str


@dataclass(frozen=True)
class ThemeRow:
    title: str
    insights: tuple[InsightRow, ...]


@dataclass(frozen=True)
class PartRow:
    title: str
    themes: tuple[ThemeRow, ...]


@dataclass(frozen=True)
class PhotoRow:
    caption: str
    credit: str


@dataclass
class Notes:
    """The footnotes of the file, and which of them a mark has taken."""

    texts: list[str]
    taken: set[int] = field(default_factory=set)
    dangling: list[str] = field(default_factory=list)

    def marked(self, typed: str) -> str:
        """The text with every star as the note it stands for, or as a mark whose note does not exist."""
        made, place = [], 0
        for star in STAR.finditer(typed):
            before = typed[place : star.start()]
            made += [before, star["bold"] or "", self._mark(typed[: star.start()])]
            place = star.end()
        return "".join([*made, typed[place:]])

    def _mark(self, before: str) -> str:
        name = " ".join(before.replace(BOLD, "").split()[-WORDS_BEFORE:])
        for place, text in enumerate(self.texts):
            if name.casefold() in text.casefold():
                self.taken.add(place)
                return f"[note: {text}]"
        self.dangling.append(name)
        return f"[^{slugify(name)[:LONGEST_KEY] or 'note'}]"


@dataclass(frozen=True)
class Summary:
    """What the file says. A paragraph of the objective is typed text like an insight's."""

    objective: tuple[str, ...]
    parts: tuple[PartRow, ...]
    notes: Notes
    photos: tuple[PhotoRow, ...]
    has_cover: bool


def summary_of(data: Any) -> Summary:
    """Decoded JSON as a summary. Raises UnfitValueError, which says where the file does not fit."""
    file = fields.row(data)
    parts = tuple(_part(fields.row(row), place) for place, row in enumerate(fields.rows(file, "sections"), 1))
    if not parts:
        raise UnfitValueError('The list "sections" is empty.')
    return Summary(
        objective=_paragraphs(file.get("objective", []), OBJECTIVE),
        parts=parts,
        notes=Notes([_note(row, place) for place, row in enumerate(_optional(file, "footnotes"), 1)]),
        photos=tuple(_photo(fields.row(row)) for row in _optional(file, "photos")),
        has_cover=file.get("cover_photo") is not None,
    )


def _optional(file: Mapping[str, Any], key: str) -> list[Any]:
    return [] if file.get(key) is None else fields.rows(file, key)


def _part(row: Mapping[str, Any], place: int) -> PartRow:
    where = f"Section {place}"
    themes = fields.rows(row, "themes")
    return PartRow(_title(row, where), tuple(_theme(fields.row(theme), where) for theme in themes))


def _theme(row: Mapping[str, Any], where: str) -> ThemeRow:
    title = _title(row, where)
    insights = [fields.row(insight) for insight in fields.rows(row, "insights")]
    return ThemeRow(title, tuple(_insight(insight, title) for insight in insights))


def _title(row: Mapping[str, Any], where: str) -> str:
    try:
        return " ".join(fields.text(row, "title", most=MOST_CHARACTERS_OF_A_TITLE).split())
    except UnfitValueError as error:
        raise UnfitValueError(f"{where}: {error}") from error


def _insight(row: Mapping[str, Any], theme: str) -> InsightRow:
    first, *others = _paragraphs(row.get("body"), theme)
    lead = LEAD_IN.match(first)
    if lead is None:
        return InsightRow("", "\n\n".join([first, *others]))
    return InsightRow(lead["lead"].strip(), "\n\n".join([first[lead.end() :], *others]))


def _paragraphs(rows: Any, where: str) -> tuple[str, ...]:
    if not isinstance(rows, list) or (not rows and where != OBJECTIVE):
        raise UnfitValueError(f"{where}: an insight has no paragraphs.")
    most = fields.MOST_CHARACTERS_OF_A_STAFF_TEXT
    return tuple(" ".join(fields.readable(row, where, most=most).split()) for row in rows)


def _note(row: Any, place: int) -> str:
    """A note without the stars it opens and ends with, and without bold that is never closed."""
    where = f"Footnote {place}"
    text = fields.readable(row, where, most=fields.MOST_CHARACTERS_OF_A_STAFF_TEXT)
    text = re.sub(r"^\*(?!\*)|(?<!\*)\*$", "", " ".join(text.split()))
    return text.replace(BOLD, "") if text.count(BOLD) % 2 else text


def _photo(row: Mapping[str, Any]) -> PhotoRow:
    return PhotoRow(
        fields.text(row, "caption", needed=False),
        fields.text(row, "credit", most=MOST_CHARACTERS_OF_A_CREDIT, needed=False),
    )
