"""create_administrator and login_link."""

from __future__ import annotations

import io
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultation.models import AuditEntry, User
from tests.conftest import make_user


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def path_of(link: str) -> str:
    assert link.startswith("http://localhost:8000/account/link/")
    return link.strip().removeprefix("http://localhost:8000")


@pytest.mark.django_db
def test_an_unknown_address_becomes_an_administrator_once_on_record():
    first = run("create_administrator", "Boss@Example.org")
    second = run("create_administrator", "boss@example.org")

    boss = User.objects.get()
    assert (boss.email, boss.is_administrator) == ("boss@example.org", True)
    assert not boss.has_usable_password()
    assert "is a site administrator now. The account is new." in first
    assert "is a site administrator already." in second
    assert [(e.action, e.object_id) for e in AuditEntry.objects.all()] == [("administrator.named", boss.pk)]


@pytest.mark.django_db
def test_somebody_known_is_named_and_keeps_their_account():
    petro = make_user("petro")

    run("create_administrator", "petro@example.org")

    petro.refresh_from_db()
    assert (petro.is_administrator, petro.name) == (True, "Petro Lysenko")


@pytest.mark.django_db
def test_nobody_suspended_becomes_an_administrator():
    make_user("petro", suspended_at=timezone.now())

    with pytest.raises(CommandError, match="suspended"):
        run("create_administrator", "petro@example.org")

    assert not User.objects.get().is_superuser
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["", "boss", "a@b", "a b@example.org", "x\x00@example.org"])
def test_a_word_that_is_no_address_makes_nobody(word):
    with pytest.raises(CommandError, match="is not an email address"):
        run("create_administrator", word)

    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_link_shows_a_button_and_signs_in_once():
    petro = make_user("petro")
    path = path_of(run("login_link", "petro@example.org"))
    client, second = Client(), Client()

    assert "logs you in as <b>Petro Lysenko</b>" in client.get(path).text
    assert client.get("/account/settings/").status_code == 302
    assert client.post(path).status_code == 302
    assert client.get("/account/settings/").status_code == 200
    assert second.post(path).status_code == 410
    assert second.get(path).status_code == 410
    assert second.get("/account/settings/").status_code == 302
    entries = [(e.action, e.actor_id, e.object_id) for e in AuditEntry.objects.order_by("pk")]
    assert entries == [("log_in_link.made", None, petro.pk), ("log_in_link.used", petro.pk, petro.pk)]


@pytest.mark.django_db
def test_a_link_works_for_15_minutes():
    make_user("petro")
    made = timezone.now()
    with time_machine.travel(made, tick=False):
        path = path_of(run("login_link", "petro@example.org"))

    with time_machine.travel(made + timedelta(minutes=14, seconds=50), tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel(made + timedelta(minutes=15, seconds=10), tick=False):
        assert Client().get(path).status_code == 410
        assert Client().post(path).status_code == 410


@pytest.mark.django_db
def test_signing_in_some_other_way_uses_a_link_up():
    petro = make_user("petro")
    path = path_of(run("login_link", "petro@example.org"))

    Client().force_login(petro, backend="consultation.people.backend.ActivePeopleBackend")

    assert Client().post(path).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["none", "a:b:c", "%00", "x" * 3000])
def test_a_link_that_is_not_ours_signs_nobody_in(word):
    make_user("petro")

    response = Client().post(f"/account/link/{word}/")

    assert response.status_code == 410
    assert "does not work any more" in response.text


@pytest.mark.django_db
def test_a_link_of_somebody_suspended_meanwhile_no_longer_works():
    petro = make_user("petro")
    path = path_of(run("login_link", "petro@example.org"))
    petro.suspended_at = timezone.now()
    petro.save()

    assert Client().post(path).status_code == 410
    with pytest.raises(CommandError, match="suspended"):
        run("login_link", "petro@example.org")


@pytest.mark.django_db
def test_there_is_no_link_for_nobody():
    with pytest.raises(CommandError, match="Nobody here has the address"):
        run("login_link", "nobody@example.org")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_the_button_at_once_one_is_signed_in():
    make_user("petro")
    path = path_of(run("login_link", "petro@example.org"))
    answers = []

    def press() -> None:
        answers.append(Client().post(path).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [302, 410]
