"""Hands at the text box: what several files of tests write, read and wait for there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

WORDS = "The mobile court comes on Tuesdays. It takes one morning."
MORE = " People come from far away."
TRIES, PAUSE = 600, 50  # times, and milliseconds between them


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your contribution")


def editor(page: Page) -> Locator:
    return page.locator(".editor [contenteditable=true]")


def focus(page: Page) -> None:
    """With the editor there."""
    box(page).click()
    expect(editor(page)).to_be_focused()


def type_into(page: Page, words: str) -> None:
    """As a person would, until the device has it."""
    focus(page)
    page.keyboard.type(words)
    wait_for(page, lambda: words in page.evaluate("JSON.stringify(localStorage)"))
    expect(page.locator(".composer__saved")).to_contain_text("Saved on this device")


def writing_page(page: Page, address: str) -> Page:
    """The page of a room with words in the box, kept on the device."""
    page.goto(address)
    type_into(page, WORDS)
    return page


def words_in(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def expect_no_copy(page: Page) -> None:
    """On the device: the page clears away there what is done with."""
    wait_for(
        page, lambda: not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('draft '))")
    )


def expect_online(page: Page, *, is_so: bool) -> None:
    """The page has heard of it."""
    wait_for(page, lambda: page.evaluate("navigator.onLine") == is_so)


def hold(page: Page, address: str, *, times: int | None = None) -> list[Route]:
    """The requests there that wait until the test lets them go on, or only so many of them."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep, times=times)
    return held


def wait_for(page: Page, is_so: Callable[[], object]) -> None:
    for _again in range(TRIES):
        if is_so():
            return
        page.wait_for_timeout(PAUSE)
    raise AssertionError("it never came")
