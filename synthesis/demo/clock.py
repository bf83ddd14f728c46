"""All times of the demo are told from one moment: the one at which it is loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOMENT = re.compile(r"([+-]\d+d) (\d\d):(\d\d)")
HOURS_AGO = re.compile(r"-(\d+)h")
DAY = re.compile(r"([+-]\d+)d")


@dataclass(frozen=True)
class Clock:
    """`now` is the moment of loading, in UTC; days are counted from the day `shift` days after it."""

    now: datetime
    shift: int = 0

    def counting_from(self, told: str) -> Clock:
        """A clock on which "+0d" is the day that is "-78d" on this one."""
        return replace(self, shift=self.shift + _days(told))

    def at(self, told: str, zone: str = "UTC") -> datetime:
        """The moment of "-25d 06:14" (a day and a time in that zone) or "-2h" (from now), in UTC.

        Raises ValueError for anything else.
        """
        if hours := HOURS_AGO.fullmatch(told):
            return self.now - timedelta(hours=int(hours[1]))
        found = MOMENT.fullmatch(told)
        if found is None:
            raise ValueError(f'"{told}" is no moment such as "-25d 06:14" or "-2h"')
        there = datetime.combine(self.day(found[1], zone), time(int(found[2]), int(found[3])), ZoneInfo(zone))
        return there.astimezone(UTC)

    def day(self, told: str, zone: str = "UTC") -> date:
        """The day of "+88d", counted in that zone. Raises ValueError for anything else."""
        return self.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=self.shift + _days(told))


def _days(told: str) -> int:
    found = DAY.fullmatch(told)
    if found is None:
        raise ValueError(f'"{told}" is no day such as "+88d"')
    return int(found[1])
