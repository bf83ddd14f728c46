from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contributions.models import Contribution, Draft, Mention, Visibility
from rooms.models import RoomFollow
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 25


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def post_url(room):
    return reverse("contributions:contribute", args=[room.consultation.slug, room.slug])


def reply_url(contribution):
    return reverse("contributions:reply", args=[contribution.pk])


def words(page: str) -> str:
    return " ".join(page.split())


def test_the_composer_says_what_is_promised(enter, join, say):
    page = words(enter(join("petro")).get(reply_url(say(join("carlos")))).text)

    assert "Posting as <bdi>Petro Lysenko, Legal help coordinator, Town libraries, Moldova</bdi>" in page
    assert "With my name" in page
    assert "Readers see Town libraries and never your name." in page
    assert "Readers never learn who wrote this" in page
    assert 'By posting you agree to the <a href="/house-rules/">house rules</a>.' in page
    assert '<input type="checkbox" name="quotable_by_name" id="id_quotable_by_name">' in page
    assert '<option value="" selected>Found out from the text</option>' in page
    for name in ("Post contribution", "Preview", "Discard draft", "Add these files"):
        assert f">{name}</button>" in page


def test_those_who_speak_for_the_team_sign_with_their_names(enter, join, say, post_url):
    client = enter(join("nadia"))

    page = client.get(reply_url(say(join("carlos")))).text
    answer = client.post(post_url, {"text": "Team words.", "naming": "withheld"})

    assert 'value="withheld"' not in page
    assert answer.status_code == 422
    assert "Choose how your name is shown" in answer.text
    assert Contribution.objects.count() == 1


def test_the_organisation_stands_for_a_name_only_where_there_is_one(enter, join, post_url):
    client = enter(join("petro", organisation=""))

    answer = client.post(post_url, {"text": "Words.", "naming": "organisation"})

    assert answer.status_code == 422
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("sent", "naming", "quotable"),
    [
        ({}, "named", False),
        ({"quotable_by_name": "on"}, "named", True),
        ({"naming": "organisation", "quotable_by_name": "on"}, "organisation", False),
        ({"naming": "withheld", "quotable_by_name": "on"}, "withheld", False),
    ],
)
def test_how_a_name_is_shown_and_quoted_is_kept(sent, naming, quotable, enter, join, post_url):
    enter(join("petro")).post(post_url, {"text": "Words."} | sent)

    contribution = Contribution.objects.get()
    assert (contribution.naming, contribution.quotable_by_name) == (naming, quotable)


def test_the_tips_are_for_the_first_contribution(enter, join, say):
    carlos = say(join("carlos"))
    petro = join("petro")
    client = enter(petro)

    before = client.get(reply_url(carlos)).text
    say(petro)
    after = client.get(reply_url(carlos)).text

    assert "Three tips for your first contribution" in before
    assert "Three tips for your first contribution" not in after


@pytest.mark.parametrize(
    ("sent", "language"),
    [
        ({"text": "La mayoría de las personas no han hablado nunca con un abogado."}, "es"),
        ({"text": "La mayoría de las personas no han hablado nunca con un abogado.", "language": "pt"}, "pt"),
        ({"text": "OK."}, "en"),
        ({"text": "<p>معظم الناس الذين يأتون إلى مكتبنا لم يتحدثوا أبدا مع محام.</p>", "rich": "1"}, "ar"),
    ],
)
def test_the_language_is_found_out_and_can_be_corrected(sent, language, enter, join, post_url):
    enter(join("petro")).post(post_url, sent)

    contribution = Contribution.objects.get()
    assert (contribution.language, contribution.revision.language) == (language, language)


def test_rich_text_is_kept_clean(enter, join, post_url):
    html = '<p>One <b>bold</b> word</p><script>alert(1)</script><ul><li onclick="x()">Item</li></ul>'
    enter(join("petro")).post(post_url, {"text": html, "rich": "1"})

    revision = Contribution.objects.get().revision
    assert revision.is_rich
    assert "<strong>bold</strong>" in revision.html
    assert "script" not in revision.html
    assert "onclick" not in revision.html
    assert revision.plain == "One bold word\nItem\n"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": "<p><br></p>", "rich": "1"}, "Enter your contribution"),
        ({"text": f"<p>{'x' * 70_001}</p>", "rich": "1"}, "must be 70,000 characters or less. It has 70,002"),
        ({"text": "<p>" + "<b>" * 200_000, "rich": "1"}, "must be 70,000 characters or less"),
        ({"text": "y" * 70_001}, "must be 70,000 characters or less. It has 70,001"),
    ],
)
def test_one_limit_holds_for_plain_and_rich_text(sent, sentence, enter, join, say):
    answer = enter(join("petro")).post(reply_url(say(join("carlos"))), sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert Contribution.objects.count() == 1


def test_markup_does_not_count_towards_the_limit(enter, join, post_url):
    enter(join("petro")).post(post_url, {"text": f"<p>{'<b>w</b> ' * 30_000}</p>", "rich": "1"})

    assert Contribution.objects.get().revision.length < 70_000


def test_the_answer_says_where_it_stands_and_leads_to_the_edit(enter, join, post_url):
    page = enter(join("petro")).post(post_url, {"text": "Words."}, follow=True).text

    edit = reverse("contributions:edit", args=[Contribution.objects.get().pk])
    assert f'Your contribution is posted as #1. <a href="{edit}">Edit</a>' in page
    assert "Get replies by email: on" in page


def test_in_a_premoderated_room_the_author_is_told_to_wait(enter, join, room, post_url):
    room.premoderated = True
    room.save()

    page = enter(join("petro")).post(post_url, {"text": "Words."}, follow=True).text

    assert "Sent. A moderator will read it within 1 working day. Only you can see it now." in page
    assert Contribution.objects.get().visibility == Visibility.HELD


def test_the_first_post_in_a_room_follows_it_and_no_later_one_does_again(join, say, room):
    petro = join("petro")
    say(petro)
    assert RoomFollow.objects.get().membership == petro

    RoomFollow.objects.all().delete()
    say(petro)
    assert not RoomFollow.objects.exists()


@pytest.mark.parametrize("limited", [True, False])
def test_posting_with_a_mention_costs_few_statements(limited, enter, join, post_url, room, say, settings):
    settings.RATE_LIMITS = limited
    carlos, petro = join("carlos"), join("petro")
    say(petro, at=timezone.now() - timedelta(days=2))
    client = enter(petro)
    question = room.questions.first()
    sent = {"text": "I ask @Carlos Méndez.", "questions": question.pk, "form_key": str(uuid.uuid4())}

    with CaptureQueriesContext(
        connection,
    ) as statements:
        answer = client.post(post_url, sent)

    assert answer.status_code == 302
    assert Mention.objects.get().membership == carlos
    assert len(statements) <= MOST_STATEMENTS, "\n".join(q["sql"][:110] for q in statements)


def test_the_same_words_twice_within_five_minutes_are_one_contribution(enter, join, post_url):
    client = enter(join("petro"))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _tab in range(2):
            answer = client.post(post_url, {"text": "Same words.", "form_key": str(uuid.uuid4())})
        assert Contribution.objects.count() == 1
        assert answer.url.endswith("#c1")

        client.post(post_url, {"text": "Other words.", "form_key": str(uuid.uuid4())})
        clock.shift(timedelta(minutes=6))
        client.post(post_url, {"text": "Same words.", "form_key": str(uuid.uuid4())})

    assert Contribution.objects.count() == 3


def test_the_same_words_of_others_and_elsewhere_stand(join, say):
    petro, carlos = join("petro"), join("carlos")
    first = say(petro, "I agree.")

    say(carlos, "I agree.")
    say(petro, "I agree.", parent=first)

    assert Contribution.objects.count() == 3


def test_a_form_that_comes_back_with_other_words_is_another_contribution(enter, join, post_url):
    """The back button shows the form again as it was sent."""
    client = enter(join("petro"))
    key = str(uuid.uuid4())

    for text in ("First.", "First.", "Second, written over the first."):
        client.post(post_url, {"text": text, "form_key": key})

    assert [c.revision.plain for c in Contribution.objects.all()] == [
        "First.\n",
        "Second, written over the first.\n",
    ]


def opened_form(client, url):
    """The hidden field that says when the form was opened."""
    page = client.get(url).text
    return page.split('name="opened" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("seconds", "status", "posted"), [(-1, 302, 1), (0, 302, 1), (59, 302, 1), (61, 403, 0)]
)
def test_who_began_before_the_close_has_a_minute_more(
    seconds, status, posted, enter, join, say, room, open_consultation
):
    carlos = say(join("carlos"))
    client = enter(join("petro"))
    closing = open_consultation.closes_at
    with time_machine.travel(closing - timedelta(minutes=3), tick=False) as clock:
        opened = opened_form(client, reply_url(carlos))
        clock.move_to(closing + timedelta(seconds=seconds))
        answer = client.post(reply_url(carlos), {"text": "At the last minute.", "opened": opened})

    assert answer.status_code == status
    assert Contribution.objects.filter(parent=carlos).count() == posted
    if not posted:
        assert "At the last minute." in answer.text


def test_who_begins_after_the_close_has_no_minute(enter, join, say, open_consultation):
    carlos = say(join("carlos"))
    client = enter(join("petro"))
    with time_machine.travel(open_consultation.closes_at + timedelta(seconds=20), tick=False):
        for opened in ("", "forged:value"):
            answer = client.post(reply_url(carlos), {"text": "Too late.", "opened": opened})
            assert answer.status_code == 403
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("change", ["muted", "observer", "unpublished"])
def test_the_minute_is_for_those_who_may_write(change, enter, join, say, open_consultation):
    carlos, petro = say(join("carlos")), join("petro")
    client = enter(petro)
    with time_machine.travel(open_consultation.closes_at - timedelta(minutes=1), tick=False) as clock:
        opened = opened_form(client, reply_url(carlos))
        if change == "muted":
            petro.muted_until = timezone.now() + timedelta(days=1)
        if change == "observer":
            petro.role = "observer"
        petro.save()
        if change == "unpublished":
            open_consultation.published_at = None
            open_consultation.save()
        clock.shift(timedelta(seconds=70))
        answer = client.post(reply_url(carlos), {"text": "Still mine.", "opened": opened})

    assert answer.status_code in {403, 404}
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("who", ["otis", None])
def test_who_may_not_write_gets_the_text_back(who, client, enter, join, post_url):
    person = enter(join(who)) if who else client

    answer = person.post(post_url, {"text": "Words of mine."})

    assert answer.status_code == (403 if who else 302)
    assert not Contribution.objects.exists()
    if who:
        assert "Words of mine." in answer.text


def test_rich_words_are_given_back_as_words(enter, join, post_url):
    page = enter(join("otis")).post(post_url, {"text": "<p>One <b>bold</b> word</p>", "rich": "1"}).text

    assert "One bold word" in page
    assert "&lt;b&gt;" not in page


def test_a_question_of_another_room_is_refused(enter, join, post_url, other_room):
    answer = enter(join("petro")).post(
        post_url, {"text": "Words.", "questions": other_room.questions.first().pk, "action": "preview"}
    )

    assert answer.status_code == 422
    assert "One of the questions is not of this room" in answer.text


def test_who_has_no_profile_yet_keeps_the_text_and_comes_back_to_the_reply(enter, join, say):
    carlos = say(join("carlos"))
    client = enter(make_user("amina", profile_completed_at=None))

    answer = client.post(reply_url(carlos), {"text": "My reply."})

    assert answer.url == f"/account/profile/?next={reply_url(carlos)}"
    assert "My reply.</textarea>" in client.get(reply_url(carlos)).text


def test_posting_takes_the_draft_away(enter, join, room, post_url):
    petro = join("petro")
    Draft.objects.create(user=petro.user, room=room, text="Words.")

    enter(petro).post(post_url, {"text": "Words."})

    assert not Draft.objects.exists()
