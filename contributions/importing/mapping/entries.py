"""From a row of a table to the contributions it holds, each with everything that is stored of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any

from consultation import texts
from consultation.models.user import NAME_LENGTH
from consultation.names import fold
from contributions.detecting import detect
from contributions.importing.mapping import values
from contributions.importing.mapping.parts import Asked, Mapping, Part
from contributions.importing.tables import Line
from contributions.models import Naming

LONGEST_ID = 100
LONG_ENOUGH = 200  # characters
LONGEST_KEY = 200
LONGEST_SOURCE = 120
LONGEST_CONSENT = 200
LONGEST_ORGANISATION = 200
LONGEST_THEME, MOST_THEMES = 200, 20
BETWEEN = " › "
UNSEEN = {"C", "Z"}  # categories of controls, invisible signs and spaces
FLOAT = re.compile(r"(-?\d+)\.0")  # a number that a program took for one with decimals
NOTHING = frozenset({"", "null", "none", "nan", "-1"})
NUMBERED = re.compile(r"\D*0*(\d{1,4})\D?")
SEVERAL = re.compile(r"[;|]")


@dataclass(frozen=True)
class Defaults:
    """What holds for rows that do not say. `zone` is that of dates without one, `now` that of no date."""

    source: str
    now: datetime
    zone: tzinfo
    language: str = ""  # empty: recognised from the words, else the first of `languages`
    languages: Sequence[str] = ("en",)
    consent: str = ""


@dataclass(frozen=True)
class RefusedRow:
    """A part of a row that cannot be used: the name of the reason, and what it speaks of."""

    part: int
    reason: str
    values: dict[str, Any] = field(default_factory=dict)
    own: str = ""


@dataclass(frozen=True)
class Entry:
    """One contribution as the row says it.

    `key` is the same whenever the same thing is imported. `same` tells things of one file apart: two entries
    with the same are one. `own` is the row's number for others to reply to, `answers` the one it replies to.
    """

    part: int
    key: str
    same: str
    own: str
    answers: str
    at: datetime
    payload: dict[str, Any]


class Unusable(Exception):  # noqa: N818  a turn of events while a row is read, no error of ours
    def __init__(self, reason: str, **said: Any) -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


class Interpreter:
    """Reads rows under one mapping."""

    def __init__(self, mapping: Mapping, defaults: Defaults, questions: Sequence[Asked] = ()) -> None:
        self.mapping, self.defaults = mapping, defaults
        self.places = {part: place for place, part in enumerate(mapping.parts) if part}
        self.by_number = {one.number: one.pk for one in questions}
        self.by_words = {
            fold(words): one.pk for one in questions for words in (one.text, one.label) if fold(words)
        }

    def entries(self, line: Line) -> Iterator[Entry | RefusedRow]:
        """What the row holds: an entry for each text in it, or the reason why there is none."""
        if line.fault:
            yield RefusedRow(0, line.fault, {"found": line.width, "columns": len(self.mapping.parts)})
            return
        row = _Row(self, line)
        try:
            row.read()
        except Unusable as why:
            yield RefusedRow(0, why.reason, why.said, row.own)
            return
        said = [(place, number) for place, number in self.mapping.texts if not is_empty(line.cells[place])]
        if not said:
            yield RefusedRow(0, "empty", own=row.own)
        for part, (place, number) in enumerate(said):
            try:
                yield row.entry(part, place, number)
            except Unusable as why:
                yield RefusedRow(part, why.reason, why.said, row.own if part == 0 else "")

    def questions_in(self, cell: str) -> list[int]:
        """The questions that a cell names by number or words. Raises Unusable for one the room lacks."""
        found = []
        whole = self.by_words.get(fold(cell))
        for name in [cell] if whole else SEVERAL.split(cell):
            numbered = NUMBERED.fullmatch(name.strip())
            pk = self.by_words.get(fold(name)) or (self.by_number.get(int(numbered[1])) if numbered else None)
            if pk is None and name.strip():
                raise Unusable("unknown question", question=name.strip()[:LONGEST_ID])
            found += [pk] if pk else []
        return list(dict.fromkeys(found))


class _Row:
    """What all texts of a row share."""

    def __init__(self, reader: Interpreter, line: Line) -> None:
        self.reader, self.line, self.defaults = reader, line, reader.defaults
        self.thread, self.id, self.parent = (
            self._number(part) for part in (Part.THREAD, Part.ID, Part.PARENT)
        )
        own = BETWEEN.join(filter(None, (self.thread, self.id)))
        self.own = own[:LONGEST_KEY] if self.id else ""

    def read(self) -> None:
        """Raises Unusable where nothing of the row can be taken."""
        for found in (self.thread, self.id, self.parent):
            if len(found) > LONGEST_ID:
                raise Unusable("long number", length=len(found), most=LONGEST_ID)
        if values.is_rejected(self.cell(Part.MODERATED)):
            raise Unusable("rejected")
        self.consent = self.cell(Part.CONSENT)[:LONGEST_CONSENT]
        if values.is_refusal(self.consent):
            raise Unusable("no consent", said=self.consent)
        self.source = one_line(self.cell(Part.SOURCE))[:LONGEST_SOURCE] or self.defaults.source
        self.at = self._at()
        self.country = values.country_from(self.cell(Part.COUNTRY))
        self.organisation = one_line(self.cell(Part.ORGANISATION))[:LONGEST_ORGANISATION]
        self.person = self._person()
        asked = self.cell(Part.QUESTION)
        self.questions = self.reader.questions_in(asked) if asked else []
        themes = (one_line(name)[:LONGEST_THEME] for name in self.cell(Part.THEMES).split(";"))
        self.themes = list(dict.fromkeys(filter(None, themes)))[:MOST_THEMES]

    def cell(self, part: Part) -> str:
        place = self.reader.places.get(part)
        return self.line.cells[place].strip() if place is not None else ""

    def _number(self, part: Part) -> str:
        found = one_line(self.cell(part))
        whole = FLOAT.fullmatch(found)
        found = whole[1] if whole else found
        return "" if part == Part.PARENT and found.casefold() in NOTHING else found

    def _at(self) -> datetime:
        written = self.cell(Part.DATE)
        if not written:
            return self.defaults.now
        found = values.moment_from(written, day_first=self.reader.mapping.day_first, zone=self.defaults.zone)
        if found is None:
            raise Unusable("date", said=written[:LONGEST_ID])
        if found > self.defaults.now:
            raise Unusable("future", said=written[:LONGEST_ID])
        return found

    def _person(self) -> dict[str, Any]:
        """Who said it: by name, by a number that tells people apart, or nobody that is known."""
        name = one_line(self.cell(Part.AUTHOR))
        number = self._number(Part.PERSON)[:LONGEST_ID]
        if len(name) > NAME_LENGTH:
            raise Unusable("long name", length=len(name), most=NAME_LENGTH)
        is_named = not values.is_no_name(name)
        if is_named and name.replace(".", "").replace("-", "").isdecimal():
            is_named, number = False, number or name
        naming = Naming.NAMED if is_named or number else Naming.WITHHELD
        if values.asks_to_be_unnamed(self.consent):
            naming = Naming.WITHHELD
        code = "" if is_named else number or self.id or f"row {self.line.number}"
        facts = [name, self.organisation, self.country] if is_named else [self.defaults.source, code]
        key = name if is_named and not any(facts[1:]) else " / ".join(facts)
        return {"key": _short(key), "name": name if is_named else "", "code": code, "naming": str(naming)}

    def entry(self, part: int, place: int, number: int) -> Entry:
        text = texts.normalise(self.line.cells[place]).strip()
        if len(text) > texts.MAX_CHARACTERS:
            raise Unusable("long text", length=f"{len(text):,}", most=f"{texts.MAX_CHARACTERS:,}")
        answered = self.reader.by_number.get(number)
        questions = list(dict.fromkeys([*self.questions, *([answered] if answered else [])]))
        column = number or (place if len(self.reader.mapping.texts) > 1 else 0)
        told = [self.thread, self.id, self.person["key"] if self.person["name"] else "", column, text]
        told += [self.cell(Part.QUESTION), self.parent]
        told += [] if self.id else [self.cell(Part.DATE), self._number(Part.PERSON)]
        key = sha256(json.dumps(told).encode()).hexdigest()[:48]
        # In a survey a number comes back with each question; what others reply to has one of its own.
        asked = "" if self.reader.mapping.has(Part.PARENT) else self.cell(Part.QUESTION)
        same = f"{self.own}\n{column}\n{asked}" if self.id else key
        return Entry(
            part=part,
            key=f"row:{key}",
            same=_short(same),
            own=self.own if part == 0 else "",
            answers=BETWEEN.join(filter(None, (self.thread, self.parent))) if self.parent else "",
            at=self.at,
            payload=self._payload(text, questions),
        )

    def _payload(self, text: str, questions: Sequence[int]) -> dict[str, Any]:
        return {
            "text": text,
            "language": self._language(text),
            "questions": list(questions),
            "person": self.person,
            "organisation": self.organisation,
            "country": self.country,
            "source": self.source,
            "consent": self.consent or self.defaults.consent,
            "id": self.id,
            "themes": self.themes,
        }

    def _language(self, text: str) -> str:
        named = values.language_from(self.cell(Part.LANGUAGE)) if self.cell(Part.LANGUAGE) else ""
        return named or self.defaults.language or self._recognised(text) or self.defaults.languages[0]

    def _recognised(self, text: str) -> str:
        """A short text in Latin letters speaks only for a language that is expected here."""
        found = detect(text)
        is_sure = len(text) >= LONG_ENOUGH or not text[:LONG_ENOUGH].isascii()
        return found if is_sure or found in self.defaults.languages else ""


def is_empty(cell: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(unicodedata.category(sign)[0] in UNSEEN for sign in texts.normalise(cell))


def one_line(cell: str) -> str:
    return " ".join(texts.normalise(cell).split())


def _short(key: str) -> str:
    """The key, or what stands for it where it is longer than may be stored."""
    return key if len(key) <= LONGEST_KEY else f"sha256:{sha256(key.encode()).hexdigest()}"
