from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from consultation.models import User
from consultation.people import typed
from tests.conftest import make_user
from tests.consultation.letters import ask, code_for

pytestmark = pytest.mark.django_db

ROOM = "/consultations/future-we-want/rooms/emerging-trends/"
LONG = "I see the lake and the mountain. " * 2120  # 70,000 characters


def request_of(client: Client, user: User | None = None) -> Any:
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = user or AnonymousUser()
    return request


def type_before_sign_in(client: Client, text: str, url: str = ROOM) -> None:
    request = request_of(client)
    assert typed.keep(request, url, {"text": [text], "questions": ["2", "5"], "csrfmiddlewaretoken": ["x"]})
    session = client.session
    session[typed.KEY] = request.session[typed.KEY]
    session.save()


def test_what_was_typed_survives_signing_in_whole(client: Client) -> None:
    make_user("petro")
    type_before_sign_in(client, LONG)
    assert "Your draft is kept:" in (page := client.get("/account/enter/").text)
    assert "I see the lake and the" in page
    assert "(14840 words)" in page

    ask(client, "petro@example.org", ROOM)
    response = client.post("/account/code/", {"code": code_for("petro@example.org")})

    assert response["Location"] == ROOM
    request = request_of(client)
    assert typed.take(request, ROOM) == {"text": [LONG], "questions": ["2", "5"]}
    assert typed.take(request, ROOM) is None
    assert typed.kept(request) is None
    assert "You are logged in. Your draft is here." in client.get("/account/settings/").text


def test_it_survives_the_profile_page_too(client: Client) -> None:
    type_before_sign_in(client, "I see three things.")
    ask(client, "amina@example.org", ROOM)
    client.post("/account/code/", {"code": code_for("amina@example.org")})
    client.post(
        "/account/profile/",
        {
            "name": "Amina Diallo",
            "is_independent": "on",
            "country": "SN",
            "time_zone": "UTC",
            "language": "en",
            "next": ROOM,
        },
    )

    assert typed.take(request_of(client), ROOM) == {"text": ["I see three things."], "questions": ["2", "5"]}


def test_it_survives_a_session_of_somebody_who_is_gone(client: Client) -> None:
    carlos = make_user("carlos")
    make_user("petro")
    type_before_sign_in(client, "Mine.")
    session = client.session
    session["_auth_user_id"] = str(carlos.pk)  # Django flushes such a session when Petro signs in
    session["_auth_user_backend"] = "consultation.people.backend.ActivePeopleBackend"
    session.save()
    carlos.delete()

    ask(client, "petro@example.org", ROOM)
    client.post("/account/code/", {"code": code_for("petro@example.org")})

    assert typed.take(request_of(client), ROOM) == {"text": ["Mine."], "questions": ["2", "5"]}


def test_nobody_finds_what_another_person_typed(client: Client) -> None:
    carlos, petro = make_user("carlos"), make_user("petro")
    request = request_of(client, carlos)
    typed.keep(request, ROOM, {"text": ["Carlos's words"]})

    assert typed.survivors(request, petro) == []
    assert len(typed.survivors(request, carlos)) == 1


def test_three_pages_are_kept_and_the_newest_is_shown() -> None:
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    for number in range(5):
        typed.keep(request, f"/room/{number}/", {"text": [f"Text {number}"]})
    typed.keep(request, "/room/3/", {"text": ["Text 3 again"]})

    kept = typed.kept(request)
    assert kept is not None
    assert (kept.text, kept.words, kept.beginning, kept.has_more) == (
        "Text 3 again",
        3,
        "Text 3 again",
        False,
    )
    assert typed.find(request, "/room/3/") == {"text": ["Text 3 again"]}
    assert typed.take(request, "/room/1/") is None
    assert typed.take(request, "/room/3/") == {"text": ["Text 3 again"]}
    assert typed.take(request, "/room/2/") == {"text": ["Text 2"]}


def test_a_flood_is_not_kept(client: Client) -> None:
    request = request_of(client)

    assert not typed.keep(request, ROOM, {"text": ["x" * 300_001]})
    assert typed.kept(request) is None


def test_logging_out_forgets_it(client: Client) -> None:
    client.force_login(make_user("petro", profile_completed_at=timezone.now()))
    type_before_sign_in(client, "Mine.")

    client.post("/account/log-out/")

    assert typed.kept(request_of(client)) is None
