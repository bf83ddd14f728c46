"""Which words and choices win: those of this page, of a copy, or of another page of the same person."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Draft
from tests.browser.composing import (
    MORE,
    WORDS,
    box,
    editor,
    focus,
    hold,
    type_into,
    wait_for,
    words_in,
    writing_page,
)

LATE_FRAMES = """const soon = requestAnimationFrame;
requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 600);"""


@pytest.fixture
def page(open_page, join, address):
    return writing_page(open_page(join("petro")), address)


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


def test_what_is_selected_while_the_editor_comes_stays_selected(open_page, join, address):
    page = open_page(join("petro"))
    held = hold(page, "**/js/editor*.js")
    page.goto(address)
    page.locator("textarea[name=text]").click()
    page.keyboard.type(f"{WORDS} {WORDS}")
    page.keyboard.press("ControlOrMeta+a")
    wait_for(page, lambda: held)
    held[0].continue_()
    expect(editor(page)).to_be_focused()

    page.keyboard.type(MORE.strip())

    assert words_in(page) == MORE.strip()


def test_whoever_goes_on_while_the_editor_comes_is_not_fetched_back(open_page, join, address):
    page = open_page(join("petro"))
    page.add_init_script(LATE_FRAMES)
    page.goto(address)
    page.locator("textarea[name=text]").focus()
    page.locator(".editor").wait_for(state="attached")

    page.keyboard.press("Tab")

    page.wait_for_timeout(1500)  # the frames have come
    expect(page.get_by_role("combobox", name="Language of this contribution")).to_be_focused()


@pytest.mark.parametrize(
    ("script", "leaves"),
    [("app", False), ("app", True), ("composer", False)],
    ids=["app", "away", "composer"],
)
def test_what_is_typed_before_a_script_comes_is_kept(script, leaves, open_page, join, address):
    page = open_page(join("petro"))
    page.add_init_script("localStorage['plain-box'] = '1'")
    held = hold(page, f"**/{script}*.js", times=1)
    page.goto(address, wait_until="commit")
    box(page).click()
    page.keyboard.type(WORDS)
    if leaves:
        page.get_by_role("heading", level=1).click()
    wait_for(page, lambda: held)

    held[0].continue_()

    expect(page.locator(".composer__saved")).to_contain_text("Saved on this device")
    expect(box(page)).to_have_value(WORDS)
    page.goto("/")
    wait_for(page, Draft.objects.filter(text=WORDS).exists)


def test_what_is_typed_while_a_copy_is_on_its_way_goes_too(page):
    held = hold(page, "**/draft/", times=1)
    language = page.get_by_role("combobox", name="Language of this contribution")
    language.focus()
    wait_for(page, lambda: held)
    box(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(MORE)
    language.focus()
    held[0].continue_()

    wait_for(page, Draft.objects.filter(text=WORDS + MORE).exists)


def test_a_page_that_is_put_away_while_a_copy_is_on_its_way_sends_what_was_typed_since(page):
    held = hold(page, "**/draft/")
    page.evaluate("AbortSignal.timeout = () => new AbortController().signal")  # the copy is never given up
    page.get_by_role("combobox", name="Language of this contribution").focus()
    wait_for(page, lambda: held)
    box(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(MORE)

    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    wait_for(page, lambda: len(held) == 2)
    held[1].continue_()
    wait_for(page, Draft.objects.filter(text=WORDS + MORE).exists)


def test_what_is_typed_while_a_text_is_refused_is_there_to_go_on_with(
    open_page, join, address, post_address, known_failures
):
    page = open_page(join("petro"))
    page.goto(address)
    held = hold(page, post_address)
    focus(page)
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: held)
    page.keyboard.insert_text(WORDS)

    held[0].continue_()

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("region", name="Your draft").get_by_role("button", name="Continue").click()
    assert words_in(page) == WORDS
    known_failures()


def test_a_form_that_another_one_replaced_saves_nothing_any_more(
    open_page, join, address, post_address, known_failures
):
    page = open_page(join("petro"))
    page.clock.install()
    page.goto(address)
    posts, saves = hold(page, post_address), hold(page, "**/draft/")
    focus(page)
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: posts)
    page.keyboard.insert_text(WORDS)
    page.get_by_role("combobox", name="Language of this contribution").focus()
    wait_for(page, lambda: saves)

    posts[0].continue_()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    asked = len(saves)
    saves[0].abort()
    page.clock.fast_forward(40_000)
    page.wait_for_timeout(300)

    assert len(saves) == asked
    known_failures()


def test_the_copy_on_the_device_is_offered_where_the_site_does_not_say_what_it_has(page, address):
    page.goto("/")
    wait_for(page, Draft.objects.exists)
    held = hold(page, "**/draft/?parent=*")
    page.goto(address)
    wait_for(page, lambda: held)

    page.get_by_role("region", name="Your draft").get_by_role("button", name="Continue").click()

    assert words_in(page) == WORDS


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


def test_another_version_of_the_words_leaves_the_name_withheld(page, known_failures):
    page.get_by_role("radio", name="Name withheld").check()
    page.get_by_role("checkbox", name="1 Label 1").check()
    wait_for(page, Draft.objects.exists)
    Draft.objects.update(text="Written on the phone.", sequence=3, device="phone")
    box(page).click()
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
