"""Rooms and questions of the set-up."""

from __future__ import annotations

import pytest

from consultation.models import AuditEntry
from contributions.actions import NewContribution, post_contribution
from rooms.models import GuidingQuestion, Room
from tests.conftest import make_consultation, make_room
from tests.consultation.setting_up import draft, editor_of, member_of, recorded, words

pytestmark = pytest.mark.django_db
URL = "/manage/inclusive-budgets/rooms/"


@pytest.fixture
def consultation():
    return draft()


@pytest.fixture
def client(consultation):
    return editor_of(consultation)


def texts(room):
    return list(room.questions.values_list("number", "text"))


def test_a_room_is_added_behind_the_others_with_an_address_of_its_own(consultation, client):
    make_room(consultation, "budgets", title="Budgets")

    response = client.post(f"{URL}new/", {"title": "Budgets", "welcome": "Here.", "counts_in_report": "on"})

    room = Room.objects.get(slug="budgets-2")
    assert response["Location"] == f"{URL}budgets-2/"
    assert (room.position, room.welcome) == (2, "Here.")
    assert (room.premoderated, room.counts_in_report) == (False, True)
    assert recorded(consultation) == ["room.made"]


def test_a_room_called_new_does_not_take_the_address_of_the_form(client):
    client.post(f"{URL}new/", {"title": "New"})

    assert Room.objects.get().slug == "new-2"
    assert client.get(f"{URL}new-2/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": ""}, "Enter the title of the room"),
        ({"title": "x" * 10_000}, "Title of the room must be 200 characters or less. It has 10000"),
        ({"title": "Bud\x00gets"}, "Remove the line breaks and invisible characters."),
        ({"title": "Budgets", "welcome": "x" * 20_001}, "Introduction must be 20,000 characters or less."),
    ],
)
def test_a_room_that_cannot_be_is_refused_and_what_was_typed_kept(client, sent, sentence):
    response = client.post(f"{URL}new/", {"welcome": "Kept words"} | sent)

    assert response.status_code == 422
    assert sentence in words(response)
    assert sent.get("welcome", "Kept words") in response.text
    assert not Room.objects.exists()


def test_the_address_of_a_room_follows_its_title_only_while_nobody_has_seen_it(consultation, client):
    make_room(consultation, "budgits", title="Budgits")

    response = client.post(f"{URL}budgits/", {"title": "Budgets"})
    assert response["Location"] == f"{URL}budgets/"

    published = make_consultation()
    make_room(published, "rooom", title="Rooom")
    other = editor_of(published)
    other.post("/manage/future-we-want/rooms/rooom/", {"title": "Room"})
    assert Room.objects.get(title="Room").slug == "rooom"


def test_rooms_change_places_by_buttons(consultation, client):
    for slug in ("one", "two", "three"):
        make_room(consultation, slug, title=slug)

    page = client.post(f"{URL}three/move/", {"step": "up"}, follow=True)
    client.post(f"{URL}one/move/", {"step": "up"})
    client.post(f"{URL}one/move/", {"step": "sideways"})

    assert "Room 2 of 3: three" in words(page)
    assert [room.slug for room in consultation.rooms.all()] == ["one", "three", "two"]
    assert recorded(consultation) == ["room.moved"]


def test_an_empty_room_is_deleted_with_its_questions_after_one_more_look(consultation, client):
    make_room(consultation, "budgets", title="Budgets", questions=2)

    asked = client.get(f"{URL}budgets/delete/")
    assert "Its 2 questions go with it." in words(asked)
    assert Room.objects.exists()
    client.post(f"{URL}budgets/delete/")

    assert not Room.objects.exists()
    entry = AuditEntry.objects.get(action="room.deleted")
    assert entry.before == {"title": "Budgets", "questions": 2}


def test_a_room_in_which_people_have_contributed_stays(consultation, client):
    room = make_room(consultation, "budgets")
    post_contribution(room, member_of(consultation, "petro"), NewContribution("We saw it."))

    response = client.post(f"{URL}budgets/delete/")

    assert response.status_code == 422
    assert "People have contributed in this room, so it stays." in words(response)
    assert Room.objects.exists()


def test_a_question_has_sub_questions_one_to_a_line_and_a_short_label(consultation, client):
    room = make_room(consultation, "budgets", questions=1)

    client.post(
        f"{URL}budgets/questions/new/",
        {
            "text": "What should change?",
            "label": "Changes",
            "sub_questions": "In the next year?\r\n\r\n  In the next   ten years?  ",
        },
    )

    question = room.questions.get(number=2)
    assert question.sub_questions == ["In the next year?", "In the next ten years?"]
    page = words(client.get(f"{URL}budgets/"))
    assert "(a) In the next year? (b) In the next ten years?" in page
    assert "Short label: Changes" in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": ""}, "Enter the question"),
        ({"text": "x" * 1001}, "Question must be 1,000 characters or less. It has 1,001"),
        ({"text": "What?\x00"}, "The text held characters that cannot be stored."),
        ({"label": "x" * 41}, "Short label must be 40 characters or less. It has 41"),
        ({"sub_questions": "a?\n" * 11}, "A question has at most 10 sub-questions. There are 11"),
        ({"sub_questions": "x" * 1001}, "Each sub-question must be 1000 characters or less"),
        ({"sub_questions": "\u202e?"}, "Remove the line breaks and invisible characters."),
    ],
)
def test_a_question_that_cannot_be_is_refused_and_kept(consultation, client, sent, sentence):
    room = make_room(consultation, "budgets", questions=0)

    response = client.post(f"{URL}budgets/questions/new/", {"text": "What?", "group_heading": "Kept"} | sent)

    assert response.status_code == 422
    assert sentence in words(response)
    assert "Kept" in response.text
    assert texts(room) == []


def test_questions_are_edited_moved_and_removed_and_stay_numbered_from_one(consultation, client):
    room = make_room(consultation, "budgets", questions=0)
    for number, text in enumerate(("One?", "Two?", "Three?"), 1):
        GuidingQuestion.objects.create(room=room, number=number, text=text)
    one, two, three = room.questions.all()

    client.post(f"{URL}budgets/questions/{three.pk}/move/", {"step": "up"})
    assert texts(room) == [(1, "One?"), (2, "Three?"), (3, "Two?")]
    client.post(f"{URL}budgets/questions/{one.pk}/remove/")
    assert texts(room) == [(1, "Three?"), (2, "Two?")]
    client.post(f"{URL}budgets/questions/{two.pk}/", {"text": "Second?"})
    assert texts(room) == [(1, "Three?"), (2, "Second?")]

    changed = AuditEntry.objects.get(action="question.changed")
    assert (changed.before, changed.after) == ({"text": "Two?"}, {"text": "Second?"})
    assert recorded(consultation) == ["question.moved", "question.removed", "question.changed"]


def test_once_people_have_contributed_questions_keep_their_numbers(consultation, client):
    room = make_room(consultation, "budgets", questions=2)
    post_contribution(room, member_of(consultation, "petro"), NewContribution("We saw it."))
    first, second = room.questions.all()
    before = texts(room)

    moved = client.post(f"{URL}budgets/questions/{second.pk}/move/", {"step": "up"}, follow=True)
    client.post(f"{URL}budgets/questions/{first.pk}/remove/")

    assert "speak of the questions by number, so their order stays." in words(moved)
    assert texts(room) == before
    client.post(f"{URL}budgets/questions/{first.pk}/", {"text": "Mended?"})
    client.post(f"{URL}budgets/questions/new/", {"text": "One more?"})
    assert texts(room) == [(1, "Mended?"), before[1], (3, "One more?")]


@pytest.mark.parametrize(("count", "warns"), [(8, False), (9, True)])
def test_more_than_eight_questions_are_warned_of(consultation, client, count, warns):
    make_room(consultation, "budgets", questions=count)

    for page in (f"{URL}budgets/", "/manage/inclusive-budgets/publish/"):
        assert ("people rarely answer more than 8" in words(client.get(page))) is warns


def test_rooms_and_questions_of_another_consultation_are_not_found_here(consultation, client):
    mine = make_room(consultation, "budgets")
    other = make_room(make_consultation(), "lessons")
    question = other.questions.first()

    for path in ("lessons/", "lessons/move/", "lessons/delete/", f"budgets/questions/{question.pk}/"):
        assert client.post(URL + path, {"text": "Mine?", "title": "Mine"}).status_code == 404
    assert client.post(f"{URL}budgets/questions/{2**63}/").status_code == 404
    assert mine.questions.count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_room_costs_the_same_however_many_questions_it_has(
    consultation, client, count, django_assert_num_queries
):
    make_room(consultation, "budgets", questions=count)

    with django_assert_num_queries(7):  # session, user with unread, guard twice, room twice, questions
        client.get(f"{URL}budgets/")
