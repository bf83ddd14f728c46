"""Searching, a person's page and the choice of name, as a browser shows them, with scripts and without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from contributions.models import Naming

LOOKS = [("light", 1280, "", True), ("dark", 360, "", True), ("light", 360, "/ar", False)]


@pytest.fixture
def voices(join, say):
    say(join("isabel"), "In our valley three villages share one spring, and the mediators are chosen by all.")
    say(join("layla"), "نحتاج إلى العدالة في المدن الصغيرة والقرى", language="ar")
    return say(join("petro"), "The spring courts come to the village.", naming=Naming.WITHHELD)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def look(page, name: str) -> None:
    folder = os.environ.get("LOOKS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("scheme", "width", "language", "js"), LOOKS)
def test_searching_is_accessible_and_fits_the_screen(
    open_page, expect_accessible, voices, join, scheme, width, language, js
):
    page = open_page(join("nadia"), js=js, width=width, scheme=scheme)
    page.goto(f"{language}/search/")
    if not language:
        page.get_by_label("Search words").fill("spring -river")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.get_by_role("heading", name="2 results").wait_for()
        expect(page.locator("mark")).to_have_count(2)
        page.get_by_text("Where and what").click()
    else:
        page.goto(f"{language}/search/?q=عدالة&in=future-we-want&language=ar")
        expect(page.locator("mark")).to_have_text("العدالة")
    assert fits(page)
    look(page, f"search-{width}{language.replace('/', '-')}")
    if js:
        expect_accessible(page)


@pytest.mark.parametrize(("scheme", "width", "language", "js"), LOOKS)
def test_choosing_a_name_is_accessible_and_fits_the_screen(
    open_page, expect_accessible, voices, join, scheme, width, language, js
):
    page = open_page(join("petro"), js=js, width=width, scheme=scheme)
    page.goto(f"{language}/contributions/{voices.pk}/name/")
    assert fits(page)
    look(page, f"name-{width}{language.replace('/', '-')}")
    if js:
        expect_accessible(page)
    if not language:
        page.get_by_label("With my name").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="by Petro Lysenko").first.wait_for()
        page.goto("/people/petro/")
        expect_accessible(page)
        look(page, f"person-{width}")
        assert fits(page)


def test_a_moderator_asks_who_wrote_it_without_scripts(open_page, voices, join):
    page = open_page(join("nadia"), js=False, width=360)
    page.goto(f"/contributions/{voices.pk}/author/")
    page.get_by_label("Reason (optional)").fill("Their safety")
    look(page, "author-ask")
    page.get_by_role("button", name="Show who wrote this").click()

    expect(page.get_by_text("Petro Lysenko")).to_have_count(1)
    assert fits(page)
    look(page, "author-shown")
