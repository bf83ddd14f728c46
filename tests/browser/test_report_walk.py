"""From three passages to a published report: with the mouse, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.synthesis.marking import highlight, theme
from tests.work import work_off_everything

CONSULTATION = "/consultations/future-we-want/"
MOST = 50  # clicks, ticks and texts typed, by editor and approver together
FARTHEST = 150  # presses of Tab to any control of any page
SAID = {
    "isabel": "Three villages share one spring.",
    "carlos": "We share a well with the next valley.",
    "petro": "The villages here share one pump.",
}


@dataclass
class Hands:
    """What a person does at a page, each act counted; a text is two: going to its field, and typing it."""

    page: Page
    done: list[str]
    by_keyboard: bool = False
    tabs: int = field(default=0, init=False)

    def open(self, address: str) -> None:
        self.done.append(f"open {address}")
        self.page.goto(address)

    def press(self, control: Locator, key: str = "Enter") -> None:
        self.done.append(f"press {control}")
        if self.by_keyboard:
            self.reach(control)
            self.page.keyboard.press(key)
        else:
            control.click()

    def tick(self, box: Locator) -> None:
        self.press(box, "Space")
        expect(box).to_be_checked()

    def write(self, label: str, words: str) -> None:
        box = self.page.get_by_label(re.compile(f"^{label}"))
        self.done += [f"go to {label}", f"type {words}"]
        if self.by_keyboard:
            self.reach(box)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(words)
        else:
            box.click()
            expect(box).to_be_focused()
            box.fill(words)

    def reach(self, control: Locator) -> None:
        """Go there with Tab alone, from wherever the page left the focus."""
        expect(control).to_be_visible()
        self.page.wait_for_load_state()
        for _press in range(FARTHEST):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"no way by keyboard to {control} on {self.page.url}")

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def coded(open_consultation, join, say, settings, tmp_path, live_server):
    """Three people on one theme, a theme that nobody spoke of, and an approver who will be told."""
    join("tomas")
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path, live_server.url
    trends = theme(open_consultation, "Trends and opportunities")
    climate = theme(open_consultation, "Climate justice", trends)
    theme(open_consultation, "Digital justice", trends)
    for key, words in SAID.items():
        highlight(say(join(key), words), words, climate, join("nadia"))


@pytest.mark.parametrize("way", ["mouse", "keyboard", "no scripts"])
def test_an_insight_of_three_passages_is_published_in_fifty_acts(
    way, coded, open_page, expect_accessible, join
):
    done: list[str] = []

    def look(page: Page) -> None:
        expect_accessible(page) if way == "mouse" else None

    def hands(key: str) -> Hands:
        return Hands(open_page(join(key), js=way != "no scripts"), done, way == "keyboard")

    editor = hands("marta")
    write_an_insight(editor, look, js=way != "no scripts")
    clear_the_check(editor, look)
    build_and_send(editor, look)
    publish(hands("tomas"), look)

    assert len(done) <= MOST, done


def write_an_insight(editor: Hands, look, *, js: bool) -> None:
    page = editor.page
    editor.open(CONSULTATION)
    editor.press(editor.link("Open the studio"))
    editor.press(editor.button("Start from the codebook"))
    editor.press(editor.link("1.1 Climate justice"))
    for words in SAID.values():
        editor.tick(page.get_by_label(f"“{words}”"))
    editor.press(editor.button("New insight from 3 passages" if js else "New insight from ticked passages"))
    expect(page.get_by_text("New insight from 3 passages.")).to_be_visible()
    editor.write("Lead-in", "Shared water.")
    editor.write("Text", "Many villages share one spring.")
    editor.press(editor.button("Save insight"))
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    look(page)


def clear_the_check(editor: Hands, look) -> None:
    page = editor.page
    editor.press(editor.link("Check"))
    expect(page.get_by_text("1 fault must be mended")).to_be_visible()
    look(page)
    editor.press(page.get_by_role("link", name="Fix: ").filter(has_text="Fix").first)
    editor.press(editor.button("Remove heading"))
    editor.press(editor.link("Check"))
    expect(page.get_by_text("Nothing stands in the way.")).to_be_visible()
    editor.press(page.get_by_role("link", name=re.compile("Fix: .*many", re.IGNORECASE)))
    editor.write("Text", "A few villages share one spring.")
    editor.press(editor.button("Save insight"))
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def build_and_send(editor: Hands, look) -> None:
    page = editor.page
    editor.press(editor.link("Check"))
    editor.press(editor.link("Build"))
    editor.press(editor.button("Build"))
    expect(page.get_by_text("Waiting for the worker").last).to_be_visible()
    work_off_everything()
    expect(page.get_by_text("Your draft is built.").last).to_be_visible()
    look(page)
    editor.press(editor.link("Send for sign-off"))
    editor.press(editor.button("Send for sign-off"))
    expect(page.get_by_text("Draft 1 is with the approvers.")).to_be_visible()


def publish(approver: Hands, look) -> None:
    page = approver.page
    approver.open(reverse("account:notifications"))
    approver.press(page.get_by_role("link", name="sent draft 1 of the summary"))
    approver.press(approver.button("Approve and publish"))
    expect(page.get_by_text("Published as v1.0.")).to_be_visible()
    approver.press(approver.link("v1.0"))
    expect(page.get_by_text("A few villages share one spring.").first).to_be_visible()
    look(page)
    work_off_everything()
