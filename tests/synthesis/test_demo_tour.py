from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Consultation, Membership, User
from contributions.actions import NewContribution, post_contribution
from contributions.models import Contribution
from moderation.actions.coding import NewPassages, save_passages
from moderation.models import Theme
from rooms.models import Room
from synthesis.demo import tour
from synthesis.models import Build, Insight, Report, Section, Version
from tests.synthesis.demo_site import here, switch_on


@pytest.fixture
def demo(stage, settings, tmp_path, db):
    switch_on(settings, tmp_path)


def member(key: str, slug: str = tour.OPEN) -> Membership:
    return Membership.objects.get(user__email=f"{key}@example.org", consultation__slug=slug)


def post(text: str) -> Contribution:
    room = Room.objects.get(consultation__slug=tour.OPEN, slug=tour.ROOM)
    return post_contribution(room, member("isabel"), NewContribution(text))


def done() -> dict[str, bool]:
    return {stop.step.key: stop.is_done for stop in tour.stops()}


def test_a_fresh_demo_has_every_step_before_it(demo):
    assert done() == {"walk": False, "post": False, "highlight": False, "build": False, "publish": False}


def test_the_page_shows_the_steps_with_one_primary_button(demo):
    text = here().get("/demo/").text

    assert [key for key in done() if f'action="/demo/steps/{key}/"' in text] == list(done())
    assert text.count("button--primary") == 1
    assert "Start as Isabel Quirós" in text
    assert "Start as Tomás Rivera" in text


@pytest.mark.parametrize("key", ["walk", "post", "highlight", "build", "publish"])
def test_each_step_enters_as_the_right_person_at_a_control_that_is_there(key, demo):
    browser = here()

    response = browser.post(f"/demo/steps/{key}/")

    assert response.status_code == 302
    path, _hash, fragment = response["Location"].partition("#")
    page = browser.get(path)
    assert page.status_code == 200
    assert not fragment or f'id="{fragment}"' in page.text
    step = next(step for step in tour.STEPS if step.key == key)
    user = User.objects.get(email=f"{step.who}@example.org")
    assert page.context["user"] == user
    entry = AuditEntry.objects.get(action="demo.entered")
    assert (entry.actor_id, entry.after) == (user.pk, {"step": key})


def test_an_unknown_step_is_404_and_a_step_is_not_taken_by_looking(demo):
    browser = here()

    assert browser.post("/demo/steps/fly/").status_code == 404
    assert browser.get("/demo/steps/post/").status_code == 405


def test_walking_is_done_once_it_was_begun(demo):
    here().post("/demo/steps/walk/")

    assert done()["walk"]


def test_posting_is_done_by_a_contribution_that_reaches_somebody(demo):
    post("Nobody in particular, and @Somebody Unheard.")
    assert not done()["post"]

    post("What do you think, @Petro Lysenko?")

    assert done()["post"]


def test_highlighting_starts_at_the_newest_contribution_of_a_participant(demo):
    mine = post("The newest words. They matter.")

    response = here().post("/demo/steps/highlight/")

    assert response["Location"].startswith(f"/contributions/{mine.pk}/passages/new/")


def test_highlighting_is_done_by_a_passage_with_a_theme(demo):
    mine = post("The newest words. They matter.")
    theme = Theme.objects.filter(consultation__slug=tour.OPEN, parent__isnull=False).first()

    save_passages(mine, NewPassages(mine.revision, [(0, 17)]), [theme], by=member("nadia"))

    assert done()["highlight"]


def test_building_is_done_by_an_insight_and_a_built_version(demo):
    version = build()
    assert not done()["build"]

    section = Section.objects.create(report=version.report, kind="heading", title="Gates")
    Insight.objects.create(section=section)

    assert done()["build"]
    assert not done()["publish"]


def test_publishing_is_done_by_a_published_version(demo):
    version = build()
    version.number, version.published_at = "1.0", timezone.now()
    version.save()

    assert done()["publish"]


def build() -> Version:
    consultation = Consultation.objects.get(slug=tour.CLOSED)
    report, _made = Report.objects.get_or_create(consultation=consultation)
    job = Build.objects.create(report=report, formats=["pdf"], status="done")
    return Version.objects.create(report=report, draft=99, snapshot={}, checksum="0" * 64, build=job)


def test_a_step_whose_place_is_gone_is_left_out(demo):
    yesterday = timezone.now() - timedelta(hours=1)
    Consultation.objects.filter(slug=tour.OPEN).update(closes_at=yesterday)

    assert "post" not in done()
    assert re.findall(r'action="/demo/steps/(\w+)/"', here().get("/demo/").text) == list(done())


def test_a_step_that_cannot_be_taken_now_leads_back_to_the_tour(demo):
    Consultation.objects.filter(slug=tour.OPEN).update(closes_at=timezone.now() - timedelta(hours=1))
    browser = here()

    assert browser.post("/demo/steps/post/")["Location"] == "/demo/"
    assert not AuditEntry.objects.filter(action="demo.entered").exists()


def test_a_page_that_is_not_part_of_the_site_leaves_its_step_out(demo, monkeypatch):
    lost = replace(tour.STEPS[1], key="lost", find=lambda _scene: reverse("synthesis:nowhere"))
    monkeypatch.setattr(tour, "STEPS", (*tour.STEPS, lost))

    assert "lost" not in done()


def next_step(browser: Client) -> str:
    found = re.search(
        r'class="demo__next" method="post" action="/demo/steps/(\w+)/"', browser.get("/help/").text
    )
    return found[1] if found else ""


def test_the_band_leads_from_step_to_step_whoever_one_is_meanwhile(demo):
    browser = here()
    assert next_step(browser) == ""

    browser.post("/demo/steps/post/")
    assert next_step(browser) == "highlight"

    browser.post("/demo/enter/", {"person": "tomas"})
    assert next_step(browser) == "highlight"

    for key in ("highlight", "build", "publish"):
        assert next_step(browser) == key
        browser.post(f"/demo/steps/{key}/")
    assert next_step(browser) == ""


def test_the_page_costs_the_same_whatever_was_done(demo):
    browser = here()
    browser.get("/demo/")
    with CaptureQueriesContext(connection) as before:
        browser.get("/demo/")
    for number in range(5):
        post(f"Number {number}, @Petro Lysenko.")
    with CaptureQueriesContext(connection) as after:
        browser.get("/demo/")

    assert len(after) == len(before) <= 14
