"""Publishing, taking back, archiving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation.models import AuditEntry, Invitation
from consultation.setup.actions.publishing import publish
from consultation.setup.refusal import RefusedError
from contributions.actions import NewContribution, post_contribution
from tests.conftest import make_consultation, make_room, make_user
from tests.consultation.setting_up import FILLED, draft, editor_of, member_of, recorded, words, work_off

pytestmark = pytest.mark.django_db
URL = "/manage/inclusive-budgets/"


def ready(**fields):
    """A draft with nothing missing, and its editor's client."""
    consultation = draft(**(FILLED | fields))
    make_room(consultation)
    client = editor_of(consultation)
    client.post(f"{URL}access/", {"audience": fields.get("audience", "public")})
    return consultation, client


def test_what_is_missing_is_listed_with_links_and_nothing_is_published():
    consultation = draft(organiser="", objective="", outcome="", closes_at=None)
    client = editor_of(consultation)

    page = client.get(f"{URL}publish/")
    refused = client.post(f"{URL}publish/")

    assert "6 things are missing" in words(page)
    for path, sentence in (
        ("name", "Say who organises it."),
        ("texts", "Say why you are asking."),
        ("texts", "Say what happens with people&#x27;s input."),
        ("dates", "Choose the closing date."),
        ("rooms", "Add a room."),
        ("access", "Decide who can see it."),
    ):
        assert f'<a href="{URL}{path}/">{sentence}</a>' in page.text
    assert "Publish consultation" not in words(page)
    assert refused.status_code == 422
    assert "Some things are missing. Add them, then publish." in words(refused)
    consultation.refresh_from_db()
    assert consultation.is_draft


def test_publishing_lets_people_in_and_is_on_record():
    _consultation, client = ready()
    assert Client().get("/consultations/inclusive-budgets/").status_code == 404

    response = client.post(f"{URL}publish/", follow=True)

    assert "The consultation is published. Everyone can find and read it." in words(response)
    assert Client().get("/consultations/inclusive-budgets/").status_code == 200
    entry = AuditEntry.objects.get(action="consultation.published")
    assert entry.after == {"audience": "public", "state": "open"}


def test_publishing_twice_is_the_same_as_once():
    consultation, client = ready()

    client.post(f"{URL}publish/")
    client.post(f"{URL}publish/")

    assert recorded(consultation).count("consultation.published") == 1


def test_people_invited_before_are_mailed_on_publication_and_never_again():
    _consultation, client = ready()
    client.post(f"{URL}people/", {"people": "guest@example.org", "role": "participant"})
    assert "1 person is mailed at once." in words(client.get(f"{URL}publish/"))

    client.post(f"{URL}publish/")
    work_off()
    client.post(f"{URL}unpublish/")
    client.post(f"{URL}people/", {"people": "second@example.org", "role": "participant"})
    client.post(f"{URL}publish/")
    work_off()

    assert [letter.to for letter in mail.outbox] == [["guest@example.org"], ["second@example.org"]]
    assert Invitation.objects.waiting().count() == 2


def test_a_consultation_whose_dates_have_passed_is_published_as_closed():
    now = timezone.now()
    consultation, client = ready(opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=60))

    page = words(client.get(f"{URL}publish/"))
    client.post(f"{URL}publish/")

    consultation.refresh_from_db()
    assert "The closing date has passed: it will be published as closed." in page
    assert consultation.state == "closed"


def test_it_becomes_a_draft_again_while_nobody_has_contributed():
    consultation, client = ready()
    client.post(f"{URL}publish/")

    response = client.post(f"{URL}unpublish/", follow=True)

    consultation.refresh_from_db()
    assert consultation.is_draft
    assert "Only the team can see it." in words(response)
    assert Client().get("/consultations/inclusive-budgets/").status_code == 404
    assert recorded(consultation)[-1] == "consultation.unpublished"


def test_a_contribution_keeps_it_published():
    consultation, client = ready()
    client.post(f"{URL}publish/")
    room = consultation.rooms.get()
    post_contribution(room, member_of(consultation, "petro"), NewContribution("We saw it."))

    response = client.post(f"{URL}unpublish/")

    consultation.refresh_from_db()
    assert response.status_code == 422
    assert "People have contributed, so it cannot become a draft again." in words(response)
    assert not consultation.is_draft
    assert "Make it a draft again" not in client.get(f"{URL}publish/").text


def test_only_a_closed_consultation_is_archived_and_it_comes_back():
    consultation = make_consultation()
    client = editor_of(consultation)
    url = "/manage/future-we-want/archive/"
    assert client.post(url).status_code == 422

    consultation.closes_at = timezone.now() - timedelta(days=1)
    consultation.save()
    client.post(url)
    client.post(url)
    consultation.refresh_from_db()
    assert consultation.state == "archived"
    assert Client().get("/consultations/future-we-want/").status_code == 200

    client.post(url, {"back": "1"})
    consultation.refresh_from_db()
    assert consultation.state == "closed"
    assert recorded(consultation) == ["consultation.archived", "consultation.brought_back"]


def test_the_action_itself_refuses_what_is_not_ready():
    consultation = draft(organiser="")

    with pytest.raises(RefusedError):
        publish(consultation, actor=make_user("marta"))

    consultation.refresh_from_db()
    assert consultation.is_draft
