"""We asked, you said, we did: from the studio to the reader of the report."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from synthesis.models import Response
from tests.synthesis.published import Published

REPORT = "/reports/future-we-want/"


@pytest.fixture
def work(open_consultation, room, join, say, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    work = Published(open_consultation, join("marta"))
    springs = work.insight(work.part("Water"), "Shared springs.", "They are shared.")
    work.rest(springs, say(join("isabel"), "Three villages share one spring."), "one spring")
    work.publish()
    return work


def fits(page) -> None:
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, page.url


def test_a_row_goes_from_the_studio_to_the_report_and_to_the_person_who_said_it(
    work, room, open_page, expect_accessible, known_failures, join
):
    add_row(open_page(join("marta")), expect_accessible)
    known_failures()  # the form was refused once, on purpose
    row = Response.objects.get()

    page = open_page(width=360)
    page.goto(REPORT)
    page.get_by_role("link", name="What was done: In progress").click()
    shown = page.locator(f"#{row.anchor}")
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("A gate stands at the spring.")
    expect_accessible(page)
    fits(page)
    shown.get_by_role("link", name=re.compile("1.1 Shared springs")).click()
    expect(page.locator("#i-1-1")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(shown).to_be_visible()

    page = open_page(join("isabel"), width=360, scheme="dark")
    page.goto(f"/ar{REPORT}yours/")
    expect_accessible(page)
    fits(page)
    page.locator(f"a[href$='#{row.anchor}']").click()
    expect(page.locator(f"#{row.anchor}")).to_be_in_viewport()
    expect_accessible(page)
    fits(page)


def add_row(page, expect_accessible) -> None:
    page.goto("/studio/future-we-want/did/")
    expect_accessible(page)
    page.get_by_role("link", name="Add row").first.click()
    page.get_by_role("button", name="Save and make public").click()
    expect(page.get_by_role("link", name="Enter who answers for it.")).to_be_visible()
    expect_accessible(page)
    page.get_by_label("We asked: guiding question").select_option(index=1)
    page.get_by_label("You said: insight of the summary").select_option(label="1.1 Shared springs")
    page.get_by_role("radio", name="In progress").check()
    page.get_by_label("What we did, or will do").fill("A gate stands at the spring.")
    page.get_by_label("Owner").fill("Water office")
    page.get_by_role("button", name="Save and make public").click()
    expect(page.get_by_text("Public. People are told in 60 minutes")).to_be_visible()
    expect_accessible(page)
    page.set_viewport_size({"width": 360, "height": 900})
    fits(page)
