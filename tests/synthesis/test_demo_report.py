"""The demo's reports: one published, one half written, one to be made by the visitor."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from consultation.models import Consultation, Outbox, State
from synthesis import shelf
from synthesis.checks import checks_of
from synthesis.demo.reporting import PICTURES
from synthesis.models import Build, Report, Response, ResponseChange, Section, Version
from synthesis.snapshot import freeze
from synthesis.snapshot_types import InsightData, Snapshot
from synthesis.trees import plain
from synthesis.writers.docx import write_docx
from synthesis.writers.pdf import write_pdf

FEW, SEVERAL = range(2, 5), range(5, 10)


@pytest.fixture
def demo(stage: datetime, db: None) -> dict[str, Consultation]:
    return {consultation.slug: consultation for consultation in Consultation.objects.all()}


@pytest.fixture
def published(demo: dict[str, Consultation]) -> Version:
    return Version.objects.published().get(report__consultation=demo["digital-courts"])


def insights_of(snapshot: Snapshot) -> list[InsightData]:
    return [
        one for part in snapshot["sections"] for heading in part["children"] for one in heading["insights"]
    ]


def test_what_was_done_stands_under_it_on_the_days_after_it(
    demo: dict[str, Consultation], published: Version, client
) -> None:
    rows = list(Response.objects.public().of(demo["digital-courts"]))
    assert [row.status for row in rows] == ["in-progress", "done", "planned", "not-taken-up"]
    assert published.published_at is not None
    assert all(published.published_at < row.published_at < timezone.now() for row in rows)
    assert not ResponseChange.objects.filter(told_at=None).exists()

    page = client.get("/reports/digital-courts/").text
    assert page.count('id="did-') == 4
    assert page.count("What was done:") == 4
    assert "planned → in progress" in page


def test_it_is_published_with_its_parts_headings_and_insights(
    demo: dict[str, Consultation], published: Version
) -> None:
    parts = published.snapshot["sections"]

    assert demo["digital-courts"].state == State.PUBLISHED
    assert published.label == "v1.0"
    assert [part["kind"] for part in parts] == ["part"] * 3
    assert [len(part["children"]) for part in parts] == [3, 3, 3]
    assert len(insights_of(published.snapshot)) == 24
    assert all(part["lead"] for part in parts)


def test_it_was_sent_by_the_editor_and_published_by_the_approver_before_today(published: Version) -> None:
    steps = list(published.sign_offs.values_list("kind", "by__name"))
    times = [published.frozen_at, *published.sign_offs.values_list("at", flat=True), timezone.now()]

    assert steps == [("sent", "Marta Okafor"), ("approved", "Tomás Rivera")]
    assert times == sorted(times)
    assert published.published_at == times[2]
    assert published.published_at > (published.report.consultation.closes_at or timezone.now())
    assert published.report.consultation.summary_published_at == published.published_at


def test_nothing_stands_against_it_but_two_things_to_look_at(published: Version) -> None:
    found = [check.sentence for check in checks_of(published.snapshot)]

    quoted = "3.3.2 quotes “the family that lives behind the borehole, Tuesday”"
    assert found == ["1.1.4 rests on one person alone", f"{quoted}, which stands in no passage behind it"]


def test_every_insight_rests_on_one_to_six_passages(published: Version) -> None:
    insights = insights_of(published.snapshot)

    assert {
        one["number"]: len(one["evidence"]) for one in insights if not 1 <= len(one["evidence"]) <= 6
    } == {}
    stances = [{passage["stance"] for passage in one["evidence"]} for one in insights]
    assert all("supports" in found for found in stances)
    assert sum("differs" in found for found in stances) >= 5
    assert sum("context" in found for found in stances) >= 3


def test_lead_ins_are_sentences_and_paragraphs_have_one_to_four(published: Version) -> None:
    for one in insights_of(published.snapshot):
        assert plain(one["lead_in"]).endswith("."), one["number"]
        assert 1 <= len(one["paragraphs"]) <= 2, one["number"]
        for paragraph in one["paragraphs"]:
            assert 1 <= plain(paragraph["content"]).count(". ") + 1 <= 4, one["number"]


def test_words_of_quantity_fit_the_people_behind_them(published: Version) -> None:
    for one in insights_of(published.snapshot):
        words = " ".join(plain(paragraph["content"]) for paragraph in one["paragraphs"]).casefold()
        people = one["support"]["people"]
        assert "many people" not in words
        assert "several people" not in words or people in SEVERAL, one["number"]
        assert "few people" not in words or people in FEW, one["number"]


def test_one_person_is_used_in_two_insights(published: Version) -> None:
    used = [
        one["number"]
        for one in insights_of(published.snapshot)
        if any(passage["byline"].startswith("Giulia Conti") for passage in one["evidence"])
    ]

    assert used == ["1.3.2", "3.3.1"]


def test_it_has_notes_pictures_and_charts(published: Version) -> None:
    snapshot = published.snapshot
    figures = [
        one for part in snapshot["sections"] for heading in part["children"] for one in heading["figures"]
    ]

    assert len(snapshot["footnotes"]) >= 4
    assert len(figures) == 3
    assert all(one["image"] and one["caption"] and one["credit"] and one["alt"] for one in figures)
    assert {key for key in snapshot["figures"] if key.startswith("by_")} >= {
        "by_week",
        "by_language",
        "by_question",
    }


def test_its_files_lie_on_the_shelf(published: Version) -> None:
    files = {file.format: file for file in published.files.filter(is_public=True)}

    assert set(files) == {"pdf", "docx", "html", "xlsx", "csv", "json"}
    assert all(shelf.holds(file.path, file.sha256) for file in files.values())


def test_nobody_is_told_by_mail(demo: dict[str, Consultation]) -> None:
    assert Outbox.objects.count() == 0
    assert not Build.objects.unfinished().exists()


def test_the_open_one_has_a_draft_with_two_faults(demo: dict[str, Consultation]) -> None:
    report = Report.objects.get(consultation=demo["future-we-want"])
    snapshot = freeze(report, at=timezone.now())

    assert [one["number"] for one in insights_of(snapshot)] == ["3.1.1", "3.2.1", "3.5.1"]
    assert all(one["support"]["people"] >= 1 for one in insights_of(snapshot))
    note, picture = [check.sentence for check in checks_of(snapshot) if check.must]
    assert note == "3.1.1 has a footnote mark without its note"
    assert picture.startswith("Figure “A spring with three outlets")
    assert picture.endswith("is not described")
    assert not Version.objects.filter(report=report).exists()


def test_the_closed_one_waits_for_its_outline(demo: dict[str, Consultation]) -> None:
    assert not Section.objects.filter(report__consultation=demo["access-to-justice"]).exists()


def test_pictures_are_drawn_and_small() -> None:
    drawn = {path.stem for path in PICTURES.glob("*.svg")}
    stored = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}

    assert set(stored) == drawn
    assert max(stored.values()) < 40_000


def test_a_draft_with_a_picture_that_is_not_described_can_be_built(demo: dict[str, Consultation]) -> None:
    snapshot = freeze(Report.objects.get(consultation=demo["future-we-want"]), at=timezone.now())

    assert write_pdf(snapshot).data.startswith(b"%PDF")
    assert write_docx(snapshot).data
