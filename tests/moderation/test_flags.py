from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Notification
from consultation.notifications import lines_for
from contributions.models import Naming
from moderation.actions import flagging
from moderation.actions.decisions import hide
from moderation.models import Flag
from tests.moderation.world import address, page_of
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def petro(join):
    return join("petro")


@pytest.fixture
def contribution(join, say):
    return say(join("isabel"), "My telephone is in the book.")


def report(client, contribution, **fields):
    data = {"reason": "personal-data", "note": "It is hers."} | fields
    return client.post(address("report", contribution.pk), data, follow=True)


def test_a_report_reaches_the_moderators_at_once_and_thanks(contribution, nadia, petro, enter):
    client = enter(petro)
    assert "What should the moderators know?" in client.get(address("report", contribution.pk)).text

    answer = report(client, contribution)
    work_off_everything()

    assert "Thank you. The moderators will look within 1 working day." in answer.text
    flag = Flag.objects.get()
    assert (flag.by, flag.reason, flag.note, flag.resolved_at) == (
        petro.user,
        "personal-data",
        "It is hers.",
        None,
    )
    assert AuditEntry.objects.get(action="contribution.reported").reason == "personal-data"
    letter = next(letter for letter in mail.outbox if letter.to == [nadia.user.email])
    assert letter.subject == "Contribution #1 in Emerging trends was reported"
    assert "Reason: Personal data." in letter.body
    assert "> It is hers." in letter.body
    assert f"/contributions/{contribution.pk}/" in letter.body
    for secret in ("Isabel", "telephone", "Petro"):
        assert secret not in letter.body + letter.subject


def test_the_rooms_own_moderators_are_told_if_it_has_any_else_all(contribution, nadia, join, room, petro):
    sunhee, marta = join("sunhee"), join("marta")
    join("tomas")

    assert set(flagging.moderators_of(contribution)) == {nadia.user, sunhee.user, marta.user}
    room.moderators.add(sunhee)
    assert flagging.moderators_of(contribution) == [sunhee.user]


def test_whoever_wrote_it_is_not_asked_to_judge_it(join, say, room, nadia):
    sunhee = join("sunhee")
    room.moderators.add(sunhee)

    assert flagging.moderators_of(say(sunhee, "My own words.")) == [nadia.user]


def test_one_reader_has_one_open_report(contribution, nadia, petro, enter):
    client = enter(petro)
    report(client, contribution)

    answer = report(client, contribution, reason="spam")

    assert "You reported this before." in answer.text
    assert Flag.objects.count() == 1
    assert Notification.objects.filter(kind="reported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_reports_sent_at_once_are_one(contribution, petro):
    answers = []
    gate = threading.Barrier(8)

    def attempt():
        gate.wait()
        try:
            flagging.report(contribution, reason="spam", by=petro.user)
            answers.append("sent")
        except flagging.ReportedAlreadyError:
            answers.append("before")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["before"] * 7 + ["sent"]


def test_a_report_without_a_reason_is_asked_for_one_and_keeps_the_note(contribution, petro, enter):
    answer = enter(petro).post(address("report", contribution.pk), {"note": "It is hers."})

    assert answer.status_code == 422
    assert "Choose what is wrong with it" in answer.text
    assert "It is hers." in answer.text
    assert not Flag.objects.exists()


def test_more_than_20_reports_a_day_wait_and_keep_their_text(
    contribution, petro, join, say, enter, monkeypatch, settings
):
    settings.RATE_LIMITS = True
    monkeypatch.setattr(flagging, "MOST_A_DAY", 2)
    client, carlos = enter(petro), join("carlos")
    for _ in range(2):
        report(client, say(carlos))

    answer = client.post(address("report", contribution.pk), {"reason": "spam", "note": "It is hers."})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "It is hers." in answer.text
    assert Flag.objects.count() == 2


def test_who_may_not_report(contribution, join, client, enter, nadia):
    assert (
        "/account/enter/" in client.post(address("report", contribution.pk), {"reason": "spam"})["Location"]
    )
    assert report(enter(join("otis")), contribution).status_code == 403
    assert report(enter(contribution.author), contribution).status_code == 403
    hide(contribution, reason="spam", by=nadia)
    assert report(enter(join("petro")), contribution).status_code == 403
    assert not Flag.objects.exists()


def test_the_link_stands_where_one_may_report(contribution, nadia, petro, join, client, enter):
    link = address("report", contribution.pk)

    assert link in page_of(client, contribution)
    assert link in page_of(enter(petro), contribution)
    assert link not in page_of(enter(contribution.author), contribution)
    assert link not in page_of(enter(nadia), contribution)
    assert link not in page_of(enter(join("otis")), contribution)


def test_moderators_alone_see_the_report_with_both_answers(contribution, nadia, petro, enter):
    flagging.report(contribution, reason="spam", note="It is hers.", by=petro.user)

    page = page_of(enter(nadia), contribution)
    assert "Reports by readers (1)" in page
    assert "It is hers." in page
    assert "Petro Lysenko" in page
    assert "Keep it shown" in page
    assert address("hide", contribution.pk) in page
    for other in (petro, contribution.author):
        assert "It is hers." not in page_of(enter(other), contribution)


def test_keeping_it_shown_answers_every_report_and_tells_who_sent_them(
    contribution, nadia, petro, join, enter
):
    carlos = join("carlos")
    for reader in (petro, carlos):
        flagging.report(contribution, reason="spam", by=reader.user)
    client = enter(nadia)

    answer = client.post(address("keep_shown", contribution.pk), follow=True)
    again = client.post(address("keep_shown", contribution.pk), follow=True)
    mail.outbox.clear()
    work_off_everything()

    assert "#1 stays. Those who reported it are told." in answer.text
    assert "The reports of #1 were answered before." in again.text
    assert {flag.resolved_by for flag in Flag.objects.all()} == {nadia}
    assert AuditEntry.objects.filter(action="contribution.kept").count() == 1
    told = {letter.to[0]: letter for letter in mail.outbox}
    assert set(told) == {
        petro.user.email,
        carlos.user.email,
        contribution.author.user.email,
    }  # and the moderators' mails are no longer worth one
    assert "keep it shown" in told[petro.user.email].body
    lines = lines_for(list(Notification.objects.filter(kind="report-answered", recipient=petro.user)))
    assert "keep it shown" in lines[0][1].text


def test_hiding_answers_the_reports_too(contribution, nadia, petro):
    flagging.report(contribution, reason="spam", by=petro.user)

    hide(contribution, reason="spam", by=nadia)
    work_off_everything()

    assert not Flag.objects.open().exists()
    letter = next(letter for letter in mail.outbox if letter.to == [petro.user.email])
    assert "#1, which you reported, is no longer shown." in letter.body
    assert "Nadia" not in letter.body


def test_nobody_answers_reports_of_their_own_words(nadia, petro, say, enter):
    own = say(nadia, "My own words.")
    flagging.report(own, reason="off-topic", by=petro.user)
    client = enter(nadia)

    assert "Keep it shown" not in page_of(client, own)
    assert client.post(address("keep_shown", own.pk)).status_code == 403
    assert Flag.objects.open().exists()


def test_a_report_of_a_withheld_contribution_names_nobody(join, say, nadia, petro):
    said = say(join("giulia"), "Quietly.", naming=Naming.WITHHELD)

    flagging.report(said, reason="spam", by=petro.user)
    work_off_everything()

    for letter in mail.outbox:
        assert "Giulia" not in letter.body + letter.subject


def test_reporting_is_possible_after_the_close(contribution, petro, open_consultation, enter):
    open_consultation.closes_at = timezone.now() - timedelta(minutes=1)
    open_consultation.save()

    assert enter(petro).get(address("report", contribution.pk)).status_code == 200
    report(enter(petro), contribution)
    assert Flag.objects.count() == 1


def test_a_line_for_a_moderator_goes_when_the_role_goes(contribution, nadia, petro):
    flagging.report(contribution, reason="spam", by=petro.user)
    notices = list(Notification.objects.filter(recipient=nadia.user))
    assert "A reader reported #1" in lines_for(notices)[0][1].text

    nadia.role = "participant"
    nadia.save()

    assert lines_for(notices) == []


def test_the_open_reports_cost_a_page_one_query(
    contribution, nadia, petro, join, enter, django_assert_max_num_queries
):
    client = enter(nadia)
    counts = []
    for key in ("petro", "carlos", "giulia"):
        flagging.report(contribution, reason="spam", by=join(key).user)
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse("contributions:contribution", args=[contribution.pk]))
        counts.append(len(captured.captured_queries))
    assert len(set(counts)) == 1
