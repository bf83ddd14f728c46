"""Long letters and rich ones: read on the narrowest phone, opened again with and without the editor."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from consultation.texts import MAX_CHARACTERS

LENGTHS = (152, 700, 1780, 4124)
SENTENCE = "People walk half a day to the office and are sent home for one missing paper. "
LONGEST_LINE = "https://example.org/" + "a-long-address-without-any-space-" * 6
RICH = "<h4>Desks</h4><p>One <strong>bold</strong> word.</p><ul><li><p>first</p></li></ul>"


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_letters_are_read_at_320_pixels_without_scrolling_sideways(open_page, join, say, room):
    petro = join("petro")
    for length in LENGTHS:
        say(petro, (SENTENCE * 60)[:length])
    words = [f"{SENTENCE * 12}\n\n- a list\n- {LONGEST_LINE}\n\n> quoted {'w' * 90}" for _ in range(55)]
    letter = say(petro, "\n\n".join(words))
    assert letter.words > 10_000
    assert letter.revision.length < MAX_CHARACTERS
    page = open_page(join("carlos"), width=320)

    for address in (
        reverse("contributions:room", args=[room.consultation.slug, room.slug]),
        reverse("contributions:contribution", args=[letter.pk]),
        reverse("contributions:reply", args=[letter.pk]),
    ):
        page.goto(address)
        assert sideways(page) <= 0, address
        voice = page.locator(".voice").last
        assert float(voice.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 16


def test_a_rich_text_opens_in_the_editor_and_in_the_plain_box_and_keeps_its_marks(open_page, join, say):
    petro = join("petro")
    said = say(petro, RICH, is_rich=True, language="en")
    edit = reverse("contributions:edit", args=[said.pk])
    page = open_page(petro)

    page.goto(edit)
    expect(page.locator(".editor__page strong")).to_have_text("bold")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url("**/contributions/*/")
    assert said.revisions.count() == 1

    page.goto(edit)
    page.get_by_role("button", name="Plain text box").click()
    box = page.get_by_role("textbox", name="Your contribution")
    expect(box).to_have_value("Desks\n\nOne bold word.\n\n- first")
    box.fill("New desks\n\nOne bold word.\n\n- first")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url("**/contributions/*/")
    said.refresh_from_db()
    assert "<strong>bold</strong>" in said.revision.html
    assert '<p dir="auto">New desks</p>' in said.revision.html

    page.goto(edit)  # the plain box stays this person's choice
    expect(page.get_by_role("textbox", name="Your contribution")).to_have_value(
        "New desks\n\nOne bold word.\n\n- first"
    )
    page.get_by_role("button", name="Formatting tools").click()
    expect(page.locator(".editor__page strong")).to_have_text("bold")
