"""The home page's live insight, from a published snapshot and what still stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import Consultation
from contributions.actions import NewContribution, post_contribution
from contributions.models import Contribution, Visibility
from moderation.models import Passage
from synthesis.models import Report, Version
from synthesis.public.walks import walks_of
from tests.conftest import make_consultation, make_room
from tests.synthesis.marking import highlight, theme
from tests.synthesis.snapshots import (
    ARABIC_QUOTE,
    framed_snapshot,
    insight,
    note,
    passage,
    section,
    support,
    text,
)

WORDS = "My aunt had the phone and the signal. What she did not have was a person."
QUOTE = "What she did not have was a person."
SENTENCE = "A hearing on a screen is fair only when someone can help."

pytestmark = pytest.mark.django_db


@dataclass
class Told:
    """A published consultation with one contribution and a passage of it."""

    consultation: Consultation
    contribution: Contribution
    passage: Passage

    def evidence(self, **more: Any) -> Any:
        made = passage(1, "Giulia Conti, Viet Nam", self.passage.quote, self.contribution.language, **more)
        return {**made, "id": str(self.passage.guid)}

    def publish(self, *insights: Any) -> Version:
        snapshot = framed_snapshot()
        heading = section("3.2", "Digital justice", insights=list(insights) or [self.insight()])
        snapshot["sections"] = [section("3", "Trends", "part", children=[heading])]
        report, _made = Report.objects.get_or_create(consultation=self.consultation)
        with transaction.atomic():
            draft = report.take_draft_number()
        return Version.objects.create(
            report=report,
            draft=draft,
            snapshot=snapshot,
            checksum=f"{draft:064}",
            number=f"1.{draft - 1}",
            published_at=timezone.now(),
        )

    def insight(
        self, number: str = "3.2.1", words: Any = f"{SENTENCE} The rest is detail.", **more: Any
    ) -> Any:
        values = {"support": support(9, 7, 5, 1), "evidence": [self.evidence()]} | more
        return insight(number, "Someone in the room.", words, **values)


@pytest.fixture
def told(join) -> Told:
    return tell(join)


def tell(join: Any, words: str = WORDS, quote: str = QUOTE, key: str = "giulia", **new: Any) -> Told:
    now = timezone.now()
    consultation = make_consultation(
        "digital-courts",
        title="Digital courts and fair access",
        opens_at=now - timedelta(days=60),
        closes_at=now - timedelta(days=30),
        published_at=now - timedelta(days=70),
        summary_published_at=now - timedelta(minutes=1),
    )
    room = make_room(consultation, "hearings")
    said = post_contribution(
        room, join(key, consultation=consultation), NewContribution(words, **{"quotable_by_name": True} | new)
    )
    trends = theme(consultation, "Trends")
    digital = theme(consultation, "Digital justice", trends)
    type(digital).objects.filter(pk=digital.pk).update(hue="f")
    return Told(consultation, said, highlight(said, quote, digital, join("nadia", consultation=consultation)))


def home(path: str = "/") -> str:
    return " ".join(Client().get(path).text.split())


def shows_hero(path: str = "/") -> bool:
    return "steps--walk" in home(path)


def test_a_sentence_is_walked_back_to_its_passage_and_its_voice(told):
    told.publish()
    report = "/reports/digital-courts/?open=3.2.1#i-3-2-1"
    passage = f"/contributions/{told.contribution.pk}/?passage={told.passage.guid}#p{told.passage.pk}"

    page = home()

    assert f'<a class="hangs" href="{report}">{SENTENCE.removesuffix("help.")}<span' in page
    assert 'help.<i class="ring">' in page
    assert f'<mark class="m hue-f">{QUOTE}</mark>' in page
    assert '<bdi class="walk__name">Giulia Conti</bdi>' in page
    assert "<bdi>Court observers</bdi>, <bdi>Vietnam</bdi>" in page
    assert f'<a class="meta" href="{passage}">#1, ' in page
    assert "Based on 9 contributions from 7 people in 5 countries. One person differs." in page
    assert f'<a class="button button--primary" href="{report}">Walk it back' in page


def test_both_ends_of_the_walk_are_there(told, join):
    told.publish()
    client = Client()

    assert client.get("/reports/digital-courts/").status_code == 200
    assert client.get(f"/contributions/{told.contribution.pk}/").status_code == 200


def test_without_a_published_report_the_promise_stands_alone(told):
    Report.objects.create(consultation=told.consultation)

    assert "see what came of it." in home()
    assert not shows_hero()


def test_a_list_under_filters_shows_no_insight(told):
    told.publish()

    assert shows_hero("/consultations/")
    assert not shows_hero("/?status=open")


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "invited"},
        {"audience": "unlisted"},
        {"published_at": None},
        {"summary_published_at": None},
        {"summary_published_at": timezone.now() + timedelta(days=400)},
    ],
    ids=["invited", "unlisted", "not published", "summary not published", "summary to come"],
)
def test_what_is_not_public_is_not_on_the_home_page(change, told):
    told.publish()
    assert shows_hero()

    Consultation.objects.filter(pk=told.consultation.pk).update(**change)

    assert not shows_hero()


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.WITHDRAWN, Visibility.HELD])
def test_words_that_are_no_longer_shown_leave_the_home_page_at_once(visibility, told):
    told.publish()
    assert shows_hero()

    Contribution.objects.update(visibility=visibility)

    assert QUOTE not in home()
    assert not shows_hero()


def test_a_passage_taken_back_leaves_too(told):
    told.publish()
    assert shows_hero()

    Passage.objects.update(removed_at=timezone.now())

    assert not shows_hero()


def test_a_withheld_name_stays_withheld(join):
    tell(join, naming="withheld").publish()

    page = home()

    assert '<bdi class="walk__name">Name withheld</bdi>' in page
    assert "Giulia" not in page


def test_an_older_report_stands_in_for_a_newest_one_that_has_nothing_to_show(told):
    told.publish()
    told.publish(told.insight(evidence=[]))

    assert shows_hero()


def test_quotation_and_interface_each_keep_their_language(join):
    told = tell(join, words=ARABIC_QUOTE, quote=ARABIC_QUOTE, key="layla", language="ar")
    told.publish()

    page = home("/fr/")

    assert '<p class="walk__passage" lang="ar" dir="rtl">' in page
    assert '<p class="walk__sentence" lang="en" dir="auto">' in page
    assert "9 contributions (7 personnes" in page
    assert 'href="/fr/reports/digital-courts/?open=3.2.1#i-3-2-1"' in page


def test_the_snapshot_is_read_once_and_the_page_costs_five_more_queries(told):
    with CaptureQueriesContext(connection) as plain:
        home()
    told.publish()
    home()

    with CaptureQueriesContext(connection) as with_hero:
        home()

    assert len(with_hero) - len(plain) <= 5
    assert not [query for query in with_hero.captured_queries if '"snapshot"' in query["sql"]]


def walks(told: Told, *insights: Any) -> list[tuple[str, str]]:
    version = told.publish(*insights)
    return [(walk.insight["number"], walk.sentence) for walk in walks_of(version.snapshot)]


def test_points_on_which_people_differ_come_first_then_those_of_many(told):
    few = told.insight("3.2.1", support=support(9, 2, 2))
    many = told.insight("3.2.2", support=support(8, 7, 5))
    disputed = told.insight("3.2.3", support=support(3, 1, 1, 1))

    assert [number for number, _sentence in walks(told, few, many, disputed)] == ["3.2.3", "3.2.2", "3.2.1"]


@pytest.mark.parametrize(
    "more",
    [
        {"stance": "differs"},
        {"stance": "context"},
        {"team": True},
        {"quote": "Short."},
        {"quote": ""},
        {"quote": f"{QUOTE}\n{QUOTE}"},
        {"quote": "long " * 60},
    ],
    ids=str,
)
def test_only_a_short_supporting_passage_of_a_participant_will_do(more, told):
    assert walks(told, told.insight(evidence=[{**told.evidence(), **more}])) == []


@pytest.mark.parametrize("words", ["Too short.", f"{'On and on ' * 20}it goes.", ""])
def test_only_a_sentence_that_is_read_in_passing_will_do(words, told):
    assert walks(told, told.insight(words=words)) == []


def test_the_sentence_is_that_of_the_paragraph_which_the_passage_carries(told):
    carried = [
        {"id": "first", "content": [text("The first paragraph says something else. Yes.")]},
        {
            "id": "second",
            "content": [text("The second one is what was meant"), note("n"), text(". And more.")],
        },
    ]
    point = told.insight(paragraphs=carried, evidence=[told.evidence(paragraph="second")])

    assert walks(told, point) == [("3.2.1", "The second one is what was meant.")]
