"""Every way to highlight makes the same passage: pointer, caret, keys, touch, and without scripts."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from moderation.actions.coding import NewPassages, save_passages
from moderation.models import Passage, Tagging, Theme
from tests.moderation.world import address, plant

SHOTS = os.environ.get("SHOTS")
TEXT = (
    "Café 😀 first. "
    "The mediators are chosen by all three councils. See [the notes](https://example.org/n) too."
    "\n\n- They walk 👩‍👩‍👧 the channel.\n- Two & more\n\nالوسطاء يختارهم أهل القرى الثلاث. ثم سكت الجميع."
)
CHOSEN = "The mediators are chosen by all three councils."
SELECT = """([from, to]) => {
  const text = document.querySelector("article .voice") ?? document.querySelector(".sentences");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let begun = false;
  for (let node; (node = walker.nextNode()); ) {
    if (!begun && node.data.includes(from)) {
      range.setStart(node, node.data.indexOf(from));
      begun = true;
    }
    if (begun && node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


SPANS = """([link, n]) => {
  const query = new URL(link.href).searchParams;
  return query.get("end") - query.get("start") === n;
}"""
TAKE = """
  const link = document.querySelector(".selection-bar a");
  link.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
  link.click();
"""
BOXES = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(words);
    if (at < 0 || !node.parentElement.closest(".voice, .sentence__words")) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const boxes = [...range.getClientRects()];
    const [first, last] = [boxes[0], boxes.at(-1)];
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
  }
}
"""

OFF_THE_COLUMN = """() => {
  const [head, words] = ["thead th", "tbody th"].map((which) => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(which));
    return range.getBoundingClientRect().right;
  });
  return Math.abs(head - words);
}"""


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def said(join, say):
    return say(join("isabel"), TEXT)


@pytest.fixture
def themes(open_consultation, nadia):
    long = "  Justice by data, with a name that goes on and on about villages, courts and everything between"
    return plant(open_consultation, nadia, "Trends", "  Climate", "  Close to home", long)


def permalink(said) -> str:
    return reverse("contributions:contribution", args=[said.pk])


def drag(page: Page, words: str) -> None:
    """Press at the start of the words, move to their end, let go."""
    ends = page.evaluate(BOXES, words)
    page.mouse.move(ends[0] + 0.5, ends[1])
    page.mouse.down()
    page.mouse.move(ends[2] - 20, ends[3], steps=4)
    page.mouse.move(ends[2] - 0.5, ends[3])
    page.mouse.up()


def by_pointer(page: Page, said) -> None:
    page.goto(permalink(said))
    drag(page, CHOSEN)
    page.get_by_role("link", name="Tag passage").click()


def by_pointer_in_the_picker(page: Page, said) -> None:
    page.goto(address("new_passage", said.pk))
    drag(page, CHOSEN)
    page.get_by_role("link", name="Tag passage").click()


def by_caret(page: Page, said) -> None:
    """Shift and arrow keys extend what the caret selects; Tab goes on to the offer."""
    page.goto(permalink(said))
    left, middle = page.evaluate(BOXES, CHOSEN)[:2]
    page.mouse.dblclick(left + 5, middle)  # the first word; with caret browsing arrow keys bring one there
    for _ in range(len(CHOSEN) - len("The")):
        page.keyboard.press("Shift+ArrowRight")
    link = page.get_by_role("link", name="Tag passage")
    expect(link).to_be_visible()
    for _ in range(6):
        if link.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def by_sentences(page: Page, said) -> None:
    """What a screen reader's tree names: a box for each sentence, reached and ticked by keys."""
    page.goto(permalink(said))
    page.get_by_role("link", name="Highlight passage in #1").first.focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("checkbox", name="Café 😀 first.")
    expect(first).to_be_visible()
    page.wait_for_load_state()  # the arrow keys need the script
    first.focus()
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name=CHOSEN)).to_be_focused()
    page.keyboard.press("Space")


def by_touch(page: Page, said) -> None:
    page.goto(address("new_passage", said.pk))
    page.get_by_text(CHOSEN).tap()


WAYS = [
    (by_pointer, {}),
    (by_pointer_in_the_picker, {}),
    (by_caret, {}),
    (by_sentences, {}),
    (by_touch, {"width": 360, "touch": True}),
    (by_sentences, {"js": False}),
]


@pytest.mark.parametrize(
    ("way", "device"), WAYS, ids=["pointer", "in the picker", "caret", "keys", "touch", "no scripts"]
)
def test_every_way_makes_the_same_passage(way, device, open_page, said, themes, nadia):
    page = open_page(nadia, **device)
    way(page, said)

    expect(page.get_by_role("checkbox", name=CHOSEN)).to_be_checked()
    page.get_by_role("checkbox", name="1.1 Climate").check()
    page.get_by_role("checkbox", name="Useful as quote").check()
    page.get_by_role("textbox", name="Note").fill("Strong and short.")
    page.get_by_role("button", name="Save passage").click()

    expect(page.get_by_text("Passage saved in #1: 1.1 Climate.")).to_be_visible()
    passage = Passage.objects.get()
    start = said.revision.plain.index(CHOSEN)
    assert (passage.start, passage.end, passage.quote) == (start, start + len(CHOSEN), CHOSEN)
    assert (passage.useful_as_quote, passage.memo) == (True, "Strong and short.")
    assert [one.theme.name for one in Tagging.objects.all()] == ["Climate"]


@pytest.mark.parametrize("where", ["contribution", "picker"])
def test_a_selection_is_counted_in_code_points_over_marks_paragraphs_and_scripts(
    where, open_page, said, themes, nadia
):
    plain = said.revision.plain
    marked = [
        (plain.index("mediators"), plain.index("all three")),
        (plain.index("chosen"), plain.index("councils")),
    ]
    new = NewPassages(said.revision, marked)
    save_passages(said, new, [themes["Climate"], themes["Close to home"]], by=nadia)
    page = open_page(nadia)
    page.goto(address("new_passage", said.pk) if where == "picker" else permalink(said))

    for first, last in [
        ("first", "mediators are"),
        ("three", "walk"),
        ("more", "يختارهم"),
        ("سكت", "الجميع"),
    ]:
        page.evaluate(SELECT, [first, last])
        link = page.get_by_role("link", name="Tag passage")
        expect(link).to_be_visible()
        wanted = plain[plain.index(first) : plain.rindex(last) + len(last)]
        page.wait_for_function(SPANS, arg=[link.element_handle(), len(wanted)])
        query = parse_qs(urlsplit(link.get_attribute("href")).query)
        assert plain[int(query["start"][0]) : int(query["end"][0])] == wanted
        assert query["revision"] == [str(said.revision_id)]


def test_the_offer_takes_the_words_that_are_selected_when_it_is_taken(open_page, said, themes, nadia):
    page = open_page(nadia)
    page.goto(permalink(said))
    page.evaluate(SELECT, ["first", "first"])
    expect(page.get_by_role("link", name="Tag passage")).to_be_visible()

    page.evaluate(f"(words) => {{ ({SELECT})(words); {TAKE} }}", ["The mediators", "councils."])

    expect(page.get_by_role("checkbox", name=CHOSEN)).to_be_checked()
    expect(page.get_by_role("checkbox", name="Café 😀 first.")).not_to_be_checked()


def test_nothing_is_put_under_a_pointer_that_is_still_selecting(open_page, said, themes, nadia):
    page = open_page(nadia)
    page.goto(permalink(said))
    link = page.get_by_role("link", name="Tag passage")
    left, top, right, bottom = page.evaluate(BOXES, CHOSEN)
    page.mouse.move(left + 0.5, top)
    page.mouse.down()
    page.mouse.move(left + 80, top, steps=4)
    page.wait_for_timeout(500)
    expect(link).to_have_count(0)

    page.mouse.move(right - 0.5, bottom, steps=4)
    page.mouse.up()

    expect(link).to_be_visible()


def choose_a_theme(page: Page) -> None:
    """By part of its name; the list is left open over the page with another part typed."""
    combo = page.get_by_role("combobox", name="Type part of a code or a name")
    combo.fill("clím")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="1.1 Climate")).to_be_checked()
    combo.fill("home")
    found = page.get_by_role("listbox", name="Themes").get_by_role("option")
    expect(found).to_have_count(2)
    expect(found.last).to_have_text("Create theme “home”")
    page.keyboard.press("ArrowDown")


def unfold_the_rarer_acts(page: Page) -> None:
    """What is done to a theme now and then is folded; what is done often stands in its row."""
    label = "1.1 Climate"
    merge = page.get_by_role("link", name=f"Merge into…: {label}")
    expect(page.get_by_role("link", name=f"Edit: {label}")).to_be_visible()
    expect(merge).to_be_hidden()
    page.locator("summary", has_text=f"More: {label}").click()
    expect(merge).to_be_visible()
    expect(page.get_by_role("button", name=f"Retire: {label}")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_picker_codebook_and_theme_are_accessible_and_fit(
    width, open_page, expect_accessible, said, themes, nadia, open_consultation
):
    plain = said.revision.plain
    spans = [(0, 10), (plain.index("mediators"), plain.index("councils"))]
    coded = save_passages(said, NewPassages(said.revision, spans), [themes["Climate"]], by=nadia)
    Tagging.objects.filter(pk=coded.taggings[0].pk).update(is_example=True)
    kept = {"words": "The river came twice in one year.", "source": "Ana Ruiz, Chile, #4"}
    Theme.objects.filter(pk=themes["Climate"].pk).update(examples=[kept])
    page = open_page(nadia, width=width)
    slug, climate = open_consultation.slug, address("theme", open_consultation.slug, themes["Climate"].pk)
    pages = [
        address("new_passage", said.pk),
        f"{address('codebook', slug)}?definitions=on",
        climate,
        f"{climate}?by=words&word=med",
        address("changed", slug),
        address("start_codebook", slug),
        address("place_theme", slug, themes["Climate"].pk),
        address("edit_theme", slug, themes["Climate"].pk),
    ]
    for number, url in enumerate(pages):
        page.goto(url)
        if number == 0:
            page.evaluate(SELECT, ["mediators", "councils"])
            expect(page.get_by_role("link", name="Tag passage")).to_be_visible()
            choose_a_theme(page)
        if number == 1:
            unfold_the_rarer_acts(page)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{number}-{width}.png", full_page=True)
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    page.goto(f"/ar{address('merge_theme', slug, themes['Climate'].pk)}?into={themes['Close to home'].pk}")
    assert page.evaluate(OFF_THE_COLUMN) < 2  # pixels
