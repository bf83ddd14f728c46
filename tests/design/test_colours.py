"""Contrast, recomputed from the style sheet in both schemes."""

from __future__ import annotations

import pytest

from tests.design.sources import DARK, LIGHT, contrast, tokens

TEXT, PARTS = 4.5, 3.0

NOTES = ("ok", "info", "mod", "warn", "new", "danger")
READ = [
    *[(word, ground) for word in ("ink", "muted", "link", "brand") for ground in ("bg", "s1", "s2")],
    *[(word, "bg") for word in ("visited", "danger", "ok", "warn", "new", "differs")],
    *[(tone, f"{tone}-bg") for tone in ("danger", "ok", "warn", "info", "mod", "staff", "new")],
    *[(word, f"{tone}-bg") for word in ("ink", "link") for tone in NOTES],
    *[("on-brand", ground) for ground in ("brand", "brand-hover")],
    *[("ink", f"{hue}-tint") for hue in "abcdefgh"],
    *[(f"{hue}-hue", f"{hue}-tint") for hue in "abcdefgh"],
]  # fmt: skip
SEEN = [
    *[("ctl", ground) for ground in ("bg", "s1", "s2")],
    *[(f"{hue}-hue", "bg") for hue in "abcdefgh"],
    ("focus-a", "bg"),
    ("focus-a", "s1"),
    ("focus-a", "focus-b"),
    ("differs", "s1"),
]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), READ)
def test_what_is_read_stands_out_from_its_ground(word: str, ground: str, scheme: int) -> None:
    colours = tokens()

    assert contrast(colours[word][scheme], colours[ground][scheme]) >= TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), SEEN)
def test_what_carries_meaning_without_words_is_seen(part: str, ground: str, scheme: int) -> None:
    colours = tokens()

    assert contrast(colours[part][scheme], colours[ground][scheme]) >= PARTS


def test_the_formula_gives_the_two_known_ends() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("0B5563", "0B5563") == 1


def test_colours_are_named_once_and_only_in_the_tokens() -> None:
    expected = {"bg", "ink", "brand", "on-brand", "thread", "focus-a", "focus-b", "a-tint", "h-hue"}

    assert expected <= set(tokens())
