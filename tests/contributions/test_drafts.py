from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions import drafts
from contributions.models import Contribution, Draft
from tests.conftest import make_consultation, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(room):
    return reverse("contributions:draft", args=[room.consultation.slug, room.slug])


@pytest.fixture
def room_url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


def close(consultation):
    now = timezone.now()
    consultation.opens_at, consultation.closes_at = now - timedelta(2), now - timedelta(hours=1)
    consultation.save()


def test_a_draft_is_kept_with_all_its_fields_and_gone_on_with(enter, join, room, url, room_url):
    petro = join("petro")
    client = enter(petro)
    question = room.questions.get(number=2)
    key = str(uuid.uuid4())
    sent = {
        "text": "What I began.\r\nA second line.",
        "questions": question.pk,
        "language": "es",
        "sequence": "0",
    }
    sent |= {"naming": "withheld", "quotable_by_name": "on", "form_key": key, "device": "desk"}

    answer = client.post(url, sent)

    assert (answer.status_code, answer.json()["sequence"]) == (200, 1)
    assert answer.json()["saved_at"] == Draft.objects.get().saved_at.isoformat(timespec="seconds")
    banner = client.get(room_url).text
    assert "You have a draft from" in banner
    assert "What I began." not in banner
    page = client.get(room_url, {"draft": "1"}).text
    assert "What I began.\nA second line.</textarea>" in page
    assert f'value="{key}"' in page
    assert 'name="sequence" value="1"' in page
    assert 'value="withheld" id="id_naming_2" checked' in page
    assert '<option value="es" selected>' in page
    assert f'value="{question.pk}" id="id_questions_1" checked' in page
    assert 'id="draft-' not in page


def test_a_reply_and_the_room_have_drafts_of_their_own(enter, join, say, room, url):
    carlos = say(join("carlos"))
    client = enter(join("petro"))

    client.post(url, {"text": "For all."})
    client.post(url, {"text": "For Carlos.", "parent": carlos.pk})

    reply = reverse("contributions:reply", args=[carlos.pk])
    assert "You have a draft of a reply to #1 from" in client.get(reply).text
    assert "For Carlos.</textarea>" in client.get(reply, {"draft": "1"}).text
    assert Draft.objects.count() == 2


def test_another_copy_is_never_written_over_unseen(enter, join, url):
    client = enter(join("petro"))
    first = client.post(url, {"text": "Written at the desk.", "device": "desk"}).json()
    client.post(url, {"text": "Written at the desk, more.", "device": "desk", "sequence": first["sequence"]})

    late = client.post(
        url, {"text": "Written on the phone.", "device": "phone", "sequence": first["sequence"]}
    )

    assert late.status_code == 409
    assert late.json()["text"] == "Written at the desk, more."
    assert late.json()["sequence"] == 2
    chosen = client.post(url, {"text": "Written on the phone.", "device": "phone", "sequence": "2"})
    assert chosen.json()["sequence"] == 3
    assert Draft.objects.get().text == "Written on the phone."


def test_a_device_that_lost_the_answer_is_no_other_copy(enter, join, url):
    client = enter(join("petro"))
    client.post(url, {"text": "One.", "device": "desk"})

    again = client.post(url, {"text": "One, two.", "device": "desk", "sequence": "0"})
    same_words = client.post(url, {"text": "One, two.", "device": "phone", "sequence": "0"})

    assert (again.status_code, same_words.status_code) == (200, 200)
    assert Draft.objects.get().sequence == 3


def test_an_emptied_box_keeps_no_draft(enter, join, url):
    client = enter(join("petro"))
    client.post(url, {"text": "One."})

    answer = client.post(url, {"text": "  ", "sequence": "1"})

    assert answer.json() == {"saved_at": None, "sequence": 0}
    assert not Draft.objects.exists()


def test_a_draft_is_discarded_by_script_by_banner_and_by_the_composers_button(
    enter, join, url, room_url, room
):
    client = enter(join("petro"))
    contribute = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])

    for discard in (
        lambda: client.post(url, {"discard": "1"}),
        lambda: client.post(url, {"discard": "1", "page": "1", "parent": ""}),
        lambda: client.post(contribute, {"action": "discard", "text": "Anything."}),
    ):
        client.post(url, {"text": "One."})
        answer = discard()
        assert answer.status_code in {200, 302}
        assert not Draft.objects.exists()
    assert "Your draft is discarded." in client.get(room_url).text


def test_a_draft_discarded_before_the_script_came_takes_the_copy_on_the_device_along(enter, join, url):
    client = enter(join("petro"))
    key = str(uuid.uuid4())
    client.post(url, {"text": "One.", "form_key": key})

    answer = client.post(url, {"discard": "1", "page": "1", "parent": ""})

    assert answer.cookies["posted"].value == key
    assert "posted" not in client.post(url, {"discard": "1", "page": "1", "parent": ""}).cookies


@pytest.mark.parametrize(
    ("copy", "left"),
    [("One -  two!", 0), ("One, three", 1), ("<p>One, two.</p>", 0)],
    ids=["same", "other", "rich"],
)
def test_a_copy_of_the_device_takes_only_the_same_words_of_the_site_with_it(copy, left, enter, join, url):
    client = enter(join("petro"))
    client.post(url, {"text": "One, two.", "device": "phone"})

    rich = "1" if copy.startswith("<") else ""
    answer = client.post(url, {"discard": "1", "same": "1", "text": copy, "rich": rich})

    assert answer.status_code == 200
    assert Draft.objects.count() == left


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("otis", 403)])
def test_who_cannot_write_keeps_no_draft(who, status, client, enter, join, url):
    answer = (enter(join(who)) if who else client).post(url, {"text": "One."})

    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Draft.objects.exists()


def test_nobody_reads_or_discards_somebody_elses_draft(client, enter, join, room, url, room_url):
    Draft.objects.create(user=join("carlos").user, room=room, text="Secret words.")
    petro = enter(join("petro"))

    assert petro.get(url).status_code == 404
    assert 'id="draft-' not in petro.get(room_url).text
    petro.post(url, {"discard": "1"})
    assert Draft.objects.get().text == "Secret words."


def test_a_draft_belongs_to_its_own_room(enter, join, say, url, other_room):
    elsewhere = say(join("carlos"), room=other_room)
    client = enter(join("petro"))

    assert client.post(url, {"text": "One.", "parent": elsewhere.pk}).status_code == 404
    assert client.post(url, {"text": "One.", "parent": "9" * 30}).status_code == 404
    client.post(url, {"text": "One.", "questions": other_room.questions.first().pk})
    assert Draft.objects.get().questions == []


def test_a_draft_of_an_edit_is_the_authors(enter, join, say, url):
    mine, theirs = say(join("petro")), say(join("carlos"))
    client = enter(join("petro"))

    assert client.post(url, {"text": "Better.", "edits": mine.pk}).status_code == 200
    assert client.post(url, {"text": "Worse.", "edits": theirs.pk}).status_code == 404
    assert Draft.objects.get().edits == mine


def test_a_late_save_of_an_edit_that_stands_there_keeps_nothing(enter, join, say, url):
    mine = say(join("petro"), "One.")
    client = enter(join("petro"))
    client.post(reverse("contributions:edit", args=[mine.pk]), {"text": "Better.", "version": "1"})

    late = client.post(url, {"text": "Better.", "version": "1", "edits": mine.pk})
    other = client.post(url, {"text": "Best.", "version": "1", "edits": mine.pk})

    assert (late.json()["posted"], late.json()["saved_at"]) == (True, None)
    assert "posted" not in other.json()
    assert Draft.objects.get().text == "Best."


def test_what_closed_while_it_was_written_can_be_saved_and_downloaded(
    enter, join, say, room, url, room_url, open_consultation
):
    carlos = say(join("carlos"))
    client = enter(join("petro"))
    client.post(url, {"text": "Before the close."})
    client.post(url, {"text": "<p>A rich reply</p><ul><li>One</li></ul>", "rich": "1", "parent": carlos.pk})
    close(open_consultation)

    saved = client.post(url, {"text": "Before the close, and after.", "sequence": "1"})
    page = client.get(room_url).text
    mine, reply = client.get(url), client.get(url, {"parent": carlos.pk})

    assert saved.status_code == 200
    assert page.count("Download as text") == 2
    assert "You have a draft of a reply to #1" in page
    assert "Continue" not in page.split('class="banner draft"')[1].split("</section>")[0]
    assert mine.text == "Before the close, and after."
    assert mine["Content-Disposition"] == 'attachment; filename="draft-emerging-trends.txt"'
    assert mine["Content-Type"].startswith("text/plain")
    assert reply.text == "A rich reply\n\n- One"


def test_twenty_drafts_of_a_person_are_kept(join):
    petro = join("petro").user
    consultation = make_consultation("other")
    now = timezone.now()
    for number in range(22):
        room = make_room(consultation, f"room-{number}", 0)
        drafts.save(petro, drafts.Place(room), drafts.Copy(f"Text {number}"))
        Draft.objects.filter(room=room).update(saved_at=now - timedelta(days=1) + timedelta(seconds=number))

    kept = set(Draft.objects.filter(user=petro).values_list("text", flat=True))

    assert kept == {f"Text {number}" for number in range(2, 22)}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (
            {"text": "One.", "sequence": "x", "form_key": "nonsense", "naming": "king", "language": "x" * 50},
            200,
        ),
        ({"text": "A\x00B"}, 200),
        ({"text": "y" * 420_001}, 413),
    ],
)
def test_whatever_is_sent_never_breaks_it(sent, status, enter, join, url):
    assert enter(join("petro")).post(url, sent).status_code == status


def test_a_stranger_keeps_a_draft_without_becoming_a_member(enter, url, open_consultation):
    giulia = make_user("giulia")

    assert enter(giulia).post(url, {"text": "One."}).status_code == 200
    assert not giulia.memberships.exists()


def test_a_copy_saved_elsewhere_is_told_before_posting_without_scripts(enter, join, url, room, room_url):
    client = enter(join("petro"))
    post = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
    client.post(url, {"text": "Begun at home.", "sequence": "0", "device": "home"})
    client.post(url, {"text": "Gone on at the office.", "sequence": "1", "device": "office"})

    told = client.post(post, {"text": "Gone on at home.", "sequence": "1"})

    assert told.status_code == 409
    assert "There is another version of this text, from" in told.text
    assert "Gone on at the office." in told.text
    assert "Gone on at home.</textarea>" in told.text
    assert not Contribution.objects.exists()
    other = client.post(post, {"text": "Gone on at home.", "sequence": "2", "action": "other"})
    assert "Gone on at the office.</textarea>" in other.text
    assert "<p>Gone on at home.</p>" in other.text
    assert 'name="sequence" value="2"' in other.text

    client.post(post, {"text": "Gone on at home.", "sequence": "2"})  # sent again it is a decision

    assert Contribution.objects.get().revision.plain == "Gone on at home.\n"
    assert not Draft.objects.exists()


def test_a_draft_that_a_new_text_does_not_go_on_from_stays(enter, join, url, room):
    client = enter(join("petro"))
    post = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
    client.post(url, {"text": "An older thought."})

    client.post(post, {"text": "Something else."})

    assert Draft.objects.get().text == "An older thought."


def test_a_late_save_of_what_is_posted_is_let_go_and_posting_is_told_once(enter, join, url, room, room_url):
    client = enter(join("petro"))
    post = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
    key = str(uuid.uuid4())
    for _sending in range(2):  # the first answer is lost
        client.post(post, {"text": "Words.", "form_key": key})

    late = client.post(url, {"text": "Words.", "form_key": key, "sequence": "3", "device": "desk"})

    assert (late.status_code, late.json()["posted"]) == (200, True)
    assert not Draft.objects.exists()
    assert client.get(room_url).text.count("Your contribution is posted as #1") == 1
