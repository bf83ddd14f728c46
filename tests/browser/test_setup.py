"""A consultation set up on its pages, from the first word to publication, with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from consultation.models import Consultation, Invitation, Role
from tests.conftest import make_consultation, make_user
from tests.consultation.setting_up import member_of


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def write_texts(page: Page, follow) -> None:
    follow("Name, organiser, languages")
    page.get_by_label("Organiser").fill("Programme on budgets")
    press(page, "Save and continue")
    follow("Welcome, objective, outcome")
    page.get_by_label("Why we are asking").fill("Towns decide on their budgets next year.")
    page.get_by_label("What happens with your input").fill("We publish what you say.")
    press(page, "Save and continue")


def choose_dates(page: Page, follow) -> None:
    opens = timezone.localdate() + timedelta(days=3)
    follow("Dates and time zone")
    page.get_by_label("Opens on").fill(opens.isoformat())
    page.get_by_label("Closes on").fill((opens + timedelta(days=20)).isoformat())
    page.get_by_label("City whose clock counts").select_option("Africa/Nairobi")
    press(page, "Save and continue")


def make_a_room(page: Page, follow) -> None:
    follow("Rooms and questions")
    follow("Add a room")
    page.get_by_label("Title of the room").fill("Town budgets")
    press(page, "Save and continue")
    for question in ("What should change?", "Who should decide?"):
        follow("Add a question")
        page.get_by_label("Question", exact=True).fill(question)
        press(page, "Save and continue")
    press(page, "Move up: question 2")
    page.get_by_text("Question 1 of 2: Who should decide?").wait_for()
    follow("Inclusive budgets")


def invite_a_moderator(page: Page, follow) -> None:
    follow("People")
    page.get_by_label("People to invite").fill("Guest Writer <guest@example.org>")
    page.get_by_label("Moderator").check()
    press(page, "Invite")
    page.get_by_role("heading", name="What became of your lines").wait_for()
    follow("Inclusive budgets")


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_editor_sets_up_a_consultation_and_publishes_it(js, open_page, expect_accessible):
    page = open_page(member_of(make_consultation(), "marta", Role.EDITOR), js=js)

    def follow(name: str) -> None:
        expect_accessible(page)
        page.get_by_role("link", name=name, exact=True).first.click()

    page.goto("/manage/")
    follow("New consultation")
    page.get_by_role("group", name="Start from").get_by_label("Blank").check()
    page.get_by_label("Title").fill("Inclusive budgets")
    press(page, "Continue")
    for step in (write_texts, choose_dates, make_a_room, invite_a_moderator):
        step(page, follow)
    follow("Access")
    press(page, "Save and continue")
    follow("Check and publish")
    press(page, "Publish consultation")
    page.get_by_text("The consultation is published.").wait_for()
    expect_accessible(page)

    made = Consultation.objects.get(slug="inclusive-budgets")
    assert page.url.endswith("/consultations/inclusive-budgets/")
    assert (made.state, made.city) == ("scheduled", "Nairobi")
    assert [question.text for question in made.rooms.get().questions.all()] == [
        "Who should decide?",
        "What should change?",
    ]
    assert Invitation.objects.get().role == "moderator"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_support_pages_keep_the_strict_policy_and_are_accessible(width, open_page, expect_accessible):
    person = member_of(make_consultation(), "petro")
    page = open_page(make_user("admin", is_superuser=True), width=width)

    for path in (
        "",
        "consultation/outbox/",
        "consultation/user/",
        f"consultation/user/{person.user_id}/change/",
    ):
        page.goto(f"/admin/{path}")
        expect_accessible(page)
