from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import AuditEntry, Invitation, Membership, Outbox, Role, User
from consultation.people import codes
from consultation.people.backend import ActivePeopleBackend
from consultation.tasks import sweep
from tests.conftest import make_consultation, make_user
from tests.consultation.letters import ask, code_for, deliver_codes, html_of, last_letter, wrong

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "Amina Diallo",
    "organisation": "Justice network",
    "country": "SN",
    "time_zone": "Africa/Dakar",
    "language": "en",
}


def enter(client: Client, address: str, wanted: str = "") -> str:
    """Go through both pages; gives the address where that led."""
    ask(client, address, wanted)
    response = client.post("/account/code/", {"code": code_for(address)})
    assert response.status_code == 302, response.text
    return response["Location"]


def signed_in(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()


def test_a_new_address_becomes_a_person_only_when_its_code_is_right(client: Client) -> None:
    ask(client, "amina@example.org")
    assert not User.objects.exists()

    response = client.post("/account/code/", {"code": code_for("amina@example.org")})

    assert response["Location"] == "/account/profile/"
    amina = User.objects.get()
    assert signed_in(client) == amina
    assert list(EmailAddress.objects.filter(user=amina).values_list("email", "verified", "primary")) == [
        ("amina@example.org", True, True)
    ]
    assert not amina.has_usable_password()


def test_a_known_address_signs_its_person_in_whatever_its_capitals(client: Client) -> None:
    petro = make_user("petro")

    assert enter(client, "Petro@Example.ORG".lower()) == "/"
    assert signed_in(client) == petro
    client.post("/account/log-out/")
    ask(client, "PETRO@example.org")
    client.post("/account/code/", {"code": code_for("petro@example.org")})

    assert signed_in(client) == petro
    assert User.objects.count() == 1


def test_a_person_made_by_a_command_proves_their_address_by_signing_in(client: Client) -> None:
    marta = User.objects.create_user(
        "marta@example.org", name="Marta Okafor", profile_completed_at=timezone.now()
    )

    enter(client, "marta@example.org")

    assert signed_in(client) == marta
    assert EmailAddress.objects.get(user=marta).verified


def test_known_and_unknown_addresses_cannot_be_told_apart(client: Client) -> None:
    make_user("petro")
    pages = []
    for address in ("petro@example.org", "porto@example.org"):
        visitor = Client()
        asked = visitor.post("/account/enter/", {"email": address})
        code_page = visitor.get("/account/code/").text.replace(address, "ADDRESS")
        letter = last_letter(address)
        code = code_for(address)
        words = (letter.subject + str(letter.body)).replace(f"{code[:3]} {code[3:]}", "CODE")
        failed = visitor.post("/account/code/", {"code": wrong(code)})
        pages.append(
            (
                asked.status_code,
                asked["Location"],
                _without_token(code_page),
                words,
                failed.status_code,
                _without_token(failed.text.replace(address, "ADDRESS").replace(wrong(code), "CODE")),
            )
        )

    assert pages[0] == pages[1]


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_asking_looks_nobody_up() -> None:
    make_user("petro")
    asked = []
    for address in ("petro@example.org", "porto@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/account/enter/", {"email": address})
        asked.append([query["sql"].split()[:3] for query in queries if "SAVEPOINT" not in query["sql"]])
        assert not any("consultation_user" in query["sql"] for query in queries)

    assert asked[0] == asked[1]


def test_the_code_letter_begins_with_the_code_in_two_groups(client: Client) -> None:
    ask(client, "amina@example.org")

    letter = last_letter("amina@example.org")

    code = code_for("amina@example.org")
    grouped = f"{code[:3]} {code[3:]}"
    assert letter.subject == f"{grouped} is your Conspectus code"
    assert f"Enter this code to log in: {grouped}." in str(letter.body)
    assert "It works for 15 minutes." in str(letter.body)
    assert grouped in html_of(letter)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_neither_session_nor_outbox_holds_the_code(client: Client) -> None:
    ask(client, "amina@example.org")
    row = Outbox.objects.get(kind=codes.MAIL)

    code = code_for("amina@example.org")

    assert code not in str(row.payload)
    assert code not in str(dict(client.session))


def test_a_request_sends_no_mail_itself(client: Client) -> None:
    ask(client, "amina@example.org")

    assert mail.outbox == []
    deliver_codes()
    deliver_codes()
    assert len(mail.outbox) == 1


def test_a_code_that_ran_out_in_the_outbox_is_not_mailed(client: Client) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=16), tick=False):
        ask(client, "amina@example.org")

    deliver_codes()

    assert mail.outbox == []
    assert not Outbox.objects.open().exists()


def test_the_outbox_forgets_addresses_after_a_day(client: Client) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=False):
        ask(client, "amina@example.org")
    ask(Client(), "petro@example.org")

    sweep()

    assert [row.payload["address"] for row in Outbox.objects.all()] == ["petro@example.org"]


@pytest.mark.parametrize("typed", ["{0}", "{1} {2}", " {1}-{2} ", "{1}\u00a0{2}"])
def test_the_code_may_be_pasted_with_spaces(client: Client, typed: str) -> None:
    ask(client, "amina@example.org")
    code = code_for("amina@example.org")

    client.post("/account/code/", {"code": typed.format(code, code[:3], code[3:])})

    assert signed_in(client) is not None


def test_the_code_may_be_typed_in_arabic_digits(client: Client) -> None:
    ask(client, "layla@example.org")
    arabic = code_for("layla@example.org").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    client.post("/account/code/", {"code": arabic})

    assert signed_in(client) is not None


def test_five_wrong_codes_use_a_code_up_and_a_new_one_works(client: Client) -> None:
    ask(client, "amina@example.org")
    code = code_for("amina@example.org")
    answers = [client.post("/account/code/", {"code": wrong(code)}) for _try in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "The code is not right. Check it, or send a new one." in answers[3].text
    assert "no longer works" in answers[4].text

    right_too_late = client.post("/account/code/", {"code": code})
    assert right_too_late.status_code == 422
    assert signed_in(client) is None

    client.post("/account/code/", {"resend": "1"})
    client.post("/account/code/", {"code": code_for("amina@example.org")})
    assert signed_in(client) is not None


def test_something_that_is_no_code_uses_up_no_try(client: Client) -> None:
    ask(client, "amina@example.org")
    for junk in ("", "12", "abcdef", "1234567", "\x00"):
        response = client.post("/account/code/", {"code": junk})
        assert response.status_code == 422
        assert "The code is not right" not in response.text
    for _try in range(4):
        client.post("/account/code/", {"code": wrong(code_for("amina@example.org"))})

    client.post("/account/code/", {"code": code_for("amina@example.org")})

    assert signed_in(client) is not None


def test_an_expired_code_is_refused_and_a_new_one_sent(client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        ask(client, "amina@example.org")
        old = code_for("amina@example.org")
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        response = client.post("/account/code/", {"code": old})

        assert response.status_code == 422
        assert "This code has expired. We have sent you a new one." in response.text
        new = code_for("amina@example.org")
        client.post("/account/code/", {"code": new})

    assert new != old
    assert signed_in(client) is not None


def test_a_code_works_until_its_fifteen_minutes_are_over(client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        ask(client, "amina@example.org")
        code = code_for("amina@example.org")
    with time_machine.travel(start + timedelta(minutes=14, seconds=59), tick=False):
        client.post("/account/code/", {"code": code})

    assert signed_in(client) is not None


def test_a_new_code_ends_the_old_one(client: Client) -> None:
    ask(client, "amina@example.org")
    old = code_for("amina@example.org")
    sent = client.post("/account/code/", {"resend": "1"}, follow=True)
    assert "We have sent a new code to amina@example.org." in sent.text

    response = client.post("/account/code/", {"code": old})

    assert response.status_code == 422
    assert signed_in(client) is None


def test_a_code_works_only_in_the_browser_that_asked_for_it() -> None:
    mine, theirs = Client(), Client()
    ask(mine, "amina@example.org")
    code = code_for("amina@example.org")
    ask(theirs, "amina@example.org")

    theirs.post("/account/code/", {"code": code})

    assert signed_in(theirs) is None


def test_a_code_works_once(client: Client) -> None:
    ask(client, "amina@example.org")
    code = code_for("amina@example.org")
    client.post("/account/code/", {"code": code})
    client.post("/account/log-out/")

    response = client.post("/account/code/", {"code": code})

    assert response["Location"] == "/account/enter/"
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "address", ["", "amina", "amina@", "a\x00b@example.org", "a b@example.org", f"{'a' * 250}@example.org"]
)
def test_an_address_that_is_none_is_refused_in_place(client: Client, address: str) -> None:
    response = client.post("/account/enter/", {"email": address})

    assert response.status_code == 422
    assert "Enter an email address in the format name@example.org" in response.text
    assert "<title>Error:" in response.text
    assert not Outbox.objects.exists()


def test_the_trap_gets_the_same_page_and_no_mail(client: Client) -> None:
    response = client.post("/account/enter/", {"email": "amina@example.org", "reference": "cheap pills"})

    assert response["Location"] == "/account/code/"
    assert not Outbox.objects.exists()


def test_pages_carry_the_names_of_their_controls(client: Client) -> None:
    first = client.get("/account/enter/").text
    assert "<h1>Log in or sign up</h1>" in first
    assert 'for="id_email">Email address</label>' in first
    assert ">Continue</button>" in first
    ask(client, "amina@example.org")

    second = client.get("/account/code/").text

    assert "<h1>Check your email</h1>" in second
    assert 'inputmode="numeric"' in second
    assert 'autocomplete="one-time-code"' in second
    for name in (">Continue<", ">Send a new code<", ">Use another email<"):
        assert name in second


def test_the_code_page_without_an_address_leads_to_the_first_page(client: Client) -> None:
    assert client.get("/account/code/")["Location"] == "/account/enter/"


def test_whoever_is_in_already_goes_on(client: Client) -> None:
    client.force_login(make_user("petro"))

    assert client.get("/account/enter/?next=/consultations/")["Location"] == "/consultations/"
    assert client.get("/account/code/")["Location"] == "/"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\x00/consultations/",
        "/a\nb",
        "/" + "a" * 3000,
    ],
)
def test_next_never_leads_off_the_site(client: Client, wanted: str) -> None:
    make_user("petro")

    assert enter(client, "petro@example.org", wanted) == "/"


def test_next_is_kept_through_code_and_profile(client: Client) -> None:
    wanted = "/consultations/future-we-want/?sort=newest#compose"

    location = enter(client, "amina@example.org", wanted)
    assert location.startswith("/account/profile/?next=")
    page = client.get(location).text
    assert f'name="next" value="{wanted}"' in page

    saved = client.post("/account/profile/", PROFILE | {"next": wanted})

    assert saved["Location"] == wanted


def test_a_suspended_person_is_told_why_and_stays_out(client: Client) -> None:
    petro = make_user("petro")
    petro.suspended_at, petro.suspension_reason = timezone.now(), "Copied advertisements"
    petro.save()
    ask(client, petro.email)

    response = client.post("/account/code/", {"code": code_for(petro.email)})

    assert response.status_code == 403
    assert "Copied advertisements" in response.text
    assert "If you think this is a mistake" in response.text
    assert signed_in(client) is None


def test_a_session_ends_at_the_next_request_after_suspension(client: Client) -> None:
    petro = make_user("petro")
    enter(client, petro.email)
    assert client.get("/account/settings/").status_code == 200
    User.objects.filter(pk=petro.pk).update(suspended_at=timezone.now())

    response = client.get("/account/settings/")

    assert response.status_code == 302
    assert response["Location"].startswith("/account/enter/")
    User.objects.filter(pk=petro.pk).update(suspended_at=None)
    assert client.get("/account/settings/").status_code == 302


def test_a_password_lets_nobody_suspended_in() -> None:
    petro = make_user("petro")
    petro.set_password("a long enough password")
    petro.save()
    words = "a long enough password"
    assert authenticate(username=petro.email, password=words) == petro
    User.objects.filter(pk=petro.pk).update(suspended_at=timezone.now())

    assert ActivePeopleBackend().authenticate(None, petro.email, words) is None


def test_a_person_who_is_switched_off_stays_out(client: Client) -> None:
    petro = make_user("petro", is_active=False)
    ask(client, petro.email)

    response = client.post("/account/code/", {"code": code_for(petro.email)})

    assert response.status_code == 403
    assert signed_in(client) is None
    assert User.objects.count() == 1


def test_logging_out_takes_a_post(client: Client) -> None:
    petro = make_user("petro")
    client.force_login(petro)

    assert client.get("/account/log-out/").status_code == 405
    assert signed_in(client) == petro
    client.post("/account/log-out/")

    assert signed_in(client) is None


def invite(address: str, role: str = Role.PARTICIPANT) -> Invitation:
    return Invitation.objects.create(
        consultation=make_consultation(f"by-invitation-{Invitation.objects.count()}", audience="invited"),
        email=address,
        role=role,
    )


def test_only_the_proved_address_takes_its_seat(client: Client) -> None:
    seat = invite("Petro@example.org", Role.MODERATOR)
    make_user("petro")
    make_user("carlos")
    enter(Client(), "carlos@example.org")
    assert not Membership.objects.exists()

    enter(client, "petro@example.org")

    seat.refresh_from_db()
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role, membership.name) == (  # type: ignore[union-attr]
        "petro@example.org", Role.MODERATOR, "Petro Lysenko",
    )  # fmt: skip
    assert seat.accepted_at is not None
    assert seat.membership == membership
    entry = AuditEntry.objects.get(action="invitation.accepted")
    assert (entry.actor_id, entry.object_id, entry.consultation_id) == (
        membership.user_id, seat.pk, seat.consultation_id,
    )  # fmt: skip


def test_a_new_person_takes_the_seat_under_the_name_of_their_profile(client: Client) -> None:
    invite("amina@example.org")
    enter(client, "amina@example.org")
    assert not Membership.objects.exists()

    client.post("/account/profile/", PROFILE)

    membership = Membership.objects.get()
    assert (membership.name, membership.organisation, str(membership.country)) == (
        "Amina Diallo", "Justice network", "SN",
    )  # fmt: skip


@pytest.mark.parametrize("over", ["revoked_at", "accepted_at"])
def test_a_seat_that_was_taken_or_taken_back_is_gone(client: Client, over: str) -> None:
    seat = invite("petro@example.org")
    setattr(seat, over, timezone.now())
    seat.save()
    make_user("petro")

    enter(client, "petro@example.org")

    assert not Membership.objects.exists()


def test_an_address_that_was_only_claimed_takes_no_seat(client: Client) -> None:
    invite("carlos@example.org")
    petro = make_user("petro")
    EmailAddress.objects.create(user=petro, email="carlos@example.org", verified=False)

    enter(client, "petro@example.org")

    assert not Membership.objects.exists()


def test_a_claimed_address_leads_its_true_owner_to_an_account_of_their_own(client: Client) -> None:
    petro = make_user("petro")
    EmailAddress.objects.create(user=petro, email="carlos@example.org", verified=False)

    enter(client, "carlos@example.org")

    assert signed_in(client) != petro


def test_what_waits_after_sign_in_is_said_once(client: Client) -> None:
    make_user("petro")
    ask(client, "petro@example.org")

    response = client.post("/account/code/", {"code": code_for("petro@example.org")})

    assert [str(message) for message in get_messages(response.wsgi_request)] == []
