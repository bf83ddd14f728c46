"""A consultation set up on its pages, from the first word to publication, with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import Consultation, Invitation, Role
from tests.conftest import make_consultation, make_user
from tests.consultation.setting_up import member_of


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_editor_sets_up_a_consultation_and_publishes_it(js, open_page, expect_accessible):
    page = open_page(member_of(make_consultation(), "marta", Role.EDITOR), js=js)
    opens = timezone.localdate() + timedelta(days=3)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    def follow(name: str) -> None:
        page.get_by_role("link", name=name, exact=True).first.click()
        expect_accessible(page)

    page.goto("/manage/")
    follow("New consultation")
    page.get_by_role("group", name="Start from").get_by_label("Blank").check()
    page.get_by_label("Title").fill("Inclusive budgets")
    press("Continue")
    expect_accessible(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Set up: Inclusive budgets"

    follow("Name, organiser, languages")
    page.get_by_label("Organiser").fill("Programme on budgets")
    press("Save and continue")
    follow("Welcome, objective, outcome")
    page.get_by_label("Why we are asking").fill("Towns decide on their budgets next year.")
    page.get_by_label("What happens with your input").fill("We publish what you say.")
    press("Save and continue")
    follow("Dates and time zone")
    page.get_by_label("Opens on").fill(opens.isoformat())
    page.get_by_label("Closes on").fill((opens + timedelta(days=20)).isoformat())
    page.get_by_label("City whose clock counts").select_option("Africa/Nairobi")
    press("Save and continue")
    expect_accessible(page)
    follow("Rooms and questions")
    follow("Add a room")
    page.get_by_label("Title of the room").fill("Town budgets")
    press("Save and continue")
    for question in ("What should change?", "Who should decide?"):
        follow("Add a question")
        page.get_by_label("Question", exact=True).fill(question)
        press("Save and continue")
    page.get_by_role("button", name="Move up: question 2").click()
    assert "Question 1 of 2: Who should decide?" in page.locator("main").inner_text()
    follow("Inclusive budgets")
    follow("People")
    page.get_by_label("People to invite").fill("Guest Writer <guest@example.org>")
    page.get_by_label("Moderator").check()
    press("Invite")
    expect_accessible(page)
    follow("Inclusive budgets")
    follow("Access")
    press("Save and continue")
    follow("Check and publish")
    press("Publish consultation")
    expect_accessible(page)

    made = Consultation.objects.get(slug="inclusive-budgets")
    assert page.url.endswith("/consultations/inclusive-budgets/")
    assert made.state == "scheduled"
    assert [room.title for room in made.rooms.all()] == ["Town budgets"]
    assert Invitation.objects.get().role == "moderator"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_support_pages_keep_the_strict_policy_and_are_accessible(width, open_page, expect_accessible):
    consultation = make_consultation()
    person = member_of(consultation, "petro")
    page = open_page(make_user("admin", is_superuser=True), width=width)

    for path in (
        "",
        "consultation/outbox/",
        "consultation/user/",
        f"consultation/user/{person.user_id}/change/",
    ):
        page.goto(f"/admin/{path}")
        expect_accessible(page)
