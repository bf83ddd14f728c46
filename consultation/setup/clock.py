"""From a day and a time on the wall of a city to an instant, and back to other cities' walls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHOWN_IN = ("Africa/Nairobi", "Asia/Bangkok", "America/Panama", "Europe/Paris")
"""Cities around the world in which an instant is shown beside the consultation's own."""


class Oddity(StrEnum):
    """What a change of clocks does to a time on the wall."""

    NONE = ""
    SKIPPED = "skipped"
    TWICE = "twice"


@dataclass(frozen=True)
class Reading:
    """An instant (UTC) read off a wall clock. `local` is what that wall shows then."""

    instant: datetime
    local: datetime
    oddity: Oddity


@dataclass(frozen=True)
class Elsewhere:
    """An instant on another city's wall; `days` counts from the day in the consultation's city."""

    zone: str
    local: datetime
    days: int


def read(day: date, at: time, zone: ZoneInfo) -> Reading:
    """The instant at which that city's wall shows this day and time.

    A time that the clocks skip moves on by as much as they do; of a time that comes twice the first counts
    (PEP 495, fold 0).
    """
    wall = datetime.combine(day, at, zone)
    instant = wall.astimezone(UTC)
    local = instant.astimezone(zone)
    if local.replace(tzinfo=None) != wall.replace(tzinfo=None):
        oddity = Oddity.SKIPPED
    elif wall.replace(fold=1).utcoffset() != wall.utcoffset():
        oddity = Oddity.TWICE
    else:
        oddity = Oddity.NONE
    return Reading(instant, local, oddity)


def elsewhere(instant: datetime, zone: ZoneInfo) -> list[Elsewhere]:
    """The same instant in `SHOWN_IN`, with the difference of days to this zone."""
    here = instant.astimezone(zone).date()
    locals_ = [(name, instant.astimezone(ZoneInfo(name))) for name in SHOWN_IN]
    return [Elsewhere(name, local, (local.date() - here).days) for name, local in locals_]


def city_of(zone: str) -> str:
    """ "America/Argentina/Buenos_Aires" gives Buenos Aires."""
    return zone.rpartition("/")[2].replace("_", " ")


def zone_of(name: str) -> ZoneInfo:
    """A person's zone; UTC where the name means none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
