"""The drawing counts voices and nothing else; the palette is readable for any brand."""

from __future__ import annotations

import re

import pytest

from synthesis.writers.artwork import COVER, MOST_DOTS, OPENER, bundle_places, dots_of, drawing, sample_of
from synthesis.writers.brand import GOLD, HOUSE_DEEP, WHITE, contrast_on_white, palette_of, parse
from tests.synthesis.snapshots import threads

PARTS = [("1", "a"), ("2", "b"), ("3", "c")]
PALETTE = palette_of(None)
BRANDS = ["#0B5563", "#7A2E4D", "#1F4E9E", "#1E6B3A", "#6B4A1E", "#00AEEF", "#FF00FF", "#FFFFFF", "#000000"]


def test_there_is_one_dot_per_contribution():
    assert drawing(threads(64, 3), PARTS, COVER, PALETTE).count("<circle") == 64


def test_there_is_one_thread_per_use():
    contributions = threads(64, 3)

    svg = drawing(contributions, PARTS, COVER, PALETTE)

    assert svg.count("<path") == sum(len(one["parts"]) for one in contributions)


def test_gold_is_only_for_who_differs():
    contributions = threads(64, 3)

    svg = drawing(contributions, PARTS, COVER, PALETTE)

    assert len(re.findall(f'<circle[^>]*fill="{GOLD}"', svg)) == sum(one["differs"] for one in contributions)
    assert GOLD not in drawing([{**one, "differs": False} for one in contributions], PARTS, COVER, PALETTE)


def test_the_same_version_has_the_same_picture():
    assert drawing(threads(64, 3), PARTS, COVER, PALETTE) == drawing(threads(64, 3), PARTS, COVER, PALETTE)


def test_a_contribution_keeps_its_place_across_the_page_when_others_come():
    few = {dot.key: dot.x for dot in dots_of(threads(30, 3), PARTS, COVER)}
    more = {dot.key: dot.x for dot in dots_of(threads(40, 3), PARTS, COVER)}

    assert {key: more[key] for key in few} == few


def test_only_the_lit_part_is_bright():
    contributions = threads(64, 3)

    svg = drawing(contributions, PARTS, OPENER, PALETTE, lit=1)

    lit = sum("2" in one["parts"] and not one["differs"] for one in contributions)
    assert len(re.findall(f'<path[^>]*stroke="{PALETTE.lit}"', svg)) == lit


def test_beyond_240_a_fixed_sample_keeps_the_share_of_each_part():
    chosen = sample_of(threads(2400, 3))

    shares = [sum(one["parts"][0] == part for one in chosen) for part in ("1", "2", "3")]
    assert len(chosen) == MOST_DOTS
    assert max(shares) - min(shares) <= 1
    assert chosen == sample_of(threads(2400, 3))


def test_threads_leave_the_page_inside_the_field_and_never_cross_there():
    dots = dots_of(threads(240, 3), PARTS, COVER)

    places, step = bundle_places(dots, 3, COVER)

    leaves = list(places.values())
    assert leaves == sorted(leaves)
    assert COVER.top < leaves[0]
    assert leaves[-1] < COVER.bottom
    assert 0 < step <= 0.9


def test_threads_find_their_part_by_number_or_id():
    made = [{**one, "parts": ["b"]} for one in threads(3, 1)]

    assert {dot.parts for dot in dots_of(made, PARTS, COVER)} == {(1,)}


def luminance(colour: str) -> float:
    red, green, blue = parse(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("brand", BRANDS)
def test_every_brand_is_readable_on_white_and_everything_on_its_deep_field(brand: str):
    palette = palette_of(brand)

    assert contrast_on_white(palette.brand) >= 7
    assert contrast(WHITE, palette.deep) >= 10
    assert contrast(palette.accent, palette.deep) >= 5
    assert contrast(palette.pale, palette.deep) >= 7
    assert min(contrast(thread, palette.deep) for thread in palette.threads) >= 4
    assert contrast("#4A5666", palette.panel) >= 4.5


def test_a_brand_that_is_dark_enough_stays_as_it_is():
    assert palette_of("#7a2e4d").brand == "#7A2E4D"


def test_the_house_colour_has_its_own_deep():
    assert (palette_of(None).deep, palette_of("#0B5563").deep) == (HOUSE_DEEP, HOUSE_DEEP)


@pytest.mark.parametrize("brand", ["#F2B705", "#E07A00"])
def test_a_golden_brand_marks_who_differs_in_white(brand: str):
    assert palette_of(brand).accent == WHITE


@pytest.mark.parametrize("brand", [None, "", "teal", "#12345", "url(x)"])
def test_what_is_no_colour_gives_the_house_colours(brand: str | None):
    assert palette_of(brand) == palette_of(None)
