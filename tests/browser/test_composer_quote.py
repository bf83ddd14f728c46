"""Words selected in a contribution are quoted by their place in its plain text."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

TEXT = "Café 😀 first, with @Nadia Rahmani.\n\n- One <item>\n- Two & more\n\nThe end."

SELECT = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector("article .voice"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode()); ) {
    if (node.data.includes(from)) range.setStart(node, node.data.indexOf(from));
    if (node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def quoted_page(open_page, join, say):
    join("nadia")
    said = say(join("petro"), TEXT)
    page = open_page(join("isabel"))
    page.goto(reverse("contributions:reply", args=[said.pk]))
    return page, said


@pytest.mark.parametrize(
    ("first", "last"),
    [("first", "first"), ("😀", "Nadia"), ("Rahmani", "One <item>"), ("Two & more", "The end.")],
)
def test_the_link_counts_code_points_of_the_plain_text(first, last, quoted_page):
    page, said = quoted_page

    page.evaluate(SELECT, [first, last])

    link = page.get_by_role("link", name="Quote selection")
    expect(link).to_be_visible()
    address = urlsplit(link.get_attribute("href"))
    start, end = (int(parse_qs(address.query)[name][0]) for name in ("start", "end"))
    plain = said.revision.plain
    assert plain[start:end] == plain[plain.index(first) : plain.index(last) + len(last)]
    assert address.path == reverse("contributions:quote", args=[said.pk])


def test_the_link_leads_to_a_reply_with_these_words_and_goes_again(quoted_page, expect_accessible):
    page, said = quoted_page
    page.evaluate(SELECT, ["first", "first"])
    link = page.get_by_role("link", name="Quote selection")
    expect(link).to_be_visible()
    expect_accessible(page)

    page.evaluate("getSelection().removeAllRanges()")
    expect(link).to_have_count(0)
    page.evaluate(SELECT, ["first", "first"])
    link.click()

    place = said.revision.plain.index("first")
    line = f"[quote #1 {said.revision.pk}:{place}-{place + 5}]"
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile(re.escape(line)))


def test_the_link_quotes_the_words_that_are_selected_when_it_is_taken(quoted_page):
    page, said = quoted_page
    page.evaluate(SELECT, ["Two", "more"])
    expect(page.get_by_role("link", name="Quote selection")).to_be_visible()

    page.evaluate(
        f"""(words) => {{
          ({SELECT})(words);
          const link = document.querySelector(".quote-selection");
          link.dispatchEvent(new MouseEvent("mousedown", {{ bubbles: true, cancelable: true }}));
          link.click();
        }}""",
        ["first", "first"],
    )

    place = said.revision.plain.index("first")
    line = f"[quote #1 {said.revision.pk}:{place}-{place + 5}]"
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile(re.escape(line)))


def test_words_selected_elsewhere_offer_nothing(quoted_page):
    page, _said = quoted_page
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("link", name="Quote selection")).to_have_count(0)
    assert [url for url in asked if "composer" in url] == []
