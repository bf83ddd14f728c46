"""What an import file says, as values, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


class UnfitFileError(Exception):
    """The file as a whole cannot be imported; the message says why."""


class UnfitValueError(Exception):
    """One value cannot be used; the message says why."""


@dataclass(frozen=True)
class PersonRow:
    """Somebody named in the file."""

    name: str
    is_moderator: bool = False


@dataclass(frozen=True)
class ContributionRow:
    """One contribution of the file. `key` is its id there, `posted_at` knows its zone."""

    key: str
    parent_key: str | None
    author: str
    text: str
    posted_at: datetime


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be imported, and why. `label` is the row's own id or name where it has one."""

    kind: str
    label: str
    reason: str


PERSON = "person"
CONTRIBUTION = "contribution"


@dataclass(frozen=True)
class ImportFile:
    """A consultation with one room. Dates are days in the consultation's city."""

    title: str
    objective: str
    outcome: str
    organiser: str
    opens_on: date
    closes_on: date
    extended_to: date | None
    room_title: str
    room_welcome: str
    questions: tuple[str, ...]
    people: tuple[PersonRow, ...] = ()
    contributions: tuple[ContributionRow, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def last_day(self) -> date:
        return self.extended_to or self.closes_on
