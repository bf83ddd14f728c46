"""A script that posts for a person learns where the answer leads, and whether the text arrived."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from contributions.models import Contribution

pytestmark = pytest.mark.django_db
KEY = str(uuid.uuid4())


@pytest.fixture
def post(client, room):
    def send(*, accept="application/json, text/html", **fields):
        address = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
        data = {"text": "Said.", "form_key": KEY, "action": "post"} | fields
        return client.post(address, data, headers={"Accept": accept})

    return send


def test_a_script_is_told_the_address_of_what_it_posted(post, enter, join):
    enter(join("petro"))

    answer = post()

    assert answer.json()["posted"] is True
    assert answer.json()["url"].endswith("?at=1#c1")
    assert answer.cookies["posted"].value == KEY
    assert Contribution.objects.count() == 1


def test_a_form_without_scripts_is_sent_on_as_ever(post, enter, join):
    enter(join("petro"))

    answer = post(accept="text/html")

    assert answer.status_code == 302
    assert answer["Location"].endswith("?at=1#c1")
    assert answer.cookies["posted"].value == KEY


def test_who_has_to_sign_in_first_has_not_posted(post):
    answer = post()

    assert answer.json()["posted"] is False
    assert "/account/enter/" in answer.json()["url"]
    assert "posted" not in answer.cookies


def test_a_form_with_errors_is_a_page(post, enter, join):
    enter(join("petro"))

    answer = post(text=" ")

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert "posted" not in answer.cookies


def test_a_key_that_is_none_makes_no_cookie(post, enter, join):
    enter(join("petro"))

    assert "posted" not in post(form_key="").cookies
