from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from consultation.setup import clock
from consultation.setup.clock import Oddity

NEW_YORK, PARIS = ZoneInfo("America/New_York"), ZoneInfo("Europe/Paris")


def test_a_wall_time_is_the_instant_of_its_city():
    reading = clock.read(date(2020, 7, 31), time(23, 59), NEW_YORK)

    assert reading.instant == datetime(2020, 8, 1, 3, 59, tzinfo=UTC)
    assert reading.oddity is Oddity.NONE


def test_a_time_that_the_clocks_skip_moves_on():
    reading = clock.read(date(2026, 3, 29), time(2, 30), PARIS)

    assert (reading.local.hour, reading.local.minute) == (3, 30)
    assert reading.instant == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert reading.oddity is Oddity.SKIPPED


def test_of_a_time_that_comes_twice_the_first_counts():
    reading = clock.read(date(2026, 10, 25), time(2, 30), PARIS)

    assert reading.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert reading.oddity is Oddity.TWICE


def test_an_instant_is_shown_in_four_cities_with_the_days_between():
    instant = datetime(2020, 8, 1, 3, 59, tzinfo=UTC)

    shown = [(clock.city_of(p.zone), f"{p.local:%H:%M}", p.days) for p in clock.elsewhere(instant, NEW_YORK)]

    assert shown == [
        ("Nairobi", "06:59", 1),
        ("Bangkok", "10:59", 1),
        ("Panama", "22:59", 0),
        ("Paris", "05:59", 1),
    ]


def test_a_zone_of_three_parts_is_named_by_its_city():
    assert clock.city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"


@given(
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
    st.sampled_from(["America/New_York", "Europe/Paris", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
)
def test_the_wall_shows_what_was_typed_unless_the_clocks_skip_it(day, at, zone):
    reading = clock.read(day, at, ZoneInfo(zone))

    typed = datetime.combine(day, at)
    shown = reading.local.replace(tzinfo=None, fold=0)
    assert reading.local.astimezone(UTC) == reading.instant
    assert shown > typed if reading.oddity is Oddity.SKIPPED else shown == typed
