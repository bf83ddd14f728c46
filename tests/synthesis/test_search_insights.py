"""Search finds the insights of published reports, and filters by theme for the team."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from synthesis.actions.responding import ResponseWords, add_response, keep_to_team, make_public
from tests.synthesis.marking import tag, theme
from tests.synthesis.published import Published, client_of, forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(open_consultation, join):
    made = Published(open_consultation, join("marta"))
    heading = made.heading("Water first")
    made.insight(heading, "Springs dry up.", "Seven of nine people say that wells follow springs.")
    forget()
    return made


def insights(client, words: str, **more: str) -> list[str]:
    findings = dict(client.get("/search/", {"q": words, **more}).context["results"].findings)
    return [one.title for one in findings.get("Insights of reports", [])]


def test_an_insight_is_found_once_its_report_is_published(report, client):
    assert insights(client, "springs") == []

    report.publish()

    assert insights(client, "spring wells") == ["1.1 Water first"]
    assert insights(client, "springs elephants") == []
    assert insights(client, "springs", kind="contributions") == []
    page = client.get("/search/", {"q": "springs"}).text
    assert "/reports/future-we-want/?open=1.1#i-1-1" in page
    assert '<mark class="hit">Springs</mark>' in page


def test_what_was_done_is_found_while_it_is_public_and_the_report_stands(report, client, join):
    def found(query="gates springs"):
        findings = dict(client.get("/search/", {"q": query, "kind": "done"}).context["results"].findings)
        return [(one.title, one.url, one.facts[0]) for one in findings.get("We asked, you said, we did", [])]

    editor = join("marta")
    told = {"question": None, "insight": None, "reason": "", "status": "done", "on": date(2026, 11, 3)}
    told |= {"asked": "What of springs?", "said": "Too few.", "did": "Two gates.", "owner": "Water office"}
    version = report.publish()
    row = add_response(report.report, ResponseWords(**told), by=editor)
    assert found() == []

    make_public(row, by=editor)
    assert found() == [("What of springs?", f"/reports/future-we-want/#did-{row.pk}", "Done")]
    assert found("gates elephants") == []
    keep_to_team(row, by=editor)
    assert found() == []
    make_public(row, by=editor)
    version.withdrawn_at, version.withdrawn_note = timezone.now(), "Wrong."
    version.save()
    assert found() == []


def test_words_of_a_script_without_spaces_are_cut_too(report, client, join, say):
    editor, asked = join("marta"), "水" * 100
    told = {"question": None, "insight": None, "reason": "", "status": "done", "on": date(2026, 11, 3)}
    told |= {"asked": asked, "said": "Too few springs.", "did": "Two gates.", "owner": "Water office"}
    report.publish()
    make_public(add_response(report.report, ResponseWords(**told), by=editor), by=editor)
    findings = dict(client.get("/search/", {"q": "gates", "kind": "done"}).context["results"].findings)
    (one,) = findings["We asked, you said, we did"]
    assert one.title == f"{'水' * 79}…"
    said = say(join("petro"), "水" * 200)
    report.rest(report.report.sections.get().insights.get(), said)
    report.publish("1.1")
    page = client_of(said.author).get("/reports/future-we-want/yours/").text
    assert f"{'水' * 159}…" in page
    assert "水" * 161 not in page


def test_reports_of_consultations_one_may_not_know_are_not_searched(report, client, open_consultation):
    report.publish()
    open_consultation.audience = "invited"
    open_consultation.save()

    assert insights(client, "springs") == []


def test_the_team_narrows_by_theme_and_to_what_is_not_tagged(open_consultation, join, say, enter):
    petro, nadia = join("petro"), join("nadia")
    water = theme(open_consultation, "Water")
    tag(say(petro, "Springs dry up."), water, nadia)
    say(petro, "Springs come back.")
    client = enter(nadia)

    def numbers(**more: str) -> list[int]:
        query = {"q": "springs", "in": "future-we-want", **more}
        return [one.contribution.number for one in client.get("/search/", query).context["results"].shown]

    assert numbers() == [2, 1]
    assert numbers(tagged="no") == [2]
    assert numbers(tagged="yes") == [1]
    assert numbers(theme="1") == [1]
    enter(petro)
    assert numbers(tagged="no", theme="1") == [2, 1]
    assert "Not tagged yet" not in client.get("/search/", {"q": "springs", "in": "future-we-want"}).text
