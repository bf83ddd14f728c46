"""The rules, each on the smallest report that breaks it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.utils import translation

from synthesis.checks import KINDS, RULES, Behind, Check, checks_of
from synthesis.checks.draft import Lost
from synthesis.checks.quantities import PATTERNS
from synthesis.snapshot_types import Snapshot
from tests.synthesis.snapshots import insight, note, passage, support, text

SITE = "https://conspectus.example"


def link(href: str, words: str = "here") -> Any:
    return {"t": "link", "href": href, "c": [text(words)]}


def report(*insights: Any, language: str = "en", people: int = 20, **other: Any) -> Snapshot:
    section = {
        "id": "s1", "kind": "heading", "number": "1", "title": "Water", "lead": [], "theme_codes": [],
        "children": [], "support": support(), "insights": list(insights), "passages": [], "tagged": [],
        "figures": [],
    }  # fmt: skip
    figures = {"people": people, "contributions": 30, "team_contributions": 4, "countries": 7}
    made = {
        "language": language, "objective": [], "outcome": [], "footnotes": [], "sections": [section],
        "figures": {**figures, "organisations": 5, "languages": 2}, "version": {"label": "Draft 1"},
    }  # fmt: skip
    return cast("Snapshot", made | other)


def point(words: Any, *said: str, language: str = "en", people: int = 20, **more: Any) -> Any:
    """An insight on these passages."""
    evidence = [passage(n, "Ana", one, language) for n, one in enumerate(said, start=1)]
    return insight("1.1", "", words, evidence=evidence, support=support(len(said), people), **more)


def codes(snapshot: Snapshot, behind: Behind | None = None) -> list[str]:
    return [check.code for check in checks_of(snapshot, behind or Behind())]


SOUND = "The spring is shared by three villages and nobody counts the water."


def test_a_sound_report_has_no_findings():
    assert codes(report(point(SOUND, SOUND))) == []


def figure(**more: Any) -> dict[str, Any]:
    made = {"id": "f1", "image": {"media": "image/png", "data": ""}, "caption": "A spring", "credit": "Ana"}
    return {**made, "alt": "Water.", **more}


LETTER = {"kind": "letter", "source": "The mayor", "on": None, "link": "", "words": "Dig deeper, she wrote."}


def with_figure(**more: Any) -> Snapshot:
    made = report(point(SOUND, SOUND))
    made["sections"][0]["figures"] = [cast("Any", figure(**more))]
    return made


NOTE = [{"id": "n1", "content": [text("See the law.")]}]
BROKEN: dict[str, tuple[Snapshot, Behind | None]] = {
    "mark": (report(point([text(SOUND), note("lost")], SOUND)), None),
    "mark-objective": (report(point(SOUND, SOUND), objective=[{"t": "p", "c": [note("lost")]}]), None),
    "note": (report(point(SOUND, SOUND), footnotes=NOTE), None),
    "link": (report(point([text(SOUND), link("#")], SOUND)), None),
    "link-empty": (report(point([text(SOUND), link("https://example.org/", " ")], SOUND)), None),
    "link-objective": (report(point(SOUND, SOUND), objective=[link("https://here")]), None),
    "link-note": (
        report(point([text(SOUND), note("n1")], SOUND), footnotes=[{"id": "n1", "content": [link("#")]}]),
        None,
    ),
    "link-gone": (
        report(point([text(SOUND), link(f"{SITE}/contributions/9/")], SOUND)),
        Behind(dead=frozenset({9}), site=SITE),
    ),
    "alt": (with_figure(alt=""), None),
    "credit": (with_figure(credit=""), None),
    "picture": (with_figure(image=None), None),
    "consent": (with_figure(), Behind(unagreed=frozenset({"f1"}))),
    "evidence-hidden": (report(point(SOUND, SOUND)), Behind(lost=[Lost("i-1-1", 3, "hidden")])),
    "evidence-withdrawn": (report(point(SOUND, SOUND)), Behind(lost=[Lost("i-1-1", 3, "withdrawn")])),
    "evidence-uncounted": (report(point(SOUND, SOUND)), Behind(lost=[Lost("i-1-1", 3, "visible")])),
    "edited": (report(point(SOUND, SOUND)), Behind(edited=[("i-1-1", 3)])),
    "bare": (report(point(SOUND, people=0)), None),
    "no-words": (report(point("", SOUND)), None),
    "outside": (report(point(SOUND, people=0, source_note="The webinar")), None),
    "outweighed": (
        report(point(SOUND, SOUND, people=2) | {"support": support(2, 2, differs=2)}),
        None,
    ),
    "quote-taken-back": (
        report(point(f"{SOUND} “A cloud with no rain in it.”", SOUND)),
        Behind(taken_back=frozenset({"acloudwithnoraininit"})),
    ),
    "team": (report(point(SOUND, SOUND, people=0)), None),
    "single": (report(point(SOUND, SOUND, people=1)), None),
    "quote-changed": (
        report(
            point(
                "They said “three villages own one old spring”.", "Here three villages share one old spring."
            )
        ),
        None,
    ),
    "quote-unknown": (report(point(f"{SOUND} “A cloud with no rain in it.”", SOUND)), None),
    "word-changed": (report(point(f"{SOUND} Oppression grows.", f"{SOUND} Pression grows.")), None),
    "word-unheard": (report(point(f"{SOUND} It is violence.", SOUND)), None),
    "quantity": (report(point(f"Many say it. {SOUND}", f"Many say it. {SOUND}", people=4)), None),
    "long": (report(point("Water " * 36, "Water")), None),
    "number": (
        report(point(SOUND, SOUND), objective=[{"t": "p", "c": [text("It heard 120 people.")]}]),
        None,
    ),
    "moved": (
        report(point(f"{SOUND} 3 of them.", SOUND)),
        Behind(previous=report(point(f"{SOUND} 3 of them.", SOUND, people=12))),
    ),
    "question": (report(point(SOUND, SOUND)), Behind(questions=["2 Water"])),
    "theme": (report(point(SOUND, SOUND)), Behind(themes=["2 Water"])),
    "open": (report(point(SOUND, SOUND)), Behind(open=2)),
}


@pytest.mark.parametrize("code", BROKEN)
def test_each_fault_is_found_alone(code):
    snapshot, behind = BROKEN[code]

    assert codes(snapshot, behind) == [code]


def test_sections_headings_and_paragraphs_are_looked_at_one_by_one():
    heading = {"t": "heading", "level": 4, "c": [text("One")]}
    made = report(point(SOUND, SOUND), outcome=[heading, {**heading, "level": 6}])
    empty = {**made["sections"][0], "id": "s2", "number": "2", "insights": []}
    full = {**empty, "id": "s3", "number": "3", "passages": [passage(1, "Ana", SOUND)]}
    made["sections"] += [cast("Any", empty), cast("Any", full)]
    both = made["sections"][0]["insights"][0]
    both["paragraphs"] = [{"id": key, "content": [text(SOUND)]} for key in ("a", "b", "c")]
    team, one = passage(1, "Ana", SOUND, team=True, paragraph="a"), passage(2, "Ben", SOUND, paragraph="b")
    both["evidence"] = [team, one]

    found = [(check.code, check.thing, check.facts.get("n")) for check in checks_of(made)]

    assert found == [
        ("empty", "s2", None),
        ("jump", "", None),
        ("team-paragraph", "i-1-1", 1),
        ("bare-paragraph", "i-1-1", 3),
        ("no-insight", "s3", None),
    ]


def test_a_view_that_opposes_has_a_place_under_each_of_its_themes():
    against, team = passage(2, "Ben", "Count it."), passage(3, "Team", "Count all of it.", team=True)
    opposed = point(SOUND, SOUND)
    opposed["evidence"] += [one | {"stance": "differs"} for one in (against, team)]
    silent = insight("2.1", "", SOUND, evidence=[passage(1, "Ana", SOUND)], support=support(1, 9))
    made = report(opposed)
    first = made["sections"][0]
    second = {**first, "id": "s2", "number": "2", "insights": [silent], "passages": [against, team]}
    made["sections"].append(cast("Any", second))

    found = checks_of(made)

    assert [(check.code, check.thing, check.facts["n"], check.facts["where"]) for check in found] == [
        ("dissent", "s2", 1, "1.1")
    ]
    silent["evidence"].append(against)
    assert codes(made) == []


def test_a_note_from_outside_states_a_source_and_its_words_may_be_quoted():
    quoted = point(f"{SOUND} “Dig deeper, she wrote.”", SOUND, outside=[LETTER])

    assert codes(report(quoted, point(SOUND, people=0, outside=[LETTER]))) == ["outside"]
    assert codes(report(quoted | {"outside": []})) == ["quote-unknown"]


LANGUAGES = [
    ("fr", "L’oppression mène aux troubles.", "La pression mène aux troubles.", ["word-changed"]),
    ("fr", "De nombreuses personnes le disent.", "De nombreuses personnes le disent.", ["quantity"]),
    ("es", "Denuncian corrupción en los juzgados.", "Denuncian demoras en los juzgados.", ["word-unheard"]),
    ("es", "La mayoría pide agua.", "La mayoría pide agua.", ["quantity"]),
    ("ar", "يشكون من الفساد في المحاكم.", "يشكون من التأخير في المحاكم.", ["word-unheard"]),
    ("ar", "معظم الناس يريدون الماء.", "معظم الناس يريدون الماء.", ["quantity"]),
]


@pytest.mark.parametrize(("language", "words", "said", "expected"), LANGUAGES)
def test_meaning_and_quantity_are_checked_in_other_languages(language, words, said, expected):
    made = report(point(words, said, language=language, people=2), language=language)

    found = [code for code in codes(made) if code in {"quantity", "word-changed", "word-unheard"}]
    assert found == expected


def test_words_are_not_compared_across_languages():
    foreign = report(point("It is violence.", "Es violencia.", language="es"))

    assert codes(foreign) == []


def test_forms_of_a_word_are_the_word():
    said = "Courts increase trust; a crisis ended, and people were discriminated against."

    assert codes(report(point("Increasingly, crises and discrimination end in court.", said))) == []


def test_every_language_weighs_the_same_kinds_of_quantity():
    assert {language: [need for need, _words in rows] for language, rows in PATTERNS.items()} == {
        language: [10, 5, 2, "most", "all"] for language in ("en", "fr", "es", "ar")
    }


def test_a_finding_changes_its_state_with_the_words_and_evidence_it_speaks_of():
    states = {
        check.state
        for made in (
            point(SOUND, SOUND, people=1),
            point(f"{SOUND} So.", SOUND, people=1),
            point(SOUND, SOUND, SOUND, people=1),
        )
        for check in checks_of(report(made))
    }

    assert len(states) == 3
    assert checks_of(report(point(SOUND, SOUND, people=1)))[0].state in states


def test_every_kind_says_something_in_the_language_in_force_and_progress_is_told():
    facts = {"number": "1.1", "n": 2, "title": "T", "caption": "", "said": "x", "quote": "q", "word": "w"}
    facts |= {"words": "w", "needs": 5, "href": "h", "version": "v", "before": 1, "people": 1, "where": "2.1"}
    steps: list[int] = []
    with translation.override("en"):
        assert all(Check(code, facts=facts).sentence for code in KINDS)
        assert Check("alt", facts=facts).sentence == "Figure “without a caption” is not described"
    checks_of(report(), told=steps.append)
    assert steps == list(range(1, len(RULES) + 1))
