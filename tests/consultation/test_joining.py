from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.db import close_old_connections, connection
from django.utils import timezone

from consultation.models import AuditEntry, Invitation, Membership, Role
from consultation.people import joining
from tests.conftest import make_consultation, make_user

type Heard = list[tuple[Membership, Invitation | None]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    calls: Heard = []
    monkeypatch.setattr(joining, "_callbacks", [*joining._callbacks])
    joining.on_joined(lambda membership, invitation: calls.append((membership, invitation)))
    return calls  # type: ignore[return-value]


@pytest.mark.django_db
def test_joining_twice_gives_one_membership_and_tells_once(heard: Heard) -> None:
    petro, consultation = make_user("petro"), make_consultation()

    first = joining.join(petro, consultation)
    second = joining.join(petro, consultation)

    assert first == second
    assert (first.name, str(first.country), first.role) == ("Petro Lysenko", "MD", Role.PARTICIPANT)
    assert heard == [(first, None)]


@pytest.mark.django_db
def test_the_profile_is_copied_as_it_stands_then() -> None:
    petro, consultation = make_user("petro"), make_consultation()
    membership = joining.join(petro, consultation)
    petro.organisation = "Somewhere else"
    petro.save()

    joining.join(petro, consultation)

    membership.refresh_from_db()
    assert membership.organisation == "Town libraries"


@pytest.mark.django_db
def test_whoever_listens_learns_of_the_invitation(heard: Heard) -> None:
    petro, consultation = make_user("petro"), make_consultation()
    seat = Invitation.objects.create(consultation=consultation, email="PETRO@example.org")

    taken = joining.accept_invitations(petro)

    assert heard == [(taken[0], seat)]
    assert joining.accept_invitations(petro) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("had", "offered", "gets"),
    [
        (Role.PARTICIPANT, Role.MODERATOR, Role.MODERATOR),
        (Role.OBSERVER, Role.PARTICIPANT, Role.PARTICIPANT),
        (Role.PARTICIPANT, Role.OBSERVER, Role.PARTICIPANT),
        (Role.EDITOR, Role.PARTICIPANT, Role.EDITOR),
        (Role.MODERATOR, Role.APPROVER, Role.MODERATOR),
    ],
)
def test_a_seat_raises_a_participant_and_changes_nobody_of_the_team(
    had: Role, offered: Role, gets: Role
) -> None:
    petro, consultation = make_user("petro"), make_consultation()
    membership = joining.join(petro, consultation)
    Membership.objects.filter(pk=membership.pk).update(role=had)
    Invitation.objects.create(consultation=consultation, email=petro.email, role=offered)

    joining.accept_invitations(petro)

    membership.refresh_from_db()
    assert membership.role == gets
    entry = AuditEntry.objects.get(action="invitation.accepted")
    assert (entry.before["role"], entry.after["role"]) == (had, gets)


@pytest.mark.django_db
def test_somebody_suspended_takes_no_seat() -> None:
    petro = make_user("petro", suspended_at=timezone.now())
    Invitation.objects.create(consultation=make_consultation(), email=petro.email)

    assert joining.accept_invitations(petro) == []
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_two_addresses_of_one_person_take_both_seats_of_a_consultation() -> None:
    petro, consultation = make_user("petro"), make_consultation()
    EmailAddress.objects.create(user=petro, email="petro@work.example", verified=True)
    for address in ("petro@example.org", "petro@work.example"):
        Invitation.objects.create(consultation=consultation, email=address)

    joining.accept_invitations(petro)

    assert Membership.objects.count() == 1
    assert not Invitation.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_joining_at_once_gives_one_membership() -> None:
    petro, consultation = make_user("petro"), make_consultation()
    ready = threading.Barrier(4)
    found: list[Membership] = []

    def join() -> None:
        close_old_connections()
        ready.wait()
        found.append(joining.join(petro, consultation))
        connection.close()

    threads = [threading.Thread(target=join) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({membership.pk for membership in found}) == 1
    assert len(found) == 4
