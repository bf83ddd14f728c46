from __future__ import annotations

import threading

import pytest
from django.core import mail
from django.db import connection, connections
from django.urls import reverse
from django.utils.html import escape

from consultation.mail import send_notice
from consultation.models import AuditEntry, Notification, Outbox
from consultation.notifications import lines_for, stop
from contributions.models import Contribution, Visibility
from moderation.actions.decisions import NotToBeMovedError, OwnContributionError, hide, restore
from moderation.models import Decision
from tests.moderation.world import address, page_of

pytestmark = pytest.mark.django_db

SECRET = [Decision.Reason.PERSONAL_DATA, Decision.Reason.SAFETY]


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def contribution(join, say):
    return say(join("isabel"), "My telephone is in the book.")


def hide_through_page(client, contribution, **fields):
    return client.post(address("hide", contribution.pk), {"reason": "off-topic"} | fields, follow=True)


def test_the_page_says_who_will_see_what(contribution, nadia, enter):
    page = enter(nadia).get(address("hide", contribution.pk)).text

    assert "Hide contribution #1" in page
    assert "Who sees what" in page
    for reason in Decision.Reason.labels:
        assert escape(str(reason)) in page


def test_hiding_moves_the_text_away_and_tells_once(contribution, nadia, enter):
    answer = hide_through_page(enter(nadia), contribution, to_author="Wrong room.", to_team="Asked twice.")

    assert "#1 is hidden. Everyone sees a note in its place." in answer.text
    contribution.refresh_from_db()
    assert contribution.visibility == Visibility.HIDDEN
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason, decision.actor) == ("hide", "off-topic", nadia)
    entry = AuditEntry.objects.get(action="contribution.hidden")
    assert (entry.before, entry.after, entry.reason) == (
        {"visibility": "visible"},
        {"visibility": "hidden"},
        "off-topic",
    )
    notice = Notification.objects.get(kind="hidden")
    assert notice.recipient == contribution.author.user
    assert Outbox.objects.filter(key=f"mail:{notice.pk}").count() == 1


@pytest.mark.parametrize("reason", Decision.Reason.values)
def test_the_stub_says_why_but_never_what_would_harm(reason, contribution, nadia, client, room):
    hide(contribution, reason=reason, to_author="Said to her", to_team="Said among us", by=nadia)
    room_url = reverse("contributions:room", args=[room.consultation.slug, room.slug])

    for page in (page_of(client, contribution), " ".join(client.get(room_url).text.split())):
        label = escape(Decision.Reason(reason).label.lower())
        assert ("A moderator hid this contribution." in page) == (reason in SECRET)
        assert (f"A moderator hid this contribution: {label}." in page) == (reason not in SECRET)
        assert "My telephone" not in page
        assert "Said to her" not in page
        assert "Said among us" not in page
        assert "Isabel" not in page


def test_the_author_sees_the_text_with_the_reason_and_not_the_teams_note(contribution, nadia, enter):
    hide(contribution, reason="personal-data", to_author="Your telephone.", to_team="Third time.", by=nadia)

    page = page_of(enter(contribution.author), contribution)

    assert "Only you and the team see this text." in page
    assert "Reason: Personal data." in page
    assert "Your telephone." in page
    assert "My telephone is in the book." in page
    assert "Third time." not in page
    assert "Nadia" not in page.split("<main")[1].split("<aside")[0]


def test_another_participant_sees_the_stub_only(contribution, nadia, join, enter):
    hide(contribution, reason="spam", by=nadia)

    page = page_of(enter(join("petro")), contribution)

    assert "A moderator hid this contribution: spam." in page
    assert "My telephone" not in page


def test_the_team_sees_text_reason_and_note(contribution, nadia, join, enter):
    hide(contribution, reason="safety", to_team="She was threatened.", by=nadia)

    page = page_of(enter(join("sunhee")), contribution)

    assert "My telephone is in the book." in page
    assert "Reason: Safety of the author or others." in page
    assert "Hidden by Nadia Rahmani." in page
    assert "She was threatened." in page
    assert "Restore<span" in page


def test_nobody_hides_or_restores_their_own(say, nadia, join, enter):
    own = say(nadia, "Mine.")
    client = enter(nadia)

    answer = hide_through_page(client, own)

    assert answer.status_code == 403
    assert "This is your own contribution." in answer.text
    assert "Hide<span" not in page_of(client, own)
    with pytest.raises(OwnContributionError):
        hide(own, reason="spam", by=nadia)
    hide(own, reason="spam", by=join("sunhee"))
    assert client.post(address("restore", own.pk)).status_code == 403


def test_hiding_again_says_that_it_was_hidden_already(contribution, nadia, join, enter):
    hide(contribution, reason="spam", by=join("sunhee"))

    answer = hide_through_page(enter(nadia), contribution)

    assert "#1 was hidden already." in answer.text
    assert Decision.objects.count() == 1
    assert Notification.objects.filter(kind="hidden").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hide_at_once_one_does(contribution, nadia, join):
    pk, done, late = contribution.pk, [], []

    def act(actor):
        try:
            done.append(hide(Contribution.objects.get(pk=pk), reason="spam", by=actor))
        except NotToBeMovedError as error:
            late.append(error.visibility)
        connection.close()

    threads = [threading.Thread(target=act, args=[actor]) for actor in (nadia, join("sunhee"), join("marta"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()

    assert (len(done), late) == (1, ["hidden", "hidden"])
    assert Decision.objects.count() == Notification.objects.filter(kind="hidden").count() == 1


def test_what_its_author_withdrew_is_neither_hidden_nor_restored(contribution, nadia, enter):
    contribution.move_to(Visibility.WITHDRAWN)
    client = enter(nadia)

    assert "Its author withdrew #1." in hide_through_page(client, contribution).text
    assert "Its author withdrew #1." in client.post(address("restore", contribution.pk), follow=True).text
    assert not Decision.objects.exists()


def test_restoring_shows_it_again_and_tells_the_author(contribution, nadia, enter):
    hide(contribution, reason="spam", by=nadia)
    client = enter(nadia)
    assert "Restore contribution" in client.get(address("restore", contribution.pk)).text

    answer = client.post(address("restore", contribution.pk), {"note": "It was no spam."}, follow=True)

    assert "#1 is shown again to everyone." in answer.text
    contribution.refresh_from_db()
    assert contribution.is_visible
    assert Decision.objects.first().to_team == "It was no spam."
    assert Notification.objects.filter(kind="restored", recipient=contribution.author.user).count() == 1
    assert AuditEntry.objects.filter(action="contribution.restored").count() == 1
    again = client.post(address("restore", contribution.pk), follow=True)
    assert "#1 is shown already." in again.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Choose a reason"),
        ({"reason": "boredom"}, "Select a valid choice"),
        ({"to_author": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_is_said_in_place(fields, sentence, contribution, nadia, enter):
    answer = enter(nadia).post(
        address("hide", contribution.pk), {"reason": "spam", "to_team": "My note"} | fields
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My note</textarea>" in answer.text
    contribution.refresh_from_db()
    assert contribution.is_visible


def letter_of(kind):
    mail.outbox.clear()
    sent = send_notice(Notification.objects.select_related("recipient").get(kind=kind))
    return mail.outbox[0] if sent else None


def test_the_letter_names_reason_and_words_and_not_the_moderator(contribution, nadia):
    hide(contribution, reason="off-topic", to_author="Please use the other room.", by=nadia)

    letter = letter_of("hidden")

    assert letter.to == ["isabel@example.org"]
    assert letter.subject == "Your contribution #1 is not shown to others"
    assert "A moderator hid your contribution #1 in Emerging trends on" in letter.body
    assert "Reason: Off topic." in letter.body
    assert "> Please use the other room." in letter.body
    assert reverse("contributions:contribution", args=[contribution.pk]) in letter.body
    assert "Nadia" not in letter.body
    assert "List-Unsubscribe" in letter.extra_headers


def test_what_was_undone_before_the_mail_left_is_not_mailed(contribution, nadia):
    hide(contribution, reason="spam", by=nadia)
    restore(contribution, by=nadia)

    assert letter_of("hidden") is None
    assert "is shown again" in letter_of("restored").subject


def test_the_notice_on_the_site_says_the_same(contribution, nadia):
    hide(contribution, reason="off-topic", by=nadia)
    restore(contribution, by=nadia)

    told = {line.text for _, line in lines_for(list(Notification.objects.all()))}

    assert told == {
        "A moderator hid your contribution #1 in Emerging trends: Off topic",
        "Your contribution #1 in Emerging trends is shown again",
    }


def test_who_stopped_such_mails_is_told_on_the_site_only(contribution, nadia):
    stop(contribution.author.user, "moderation")

    hide(contribution, reason="spam", by=nadia)

    notice = Notification.objects.get(kind="hidden")
    assert not Outbox.objects.filter(key=f"mail:{notice.pk}").exists()


def test_an_author_without_an_account_is_told_nothing(contribution, nadia, enter):
    contribution.author.user = None
    contribution.author.save()

    page = enter(nadia).get(address("hide", contribution.pk)).text
    hide_through_page(enter(nadia), contribution)

    assert "The author has no account here and gets no email." in page
    assert not Notification.objects.filter(kind="hidden").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_stubs_of_a_room_cost_the_same_at_1_and_at_3(
    count, room, nadia, join, say, client, django_assert_num_queries
):
    for key in ("petro", "carlos", "farrukh")[:count]:
        hide(say(join(key), "Words."), reason="spam", by=nadia)
    url = reverse("contributions:room", args=[room.consultation.slug, room.slug])
    client.get(url)

    with django_assert_num_queries(ANONYMOUS_ROOM_QUERIES):
        page = client.get(url).text

    assert page.count("A moderator hid this contribution: spam.") == count


ANONYMOUS_ROOM_QUERIES = 5  # one of them for the reasons
