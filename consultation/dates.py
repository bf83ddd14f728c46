"""Instants in words, for pages with many of them: each is put into words once for each language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language

KEPT = 20_000


@lru_cache(maxsize=KEPT)
def _words(value: datetime, style: str, _language: str | None) -> str:
    return formats.date_format(value, style)


class Dates:
    """Words for instants already in the zone that they are told in, in the language in force."""

    def __init__(self) -> None:
        self.language = get_language()

    def moment(self, value: datetime) -> str:
        """ "31 July 2026, 23:59"."""
        return self._told(value, "DATETIME_FORMAT")

    def day(self, value: datetime) -> str:
        """ "31 July 2026"."""
        return self._told(value, "DATE_FORMAT")

    def day_of_month(self, value: datetime) -> str:
        """ "31 July"."""
        return self._told(value, "MONTH_DAY_FORMAT")

    def _told(self, value: datetime, style: str) -> str:
        local = value.replace(
            second=0, microsecond=0, tzinfo=None
        )  # equal instants of two zones differ in words
        return _words(local, style, self.language)
