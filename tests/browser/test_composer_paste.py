"""What word processors put on the clipboard becomes the few marks a contribution has, and no word is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution

CORPUS = Path(__file__).parent / "pasted"
PASTED = {
    "word": (
        [
            "<h4",
            "Courts that travel",
            "<strong>two</strong>",
            "<em>bus court</em>",
            'href="https://example.org/study"',
        ],
        [
            "Courts that travel",
            "One morning instead of two days",
            "No fare to pay",
            "District",
            "Hearings",
            "the study",
        ],
        2,
    ),
    "outlook": (
        ["<strong>three</strong>"],
        ["Dear colleagues,", "mediators.", "From:", "<a@example.org>"],
        0,
    ),
    "google-docs": (
        ["<h4", "<strong>their own</strong>", "<em>mediators</em>"],
        ["What we saw", "Villages keep their own list of mediators.", "Springs", "Pastures"],
        2,
    ),
    "word-lists": (
        ['<ol start="3"', "<ol", "<ul"],
        ["Answers:", "Third question", "Its first part", "Fourth question", "Between words kept", "Another"],
        6,
    ),
    "web-page": (["<sub>low</sub>"], ["Plain", "words", "a trap", "under"], 0),
}
PASTE = """([selector, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain words");
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(paste);
}"""
EDITOR = ".editor [contenteditable=true]"


@pytest.fixture
def editor_page(open_page, join, say):
    root = say(join("petro"))

    def start(**more):
        page = open_page(join("isabel"), **more)
        page.goto(reverse("contributions:reply", args=[root.pk]))
        page.get_by_role("textbox", name="Your contribution").click()
        expect(page.locator(EDITOR)).to_be_focused()
        return page

    return start


def value(page, name="text"):
    return page.locator(f"[name={name}]").input_value()


def post(page):
    page.get_by_role("button", name="Post contribution").click()
    expect(page.get_by_text("Your contribution is posted as #2.")).to_be_visible()
    return Contribution.objects.get(number=2).revision


@pytest.mark.parametrize("source", PASTED)
def test_pasted_text_keeps_its_words_and_the_marks_we_have(source, editor_page):
    marks, words, items = PASTED[source]
    html = (CORPUS / f"{source}.html").read_text(encoding="utf-8")
    page = editor_page()

    page.evaluate(PASTE, [EDITOR, html])
    revision = post(page)

    assert [mark for mark in marks if mark not in revision.html] == []
    plain = " ".join(revision.plain.split())
    assert [word for word in words if word not in plain] == []
    assert revision.html.count("<li") == items
    assert re.findall(r"style=|class=|<span|<script|<img|file:|javascript:|mso|·", revision.html) == []


def test_a_list_in_a_list_stays_in_it(editor_page):
    page = editor_page()

    page.evaluate(PASTE, [EDITOR, (CORPUS / "word-lists.html").read_text(encoding="utf-8")])

    outer = page.locator(f"{EDITOR} > ol")
    expect(outer.locator("> li")).to_have_count(2)
    expect(outer.locator("> li").first.locator("ol > li")).to_have_text(["Its first part", "Its second part"])
    expect(page.locator(f"{EDITOR} > ul > li")).to_have_text(["A point", "Another"])


@pytest.mark.parametrize(
    ("tool", "made"),
    [
        ("Bold", "<p><strong>seen</strong></p>"),
        ("Italic", "<p><em>seen</em></p>"),
        ("Heading", "<h4>seen</h4>"),
        ("Numbered list", "<ol>"),
        ("Quote", "<blockquote>"),
    ],
)
def test_each_tool_says_whether_it_is_on_and_does_it(tool, made, editor_page):
    page = editor_page()
    button = page.get_by_role("group", name="Formatting").get_by_role("button", name=tool, exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("seen")

    expect(page.locator("[name=rich]")).to_have_value("1")
    expect(page.locator("[name=text]")).to_have_value(re.compile("seen"))
    assert re.sub(' dir="[a-z]+"', "", value(page)).startswith(made)


def test_a_link_is_set_with_the_keyboard_and_a_trap_is_refused(editor_page):
    page = editor_page()
    page.keyboard.type("the study")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Link", exact=True).click()
    page.keyboard.type("example.org/study")
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_be_focused()
    expect(page.locator("[name=text]")).to_have_value(re.compile('href="https://example.org/study"'))

    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_role("textbox", name="Address of the link").fill("javascript:alert(1)")
    page.get_by_role("button", name="Set link").click()

    assert "javascript:" not in value(page)


def test_a_text_without_marks_is_sent_as_plain_text(editor_page):
    page = editor_page()

    page.keyboard.type("One thought. See https://example.org/x now")
    page.keyboard.press("Enter")
    page.keyboard.type("Another: 5*6*7")

    sent = "One thought. See https://example.org/x now\n\nAnother: 5*6*7"
    expect(page.locator("[name=text]")).to_have_value(sent)
    expect(page.locator("[name=rich]")).to_have_value("")


def test_what_plain_text_would_change_is_sent_as_it_is_seen(editor_page):
    page = editor_page()

    page.keyboard.insert_text("12. May we met.")

    expect(page.locator("[name=rich]")).to_have_value("1")
    assert "12. May we met." in post(page).plain


def test_the_plain_box_can_be_chosen_and_is_remembered(editor_page, expect_accessible):
    page = editor_page()
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("Seen")
    page.get_by_role("button", name="Plain text box").click()

    box = page.locator("textarea[name=text]")
    expect(box).to_be_focused()
    expect(box).to_have_value("Seen")
    expect(page.locator("[name=rich]")).to_have_value("")
    expect_accessible(page)
    page.reload()
    page.get_by_role("textbox", name="Your contribution").click()
    expect(page.get_by_role("button", name="Formatting tools")).to_be_visible()
    assert page.locator(EDITOR).count() == 0
    page.get_by_role("button", name="Formatting tools").click()
    expect(page.locator(EDITOR)).to_be_focused()


def test_an_editor_that_does_not_load_leaves_the_box(open_page, join, say, known_failures):
    root = say(join("petro"))
    page = open_page(join("isabel"))
    page.route("**/vendor/tiptap*", lambda route: route.abort())
    page.goto(reverse("contributions:reply", args=[root.pk]))

    with page.expect_event("requestfailed"):
        page.get_by_role("textbox", name="Your contribution").click()
    page.keyboard.type("Plain words")

    assert post(page).plain == "Plain words\n"
    known_failures()


def test_under_save_data_the_editor_is_never_asked_for(open_page, join, say):
    root = say(join("petro"))
    page = open_page(join("isabel"))
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reverse("contributions:reply", args=[root.pk]))

    page.get_by_role("textbox", name="Your contribution").click()
    expect(page.get_by_role("button", name="Formatting tools")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if "tiptap" in url or "editor" in url] == []


def test_a_formatted_draft_shows_formatted_again(editor_page):
    page = editor_page()
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("Strong words")
    page.reload()

    expect(page.locator(f"{EDITOR} strong")).to_have_text("Strong words")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_editor_fits_the_screen_and_is_accessible(width, editor_page, expect_accessible):
    page = editor_page(width=width)
    page.get_by_role("button", name="Link", exact=True).click()

    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
