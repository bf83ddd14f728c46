"""One sentence of a published report, its voices, the exact words in their place, and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.synthesis.published import Published, put_file

REPORT = "/reports/future-we-want/"
SENTENCE = "A few people share one spring and never go to court."
WORDS = "The mediators are chosen by all three councils."
LONG = "We met at the spring. It was a dry year, and the gate stood open at night. " * 30


@pytest.fixture
def work(open_consultation, room, join, say, settings, tmp_path, live_server):
    """Part 1 holds 1.1 with an insight on words deep in Isabel's long text; Petro differs."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = live_server.url
    work = Published(open_consultation, join("marta"))
    heading = work.heading("Climate justice", work.part("Trends and opportunities"))
    note = work.note("As told in March.")
    first = [{"t": "text", "v": f"{SENTENCE} It lasts."}, {"t": "note", "ref": note}]
    springs = work.insight(heading, "Shared springs.", first, "More is asked of those who have time.")
    said = say(join("isabel"), f"{LONG}\n\n{WORDS} Since then the gates stay shut.\n\n{LONG}")
    work.rest(springs, said, WORDS)
    work.rest(springs, say(join("layla"), "اتفقنا على الماء.", language="ar"), "اتفقنا على الماء.")
    work.rest(springs, say(join("petro"), "Whoever came later drinks last."), "drinks last", "differs")
    work.insight(heading, "Paper first.", "It is so.", outside="Live webinar")
    work.close()
    put_file(work.publish(), content=b"%PDF-1.7")
    return work


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_sentence_to_the_lit_words_and_back(js, work, open_page, expect_accessible):
    page = open_page(js=js)
    page.goto("/reports/")
    expect_accessible(page)
    page.get_by_role("link", name="The future we want").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The future we want: summary")
    expect_accessible(page)
    quotation = page.get_by_text(f"“{WORDS}”")
    expect(quotation).to_be_hidden()

    page.get_by_role("link", name=SENTENCE).click()
    expect(quotation).to_be_in_viewport()
    expect_accessible(page)

    page.get_by_role("link", name=re.compile("Read in context #1 by Isabel")).click()
    lit = page.locator("mark")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text(WORDS)
    expect(lit).to_be_in_viewport()
    expect(lit).to_be_focused()
    expect_accessible(page)

    page.get_by_role("link", name="Back to the report: 1.1.1").click()
    expect(page.get_by_role("link", name=SENTENCE)).to_be_in_viewport()
    expect(quotation).to_be_visible()
    expect_accessible(page)


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_contribution_to_where_it_was_used(js, work, open_page, expect_accessible, join):
    page = open_page(join("isabel"), js=js)
    page.goto("/consultations/future-we-want/rooms/emerging-trends/")
    page.get_by_role("link", name="#1", exact=True).click()
    expect(page.get_by_role("heading", name="Used in the summary report (1)")).to_be_visible()
    expect_accessible(page)

    page.get_by_role("link", name="1.1.1 Shared springs").click()

    expect(page.get_by_text("Your contributions are used in 1 place:")).to_be_visible()
    expect(page.locator("#e-1-1-1").get_by_text("Your contribution was used here")).to_be_visible()
    expect_accessible(page)


def test_a_link_to_an_insight_opens_its_evidence(work, open_page):
    page = open_page()
    page.goto(f"{REPORT}#i-1-1-1")
    expect(page.get_by_text(f"“{WORDS}”")).to_be_visible()

    page.goto("about:blank")
    page.goto(REPORT)
    page.get_by_role("link", name="One person differs.").click()
    expect(page.locator("#e-1-1-1-differs")).to_be_in_viewport()
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_text("As told in March.")).to_be_in_viewport()
    page.get_by_role("link", name="Back to text").click()
    expect(page.locator("#mark-1")).to_be_in_viewport()


def test_the_consultation_offers_its_summary_first(work, open_page, expect_accessible):
    page = open_page(width=360)
    page.goto("/consultations/future-we-want/")
    expect(page.get_by_role("link", name="Read the summary")).to_be_in_viewport()
    expect_accessible(page)

    page.get_by_role("link", name="Read the summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()

    assert download.value.suggested_filename == "future-we-want-v1.0-en.pdf"


@pytest.mark.parametrize(
    ("width", "scheme", "prefix"), [(360, "dark", ""), (768, "light", "/ar"), (360, "light", "/ar")]
)
def test_every_page_of_the_walk_fits_and_is_accessible(
    width, scheme, prefix, work, open_page, expect_accessible, join
):
    page = open_page(join("isabel"), width=width, scheme=scheme)
    (said,) = join("isabel").contributions.all()
    passage = said.revision.passages.get()

    for path in (
        "/reports/",
        f"{REPORT}?open=1.1.1",
        f"{REPORT}v1.0/",
        f"/contributions/{said.pk}/?passage={passage.guid}#p{passage.pk}",
        "/consultations/future-we-want/",
    ):
        page.goto(prefix + path)
        expect_accessible(page)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, path


def test_on_paper_all_evidence_is_open(work, open_page):
    page = open_page()
    page.goto(REPORT)
    page.emulate_media(media="print")

    expect(page.get_by_text(f"“{WORDS}”")).to_be_visible()
    expect(page.get_by_role("link", name="Share link to 1.1.1")).to_be_hidden()
