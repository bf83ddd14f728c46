"""The benchmark's promises: which figures keep them, and which break them."""

from __future__ import annotations

import pytest

from bench.bars import bars
from bench.items import Y
from bench.loader import Item
from bench.team import PAGES as TEAM_PAGES

ROOMS = ("room of 100", "room of 100, moderator", "room of 10,000", "room of 10,000, moderator")
PAGES = ("deepest page", "permalink in its room", "thread of 1,000 replies")


def item(name: str, ms: float, statements: int = 10) -> Item:
    return Item(name, lambda: None, [ms] * 40, statements, is_compressed=True)


@pytest.fixture
def items():
    """Figures that keep every promise."""
    found = [item(Y, 10), *(item(name, 25) for name in (*ROOMS, *PAGES))]
    for size in ("100", "10,000"):
        found += [item(f"post, room of {size}", 20, 22), item(f"search, room of {size}", 30)]
    found += [item("tag a passage", 15), item("filter by theme", 25)]
    found += [item(f"{name}, {size}", 20) for name in TEAM_PAGES for size in ("2,000", "20,000")]
    return {one.name: one for one in found}


RATES = {Y: 100.0, "room": 40.0}


def broken(items, rates=RATES) -> list[str]:
    return [bar.name for bar in bars(items, rates) if not bar.holds]


def test_good_figures_break_nothing(items):
    assert broken(items) == []


@pytest.mark.parametrize(
    ("name", "ms", "bar"),
    [
        ("room of 10,000", 31, "room page of 50, in Y"),
        ("room of 100", 20, "room page, growth from 100 to 10,000"),
        ("deepest page", 31, "deepest page, in first pages"),
        ("permalink in its room", 31, "permalink in its room, in first pages"),
        ("thread of 1,000 replies", 31, "thread of 1,000 replies, in first pages"),
        ("post, room of 10,000", 31, "posting with a mention, in Y"),
        ("post, room of 100", 17, "posting, growth"),
        ("search, room of 10,000", 36, "search with 50 hits, in Y"),
        ("search, room of 100", 19, "search, growth"),
        ("tag a passage", 21, "tagging a passage, in Y"),
        ("filter by theme", 31, "filter by theme with 50 hits, in Y"),
        ("codebook, 20,000", 31, "codebook, growth from 2,000 to 20,000"),
    ],
)
def test_a_slow_page_breaks_its_bar(name, ms, bar, items):
    items[name].times = [ms] * 40

    assert bar in broken(items)


def test_a_page_that_is_slow_at_times_breaks_the_bar_of_p95(items):
    items["room of 10,000"].times = [25] * 37 + [80] * 3

    assert broken(items) == ["room page, p95 by p50"]


def test_statements_that_differ_by_size_break_a_bar(items):
    items["room of 100"].statements = 11
    items["room of 100, moderator"].statements = 12

    assert broken(items) == [
        "statements of a room page, difference by size",
        "statements of a room page, difference by size for moderators",
    ]


def test_too_many_statements_break_a_bar(items):
    for name in ROOMS:
        items[name].statements = 13

    assert broken(items) == ["statements of a room page"]


def test_few_requests_a_second_break_a_bar(items):
    assert broken(items, {Y: 100.0, "room": 34.0}) == ["room page, requests a second, in Y's"]


def test_a_page_without_compression_breaks_a_bar(items):
    items["room of 10,000"].is_compressed = False

    assert broken(items) == ["room page is compressed"]


def test_a_million_has_its_bar_where_it_was_measured(items):
    items["room of 1,000,000"] = item("room of 1,000,000", 40)

    assert broken(items) == ["room page, growth from 10,000 to 1,000,000"]
