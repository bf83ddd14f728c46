from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consultation.models import Membership, Notification, Outbox
from consultation.notifications import lines_for, stop
from contributions import digests
from contributions.actions.following import follow_room, follow_thread
from contributions.actions.withdrawing import withdraw
from contributions.models import Contribution, Naming, ThreadFollow
from contributions.tasks import plan_digests
from moderation.actions.decisions import hide, release, restore
from rooms.models import RoomFollow
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

MORNING = datetime(2030, 7, 5, 8, 5, tzinfo=UTC)


@pytest.fixture
def layla(join):
    """Beirut is three hours ahead of UTC in July."""
    return join("layla", time_zone="Asia/Beirut", language="en")


@pytest.fixture
def isabel(join):
    return join("isabel", time_zone="UTC")


@pytest.fixture
def at(monkeypatch, settings):
    """at(MORNING) makes it that time for what runs next."""

    def set_time(when):
        monkeypatch.setattr(timezone, "now", lambda: when)

    return set_time


def said_at(contribution, when):
    Contribution.objects.filter(pk=contribution.pk).update(created_at=when)
    return contribution


def follows(follow, *, since=MORNING - timedelta(days=20)):
    type(follow).objects.filter(pk=follow.pk).update(since=since)


def follow(room, member):
    follow_room(room, member)
    follows(RoomFollow.objects.get(room=room, membership=member))


def digest_mails():
    return [letter for letter in mail.outbox if "new contribution" in letter.subject]


def test_following_and_stopping_takes_one_press_each(room, join, say, enter):
    thread = say(join("carlos"))
    client = enter(join("petro"))
    for name, args, rows in (
        (
            "follow_room",
            [room.consultation.slug, room.slug],
            RoomFollow.objects.filter(membership__name="Petro Lysenko"),
        ),
        ("follow", [thread.pk], ThreadFollow.objects.all()),
    ):
        url = reverse(f"contributions:{name}", args=args)
        client.post(url)
        assert rows.count() == 1
        client.post(url, {"follow": "1"})
        assert rows.count() == 1
        assert client.post(url)["Location"] in {
            reverse("contributions:room", args=["future-we-want", "emerging-trends"]),
            f"/contributions/{thread.pk}/",
        }
        assert rows.count() == 0


def test_a_reply_is_followed_as_its_thread_and_a_stranger_joins_by_following(join, say, enter, make_person):
    root = say(join("carlos"))
    reply = say(join("giulia"), parent=root)
    stranger = make_person("petro")

    enter(stranger).post(reverse("contributions:follow", args=[reply.pk]))

    row = ThreadFollow.objects.get()
    assert (row.thread, row.membership.user) == (root, stranger)


def test_following_needs_a_profile_and_an_account(join, say, enter, client, make_person):
    said = say(join("carlos"))
    url = reverse("contributions:follow", args=[said.pk])

    assert "/account/enter/" in client.post(url)["Location"]
    assert "/account/profile/" in enter(make_person("new", profile_completed_at=None)).post(url)["Location"]
    assert not ThreadFollow.objects.exists()


def test_the_digest_holds_what_others_wrote_where_one_follows(room, other_room, isabel, join, say, at):
    carlos = join("carlos")
    isabel.consultation.opens_at = MORNING - timedelta(days=20)
    isabel.consultation.closes_at = MORNING + timedelta(days=4)
    isabel.consultation.save()
    follow(room, isabel)
    new = said_at(
        say(carlos, "Streets are safe now.", questions=[room.questions.get(number=2)]),
        MORNING - timedelta(hours=2),
    )
    said_at(say(carlos, "Old words."), MORNING - timedelta(days=40))
    said_at(say(isabel, "My own words."), MORNING - timedelta(hours=1))
    said_at(say(carlos, "In a room not followed.", room=other_room), MORNING - timedelta(hours=1))
    at(MORNING)

    assert digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()

    letter = digest_mails()[0]
    assert letter.body.startswith("Since 15 June 2030, 08:05 UTC:")
    assert letter.subject == "1 new contribution in The future we want"
    assert "\n\nCloses in 4 days\n\nThe consultation closes on " in letter.body
    assert "You get this email because you follow rooms or threads of this consultation." in letter.body
    assert letter.to == [isabel.user.email]
    assert "Emerging trends (1 new):" in letter.body
    assert "#1 Carlos Méndez, Paraguay, question 2: “Streets are safe now.”" in letter.body
    assert f"/contributions/{new.pk}/" in letter.body
    for other in ("Old words", "My own words", "not followed"):
        assert other not in letter.body


def test_a_followed_thread_brings_its_replies_and_nothing_else_of_the_room(isabel, join, say):
    carlos = join("carlos")
    root = said_at(say(carlos, "Root."), MORNING - timedelta(days=40))
    follow_thread(root, isabel)
    follows(ThreadFollow.objects.get())
    said_at(say(join("giulia"), "The reply.", parent=root), MORNING - timedelta(hours=1))
    said_at(say(carlos, "Elsewhere."), MORNING - timedelta(hours=1))

    digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()

    assert "The reply." in digest_mails()[0].body
    assert "Elsewhere." not in digest_mails()[0].body


def test_the_next_digest_begins_where_the_last_one_ended(room, isabel, join, say):
    carlos = join("carlos")
    follow(room, isabel)
    said_at(say(carlos, "First."), MORNING - timedelta(hours=2))
    digests.tell(isabel, "2030-07-05", at=MORNING)
    assert not digests.tell(isabel, "2030-07-06", at=MORNING + timedelta(days=1))

    said_at(say(carlos, "Second."), MORNING + timedelta(days=1, hours=1))
    digests.tell(isabel, "2030-07-07", at=MORNING + timedelta(days=2))
    work_off_everything()

    first, second = digest_mails()
    assert "First." in first.body
    assert "Second." in second.body
    assert "First." not in second.body


def test_a_digest_is_sent_once_a_day_however_often_it_is_asked_for(room, isabel, join, say):
    follow(room, isabel)
    said_at(say(join("carlos")), MORNING - timedelta(hours=2))

    answers = [digests.tell(isabel, "2030-07-05", at=MORNING + timedelta(minutes=n)) for n in range(3)]
    work_off_everything()

    assert answers == [True, False, False]
    assert len(digest_mails()) == 1


def test_nothing_new_or_nothing_left_sends_nothing(room, isabel, join, say):
    carlos = join("carlos")
    follow(room, isabel)
    assert not digests.tell(isabel, "2030-07-04", at=MORNING - timedelta(days=1))
    said = said_at(say(carlos), MORNING - timedelta(hours=2))
    digests.tell(isabel, "2030-07-05", at=MORNING)

    withdraw(said, by=carlos)
    work_off_everything()

    assert digest_mails() == []


def test_whoever_stopped_the_digest_gets_none_and_the_mail_has_its_own_stop_link(
    room, isabel, join, say, client
):
    follow(room, isabel)
    said_at(say(join("carlos")), MORNING - timedelta(hours=2))
    digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()
    url = digest_mails()[0].extra_headers["List-Unsubscribe"].strip("<>")

    client.post("/" + url.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})

    said_at(say(join("carlos"), "More."), MORNING + timedelta(hours=2))
    assert not digests.tell(isabel, "2030-07-06", at=MORNING + timedelta(days=1))
    stop(isabel.user, "mentions")
    assert isabel.user.notice_stops.count() == 2


def test_a_digest_names_nobody_who_withheld_their_name_and_counts_no_people(room, isabel, join, say):
    carlos = join("carlos")
    follow(room, isabel)
    said_at(say(carlos, "Openly."), MORNING - timedelta(hours=3))
    said_at(say(join("giulia"), "Quietly.", naming=Naming.WITHHELD), MORNING - timedelta(hours=2))

    digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()

    body = digest_mails()[0].body
    assert "#2 Name withheld: “Quietly.”" in body
    assert "Giulia" not in body
    assert "people" not in body


def test_mentions_and_replies_meanwhile_are_counted(room, isabel, join, say):
    follow(room, isabel)
    said_at(say(join("carlos"), "Ask @Isabel Quirós."), MORNING - timedelta(hours=2))
    work_off_everything()
    Notification.objects.update(created_at=MORNING - timedelta(hours=2))

    digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()

    assert "For you: 1 mention: " in digest_mails()[0].body


def test_a_digest_asks_for_help_with_the_question_that_has_the_fewest_voices(room, isabel, join, say):
    first, second, *others = room.questions.order_by("number")
    follow(room, isabel)
    for key in ("carlos", "petro", "layla"):
        said_at(say(join(key), questions=[second, *others]), MORNING - timedelta(hours=2))
    asks = f"question {first.number} ({first.label or first.text[:59]}"

    assert asks in help_wanted(isabel, "2030-07-05")
    say(isabel, questions=[first])
    assert "Few voices" not in help_wanted(isabel, "2030-07-06")
    Contribution.questions.through.objects.filter(guidingquestion=second).delete()
    assert f"?answer={second.number}#compose" in help_wanted(isabel, "2030-07-07")
    isabel.consultation.closes_at = timezone.now() - timedelta(days=1)
    isabel.consultation.save()
    assert "Few voices" not in help_wanted(isabel, "2030-07-08")


def help_wanted(member, day):
    """The digest of that day, all of it anew."""
    member.user.notifications.all().delete()
    assert digests.tell(member, day, at=MORNING)
    letter = digests.letter(Notification.objects.get(kind="digest", recipient=member.user))
    return "\n".join(letter.paragraphs)


def test_a_digest_is_a_mail_only_and_nothing_unread(room, isabel, join, say):
    follow(room, isabel)
    said_at(say(join("carlos")), MORNING - timedelta(hours=2))
    digests.tell(isabel, "2030-07-05", at=MORNING)

    notice = Notification.objects.get(kind="digest")

    assert notice.read_at is not None
    assert lines_for([notice]) == []


@pytest.mark.parametrize(
    ("hour", "asked"), [(4, set()), (5, {"layla"}), (8, {"layla", "isabel"}), (9, {"isabel"}), (12, set())]
)
def test_it_is_asked_for_in_the_morning_of_each_person(hour, asked, room, layla, isabel, at):
    for member in (layla, isabel):
        follow_room(room, member)
    at(MORNING.replace(hour=hour))

    plan_digests()
    plan_digests()

    found = {
        Membership.objects.get(pk=row.payload["membership"]).user.handle
        for row in Outbox.objects.filter(kind="digest.due")
    }
    assert found == asked
    assert Outbox.objects.filter(kind="digest.due").count() == len(asked)


def test_whoever_may_no_longer_know_of_the_consultation_hears_nothing(
    room, isabel, join, say, open_consultation
):
    follow(room, isabel)
    said_at(say(join("carlos")), MORNING - timedelta(hours=2))
    open_consultation.published_at = None
    open_consultation.save()

    assert not digests.tell(isabel, "2030-07-05", at=MORNING)


def _hide_and_restore(contribution, *, by):
    hide(contribution, reason="off-topic", by=by)
    restore(contribution, by=by)


@pytest.mark.parametrize("let_through", [release, _hide_and_restore])
def test_what_was_held_reaches_followers_and_the_mentioned_once_it_is_let_through(
    let_through, room, isabel, join, say
):
    nadia, carlos, petro = join("nadia"), join("carlos"), join("petro")
    room.premoderated = True
    room.save()
    follow(room, isabel)
    held = said_at(say(carlos, "Held words for @Petro Lysenko."), MORNING - timedelta(hours=2))
    assert not digests.tell(isabel, "2030-07-05", at=MORNING)
    work_off_everything()
    assert not petro.user.notifications.exists()

    let_through(held, by=nadia)
    work_off_everything()
    mail.outbox = [letter for letter in mail.outbox if letter.to != [petro.user.email]]
    Outbox.objects.exclude(done_at=None).delete()  # as after some weeks
    _hide_and_restore(held, by=nadia)
    Contribution.objects.filter(pk=held.pk).update(released_at=MORNING + timedelta(hours=1))
    work_off_everything()
    assert digests.tell(isabel, "2030-07-06", at=MORNING + timedelta(days=1))
    work_off_everything()

    (letter,) = digest_mails()
    assert "Held words" in letter.body
    assert [notice.kind for notice in petro.user.notifications.all()] == ["mention"]
    assert petro.user.email not in {to for letter in mail.outbox for to in letter.to}
    assert not digests.tell(isabel, "2030-07-07", at=MORNING + timedelta(days=2))
