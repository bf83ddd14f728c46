from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import Visibility
from moderation.participation import COLUMNS, GROUPINGS, participation_in
from tests.conftest import make_room

pytestmark = pytest.mark.django_db

BY_COUNTRY, BY_ORGANISATION = GROUPINGS


@pytest.fixture
def answered(room, join, say):
    """Question 1 has four people of three countries, question 2 one, question 3 the team alone."""
    first, second, third = room.questions.all()
    for key in ("petro", "carlos", "isabel"):
        say(join(key), questions=[first])
    say(join("layla"), questions=[first, second])
    say(join("petro"), "And again.", questions=[first])
    say(join("nadia"), questions=[third])
    say(join("giulia"), questions=[third]).move_to(Visibility.HIDDEN)
    return room


def text_of(response) -> str:
    page = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", page)


@pytest.fixture
def page(open_consultation, enter, join):
    def get(who="nadia", **query):
        address = reverse("moderation:participation", args=[open_consultation.slug])
        return enter(join(who)).get(address, query)

    return get


def test_people_are_counted_once_per_question_and_the_team_apart(answered):
    found = participation_in(answered.consultation, BY_COUNTRY)

    people = [
        (row.figures.people, row.figures.contributions, row.figures.team_contributions) for row in found.rows
    ]
    assert people == [(4, 5, 0), (1, 1, 0), (0, 1, 1)]


def test_silent_questions_are_said_in_words(answered, page):
    words = text_of(page())

    assert "Question 2 has 1 person: What do you see at place 2?" in words
    assert "Question 3 has 0 people: What do you see at place 3?" in words
    assert "Question 1 has" not in words
    assert "Few: fewer than 3 people." in words


def test_a_third_of_the_middle_question_is_few_where_that_is_more_than_three(room, join, say):
    first, second, third = room.questions.all()
    for place in range(12):
        say(join(f"person{place}"), questions=[first, second, *([third] if place < 3 else [])])

    found = participation_in(room.consultation, BY_COUNTRY)

    assert (found.few_below, [row.question.number for row in found.silent]) == (4, [3])


def test_cells_add_up_to_the_people_of_a_question(answered):
    found = participation_in(answered.consultation, BY_COUNTRY)

    assert sorted(found.columns) == ["Costa Rica", "Lebanon", "Moldova", "Paraguay"]
    assert [sum(row.cells) for row in found.rows] == [row.figures.people for row in found.rows]


def test_groups_beyond_the_columns_share_one(room, join, say):
    countries = ["AR", "BD", "BR", "CL", "CM", "CO", "DZ", "EG", "ET", "FJ", "GE", "GH", "GT", "IN"]
    for code in countries:
        say(join(f"person-{code.lower()}", country=code), questions=[room.questions.first()])

    found = participation_in(room.consultation, BY_COUNTRY)

    assert (len(found.columns), found.columns[-1], found.rows[0].cells[-1]) == (COLUMNS + 1, "Others", 2)
    assert sum(found.rows[0].cells) == len(countries)


def test_people_can_be_grouped_by_their_kind_of_organisation(room, join, say, page):
    say(join("petro", organisation_kind="civil-society"), questions=[room.questions.first()])
    say(join("carlos"), questions=[room.questions.first()])

    shown = page(by="organisation")

    assert "People by question and kind of organisation" in text_of(shown)
    assert sorted(shown.context["participation"].columns) == ["Civil society", "Not given"]
    assert page(by="nonsense").context["participation"].grouping is BY_COUNTRY


def test_rooms_that_do_not_count_are_left_out(answered, join, say):
    other = make_room(answered.consultation, "aside", counts_in_report=False)
    say(join("otis"), room=other, questions=[other.questions.first()])

    found = participation_in(answered.consultation, BY_COUNTRY)

    assert len(found.rows) == 3
    assert found.figures.people == 4


def test_questions_of_several_rooms_stand_under_their_room(answered, page):
    make_room(answered.consultation, "lessons", title="Lessons learnt")

    assert "Lessons learnt" in text_of(page())


def test_it_takes_five_queries_however_many_take_part(answered, join, say):
    for place in range(6):
        say(join(f"person{place}"), questions=list(answered.questions.all()))

    with CaptureQueriesContext(connection) as asked:
        participation_in(answered.consultation, BY_COUNTRY)

    assert len(asked) == 5


def test_nobody_taking_part_is_said(page, room):
    assert "No contributions yet." in text_of(page())


@pytest.mark.parametrize(("who", "status"), [("petro", 403), ("otis", 403), ("tomas", 200), ("marta", 200)])
def test_the_team_alone_sees_it(who, status, answered, page):
    assert page(who).status_code == status


@pytest.mark.parametrize(("who", "finds"), [("nadia", True), ("tomas", True), ("petro", False)])
def test_the_team_alone_finds_it_from_the_consultation(who, finds, open_consultation, enter, join):
    address = reverse("moderation:participation", args=[open_consultation.slug])

    shown = enter(join(who)).get(reverse("consultation", args=[open_consultation.slug]))

    assert (address in shown.content.decode()) is finds
