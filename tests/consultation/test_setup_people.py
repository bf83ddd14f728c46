"""Inviting people, and who they are once they have come."""

from __future__ import annotations

import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from consultation.models import AuditEntry, Invitation, Membership, Role
from consultation.people.joining import accept_invitations
from consultation.setup.actions.inviting import change_role
from consultation.setup.refusal import RefusedError
from contributions.actions import NewContribution, post_contribution
from tests.conftest import make_consultation, make_room, make_user
from tests.consultation.setting_up import client_of, draft, editor_of, member_of, recorded, words, work_off

URL = "/manage/future-we-want/people/"


@pytest.mark.django_db
def test_each_line_is_answered_and_each_person_mailed_exactly_once():
    consultation = make_consultation()
    client = editor_of(consultation)
    member_of(consultation, "petro")
    Invitation.objects.create(consultation=consultation, email="Carlos@example.org", role=Role.MODERATOR)
    make_user("isabel")
    pasted = (
        "Isabel Quirós <isabel@example.org>\n"
        "guest@example.org\n"
        "Petro <petro@example.org>\n"
        "carlos@example.org\n"
        "GUEST@example.org\n"
    )

    page = words(client.post(URL, {"people": pasted, "role": "participant"}, follow=True))

    assert "Isabel Quirós <isabel@example.org> Invited." in page
    assert "guest@example.org Invited." in page
    assert "Petro <petro@example.org> Already a member: participant." in page
    assert "carlos@example.org Already invited: moderator." in page
    assert "GUEST@example.org The same address stands above." in page
    work_off()
    client.post(URL, {"people": pasted, "role": "participant"})
    work_off()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["guest@example.org", "isabel@example.org"]


@pytest.mark.django_db
def test_known_and_unknown_people_get_the_same_answer():
    consultation = make_consultation()
    client = editor_of(consultation)
    make_user("isabel")

    page = client.post(
        URL, {"people": "isabel@example.org\nunknown@example.org", "role": "observer"}, follow=True
    )

    told = words(page).partition("What became of your lines")[2].partition("Invitations that wait")[0]
    assert told == told.replace("Already", "")
    assert told.count("Invited.") == 2
    assert consultation.memberships.count() == 1


@pytest.mark.django_db
def test_the_letter_says_who_invites_to_what_as_whom_until_when_and_the_way_in():
    consultation = make_consultation(city="Nairobi", time_zone="Africa/Nairobi")
    client = editor_of(consultation)

    client.post(URL, {"people": "Guest Writer <guest@example.org>", "role": "moderator"})
    work_off()

    letter = mail.outbox[0]
    closes = f"{consultation.closes_locally:%H:%M}, Nairobi time"
    assert letter.subject == "Marta Okafor invites you: The future we want: justice, security and rights"
    for part in (
        "Hello Guest Writer,",
        "“The future we want: justice, security and rights”, a consultation by Programme on rule of law",
        "You come as a moderator",
        closes,
        "guest@example.org",
        "http://localhost:8000/account/enter/?next=%2Fconsultations%2Ffuture-we-want%2F",
    ):
        assert part in letter.body
    assert 'href="http://localhost:8000/account/enter/?next=' in str(letter.alternatives[0][0])
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_lines_that_are_not_understood_are_kept_for_mending_and_the_others_invited():
    consultation = make_consultation()
    client = editor_of(consultation)
    pasted = "guest@example.org\nNobody at all\nOther <other@example>"

    response = client.post(URL, {"people": pasted, "role": "participant"})

    assert response.status_code == 422
    assert "2 lines are not understood: mend them and invite again" in words(response)
    assert "Not invited. There is no email address on this line." in words(response)
    kept = response.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Nobody at all" in kept
    assert "guest@example.org" not in kept
    assert [seat.email for seat in Invitation.objects.all()] == ["guest@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"people": ""}, "Enter at least one email address"),
        ({"people": "a\x00@example.org"}, "The text held characters that cannot be stored."),
        ({"people": "guest@example.org", "role": "owner"}, "Choose a role"),
        ({"people": "guest@example.org", "role": ""}, "Choose a role"),
        ({"people": "a@example.org\n" * 201}, "Invite at most 200 people at a time."),
        ({"people": "x" * 40_001}, "People to invite must be 40,000 characters or less."),
    ],
)
def test_what_cannot_be_an_invitation_is_refused_and_nobody_invited(sent, sentence):
    client = editor_of(make_consultation())

    response = client.post(URL, {"role": "participant"} | sent)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_the_record_of_an_invitation_holds_no_address_and_no_name():
    consultation = make_consultation()
    client = editor_of(consultation)

    client.post(URL, {"people": "Guest Writer <guest@example.org>", "role": "participant"})

    entry = AuditEntry.objects.get(action="invitation.made")
    assert entry.after == {"role": "participant"}
    assert "guest" not in f"{entry.before}{entry.after}{entry.reason}".lower()


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_invite_one_address_at_once_keep_one_seat():
    consultation = make_consultation()
    clients = [editor_of(consultation), editor_of(consultation, "tomas")]

    def send(client):
        client.post(URL, {"people": "guest@example.org", "role": "participant"})
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Invitation.objects.count() == 1
    work_off()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_people_invited_to_a_draft_are_mailed_when_it_is_published_and_the_team_at_once():
    consultation = draft()
    client = editor_of(consultation)
    url = "/manage/inclusive-budgets/people/"

    client.post(url, {"people": "team@example.org", "role": "moderator"})
    page = client.post(url, {"people": "guest@example.org", "role": "participant"}, follow=True)

    assert "mailed when you publish" in words(page)
    work_off()
    assert [letter.to for letter in mail.outbox] == [["team@example.org"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "zone"), [(10, "UTC"), (2, "America/New_York"), (16, "Asia/Seoul")])
def test_an_invitation_is_sent_again_once_a_day_and_no_more(hour, zone):
    """A day is one of UTC, though it may be yesterday or tomorrow for the editor."""
    make_user("marta", time_zone=zone)
    with time_machine.travel(f"2030-07-01 {hour:02}:00", tick=False):
        client = editor_of(make_consultation())
        client.post(URL, {"people": "guest@example.org", "role": "participant"})
        seat = Invitation.objects.get()
        resend = f"/manage/future-we-want/invitations/{seat.pk}/resend/"
        assert "It can be sent again tomorrow." in words(client.post(resend, follow=True))
        work_off()
    with time_machine.travel(f"2030-07-02 {hour:02}:00", tick=False):
        assert "is sent again to guest@example.org" in words(client.post(resend, follow=True))
        assert "It can be sent again tomorrow." in words(client.post(resend, follow=True))
        work_off()

    assert len(mail.outbox) == 2
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2


@pytest.mark.django_db
def test_a_revoked_invitation_is_not_mailed_and_the_address_can_be_invited_again():
    consultation = make_consultation()
    client = editor_of(consultation)
    client.post(URL, {"people": "guest@example.org", "role": "participant"})
    seat = Invitation.objects.get()

    client.post(f"/manage/future-we-want/invitations/{seat.pk}/revoke/")
    work_off()
    assert mail.outbox == []

    client.post(URL, {"people": "guest@example.org", "role": "observer"})
    work_off()
    assert [s.role for s in Invitation.objects.waiting()] == ["observer"]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_nobody_suspended_is_mailed():
    consultation = make_consultation()
    client = editor_of(consultation)
    make_user("petro", suspended_at=timezone.now())

    client.post(URL, {"people": "petro@example.org", "role": "participant"})
    work_off()

    assert mail.outbox == []


@pytest.mark.django_db
def test_somebody_who_is_signed_in_already_takes_the_seat_from_the_letters_link():
    consultation = make_consultation(audience="invited")
    editor_of(consultation).post(URL, {"people": "petro@example.org", "role": "observer"})
    petro = client_of(make_user("petro"))
    assert petro.get("/consultations/future-we-want/").status_code == 404

    page = petro.get("/account/enter/?next=/consultations/future-we-want/", follow=True)
    assert "Marta Okafor invites you. Your role: observer" in words(page)
    assert not Membership.objects.filter(role="observer").exists()
    arrived = petro.post("/account/invitations/", {"next": "/consultations/future-we-want/"}, follow=True)

    assert arrived.status_code == 200
    assert "You have accepted 1 invitation." in words(arrived)
    assert Membership.objects.get(user__email="petro@example.org").role == "observer"


@pytest.mark.django_db
def test_a_role_is_changed_on_record_and_its_bearer_told_once():
    consultation = make_consultation()
    client = editor_of(consultation)
    petro = member_of(consultation, "petro")

    page = client.post(f"{URL}{petro.pk}/", {"role": "moderator"}, follow=True)
    client.post(f"{URL}{petro.pk}/", {"role": "moderator"})

    petro.refresh_from_db()
    assert petro.role == "moderator"
    assert "Petro Lysenko is now: moderator." in words(page)
    entry = AuditEntry.objects.get(action="membership.role_changed")
    assert (entry.before, entry.after) == ({"role": "participant"}, {"role": "moderator"})
    assert work_off() == ["Your role in The future we want is now: moderator"]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["role", "remove"])
def test_the_last_editor_stays(act):
    consultation = make_consultation()
    client = editor_of(consultation)
    marta = Membership.objects.get(role="editor")
    suspended = member_of(consultation, "tomas", Role.EDITOR)
    suspended.user.suspended_at = timezone.now()
    suspended.user.save()
    url = f"{URL}{marta.pk}/" + ("remove/" if act == "remove" else "")

    response = client.post(url, {"role": "observer"})

    assert response.status_code == 422
    assert "This is the only editor. Name another editor first." in words(response)
    assert Membership.objects.get(pk=marta.pk).role == "editor"
    assert recorded(consultation) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_step_down_at_once_one_stays():
    consultation = make_consultation()
    members = [member_of(consultation, key, Role.EDITOR) for key in ("marta", "tomas")]
    outcomes = []

    def step_down(member):
        try:
            change_role(member, Role.OBSERVER, actor=member.user)
            outcomes.append("stepped down")
        except RefusedError:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=step_down, args=[member]) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["stays", "stepped down"]


@pytest.mark.django_db
def test_an_editor_who_steps_down_is_led_out_of_the_set_up():
    consultation = make_consultation()
    client = editor_of(consultation)
    member_of(consultation, "tomas", Role.EDITOR)
    marta = Membership.objects.get(user__email="marta@example.org")

    response = client.post(f"{URL}{marta.pk}/", {"role": "participant"})

    assert response["Location"] == "/consultations/future-we-want/"


@pytest.mark.django_db
def test_a_member_who_has_left_no_trace_is_removed_and_can_be_invited_again():
    consultation = make_consultation(audience="invited")
    client = editor_of(consultation)
    client.post(URL, {"people": "petro@example.org", "role": "participant"})
    member = accept_invitations(make_user("petro"))[0]

    client.post(f"{URL}{member.pk}/remove/")

    assert not Membership.objects.filter(pk=member.pk).exists()
    page = client.post(URL, {"people": "petro@example.org", "role": "observer"}, follow=True)
    assert "petro@example.org Invited." in words(page)


@pytest.mark.django_db
def test_a_member_who_has_written_stays():
    consultation = make_consultation()
    client = editor_of(consultation)
    petro = member_of(consultation, "petro")
    post_contribution(make_room(consultation), petro, NewContribution("We saw it."))

    response = client.post(f"{URL}{petro.pk}/remove/")

    assert response.status_code == 422
    assert "Make them an observer instead." in words(response)
    assert Membership.objects.filter(pk=petro.pk).exists()
    assert "membership.removed" not in recorded(consultation)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["people/{member}/", "people/{member}/remove/", "invitations/{seat}/revoke/"]
)
def test_people_of_another_consultation_are_not_found_here(path):
    client = editor_of(make_consultation())
    other = make_consultation("other")
    member = member_of(other, "petro")
    seat = Invitation.objects.create(consultation=other, email="guest@example.org")

    url = "/manage/future-we-want/" + path.format(member=member.pk, seat=seat.pk)

    assert client.post(url, {"role": "observer"}).status_code == 404
    assert client.post("/manage/future-we-want/people/9223372036854775808/").status_code == 404


@pytest.mark.django_db
def test_addresses_are_shown_only_of_those_invited_here():
    consultation = make_consultation()
    client = editor_of(consultation)
    member_of(consultation, "petro")
    client.post(URL, {"people": "guest@example.org", "role": "participant"})

    page = client.get(URL).text

    assert "guest@example.org" in page
    assert "petro@example.org" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_people_there_are(count, django_assert_num_queries):
    consultation = make_consultation()
    client = editor_of(consultation)
    for n in range(count):
        member_of(consultation, f"person{n}")
        member_of(consultation, f"moderator{n}", Role.MODERATOR)
        Invitation.objects.create(consultation=consultation, email=f"guest{n}@example.org")

    with django_assert_num_queries(7):  # session, user with unread, consultation, membership, three lists
        client.get(URL)


@pytest.mark.django_db
def test_a_long_list_goes_on_on_a_second_page():
    consultation = make_consultation()
    client = editor_of(consultation)
    Membership.objects.bulk_create(
        Membership(consultation=consultation, name=f"Person {n:03}") for n in range(60)
    )

    first = client.get(URL)
    after = first.text.partition("?after=")[2].partition("#")[0]
    second = client.get(f"{URL}?after={after}")

    assert ("Person 049" in first.text, "Person 050" in first.text) == (True, False)
    assert ("Person 049" in second.text, "Person 059" in second.text) == (False, True)
    assert client.get(f"{URL}?after=%00").status_code == 200
