from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as in_force
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import AuditEntry, User
from tests.architecture.house import ROOT
from tests.conftest import make_user
from tests.synthesis.demo_site import CAST, here, make_cast, switch_on

PAGES = [
    ("GET", "/demo/"),
    ("POST", "/demo/steps/post/"),
    ("POST", "/demo/enter/"),
    ("GET", "/demo/mail/"),
    ("GET", "/demo/mail/01900000-0000-7000-8000-000000000000/"),
]
LOOK = """
import django, json
django.setup()
from django.conf import settings
from django.urls import NoReverseMatch, reverse
def is_there(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False
[engine] = settings.TEMPLATES
print(json.dumps({
    "address": is_there("demo:tour"),
    "band": "synthesis.demo.band.shell" in engine["OPTIONS"]["context_processors"],
}))
"""


@pytest.fixture
def demo(settings, tmp_path, db):
    switch_on(settings, tmp_path)
    make_cast()


@pytest.mark.parametrize(("is_on", "demo_variable"), [(True, "1"), (False, "")])
def test_the_pages_are_mounted_by_the_demo_alone(is_on, demo_variable):
    url = "postgresql://nobody@localhost/none"
    named = {"DATABASE_URL": url, "REDIS_URL": "redis://localhost/0", "SECRET_KEY": "k" * 50, "DEBUG": ""}
    environment = {**os.environ, **named, "DEMO": demo_variable}
    environment["DJANGO_SETTINGS_MODULE"] = "consultation.settings"

    run = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"address": is_on, "band": is_on}


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_without_the_demo_nothing_answers_even_at_this_machine(method, path, db):
    assert here().generic(method, path).status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "2001:db8::1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "demo.example"},
        {"HTTP_HOST": "testserver"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 elsewhere"},
    ],
    ids=str,
)
def test_whoever_is_not_at_this_machine_gets_404_and_no_band(elsewhere, demo):
    visitor = here(**elsewhere)

    assert {path: visitor.generic(method, path).status_code for method, path in PAGES} == {
        path: 404 for _method, path in PAGES
    }
    assert [visitor.get(path).status_code for _method, path in PAGES] == [404] * len(PAGES)
    assert "/demo/" not in visitor.get("/").text
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        {"HTTP_HOST": "localhost:8123"},
        {"HTTP_HOST": "127.0.0.1:8000"},
        {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"},
        {"REMOTE_ADDR": "127.8.9.10"},
        {"REMOTE_ADDR": "::ffff:127.0.0.1"},
    ],
    ids=str,
)
def test_at_this_machine_every_page_offers_to_enter_as_each_of_the_cast(place, demo):
    text = here(**place).get("/help/").text

    assert re.findall(r'name="person" value="(\w+)"', text) == list(CAST)
    assert [
        name for name in ("Isabel, participant", "Nadia, moderator", "Marta, editor") if name in text
    ] == [
        "Isabel, participant",
        "Nadia, moderator",
        "Marta, editor",
    ]
    assert "Tomás, approver" in text
    assert "Administrator" in text


def test_entering_signs_in_on_record_and_returns_to_the_page(demo):
    browser = here()

    response = browser.post("/demo/enter/", {"person": "nadia", "next": "/consultations/?sort=newest"})

    assert response.status_code == 302
    assert response["Location"] == "/consultations/?sort=newest"
    nadia = User.objects.get(email="nadia@example.org")
    page = browser.get("/help/").text
    assert 'aria-current="true"><bdi>Nadia, moderator</bdi>' in page
    assert 'value="nadia"' not in page
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.object_id, entry.after) == (
        "demo.entered",
        nadia.pk,
        nadia.pk,
        {},
    )


def test_one_goes_from_one_person_to_the_next(demo):
    browser = here()

    for key in CAST:
        browser.post("/demo/enter/", {"person": key})
        assert browser.get("/account/settings/").context["user"].email == f"{key}@example.org"

    assert AuditEntry.objects.filter(action="demo.entered").count() == len(CAST)


def test_the_administrator_is_one(demo):
    browser = here()
    browser.post("/demo/enter/", {"person": "admin"})

    assert browser.get("/help/").context["user"].is_administrator


@pytest.mark.parametrize(
    "wanted", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_one_never_lands_on_another_site(wanted, demo):
    response = here().post("/demo/enter/", {"person": "isabel", "next": wanted})

    assert response["Location"] == "/"


@pytest.mark.parametrize("person", ["", "petro", "nobody", "../admin", "isabel@example.org"])
def test_nobody_enters_as_somebody_else(person, demo):
    make_user("petro")
    browser = here()

    assert browser.post("/demo/enter/", {"person": person}).status_code == 404
    assert in_force.SESSION_COOKIE_NAME not in browser.cookies


def test_entering_asks_for_the_token_of_our_own_form_and_for_a_post(demo):
    strict = here(enforce_csrf_checks=True)

    assert strict.post("/demo/enter/", {"person": "isabel"}).status_code == 403
    assert here().get("/demo/enter/").status_code == 405


def test_somebody_the_demo_has_suspended_stays_out(demo):
    User.objects.filter(email="isabel@example.org").update(suspended_at=timezone.now())
    browser = here()

    response = browser.post("/demo/enter/", {"person": "isabel"})

    assert response.status_code == 403
    assert "Enter as somebody else" in response.text


def test_a_page_that_answers_a_post_offers_no_way_back_to_itself(demo):
    browser = here()

    page = browser.post("/account/enter/", {"email": "no address"})

    assert page.status_code == 422
    assert '<form class="demo__faces" method="post" action="/demo/enter/">' in page.text
    assert re.findall(r'class="demo__faces".*?name="next" value="([^"]*)"', page.text, re.DOTALL) == [""]


def test_the_band_asks_the_database_nothing(demo, settings, open_consultation):
    browser = here()
    browser.post("/demo/enter/", {"person": "isabel"})
    session = browser.session
    session["demo.step"] = "walk"
    session.save()

    with CaptureQueriesContext(connection) as with_band:
        assert "Next step:" in browser.get("/").text
    settings.DEMO = False
    with CaptureQueriesContext(connection) as without:
        assert "demo__faces" not in browser.get("/").text

    assert len(with_band) == len(without)


def test_without_the_demos_consultations_the_page_says_so(settings, tmp_path, db):
    switch_on(settings, tmp_path)

    assert "are not loaded" in here().get("/demo/").text
    assert here().post("/demo/steps/post/")["Location"] == "/demo/"
