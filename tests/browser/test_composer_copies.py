"""Which words and choices win: those of this page, of a copy, or of another page of the same person."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Draft
from tests.browser.composing import MORE, WORDS, box, hold, type_into, wait_for, words_in

LATE_FRAMES = """const soon = requestAnimationFrame;
requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 600);"""


@pytest.fixture
def page(open_page, join, address):
    """Petro's page of the room with words in the box, kept on the device."""
    opened = open_page(join("petro"))
    opened.goto(address)
    type_into(opened, WORDS)
    return opened


def test_a_long_text_with_marks_is_saved_from_the_plain_box(open_page, join, say):
    """Its words and its marks go along: together more than browsers send from a page that may close."""
    petro = join("petro")
    paragraph = "تأتي المحكمة المتنقلة يوم الثلاثاء. "
    long = f"<p><strong>مهم</strong> {paragraph * (19_000 // len(paragraph))}</p>"
    said = say(petro, long, is_rich=True, language="ar")
    page = open_page(petro)
    page.add_init_script("localStorage['plain-box'] = '1'")
    page.goto(reverse("contributions:edit", args=[said.pk]))
    page.get_by_role("button", name="Formatting tools").wait_for()
    box(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(WORDS)

    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_text("Your changes to #1 are saved.")).to_be_visible()
    said.refresh_from_db()
    assert said.revision.plain.rstrip().endswith(WORDS)


def test_control_and_enter_saves_an_edit(open_page, join, say):
    petro = join("petro")
    said = say(petro, WORDS)
    page = open_page(petro)
    page.goto(reverse("contributions:edit", args=[said.pk]))
    type_into(page, MORE)

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Your changes to #1 are saved.")).to_be_visible()
    said.refresh_from_db()
    assert said.revision.plain == WORDS + MORE + "\n"


def test_a_key_pressed_while_the_editor_comes_is_not_lost(open_page, join, address):
    page = open_page(join("petro"))
    page.add_init_script(LATE_FRAMES)
    page.goto(address)
    page.locator("textarea[name=text]").focus()
    page.locator(".editor").wait_for(state="attached")

    page.keyboard.insert_text(WORDS)

    page.wait_for_timeout(1500)  # the frames have come
    assert words_in(page) == WORDS
    assert box(page).inner_text() == WORDS


def test_words_written_on_after_another_page_threw_them_away_stay(page, address, known_failures):
    page.get_by_role("combobox", name="Language of this contribution").focus()
    expect(page.locator(".composer__saved")).to_contain_text("on the site at")
    page.route("**/draft/", lambda route: route.abort())
    box(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(MORE)
    wait_for(page, lambda: MORE in page.evaluate("JSON.stringify(localStorage)"))
    other = page.context.new_page()
    other.goto(address)
    other.locator(".draft[id]").get_by_role("button", name="Discard").click()
    expect(other.get_by_text("Your draft is discarded.")).to_be_visible()
    other.close()
    page.keyboard.type(MORE)
    wait_for(page, lambda: MORE + MORE in page.evaluate("JSON.stringify(localStorage)"))

    page.reload()

    expect(page.locator("textarea[name=text]")).to_have_value(WORDS + MORE + MORE)
    known_failures()


def test_another_version_of_the_words_leaves_the_name_withheld(page, room, join, known_failures):
    page.get_by_role("radio", name="Name withheld").check()
    page.get_by_role("checkbox", name="1 Label 1").check()
    box(page).click()
    Draft.objects.all().delete()
    phone = {"text": "Written on the phone.", "sequence": 3, "device": "phone"}
    Draft.objects.create(user=join("petro").user, room=room, **phone)
    page.keyboard.type(MORE)
    page.get_by_role("combobox", name="Language of this contribution").focus()
    expect(page.locator(".draft__other")).to_have_text("Written on the phone.")

    page.get_by_role("button", name="Use the other version").click()

    assert words_in(page) == "Written on the phone."
    expect(page.get_by_role("radio", name="Name withheld")).to_be_checked()
    expect(page.get_by_role("checkbox", name="1 Label 1")).to_be_checked()
    known_failures()


def test_what_is_chosen_before_a_copy_comes_is_not_taken_back(page, address):
    page.goto("/")
    wait_for(page, Draft.objects.exists)
    held = hold(page, "**/composer*.js")
    page.goto(f"{address}?draft=1")
    page.get_by_role("radio", name="Name withheld").check()
    wait_for(page, lambda: held)

    held[0].continue_()

    expect(page.locator(".composer__saved")).to_contain_text("Saved on this device")
    assert words_in(page) == WORDS
    expect(page.get_by_role("radio", name="Name withheld")).to_be_checked()
