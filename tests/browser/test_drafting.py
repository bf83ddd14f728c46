"""Draft for me, as an editor walks through it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from synthesis.actions.outline import start_from_codebook
from synthesis.models import Insight, Section
from tests.synthesis.marking import highlight, theme
from tests.synthesis.test_drafting import ALONE, PEOPLE, ROADS, WELLS
from tests.work import work_off_everything

DRAFT = "/studio/future-we-want/draft/"
APART = """() => [...document.querySelectorAll(".outline__count")].every((count) => {
  const words = document.createRange();
  words.selectNodeContents(count.parentElement.querySelector("a"));
  return words.getBoundingClientRect().right <= count.getBoundingClientRect().left;
})"""


@pytest.fixture
def marked(open_consultation, join, say):
    made = theme(open_consultation, "Water")
    for name, words in zip(PEOPLE, [*WELLS, *ROADS, ALONE], strict=True):
        highlight(say(join(name), f"{words} Thank you."), words, made, join("nadia"))
    start_from_codebook(open_consultation, by=join("marta").user)
    Section.objects.update(title="Wells and springs and those who share them")


def test_an_editor_asks_for_a_draft_and_answers_it(marked, open_page, join, expect_accessible):
    page = open_page(join("marta"))
    page.goto("/studio/future-we-want/")
    page.get_by_role("link", name="Draft for me").click()
    page.get_by_role("button", name="Draft all headings").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    expect_accessible(page)
    work_off_everything()
    page.get_by_role("link", name="Show all proposals").click()
    page.locator("main details > summary").click()
    expect_accessible(page)
    expect(page.locator(".outline__count")).to_have_count(1)
    assert page.evaluate(APART), "a count stands on the name of its heading"

    wells = page.get_by_role("article", name="valley wells")
    wells.get_by_role("checkbox").nth(1).uncheck()
    wells.get_by_role("button", name="Accept as insight").click()
    expect(page.get_by_text("New insight. Its words are a start")).to_be_visible()
    assert Insight.objects.get().evidence.count() == 3
    page.get_by_role("article", name="mountain road").get_by_role("button", name="Not this").click()
    expect(page.get_by_role("heading", name="Not this")).to_be_visible()
    expect_accessible(page)

    page = open_page(join("marta"), width=360, scheme="dark")
    page.goto(f"/ar{DRAFT}")
    for fold in page.locator("main details > summary").all():
        fold.click()
    expect_accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
