from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from synthesis.actions.insights import InsightWords, add_insight, fingerprint, words_of
from synthesis.actions.outline import start_from_codebook
from synthesis.actions.wordings import write_insight
from synthesis.models import Section
from tests.synthesis.marking import highlight, theme

STUDIO = "/studio/future-we-want/"
WORDS = "A spring comes before a court."


@pytest.fixture
def insight(open_consultation, join, say):
    trends = theme(open_consultation, "Trends and opportunities")
    climate = theme(open_consultation, "Climate justice", trends)
    theme(open_consultation, "Digital justice", trends)
    said = say(join("isabel"), "Three villages share one spring.")
    passage = highlight(said, "one spring", climate, join("nadia"))
    start_from_codebook(open_consultation, by=None)
    section = Section.objects.get(title="Climate justice")
    words = InsightWords("Water first.", "A few say so.")
    return add_insight(section, words, by=join("marta"), passages=[passage])


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_typed_is_lost_and_every_wording_comes_back(
    insight, open_page, join, expect_accessible, known_failures, width
):
    page = open_page(join("marta"), width=width)
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    page.get_by_label("Text").fill(WORDS)
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    insight.refresh_from_db()
    assert words_of(insight).text == WORDS

    page.route("**/words/", lambda route: route.abort())
    page.get_by_label("Text").fill(f"{WORDS} So it is.")
    expect(page.get_by_text("Your words are kept on this device; saving is tried again.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Words that were not saved are kept on this device.")).to_be_visible()
    known_failures()
    expect_accessible(page)
    page.unroute("**/words/")
    page.get_by_role("button", name="Take them over").click()
    expect(page.get_by_label("Text")).to_have_value(f"{WORDS} So it is.")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()

    page.get_by_label("Text").evaluate("box => box.setSelectionRange(2, 8)")
    page.get_by_role("button", name="Bold").click()
    expect(page.get_by_label("Text")).to_have_value(re.compile(r"^A \*\*spring\*\* comes"))
    page.get_by_label("Lead-in").fill("Springs first.")
    page.get_by_role("button", name="Save insight").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("stands again.")).to_be_visible()
    page.get_by_role("link", name=re.compile("History: ")).click()
    expect_accessible(page)
    page.get_by_role("button", name="Restore wording 1").click()
    expect(page.get_by_text("Wording 1 stands again.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("A few say so.")


def test_who_comes_second_sees_both_texts(insight, open_page, join, expect_accessible, known_failures):
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    words = words_of(insight)
    theirs = InsightWords("Theirs.", "Their text.")
    write_insight(insight, theirs, seen=fingerprint(words), by=join("nadia"))

    page.get_by_label("Text").fill(WORDS)
    expect(page.get_by_text("Not saved: somebody else saved this insight meanwhile.")).to_be_visible()
    page.get_by_role("button", name="See both").click()
    expect(page.get_by_text("Their text.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(WORDS)
    known_failures()
    expect_accessible(page)
    page.get_by_role("button", name="Save insight").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_headings_and_insights_are_dragged(insight, open_page, join):
    section, marta = insight.section, join("marta")
    second = add_insight(section, InsightWords("Second."), by=marta)
    page = open_page(marta)
    page.goto(STUDIO)
    digital = Section.objects.get(title="Digital justice")
    climate = page.locator(f"#s{section.pk}")
    page.locator(f"#s{digital.pk} > .grip").drag_to(climate, target_position={"x": 60, "y": 4})
    expect(page.get_by_text("Digital justice is moved.")).to_be_visible()
    expect(page.get_by_role("heading", name="1.1 Digital justice")).to_be_visible()

    page.get_by_role("link", name="1.2 Climate justice").first.click()
    first = page.locator(f"#i{insight.pk}")
    page.locator(f"#i{second.pk} > .grip").drag_to(first, target_position={"x": 60, "y": 4})
    expect(page.get_by_text("Moved.", exact=True)).to_be_visible()
    assert list(section.insights.all()) == [second, insight]
    link = page.get_by_role("navigation", name="Outline").get_by_role("link", name="1.1 Digital justice")
    page.locator(f"#i{second.pk} > .grip").drag_to(link)
    expect(page.get_by_text("Moved to Digital justice.")).to_be_visible()
    assert list(section.insights.all()) == [insight]
