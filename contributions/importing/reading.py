"""The import file, read. Touches no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from consultation import texts
from consultation.models.user import NAME_LENGTH
from contributions.importing import fields
from contributions.importing.rows import (
    CONTRIBUTION,
    PERSON,
    ContributionRow,
    ImportFile,
    PersonRow,
    Refusal,
    UnfitFileError,
    UnfitValueError,
)

MEGABYTE = 1024**2
MAX_MEGABYTES = 64
MOST_CHARACTERS_OF_A_TITLE = 200


def read_file(path: Path) -> ImportFile:
    """The file's content. Raises UnfitFileError when it cannot be read or lacks what every import needs."""
    return parse(_load(path))


def _load(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if size > MAX_MEGABYTES * MEGABYTE:
            raise UnfitFileError(
                _("%(file)s has more than %(most)s MB.") % {"file": path, "most": MAX_MEGABYTES}
            )
        return json.loads(path.read_bytes())
    except OSError as error:
        values = {"file": path, "why": error.strerror}
        raise UnfitFileError(_("%(file)s cannot be read: %(why)s.") % values) from error
    except UnicodeDecodeError as error:
        raise UnfitFileError(_("%(file)s is not text in UTF-8.") % {"file": path}) from error
    except json.JSONDecodeError as error:
        place = {"file": path, "line": error.lineno, "column": error.colno}
        raise UnfitFileError(_("%(file)s is not JSON: line %(line)s, column %(column)s.") % place) from error
    except (RecursionError, ValueError) as error:  # brackets nested too deep, a number of ten thousand digits
        raise UnfitFileError(_("%(file)s is JSON that cannot be read.") % {"file": path}) from error


def parse(data: Any) -> ImportFile:
    """Decoded JSON as an import. Rows that cannot be used become refusals; all else raises UnfitFileError."""
    try:
        return _parse(data)
    except UnfitValueError as error:
        raise UnfitFileError(str(error)) from error


def _parse(data: Any) -> ImportFile:
    consultation = fields.part(data, "consultation")
    room = fields.part(data, "room")
    opens_on, closes_on, extended_to = _days(consultation)
    people, refused_people = _people(fields.rows(data, "people"))
    contributions, refused = _contributions(fields.rows(data, "contributions"))
    return ImportFile(
        title=fields.text(consultation, "title", most=MOST_CHARACTERS_OF_A_TITLE),
        objective=fields.text(consultation, "objective", needed=False),
        outcome=fields.text(consultation, "outcome", needed=False),
        organiser=fields.text(consultation, "powered_by", most=MOST_CHARACTERS_OF_A_TITLE, needed=False),
        opens_on=opens_on,
        closes_on=closes_on,
        extended_to=extended_to,
        room_title=fields.text(room, "title", most=MOST_CHARACTERS_OF_A_TITLE),
        room_welcome=fields.text(room, "welcome", needed=False),
        questions=_questions(fields.rows(room, "guiding_questions")),
        people=people,
        contributions=contributions,
        refusals=(*refused_people, *refused),
    )


def _days(consultation: Mapping[str, Any]) -> tuple[date, date, date | None]:
    opens_on = fields.day(consultation, "opens_on")
    closes_on = fields.day(consultation, "closes_on")
    if closes_on < opens_on:
        raise UnfitValueError(_('"closes_on" lies before "opens_on".'))
    if consultation.get("extended_to") is None:
        return opens_on, closes_on, None
    extended_to = fields.day(consultation, "extended_to")
    if extended_to <= closes_on:
        raise UnfitValueError(_('"extended_to" must lie after "closes_on".'))
    return opens_on, closes_on, extended_to


def _questions(found: list[Any]) -> tuple[str, ...]:
    most = fields.MOST_CHARACTERS_OF_A_STAFF_TEXT
    return tuple(
        fields.readable(question, _("Question %(number)s") % {"number": number}, most=most)
        for number, question in enumerate(found, start=1)
    )


def _people(found: list[Any]) -> tuple[tuple[PersonRow, ...], list[Refusal]]:
    people: dict[str, PersonRow] = {}
    refused = []
    for position, row in enumerate(found, start=1):
        try:
            person = _person(fields.row(row))
        except UnfitValueError as error:
            refused.append(Refusal(PERSON, _label(row, "name", position), str(error)))
            continue
        if people.setdefault(person.name, person) is not person:
            refused.append(Refusal(PERSON, person.name, _("The name stands in the file twice.")))
    return tuple(people.values()), refused


def _person(row: Mapping[str, Any]) -> PersonRow:
    return PersonRow(_name(row, "name"), fields.flag(row, "moderator"))


def _name(row: Mapping[str, Any], key: str) -> str:
    return " ".join(fields.text(row, key, most=NAME_LENGTH).split())


def _contributions(found: list[Any]) -> tuple[tuple[ContributionRow, ...], list[Refusal]]:
    contributions = []
    refused = []
    for position, row in enumerate(found, start=1):
        try:
            contributions.append(_contribution(fields.row(row)))
        except UnfitValueError as error:
            refused.append(Refusal(CONTRIBUTION, _label(row, "id", position), str(error)))
    return tuple(contributions), refused


def _contribution(row: Mapping[str, Any]) -> ContributionRow:
    parent = row.get("parent_id")
    return ContributionRow(
        key=fields.key(row.get("id"), "id"),
        parent_key=None if parent is None else fields.key(parent, "parent_id"),
        author=_name(row, "author"),
        text=fields.text(row, "body", most=texts.MAX_CHARACTERS),
        posted_at=fields.moment(row, "posted_at"),
    )


def _label(row: Any, key: str, position: int) -> str:
    """How the account names a row: by its own id or name where it has one, else by its place in the file."""
    try:
        return fields.key(row.get(key), key)
    except (AttributeError, UnfitValueError):
        return _("in place %(position)s") % {"position": position}
