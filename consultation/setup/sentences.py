"""Dates of a consultation in words, for pages and letters of the set-up."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from consultation.models import Consultation, User
from consultation.setup import clock
from consultation.setup.clock import Oddity, Reading


def in_words(local: datetime) -> str:
    """ "31 July 2026, 23:59" of an instant in its own zone."""
    return formats.date_format(local, "DATETIME_FORMAT")


def dates_sentence(consultation: Consultation) -> str:
    """When it opens and closes; empty while that is open."""
    opens, closes = consultation.opens_locally, consultation.closes_locally
    if closes is None:
        return ""
    words = {"closes": in_words(closes), "city": consultation.city}
    if opens is None or consultation.state not in {"draft", "scheduled"}:
        return _("It closes on %(closes)s, %(city)s time.") % words
    words["opens"] = in_words(opens)
    return _("It opens on %(opens)s and closes on %(closes)s, %(city)s time.") % words


def in_own_city(instant: datetime, reader: User, consultation: Consultation) -> str:
    """ "In Nairobi: 1 August 2026, 06:59." for somebody who lives by another zone; empty for others."""
    if reader.time_zone == consultation.time_zone:
        return ""
    local = instant.astimezone(clock.zone_of(reader.time_zone))
    words = {"city": clock.city_of(reader.time_zone), "when": in_words(local)}
    return _("In %(city)s: %(when)s.") % words


def in_other_cities(instant: datetime, consultation: Consultation) -> str:
    """ "Nairobi 06:59 (+1), Bangkok 10:59 (+1) …": the same instant on other walls."""
    places = clock.elsewhere(instant, consultation.zone)
    return ", ".join(
        f"{clock.city_of(place.zone)} {place.local:%H:%M}" + (f" ({place.days:+d})" if place.days else "")
        for place in places
    )


def oddity_sentence(reading: Reading | None, city: str) -> str:
    """What a change of clocks did to a time; empty when it did nothing."""
    if reading is None or reading.oddity is Oddity.NONE:
        return ""
    words = {
        "day": formats.date_format(reading.local, "DATE_FORMAT"),
        "time": f"{reading.local:%H:%M}",
        "city": city,
    }
    if reading.oddity is Oddity.SKIPPED:
        return _("Clocks in %(city)s go forward on %(day)s and skip this time: it is now %(time)s.") % words
    return _("Clocks in %(city)s go back on %(day)s, so %(time)s comes twice: the first one counts.") % words
