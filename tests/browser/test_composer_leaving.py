"""Leaving a page while its text is posted: the link wins, nothing is lost and nothing posted twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from contributions.models import Contribution
from tests.browser.composing import (
    MORE,
    WORDS,
    expect_no_copy,
    focus,
    hold,
    wait_for,
    writing_page,
)


@pytest.fixture
def page(open_page, join, address):
    return writing_page(open_page(join("petro")), address)


def press_post(page):
    page.get_by_role("button", name="Post contribution").click()


def test_whoever_takes_a_link_while_a_text_is_posted_is_not_fetched_back(page, address, post_address):
    held = {}
    page.route(post_address, lambda route: held.update(post=route))
    page.route("**/help/", lambda route: held.update(help=route))

    press_post(page)
    page.get_by_role("link", name="Help").first.click(no_wait_after=True)
    wait_for(page, lambda: len(held) == 2)
    with page.expect_response(post_address):
        held["post"].continue_()
    page.wait_for_timeout(300)  # the answer would have been followed by now
    held["help"].continue_()

    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    page.goto(address)
    assert Contribution.objects.get().revision.plain == WORDS + "\n"
    focus(page)
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_whoever_stays_because_the_link_was_a_file_is_told_and_shown_the_way(page, post_address):
    held = hold(page, post_address)
    page.route("**/help/", lambda route: route.fulfill(status=204))
    press_post(page)
    wait_for(page, lambda: held)
    page.get_by_role("link", name="Help").first.click(no_wait_after=True)
    held[0].continue_()

    expect(page.get_by_text("Your text has arrived.")).to_be_visible()
    page.get_by_role("link", name="See it").click()

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()


def test_a_text_goes_on_to_the_site_when_its_page_is_left(page, post_address, address):
    held = hold(page, post_address)
    press_post(page)
    wait_for(page, lambda: held)

    page.goto("/help/")
    held[0].continue_()

    wait_for(page, lambda: "posted" in {cookie["name"] for cookie in page.context.cookies()})
    assert Contribution.objects.exists()
    page.goto(address)
    focus(page)
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_what_is_typed_while_a_text_is_posted_is_kept(page, post_address, address):
    held = hold(page, post_address)
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: held)
    page.keyboard.type(MORE)

    held[0].continue_()

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    page.goto(address)
    page.get_by_role("region", name="Your draft").get_by_role("button", name="Continue").click()
    assert page.locator("textarea[name=text]").input_value() == WORDS + MORE


def test_a_text_goes_at_once_when_its_page_is_left_while_a_copy_is_saved(page, post_address):
    held = {}
    page.route("**/draft/", lambda route: held.update(copy=route))
    page.route(post_address, lambda route: held.update(post=route))
    page.route("**/help/", lambda route: held.update(help=route))
    page.evaluate("AbortSignal.timeout = () => new AbortController().signal")  # the copy is never given up
    page.get_by_role("combobox", name="Language of this contribution").focus()
    wait_for(page, lambda: "copy" in held)
    press_post(page)

    page.get_by_role("link", name="Help").first.click(no_wait_after=True)

    wait_for(page, lambda: "post" in held)
    held["post"].continue_()
    wait_for(page, Contribution.objects.exists)
    held["help"].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")


def test_a_question_ticked_while_a_text_is_posted_offers_it_no_second_time(page, post_address, address):
    held = hold(page, post_address)
    press_post(page)
    wait_for(page, lambda: held)
    page.get_by_role("checkbox", name="1 Label 1").check()

    held[0].continue_()

    expect(page.get_by_text("Your contribution is posted as #1.")).to_be_visible()
    expect_no_copy(page)
