from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import DateChange
from contributions.figures import question_counts
from synthesis.actions.outline import report_of
from synthesis.snapshot import freeze
from tests.conftest import make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(open_consultation):
    return lambda at=None: freeze(report_of(open_consultation), at=at or timezone.now())["figures"]


def test_weeks_run_from_the_opening_and_lose_no_contribution(figures, open_consultation, join, say):
    opens = open_consultation.opens_at
    for days in (0, 1, 8, 19):
        say(join("petro"), at=opens + timedelta(days=days))
    say(join("carlos"), at=opens - timedelta(days=3))
    say(join("nadia"))

    weeks = figures(opens + timedelta(days=19, hours=1))["by_week"]

    assert [week["count"] for week in weeks] == [3, 1, 1]
    assert weeks[0]["first_day"] == open_consultation.opens_locally.date().isoformat()
    assert not any("added" in week for week in weeks)


def test_weeks_added_by_an_extension_say_so(figures, open_consultation, join, say):
    DateChange.objects.create(
        consultation=open_consultation,
        old_closes_at=open_consultation.closes_at - timedelta(days=11, hours=12),
        new_closes_at=open_consultation.closes_at,
        reason="More time",
    )
    say(join("petro"))

    weeks = figures(open_consultation.closes_at)["by_week"]

    assert [week.get("added", False) for week in weeks] == [False, False, True, True]
    assert weeks[-1]["last_day"] == open_consultation.closes_locally.date().isoformat()


def test_languages_count_contributions_and_people_without_the_team(figures, join, say):
    say(join("carlos"), language="es")
    say(join("carlos"), language="es")
    say(join("petro"))
    say(join("nadia"), language="ar")

    assert [(row["language"], row["count"], row["people"]) for row in figures()["by_language"]] == [
        ("en", 1, 1),
        ("es", 2, 1),
    ]


def test_questions_carry_the_count_of_the_room_page_and_silence_is_a_number(figures, room, join, say):
    first, second, _third = room.questions.all()
    say(join("petro"), questions=[first, second])
    say(join("carlos"), questions=[first])

    rows = figures()["by_question"]

    assert [(row["label"], row["count"]) for row in rows] == [
        ("1 Label 1", 2),
        ("2 Label 2", 1),
        ("3 Label 3", 0),
    ]
    assert [row["count"] for row in rows] == [question_counts(room)[one.pk] for one in room.questions.all()]


def test_questions_of_several_rooms_name_their_room(figures, open_consultation, room, join, say):
    make_room(open_consultation, "lessons", questions=1, title="Lessons")
    make_room(open_consultation, "aside", questions=1, title="Aside", counts_in_report=False)
    say(join("petro"))

    labels = [row["label"] for row in figures()["by_question"]]

    assert labels[0] == "Emerging trends: 1 Label 1"
    assert labels[-1] == "Lessons: 1 Label 1"


def test_a_question_without_a_short_name_gives_its_first_words(figures, room, join, say):
    room.questions.filter(number=2).update(
        label="", text="What do you see coming in the next ten years, " * 5
    )
    say(join("petro"))

    label = figures()["by_question"][1]["label"]

    assert label == "2 What do you see coming in the next ten years, What do you…"


def test_a_country_of_fewer_than_three_people_is_counted_but_not_named(figures, join, say):
    for key in ("one", "two", "three"):
        say(join(key, country="CR"))
    say(join("layla"))
    say(join("giulia"))

    assert figures()["by_country"] == [
        {"label": "Costa Rica", "count": 3},
        {"label": "", "count": 1},
        {"label": "", "count": 1},
    ]


def test_kinds_of_organisation_count_people(figures, join, say):
    say(join("petro", organisation_kind="civil-society"))
    say(join("petro"))
    say(join("carlos"))

    assert figures()["by_organisation_kind"] == [
        {"label": "Not stated", "count": 1},
        {"label": "Civil society", "count": 1},
    ]


def test_where_nobody_stated_a_kind_of_organisation_there_is_no_chart_of_it(figures, join, say):
    say(join("petro"))

    assert figures()["by_organisation_kind"] == []


def test_without_voices_there_are_no_charts(figures, join, say):
    say(join("nadia"))

    assert "by_week" not in figures()
