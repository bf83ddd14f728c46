from __future__ import annotations

import socket

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from consultation.models import Invitation, Outbox, User
from tests.conftest import make_consultation, make_user
from tests.consultation.letters import ask, code_for, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings: Settings) -> None:
    settings.RATE_LIMITS = True
    cache.clear()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_fourth_code_within_a_minute_is_refused_with_a_wait() -> None:
    for _time in range(3):
        ask(Client(), "amina@example.org")

    response = Client().post("/account/enter/", {"email": "amina@example.org"})

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "Too many tries. Wait 1 minute, then try again." in response.text
    assert 'value="amina@example.org"' in response.text
    assert Outbox.objects.count() == 3


def test_asking_again_counts_like_asking(client: Client) -> None:
    ask(client, "amina@example.org")
    answers = [client.post("/account/code/", {"resend": "1"}).status_code for _time in range(3)]

    assert answers == [302, 302, 429]


def test_the_limits_are_the_same_for_known_and_unknown_addresses() -> None:
    make_user("petro")
    for address in ("petro@example.org", "porto@example.org"):
        statuses = [Client().post("/account/enter/", {"email": address}).status_code for _time in range(4)]
        assert statuses == [302, 302, 302, 429]


def test_a_guesser_is_stopped_and_the_owner_is_not() -> None:
    owner, guesser = Client(), Client()
    ask(owner, "amina@example.org")
    owner.post("/account/code/", {"code": code_for("amina@example.org")})
    assert is_in(owner)
    owner.post("/account/log-out/")

    for _time in range(2):
        ask(guesser, "amina@example.org")
        code = code_for("amina@example.org")
        for _try in range(5):
            guesser.post("/account/code/", {"code": wrong(code)}, REMOTE_ADDR="192.0.2.1")
    stopped = guesser.post("/account/code/", {"resend": "1"})
    assert stopped.status_code == 429

    cache.delete_many([key.split(":", 2)[2] for key in cache._cache if "request_login_code" in key])  # type: ignore[attr-defined]
    ask(guesser, "amina@example.org")
    right = code_for("amina@example.org")
    refused = guesser.post("/account/code/", {"code": right}, REMOTE_ADDR="192.0.2.2")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "300"
    assert not is_in(guesser)

    ask(owner, "amina@example.org")
    owner.post("/account/code/", {"code": code_for("amina@example.org")})
    assert is_in(owner)


def test_a_right_code_costs_no_try(client: Client) -> None:
    make_user("petro")
    for _time in range(12):
        cache.delete_many([key.split(":", 2)[2] for key in cache._cache if "request_login_code" in key])  # type: ignore[attr-defined]
        ask(client, "petro@example.org")
        client.post("/account/code/", {"code": code_for("petro@example.org")})
        assert is_in(client)
        client.post("/account/log-out/")


def test_new_people_are_counted_by_network_and_the_invited_are_not(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1/m/ip"}
    Invitation.objects.create(consultation=make_consultation(), email="carlos@example.org")
    entered = {}
    for key in ("amina", "petro", "carlos"):
        visitor, address = Client(), f"{key}@example.org"
        ask(visitor, address)
        entered[key] = visitor.post("/account/code/", {"code": code_for(address)}).status_code

    assert entered == {"amina": 302, "petro": 429, "carlos": 302}
    assert not User.objects.filter(email="petro@example.org").exists()


def test_without_the_counter_nobody_signs_in_and_everybody_is_told(
    settings: Settings, client: Client
) -> None:
    ask(client, "amina@example.org")
    code = code_for("amina@example.org")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }

    for path, data in (
        ("/account/enter/", {"email": "petro@example.org"}),
        ("/account/code/", {"code": code}),
        ("/account/code/", {"resend": "1"}),
    ):
        response = client.post(path, data)
        assert response.status_code == 503
        assert response["Retry-After"]
        assert "Nobody can log in at the moment. Try again in a few minutes." in response.text

    assert not is_in(client)
    assert not User.objects.exists()
    assert client.get("/account/enter/").status_code == 200
