"""The one model behind all writers: computed sentences, order, notes."""

from __future__ import annotations

import hashlib
import json

import pytest

from synthesis.charts import charts_of
from synthesis.document import build_document, snapshot_checksum
from synthesis.sentences import figures_sentence, period_lines, support_of
from synthesis.snapshot_types import ChartRow
from synthesis.wording import wording_for
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import empty_snapshot, section, support, tagged
from tests.synthesis.theme_snapshots import themes_snapshot

ENGLISH = wording_for("en")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (support(5, 4, 3, 1), "Based on 5 contributions from 4 people in 3 countries · one person differs"),
        (support(7, 6, 5), "Based on 7 contributions from 6 people in 5 countries"),
        (support(1, 1, 1), "Based on one contribution from one person in one country"),
        (support(3, 2, 0), "Based on 3 contributions from 2 people"),
        (
            support(12, 11, 9, 2),
            "Based on 12 contributions from 11 people in 9 countries · two people differ",
        ),
        (
            support(20, 14, 9, 11),
            "Based on 20 contributions from 14 people in 9 countries · 11 people differ",
        ),
        (support(6, 5, 5, team=1), "Based on 6 contributions from 5 people in 5 countries · one by the team"),
        (support(0, 0, 0, team=2), "Based on 2 contributions by the team alone"),
        (support(), "No contribution carries this yet"),
    ],
)
def test_the_support_line_says_the_numbers_and_never_a_share(data, sentence):
    assert support_of(data, ENGLISH).text == sentence


def test_the_figures_sentence_counts_the_team_apart():
    figures = themes_snapshot()["figures"]

    sentence = figures_sentence(figures, ENGLISH)

    assert sentence == (
        "38 people in 21 countries took part. They and the team wrote 75 contributions (11 by the team) in "
        "five languages."
    )


def test_an_empty_report_says_that_nobody_took_part():
    assert build_document(empty_snapshot()).figures_sentence == "Nobody has taken part yet."


def test_an_extension_is_a_line_of_its_own():
    lines = period_lines(empty_snapshot()["period"], ENGLISH)

    assert lines == ["7 September – 16 October 2026", "Extended from 9 October to 16 October"]


def test_a_period_over_new_year_names_both_years():
    period = {**empty_snapshot()["period"], "closes_on": "2027-01-05", "extended_from": None}

    assert period_lines(period, ENGLISH) == ["7 September 2026 – 5 January 2027"]


def test_instants_are_printed_at_the_clock_of_the_city():
    assert build_document(themes_snapshot()).counted_apart.endswith("16 October 2026, 23:59 New York.")


def test_the_checksum_is_that_of_the_canonical_snapshot():
    snapshot = themes_snapshot()
    frozen = {**snapshot, "version": {"frozen_at": snapshot["version"]["frozen_at"]}}
    canonical = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    assert snapshot_checksum(snapshot) == hashlib.sha256(canonical).hexdigest()


def test_a_draft_and_what_is_published_from_it_have_one_checksum():
    draft = themes_snapshot()
    numbered = {**draft["version"], "number": "1.0", "label": "v1.0", "changes": "None."}
    published = {**draft, "version": numbered}

    assert snapshot_checksum(published) == snapshot_checksum(draft)
    assert snapshot_checksum({**draft, "title": "Another"}) != snapshot_checksum(draft)


def test_building_leaves_the_snapshot_as_it_was():
    snapshot = insights_snapshot()
    before = snapshot_checksum(snapshot)

    build_document(snapshot)

    assert snapshot_checksum(snapshot) == before


def test_notes_are_numbered_by_first_mention():
    document = build_document(insights_snapshot())

    assert [note.number for note in document.footnotes] == [1, 2]
    assert document.footnotes[0].content[0]["v"].startswith("A fixed day")


def test_a_dangling_mark_and_an_unused_note_are_to_be_looked_at():
    snapshot = insights_snapshot()
    snapshot["footnotes"] = [{"id": "nowhere", "content": [{"t": "text", "v": "Lost."}]}]

    looks = {(look.kind, look.value) for look in build_document(snapshot).should_look}

    assert looks == {("note_missing", "circuit"), ("note_missing", "waiver"), ("note_unused", "nowhere")}


def test_themes_outside_every_part_share_an_unnumbered_first_level():
    snapshot = empty_snapshot()
    snapshot["sections"] = [section("1", "Water"), section("2", "Roads")]

    document = build_document(snapshot)

    assert [(one.kind, one.number, one.title) for one in document.sections] == [
        ("group", "", "What people said")
    ]
    assert [(one.level, one.number) for one in document.sections[0].children] == [(2, "1"), (2, "2")]


def test_beside_insights_only_chosen_passages_are_quoted():
    snapshot = insights_snapshot()
    theme = snapshot["sections"][0]["children"][1]
    theme["passages"][0]["featured"] = False
    theme["tagged"] = [tagged(3, "Petro Lysenko, Moldova")]

    printed = build_document(snapshot).sections[0].children[1]

    assert [quote.mark.code for quote in printed.quotes] == ["zh", "fr"]
    assert printed.tagged == []


def test_a_theme_without_insights_prints_every_passage_and_every_number():
    theme = build_document(themes_snapshot()).sections[0].children[0]

    assert len(theme.quotes) == 4
    assert [one.words for one in theme.tagged] == ["contribution 2", "contribution 5", "contribution 31"]
    assert theme.tagged[1].byline == "Nadia Rahmani, Jordan, by the team"


def test_with_several_rooms_a_number_carries_its_room():
    snapshot = themes_snapshot()
    snapshot["figures"]["rooms"] = 2

    theme = build_document(snapshot).sections[0].children[0]

    assert theme.tagged[0].words == "Emerging trends, contribution 2"


def test_the_annex_holds_what_rests_on_something():
    assert [one.number for one in build_document(insights_snapshot()).annex] == ["1.1.2", "1.2.1"]


def rows(*counts: int) -> list[ChartRow]:
    return [{"label": f"Land {n}", "count": count} for n, count in enumerate(counts)]


def test_a_country_with_fewer_than_three_people_is_not_named():
    figures = {**themes_snapshot()["figures"], "by_country": rows(5, 2, 1, 4)}

    (chart,) = charts_of(figures, empty_snapshot()["period"], ENGLISH)

    assert [(row.label, row.count) for row in chart.rows] == [("Land 0", 5), ("Land 3", 4), ("Others (2)", 3)]


def test_more_than_eight_rows_end_in_the_others():
    figures = {**themes_snapshot()["figures"], "by_organisation_kind": rows(*range(20, 8, -1))}

    (chart,) = charts_of(figures, empty_snapshot()["period"], ENGLISH)

    assert len(chart.rows) == 8
    assert (chart.rows[-1].label, chart.rows[-1].count) == ("Others (5)", 13 + 12 + 11 + 10 + 9)


def test_weeks_added_by_an_extension_are_named_in_the_sentence():
    chart = build_document(insights_snapshot()).charts[0]

    assert (
        chart.note
        == "12 of 64 contributions came in the time added when closing moved to 16 October (outlined)"
    )
    assert [row.label for row in chart.rows][3:] == ["28 Sep–4 Oct", "5–9 Oct", "10–16 Oct"]
    assert [row.added for row in chart.rows] == [False] * 5 + [True]


def test_a_foot_is_never_longer_than_a_foot_may_be():
    snapshot = empty_snapshot()
    snapshot["short_title"] = "A very long name that no foot of a page could ever hold in one line"

    foot = build_document(snapshot).foot

    assert foot == "A very long name that no foot of a… · Draft 7"
