"""Nothing typed is lost: whatever fails, the words stay in the box, on the device or on the site."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution, Draft
from tests.browser.composing import (
    MORE,
    WORDS,
    box,
    editor,
    expect_no_copy,
    expect_online,
    type_into,
    wait_for,
    words_in,
)


@pytest.fixture
def write(open_page, address):
    """write(petro) opens the room for Petro with words in the box, kept on the device."""

    def start(person, words=WORDS, **more):
        page = open_page(person, **more)
        page.goto(address)
        type_into(page, words)
        return page

    return start


def press_post(page):
    page.get_by_role("button", name="Post contribution").click()


def test_a_text_is_posted_and_its_copies_go(write, join, address):
    page = write(join("petro"))

    press_post(page)

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    expect(page.locator("#c1-name")).to_be_focused()
    wait_for(
        page, lambda: page.evaluate("document.activeElement.getBoundingClientRect().top") > 7
    )  # its ring
    assert Contribution.objects.get().revision.plain == WORDS + "\n"
    page.goto(address)
    box(page).click()
    expect(editor(page)).to_be_focused()
    expect_no_copy(page)
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_offline_while_posting_keeps_the_words_and_tries_again(write, join, known_failures):
    page = write(join("petro"))
    page.context.set_offline(True)
    expect_online(page, is_so=False)

    press_post(page)

    expect(page.get_by_role("alert")).to_contain_text("Not posted. Your text is safe.")
    assert words_in(page) == WORDS
    page.context.set_offline(False)
    expect_online(page, is_so=True)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    assert Contribution.objects.count() == 1
    known_failures()


@pytest.mark.parametrize("way", ["no answer", "500", "502"])
def test_a_failing_server_keeps_the_words(way, write, join, post_address, expect_accessible, known_failures):
    page = write(join("petro"))
    answers = {"no answer": lambda route: route.abort("timedout")}
    page.route(post_address, answers.get(way, lambda route: route.fulfill(status=int(way), body="Broken")))

    press_post(page)

    expect(page.get_by_role("alert")).to_contain_text("Not posted. Your text is safe.")
    expect_accessible(page)
    page.unroute(post_address)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    known_failures()


def test_an_answer_lost_on_its_way_does_not_post_twice(write, join, post_address, known_failures):
    page = write(join("petro"))

    def arrive_but_lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route(post_address, arrive_but_lose_the_answer)
    press_post(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute(post_address)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_text("Your contribution is posted as #1.").first).to_be_visible()
    assert Contribution.objects.count() == 1
    known_failures()


def test_other_words_after_a_lost_answer_are_not_swallowed(write, join, post_address, known_failures):
    page = write(join("petro"))

    def arrive_but_lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route(post_address, arrive_but_lose_the_answer)
    press_post(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute(post_address)
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(MORE)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_text("Your contribution is posted as #2.")).to_be_visible()
    assert WORDS + MORE + "\n" in {one.revision.plain for one in Contribution.objects.all()}
    known_failures()


def test_a_session_that_ended_gives_the_words_back_after_signing_in(write, join, client, known_failures):
    petro = join("petro")
    page = write(petro)
    page.context.clear_cookies(name="sessionid")

    press_post(page)

    expect(page.get_by_role("textbox", name="Email address")).to_be_visible()
    expect(page.get_by_text("Your draft is kept:")).to_be_visible()
    assert WORDS in page.evaluate("JSON.stringify(localStorage)")
    known_failures()


def test_closing_while_writing_keeps_the_words_for_the_next_visit(write, join, address):
    page = write(join("petro"))
    page.keyboard.type(MORE)

    page.goto("/")
    page.goto(address)

    draft = page.get_by_role("region", name="Your draft")
    expect(draft.get_by_role("button", name="Continue")).to_have_count(1)
    expect(draft).to_have_count(1)
    draft.get_by_role("button", name="Continue").click()
    assert words_in(page) == WORDS + MORE
    expect(editor(page)).to_be_focused()
    page.keyboard.type(" Still more.")
    page.get_by_role("combobox", name="Language of this contribution").focus()
    wait_for(page, Draft.objects.filter(text=f"{WORDS}{MORE} Still more.").exists)
    expect(page.locator(".composer__saved")).to_contain_text("on the site")


def test_a_draft_that_is_thrown_away_is_gone_from_the_device_and_the_site(write, join, address):
    page = write(join("petro"))
    page.goto("/")
    wait_for(page, Draft.objects.exists)
    page.goto(address)

    draft = page.get_by_role("region", name="Your draft")
    expect(draft.get_by_role("button", name="Continue")).to_have_count(1)
    expect(draft).to_have_count(1)
    with page.expect_response(lambda answer: "/draft/" in answer.url and answer.request.method == "POST"):
        draft.get_by_role("button", name="Discard").click()

    expect(draft).to_have_count(0)
    assert Draft.objects.count() == 0
    expect_no_copy(page)


def test_going_back_gives_the_words_back_without_a_question(write, join, address):
    page = write(join("petro"))
    page.get_by_role("link", name="Consultations").first.click()
    page.wait_for_url(lambda url: address not in url)

    page.go_back()

    expect(page.locator("textarea[name=text]")).to_have_value(WORDS)


def test_two_tabs_keep_both_texts(write, join, address):
    first = write(join("petro"))
    second = first.context.new_page()
    second.goto(address)
    expect(second.get_by_text("You have a draft from").first).to_be_visible()
    type_into(second, "Something else altogether.")

    note = first.get_by_role("region", name="Other version")
    expect(note).to_be_visible()
    note.get_by_text("See the other version").click()
    expect(note).to_contain_text("Something else altogether.")
    note.get_by_role("button", name="Use the other version").click()

    assert words_in(first) == "Something else altogether."
    expect(first.locator(".draft__other")).to_contain_text(WORDS)
    assert WORDS in first.evaluate("JSON.stringify(localStorage)") or words_in(second)


def test_another_person_on_the_device_is_offered_nothing(write, join, address, client, live_server):
    page = write(join("petro"))
    page.goto("/")
    client.force_login(join("carlos").user, backend="consultation.people.backend.ActivePeopleBackend")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

    page.goto(address)
    box(page).click()

    expect(editor(page)).to_be_focused()
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_the_site_keeps_a_copy_when_the_box_is_left(write, join):
    page = write(join("petro"))

    with page.expect_response(re.compile("/draft/")):
        page.get_by_role("combobox", name="Language of this contribution").focus()

    expect(page.locator(".composer__saved")).to_contain_text("Saved on this device and on the site at")
    assert Draft.objects.get().text == WORDS


def test_a_copy_of_another_device_is_shown_beside_this_one(write, join, known_failures):
    petro = join("petro")
    page = write(petro)
    other = open_on_another_device(page, petro, "Written on the phone.")

    with page.expect_response(re.compile("/draft/")) as answer:
        page.get_by_role("combobox", name="Language of this contribution").focus()

    assert answer.value.status == 409
    expect(page.locator(".draft__other")).to_have_text("Written on the phone.")
    assert Draft.objects.get().text == other
    page.get_by_role("button", name="Keep mine").click()
    with page.expect_response(re.compile("/draft/")):
        page.get_by_role("combobox", name="Language of this contribution").focus()
    expect(page.locator(".composer__saved")).to_contain_text("on the site")
    assert Draft.objects.get().text == WORDS
    known_failures()


def open_on_another_device(page, person, words):
    room = person.consultation.rooms.get()
    copy = {"text": words, "sequence": 3, "device": "phone"}
    Draft.objects.update_or_create(user=person.user, room=room, defaults=copy)
    return words


def test_a_site_that_cannot_save_says_so_and_the_device_keeps(write, join, known_failures):
    page = write(join("petro"))
    page.route("**/draft/", lambda route: route.fulfill(status=500, body="Broken"))

    page.get_by_role("combobox", name="Language of this contribution").focus()

    told = "Not saved on the site. Your text is safe on this device."
    expect(page.locator(".composer__saved")).to_have_text(told)
    expect(page.locator("#status")).to_have_text(told)
    known_failures()


def test_control_and_enter_posts(write, join):
    page = write(join("petro"))

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()


def test_an_error_is_shown_on_the_same_page_and_the_words_stay(open_page, join, address, known_failures):
    page = open_page(join("petro"))
    page.goto(address)
    box(page).click()
    expect(editor(page)).to_be_focused()

    press_post(page)

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    box(page).click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type(WORDS)
    press_post(page)
    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    known_failures()


def test_what_a_visitor_typed_is_kept_on_the_device_before_signing_in(
    open_page, address, join, client, live_server
):
    page = open_page()
    page.goto(address)
    box(page).click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type(WORDS)
    page.goto("/")
    client.force_login(join("petro").user, backend="consultation.people.backend.ActivePeopleBackend")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

    page.goto(address)
    page.get_by_role("button", name="Continue").click()

    assert words_in(page) == WORDS


def test_the_words_are_counted_and_long_texts_get_a_hint(write, join):
    page = write(join("petro"))
    expect(page.locator(".composer__count")).to_have_text("10 words. About 1 minute to read.")

    editor(page).fill("word " * 1200)

    expect(page.locator(".composer__count")).to_contain_text("1,200 words. About 6 minutes to read. Long.")


def test_without_scripts_there_is_the_box_and_nothing_else(open_page, join, address):
    page = open_page(join("petro"), js=False)
    page.goto(address)

    box(page).fill(WORDS)
    press_post(page)

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    expect(page.get_by_role("button", name="Bold")).to_have_count(0)


def test_a_room_loads_nothing_of_it_before_the_box_has_the_focus(open_page, join, address):
    page = open_page(join("petro"))
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert {"composer.js", "composer.css", "editor.js"} & set(asked) == set()

    box(page).click()
    expect(editor(page)).to_be_focused()

    assert {"composer.js", "composer.css", "editor.js"} <= set(asked)


def test_posting_from_the_preview_leaves_no_copy_behind(write, join, address):
    page = write(join("petro"))
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Preview").first.wait_for()
    page.get_by_role("button", name="Post contribution").click()
    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()

    page.goto(address)

    expect_no_copy(page)
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_a_preview_offline_keeps_the_page(write, join, known_failures):
    page = write(join("petro"))
    page.context.set_offline(True)
    expect_online(page, is_so=False)

    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("alert")).to_contain_text("Your text is safe.")
    assert words_in(page) == WORDS
    known_failures()


def test_a_name_that_was_withheld_stays_withheld_in_the_copy(write, join, address):
    page = write(join("petro"))
    page.get_by_role("radio", name="Name withheld").check()
    page.get_by_role("checkbox", name="1 Label 1").check()
    page.goto("/")
    page.goto(address)

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("radio", name="Name withheld")).to_be_checked()
    expect(page.get_by_role("checkbox", name="1 Label 1")).to_be_checked()


def test_an_edit_is_saved_and_its_copies_go(open_page, join, say):
    petro = join("petro")
    said = say(petro, WORDS)
    page = open_page(petro)
    page.goto(reverse("contributions:edit", args=[said.pk]))
    type_into(page, MORE)
    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_text("Your changes to #1 are saved.")).to_be_visible()
    said.refresh_from_db()
    assert said.revision.plain == WORDS + MORE + "\n"
    expect_no_copy(page)


def test_the_clock_has_24_hours_in_every_language(open_page, join, address):
    page = open_page(join("petro"))
    page.clock.set_fixed_time("2026-07-20T20:05:00")
    page.goto(f"/ar{address}")
    page.locator("textarea[name=text]").click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type(WORDS)

    expect(page.locator(".composer__saved")).to_have_text(re.compile("20:05$"))
