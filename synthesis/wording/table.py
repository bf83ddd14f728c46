"""How one language of the document says its fixed sentences, counts and dates."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

GROUPED_FROM = 10_000  # four figures stay together in every language we set


@dataclass(frozen=True)
class Wording:
    """Phrases, plural forms and dates of one language.

    `phrases` hold {named} places. `plurals` map a key to its forms by CLDR category (one, two, few, many,
    other); a form may write the number as {n} or spell it. `number_words` are the words for 1 to 10.
    `day`, `day_without_year` and `day_short` are patterns of {day}, {month} and {year}.
    """

    language: str
    direction: str
    plural: Callable[[int], str]
    phrases: Mapping[str, str]
    plurals: Mapping[str, Mapping[str, str]]
    number_words: tuple[str, ...]
    months: Sequence[str]
    short_months: Sequence[str]
    quotes: tuple[str, str]
    day: str
    day_without_year: str
    day_short: str
    thousands: str
    comma: str = ", "
    first_day_of_month: str = "{day}"
    day_comes_first: bool = True

    def say(self, key: str, **values: object) -> str:
        return string.Formatter().vformat(self.phrases[key], (), values)

    def count(self, key: str, n: int, *, spelled: bool = False) -> str:
        """The counted noun in its right form; `spelled` writes one to ten as words in place of {n}."""
        forms = self.plurals[key]
        written = self.number_words[n - 1] if spelled and 0 < n <= len(self.number_words) else self.number(n)
        return forms.get(self.plural(n), forms["other"]).replace("{n}", written)

    def number(self, n: int) -> str:
        return f"{n:,}".replace(",", self.thousands) if n >= GROUPED_FROM else str(n)

    def _write(self, day: date, pattern: str, months: Sequence[str]) -> str:
        number = self.first_day_of_month if day.day == 1 else "{day}"
        return pattern.format(day=number.format(day=day.day), month=months[day.month - 1], year=day.year)

    def full_date(self, day: date) -> str:
        return self._write(day, self.day, self.months)

    def date_without_year(self, day: date) -> str:
        return self._write(day, self.day_without_year, self.months)

    def short_date(self, day: date) -> str:
        return self._write(day, self.day_short, self.short_months)

    def days(self, first: date, last: date) -> str:
        """A span of days, the year once where both share it: "29 June – 31 July 2026"."""
        start, end = self.full_date(first), self.full_date(last)
        if first.year == last.year and self.day_comes_first:
            start = self.date_without_year(first)
        elif first.year == last.year:
            end = self.date_without_year(last)
        return self.say("span", first=start, last=end)

    def short_days(self, first: date, last: date) -> str:
        """A week under its column: "7–13 Sep", "28 Sep–4 Oct"."""
        start = (
            str(first.day) if first.month == last.month and self.day_comes_first else self.short_date(first)
        )
        return f"{start}–{self.short_date(last)}"

    def moment(self, instant: datetime, city: str) -> str:
        """A day and clock time: "31 July 2026, 23:59 New York"."""
        key = "moment" if city else "moment_without_city"
        return self.say(key, day=self.full_date(instant.date()), time=f"{instant:%H:%M}", city=city)
