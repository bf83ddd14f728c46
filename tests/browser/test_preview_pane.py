"""What is written in the studio is seen beside it as readers will see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from moderation.models import Passage
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.outline import start_from_codebook
from synthesis.models import Section
from tests.browser.composing import hold, wait_for
from tests.synthesis.marking import highlight, theme

STUDIO = "/studio/future-we-want/"
WORDS = "A spring comes before a court."
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def insight(open_consultation, join, say):
    """The tenth of its heading: it stands below what the pane shows at first."""
    trends = theme(open_consultation, "Trends and opportunities")
    climate = theme(open_consultation, "Climate justice", trends)
    said = say(join("isabel"), "Three villages share one spring.")
    highlight(said, "one spring", climate, join("nadia"))
    start_from_codebook(open_consultation, by=None)
    section, marta = Section.objects.get(title="Climate justice"), join("marta")
    made = [
        add_insight(
            section,
            InsightWords(f"Water {n}.", "A few say so. " * 12),
            by=marta,
            passages=[Passage.objects.get()],
        )
        for n in range(10)
    ]
    return made[-1]


def test_what_is_saved_is_seen_beside_the_form(insight, open_page, join, expect_accessible):
    page = open_page(join("marta"), width=1280)
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    toggle = page.get_by_role("button", name="Preview", exact=True)
    pane = page.get_by_role("complementary", name="Preview")
    expect(page.get_by_role("link", name="Preview", exact=True)).to_be_hidden()
    expect(pane).to_be_hidden()
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(pane.get_by_role("heading", name="Climate justice")).to_be_visible()
    expect(pane.locator("[aria-current]", has_text="Water 9.")).to_be_in_viewport()
    expect_accessible(page)

    box = page.get_by_label("Text")
    box.click()
    box.fill(WORDS)
    box.evaluate("one => one.setSelectionRange(2, 8)")
    page.evaluate("scrollTo(0, 40)")
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(pane.locator("[aria-current]", has_text="Water 9.")).to_contain_text(WORDS)
    expect(box).to_be_focused()
    assert box.evaluate("one => [one.selectionStart, one.selectionEnd]") == [2, 8]
    assert page.evaluate("scrollY") == 40
    assert pane.locator("[aria-live], [role=status], [role=alert]").count() == 0

    expect_pages_remembered(page, pane)
    expect_accessible(page)
    expect_reached_and_closed_by_keyboard(page, pane, toggle)


def test_what_was_asked_for_before_the_pages_is_not_shown_as_them(insight, open_page, join):
    page = open_page(join("marta"), width=1280)
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    held = hold(page, "**/preview/*")
    page.get_by_role("button", name="Preview", exact=True).click()
    wait_for(page, lambda: held)
    pane = page.get_by_role("complementary", name="Preview")
    pane.get_by_role("link", name="A4 pages").click()

    held[0].continue_()
    wait_for(page, lambda: len(held) == 2)
    expect(pane.get_by_role("heading", name="Climate justice")).to_have_count(0)

    held[1].continue_()
    expect(pane.locator("[data-lit] img")).to_be_visible()


def expect_pages_remembered(page, pane):
    pane.get_by_role("link", name="A4 pages").click()
    lit = pane.locator("[data-lit] img")
    expect(lit).to_be_visible()
    shape = lit.evaluate("one => one.decode().then(() => one.naturalHeight / one.naturalWidth)")
    assert shape == pytest.approx(2**0.5, rel=0.01)
    page.reload()
    expect(lit).to_be_visible()


def expect_reached_and_closed_by_keyboard(page, pane, toggle):
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Preview", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(pane).to_be_focused()
    pane.get_by_role("button", name="Close preview").focus()
    page.keyboard.press("Enter")
    expect(pane).to_be_hidden()
    expect(toggle).to_be_focused()


@pytest.mark.parametrize("js", [True, False])
def test_narrow_screens_and_those_without_scripts_have_a_page(
    insight, open_page, join, expect_accessible, js
):
    page = open_page(join("marta"), width=360 if js else 1280, js=js)
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", name="Preview", level=1)).to_be_visible()
    expect(page.locator("[aria-current]", has_text="Water 9.")).to_contain_text("A few say so.")
    expect_accessible(page)
    page.get_by_role("link", name="A4 pages").click()
    expect(page.get_by_role("img", name=re.compile(r"^Page 1 of \d of 1\.1 Climate justice"))).to_be_visible()
    page.get_by_role("link", name="Back to the insight").click()
    expect(page.get_by_label("Text")).to_be_visible()
