from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consultation.models import Outbox
from synthesis.models import Build
from synthesis.tasks import build_report
from tests.browser.composing import hold, wait_for
from tests.synthesis.marking import highlight, theme

STUDIO = "/studio/future-we-want/"


@pytest.fixture
def marked(open_consultation, join, say, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    trends = theme(open_consultation, "Trends and opportunities")
    climate = theme(open_consultation, "Climate justice", trends)
    theme(open_consultation, "Digital justice", trends)
    highlight(say(join("isabel"), "Three villages share one spring."), "one spring", climate, join("nadia"))


def work_off():
    build_report(Outbox.objects.open().get(kind="report.build").pk)


@pytest.mark.parametrize("js", [True, False])
def test_from_the_codebook_to_a_downloaded_file(marked, open_page, join, expect_accessible, js):
    page = open_page(join("marta"), js=js)
    page.goto(STUDIO)
    expect_accessible(page) if js else None
    page.get_by_role("button", name="Start from the codebook").click()
    page.get_by_role("button", name="Move up: 1.2 Digital justice").click()
    expect(page.get_by_text("Digital justice is now number 1.")).to_be_visible()
    expect_accessible(page) if js else None

    page.get_by_role("link", name="Rename: 1.1 Digital justice").click()
    page.get_by_label("Heading").fill("Courts and data")
    expect_accessible(page) if js else None
    page.get_by_role("button", name="Save heading").click()
    page.get_by_role("link", name="Build", exact=True).click()
    expect_accessible(page) if js else None
    for name in ("Word", "PDF", "Excel", "Evidence as CSV", "JSON"):
        page.get_by_label(name).uncheck()
    page.get_by_role("button", name="Build").click()

    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    Build.objects.update(status="running", step=3)
    expect(page.get_by_text("Step 3 of 4: making the web page")).to_be_visible()
    expect_accessible(page) if js else None
    Build.objects.update(status="queued")
    work_off()
    expect(page.get_by_text("Your draft is built.")).to_be_visible()
    expect_accessible(page) if js else None

    with page.expect_download() as download:
        page.get_by_role("link", name="Download Web page").click()
    assert download.value.suggested_filename == "future-we-want-draft-1-en.html"


def test_the_page_asks_no_more_once_the_build_is_over(marked, open_page, join):
    page = open_page(join("marta"))
    page.goto(STUDIO)
    page.get_by_role("button", name="Start from the codebook").click()
    page.get_by_role("link", name="Build", exact=True).click()
    page.get_by_role("button", name="Build").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    held = hold(page, "**/build/")
    wait_for(page, lambda: held)
    page.wait_for_timeout(2500)  # an answer takes longer than the page waits before it asks again
    Build.objects.update(status="cancelled")
    held[0].continue_()
    expect(page.get_by_text("The last build was cancelled.")).to_be_visible()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5000)

    assert (len(held), asked) == (1, [])
