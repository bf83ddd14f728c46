from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.models import Contribution, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def post_url(room):
    return reverse("contributions:contribute", args=[room.consultation.slug, room.slug])


def test_a_visitor_reads_the_questions_and_the_threads(client, url, join, say):
    first = say(join("petro"), "Most people who come to our desk have never spoken to a lawyer.")
    say(join("nadia"), "Thank you, Petro.", parent=first)

    page = client.get(url).text

    assert "Guiding questions (3)" in page
    assert "2 contributions (1 by the team), 1 person" in " ".join(page.split())
    assert "Most people who come to our desk" in page
    assert 'in reply to <a href="#c1">#1 <bdi>Petro Lysenko</bdi></a>' in page
    assert '<strong class="badge badge--mod">Moderator</strong>' in page


@pytest.mark.parametrize("threads", [1, 3])
def test_the_room_costs_the_same_queries_at_1_and_at_3_threads(
    threads, url, enter, join, say, django_assert_max_num_queries
):
    for key in ("petro", "carlos", "farrukh")[:threads]:
        root = say(join(key), "I ask @Nadia Rahmani.")
        say(join("nadia"), f"Thank you @{root.author.name}.", parent=root)
    client = enter(join("isabel"))
    client.get(url)

    with django_assert_max_num_queries(ROOM_QUERIES):
        client.get(url)


ROOM_QUERIES = 12


def test_a_person_posts_and_lands_on_the_contribution(enter, url, post_url, join):
    client = enter(join("petro"))

    answer = client.post(post_url, {"text": "First paragraph.\n\nSecond."}, follow=True)

    contribution = Contribution.objects.get()
    assert answer.redirect_chain == [(f"{url}?at=1#c1", 302)]
    assert "Your contribution is posted as #1." in answer.text
    assert contribution.revision.plain == "First paragraph.\nSecond.\n"


def test_a_person_without_a_membership_joins_by_posting(enter, post_url, make_person):
    client = enter(make_person("giulia"))

    client.post(post_url, {"text": "Court data."})

    assert Contribution.objects.get().author.name == "Giulia Conti"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Enter your contribution"),
        ({"text": " \n "}, "Enter your contribution"),
        ({"text": "Words " * 40_000}, "Contribution must be 70,000 characters or less. It has 240,000"),
        ({"text": "One\x00two"}, "Your text held characters that cannot be stored"),
        ({"text": "Fine", "parent": "999999"}, "The contribution you reply to is not in this room"),
        ({"text": "Fine", "parent": "9" * 30}, "The contribution you reply to is not in this room"),
        ({"text": "Fine", "questions": "999999"}, "One of the questions is not of this room"),
        ({"text": "Fine", "questions": "x"}, "One of the questions is not of this room"),
        ({"text": "Fine", "form_key": "tampered"}, "This form was changed on its way"),
        ({"text": "Fine", "language": "xx-nonsense"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_answered_in_place_with_the_text_kept(fields, sentence, enter, post_url, join):
    client = enter(join("petro"))

    answer = client.post(post_url, fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields["text"].strip("\n ").replace("\x00", "") in answer.text
    assert not Contribution.objects.exists()


def test_broken_utf_8_is_answered_with_the_text_kept(enter, post_url, join):
    client = enter(join("petro"))

    answer = client.post(post_url, b"text=Caf%E9+au+lait", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422
    assert "Some characters did not arrive intact" in answer.text
    assert "au lait" in answer.text
    assert not Contribution.objects.exists()


def test_a_parent_in_another_room_is_refused(enter, post_url, join, say, open_consultation, other_room):
    elsewhere = say(join("carlos"), "Elsewhere.", room=other_room)
    client = enter(join("petro"))

    answer = client.post(post_url, {"text": "My reply", "parent": elsewhere.pk})

    assert answer.status_code == 422
    assert "not in this room" in answer.text
    assert Contribution.objects.count() == 1


def test_a_reply_to_a_hidden_contribution_gives_the_text_back(enter, join, say):
    hidden = say(join("carlos"), "Gone.")
    hidden.move_to(Visibility.HIDDEN)
    client = enter(join("petro"))

    answer = client.post(reverse("contributions:reply", args=[hidden.pk]), {"text": "My long reply"})

    assert answer.status_code == 403
    assert "no longer shown" in answer.text
    assert "My long reply" in answer.text


def test_a_closed_consultation_gives_the_text_back(enter, post_url, join, open_consultation):
    client = enter(join("petro"))
    now = timezone.now()
    open_consultation.opens_at, open_consultation.closes_at = now - timedelta(2), now - timedelta(1)
    open_consultation.save()

    answer = client.post(post_url, {"text": "Too late, but long."})

    assert answer.status_code == 403
    assert "This consultation is not open for contributions." in answer.text
    assert "Too late, but long." in answer.text
    assert not Contribution.objects.exists()


def test_what_a_visitor_typed_is_in_the_composer_after_signing_in(client, url, post_url, room, make_person):
    question = room.questions.first()
    to_enter = client.post(post_url, {"text": "Typed before signing in.", "questions": question.pk})
    assert to_enter.status_code == 302
    assert "/account/enter/" in to_enter.url

    client.force_login(make_person("petro"), backend="consultation.people.backend.ActivePeopleBackend")
    page = client.get(url).text

    assert "Typed before signing in.</textarea>" in page
    assert not Contribution.objects.exists()


def test_pages_of_threads_reach_every_contribution_in_both_directions(client, url, join, say, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2
    for number in range(5):
        say(join("petro"), f"Thread {number}")

    first = client.get(url).text
    second = client.get(url, {"after": 2}).text
    back = client.get(url, {"before": 3}).text

    assert "after=2" in first
    assert 'rel="prev"' not in first
    assert ("Thread 2" in second, "Thread 3" in second, "Thread 1" in second) == (True, True, False)
    assert ("Thread 0" in back, "Thread 1" in back, 'rel="prev"' in back) == (True, True, False)


def test_more_than_three_replies_fold_and_unfold(client, url, join, say):
    root = say(join("petro"), "Root")
    for number in range(5):
        say(join("carlos"), f"Reply number {number}", parent=root)

    folded = client.get(url).text
    unfolded = client.get(url, {"thread": root.number}).text

    assert "Show 2 more replies" in folded
    assert "Reply number 4" not in folded
    assert "Reply number 4" in unfolded


def test_the_filter_by_question_shows_what_answers_it(client, url, join, say, room):
    second = room.questions.get(number=2)
    say(join("petro"), "Answers two.", questions=[second])
    say(join("carlos"), "Answers nothing.")

    page = client.get(url, {"q": "2"}).text

    assert "Answers two." in page
    assert "Answers nothing." not in page
    assert "1 of 2 contributions" in page


def test_a_reply_to_a_hidden_contribution_does_not_name_its_author(client, url, enter, join, say):
    hidden = say(join("carlos"), "Personal data.")
    say(join("petro"), "My answer.", parent=hidden)
    hidden.move_to(Visibility.HIDDEN)

    assert "Carlos" not in client.get(url).text
    assert "Carlos" in enter(join("nadia")).get(url).text
