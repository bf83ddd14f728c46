"""The mails before a consultation closes, and what a later date adds to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consultation.models import DateChange, Membership, Notification, Role
from consultation.notifications import choices_of, lines_for, stop
from consultation.setup.actions.dates import move_closing
from contributions import closing, drafts
from contributions.actions.following import follow_room
from contributions.models import Contribution
from contributions.tasks import plan_reminders
from rooms.models import RoomFollow
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

CLOSES = datetime(2030, 8, 1, 3, 59, tzinfo=UTC)  # 31 July, 23:59 in New York
WEEK_BEFORE = datetime(2030, 7, 25, 5, 5, tzinfo=UTC)  # 08:05 in Nairobi
DAY_BEFORE = WEEK_BEFORE + timedelta(days=6)
NAIROBI = "Africa/Nairobi"


@pytest.fixture
def consultation(open_consultation, room, other_room):
    open_consultation.opens_at = datetime(2030, 6, 29, 13, 0, tzinfo=UTC)
    open_consultation.closes_at = CLOSES
    open_consultation.summary_due_on = date(2030, 10, 23)
    open_consultation.save()
    return open_consultation


@pytest.fixture
def at(monkeypatch):
    """at(WEEK_BEFORE) makes it that time, lets the clock ask and the worker work; the new mails."""

    def pass_time(when):
        monkeypatch.setattr(timezone, "now", lambda: when)
        sent = len(mail.outbox)
        plan_reminders()
        plan_reminders()
        work_off_everything()
        return mail.outbox[sent:]

    return pass_time


@pytest.fixture
def follower(consultation, room, join):
    """follower("isabel") lives in Nairobi and has followed the first room since the opening."""

    def make(key, *, since=CLOSES - timedelta(days=20), role="", **fields):
        member = join(key, role=role, **({"time_zone": NAIROBI} | fields))
        follow_room(room, member)
        RoomFollow.objects.filter(membership=member).update(since=since)
        return member

    return make


def test_a_follower_is_told_a_week_and_a_day_before_the_close_of_what_they_can_still_do(
    consultation, room, other_room, follower, join, say, at, settings, monkeypatch
):
    monkeypatch.setattr(closing, "BATCH", 1)
    isabel, layla = follower("isabel"), follower("layla", language="ar")
    asked = room.questions.order_by("number")
    at(CLOSES - timedelta(days=12))
    for key in ("carlos", "petro", "giulia"):
        say(join(key), questions=[asked[1]])
    say(isabel, questions=[asked[0]])
    drafts.save(isabel.user, drafts.Place(other_room), drafts.Copy("What I began."))
    assert at(WEEK_BEFORE - timedelta(hours=1)) == []  # 07:05 in Nairobi

    week = at(WEEK_BEFORE)
    assert at(WEEK_BEFORE + timedelta(days=1)) == []
    day = at(DAY_BEFORE)
    assert at(DAY_BEFORE + timedelta(hours=1)) == []

    site = settings.SITE_URL
    assert sorted(letter.to[0] for letter in week) == [isabel.user.email, layla.user.email]
    letter = next(letter for letter in week if letter.to == [isabel.user.email])
    assert letter.subject == "7 days left: The future we want"
    told, footer = letter.body.split("-- \n")
    assert told.split("\n\n") == [
        "The consultation closes on 31 July 2030, 23:59, New York time. In Nairobi: 1 August 2030, 06:59.",
        "You have an unposted draft in Lessons from the programme: "
        f"{site}/consultations/future-we-want/rooms/lessons/?draft=1#compose",
        "Questions with few voices in Emerging trends: 3 (Label 3).",
        "Questions with few voices in Lessons from the programme: 1 (Label 1), 2 (Label 2), 3 (Label 3).",
        f"Add your contribution: {site}/consultations/future-we-want/rooms/lessons/#compose",
        "What happens next: the summary is due by 23 October 2030.",
        "",
    ]
    assert footer.startswith("You get this email because you follow this consultation and can still add")
    assert "Sent by Conspectus for Programme on rule of law." in footer
    arabic = next(letter for letter in day if letter.to == [layla.user.email])
    assert '<html lang="ar" dir="rtl">' in arabic.alternatives[0].content
    assert "1 day left: The future we want" in {letter.subject for letter in day}


def test_nobody_else_is_reminded(consultation, room, other_room, follower, join, say, at, monkeypatch):
    away = join("nadia", time_zone=NAIROBI)  # a member who follows nothing
    RoomFollow.objects.filter(membership=away).delete()
    follower("farrukh", suspended_at=timezone.now())
    follower("youssef", since=WEEK_BEFORE)
    follower("otis", role=Role.OBSERVER)
    follower("tomas", role=Role.PARTICIPANT, time_zone="America/Panama")
    muted, done, stopped, erased = (follower(key) for key in ("petro", "carlos", "giulia", "sunhee"))
    Membership.objects.filter(pk=muted.pk).update(muted_until=CLOSES)
    Membership.objects.filter(pk=erased.pk).update(user=None, name="")
    at(CLOSES - timedelta(days=12))
    say(done)
    say(done, room=other_room)
    stop(stopped.user, closing.CLOSING)

    assert at(WEEK_BEFORE) == []
    assert [notice.recipient for notice in Notification.objects.filter(kind="closing")] == [stopped.user]
    row = next(row for row in choices_of(stopped.user) if row["group"] == "closing")
    assert (str(row["label"]), row["mails"]) == ("Reminders before a consultation closes", False)
    assert [letter.to[0] for letter in at(WEEK_BEFORE + timedelta(hours=8))] == ["tomas@example.org"]


def _close(consultation, member):
    consultation.closes_at = timezone.now()


def _move(consultation, member):
    consultation.closes_at += timedelta(hours=1)


def _write_everywhere(consultation, member):
    for room in consultation.rooms.all():
        Contribution.objects.create(room=room, number=1, author=member)


def _close_rooms(consultation, member):
    consultation.rooms.update(opens_at=None, closes_at=WEEK_BEFORE)


@pytest.mark.parametrize("meanwhile", [_close, _move, _write_everywhere, _close_rooms])
def test_a_reminder_that_no_longer_holds_is_not_sent(meanwhile, consultation, follower, at, monkeypatch):
    isabel = follower("isabel")
    monkeypatch.setattr(timezone, "now", lambda: WEEK_BEFORE)
    plan_reminders()
    notice = Notification.objects.get(kind="closing")

    meanwhile(consultation, isabel)
    consultation.save()
    work_off_everything()

    assert mail.outbox == []
    (told,) = lines_for([notice])
    assert told[1].url == "/consultations/future-we-want/"


def test_a_late_reminder_counts_what_is_left(consultation, follower, at, monkeypatch):
    follower("isabel")
    monkeypatch.setattr(timezone, "now", lambda: WEEK_BEFORE)
    plan_reminders()

    (week,) = at(CLOSES - timedelta(days=4, hours=1))
    plan_at = DAY_BEFORE + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: plan_at)
    plan_reminders()
    (day,) = at(CLOSES - timedelta(hours=3))

    assert week.subject == "4 days left: The future we want"
    assert day.subject == "3 hours left: The future we want"


def test_a_later_date_is_told_with_what_there_is_more_time_for_and_reminded_of_anew(
    consultation, room, follower, join, at, monkeypatch
):
    isabel, marta = follower("isabel"), join("marta")
    assert len(at(WEEK_BEFORE)) == 1
    moved_at = CLOSES - timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: moved_at)
    later = CLOSES + timedelta(days=7)

    move_closing(consultation, later, "more time for country teams", actor=marta.user, known=CLOSES)
    DateChange.objects.update(at=moved_at)
    told = [letter for letter in at(moved_at) if letter.to == [isabel.user.email]]
    assert at(DAY_BEFORE) == []
    week, day = at(WEEK_BEFORE + timedelta(days=7)), at(DAY_BEFORE + timedelta(days=7))

    (letter,) = told
    assert letter.subject == "More time: closes on 7 August, not 31 July"
    assert (
        "now closes on 7 August 2030, 23:59, New York time. In Nairobi: 8 August 2030, 06:59." in letter.body
    )
    assert "Reason: more time for country teams" in letter.body
    assert "Questions with few voices in Emerging trends: 1 (Label 1)" in letter.body
    assert "/rooms/emerging-trends/#compose" in letter.body
    assert "the summary is due by 30 October 2030." in letter.body
    assert [one.subject.partition(":")[0] for one in (*week, *day)] == ["7 days left", "1 day left"]


def test_whoever_was_just_told_of_a_new_date_is_not_reminded_of_it(
    consultation, follower, join, at, monkeypatch
):
    follower("isabel")
    marta = join("marta")
    moved_at = WEEK_BEFORE - timedelta(hours=9)
    monkeypatch.setattr(timezone, "now", lambda: moved_at)
    sooner = CLOSES - timedelta(hours=1)
    move_closing(consultation, sooner, "an earlier meeting", actor=marta.user, known=CLOSES)
    DateChange.objects.update(at=moved_at)
    work_off_everything()

    assert at(WEEK_BEFORE) == []
    assert len(at(DAY_BEFORE)) == 1
