"""The list of people under the box: by keyboard, by pointer, open and closed for every aid."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultation.models import Membership
from contributions.models import Contribution, Mention
from tests.browser.composing import hold, wait_for, words_in


@pytest.fixture
def reply_page(open_page, join, say):
    """reply_page() is the page on which Isabel replies to Petro; plain=True has the plain text box."""
    root = say(join("petro", name="Petro Pánek"))
    for key, name in [("p1", "Paula Ruiz"), ("p2", "Pablo Ruiz")]:
        join(key, name=name, country="PE")
    join("nadia", name="Paloma Team")

    def start(*, plain=False, **more):
        page = open_page(join("isabel"), **more)
        if plain:
            page.add_init_script("localStorage.setItem('plain-box', '1')")
        page.goto(reverse("contributions:reply", args=[root.pk]))
        page.get_by_role("textbox", name="Your contribution").click()
        expect(page.locator(PLAIN if plain else RICH)).to_be_focused()
        if plain:
            expect(page.get_by_role("button", name="Formatting tools")).to_be_visible()
        return page

    return start


RICH, PLAIN = ".editor [contenteditable=true]", "textarea[name=text]"
TIED = ("aria-autocomplete", "aria-controls", "aria-activedescendant", "aria-expanded", "aria-haspopup")


def people(page, **more):
    return page.get_by_role("listbox", name="People you can mention").get_by_role("option", **more)


def options(page):
    return [option.inner_text() for option in people(page).all()]


@pytest.mark.parametrize("plain", [True, False], ids=["plain box", "editor"])
def test_a_person_is_chosen_by_keyboard_with_axe_content_open_and_closed(
    plain, reply_page, expect_accessible
):
    page = reply_page(plain=plain)
    expect_accessible(page)

    page.keyboard.type("As @PA")
    expect(page.get_by_role("listbox", name="People you can mention")).to_be_visible()
    expect(page.locator("#status")).to_have_text("4 people found")
    assert options(page) == [
        "Petro Pánek, Town libraries, Moldova",
        "Paloma Team, Moderator, Jordan",
        "Pablo Ruiz, Peru",
        "Paula Ruiz, Peru",
    ]
    expect(people(page).nth(0)).to_have_attribute("aria-selected", "true")
    expect_accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(people(page, name="Paula Ruiz")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.keyboard.type("said")

    assert words_in(page) == "As @Paula Ruiz said"
    expect(page.get_by_role("listbox", name="People you can mention")).to_have_count(0)
    at = page.locator(PLAIN if plain else RICH)
    assert [at.get_attribute(name) for name in TIED] == [None] * len(TIED)
    assert at.get_attribute("role") == (None if plain else "textbox")
    expect_accessible(page)


@pytest.mark.parametrize("plain", [True, False], ids=["plain box", "editor"])
def test_tab_takes_escape_leaves_and_a_tap_chooses(plain, reply_page):
    page = reply_page(plain=plain)

    page.keyboard.type("@pau")
    expect(people(page)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.type("and @pab")
    expect(people(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.type("lo, @pane")
    people(page, name="Petro Pánek").click()
    page.keyboard.type("too")

    assert words_in(page) == "@Paula Ruiz and @pablo, @Petro Pánek too"


def test_the_box_keeps_its_native_role_while_the_list_is_open(reply_page):
    page = reply_page(plain=True)

    page.keyboard.type("@pau")
    expect(people(page)).to_have_count(1)

    at = page.locator(PLAIN)
    assert at.get_attribute("role") is None
    assert at.get_attribute("aria-autocomplete") == "list"
    assert at.get_attribute("aria-controls") == page.locator("#mention-list").get_attribute("id")
    assert at.get_attribute("aria-activedescendant") == people(page).get_attribute("id")


ANSWERS = "**/people/**"


def held_for(page, held, letters):
    """The request for these letters, once it is held back."""
    wait_for(page, lambda: held and held[-1].request.url.endswith(f"q={letters}"))
    return held[-1]


@pytest.mark.parametrize("plain", [True, False], ids=["plain box", "editor"])
def test_on_a_slow_line_a_key_means_somebody_with_the_letters_that_were_typed(plain, reply_page):
    page = reply_page(plain=plain)
    page.keyboard.type("@pa")
    expect(people(page)).to_have_count(4)
    hold(page, ANSWERS)

    page.keyboard.type("ul")
    page.keyboard.press("Enter")
    page.keyboard.type("said, @paul")

    assert words_in(page) == "@Paula Ruiz said, @paul"


def test_an_answer_to_earlier_letters_offers_nobody(reply_page):
    page = reply_page(plain=True)
    held = hold(page, ANSWERS)
    page.keyboard.type("@pa")
    earlier = held_for(page, held, "pa")
    with page.expect_event("requestfinished", lambda request: request.url.endswith("q=pa")):
        page.keyboard.type("ul")
        earlier.continue_()

    page.keyboard.press("Enter")

    assert words_in(page) == "@paul\n"


def test_the_list_keeps_who_has_a_word_that_begins_so_and_widens_again(reply_page, join):
    join("a1", name="Ada Quan")
    join("a2", name="Ana O’Bo")
    page = reply_page()
    page.keyboard.type("@a")
    expect(people(page)).to_have_count(2)
    hold(page, ANSWERS)

    page.keyboard.type("d")
    expect(people(page)).to_have_count(1)
    page.keyboard.press("Backspace")
    expect(people(page)).to_have_count(2)
    page.keyboard.type("n")
    expect(people(page)).to_have_count(1)
    page.keyboard.type("a ob")
    page.keyboard.press("Enter")

    assert words_in(page) == "@Ana O’Bo "


def test_a_name_in_other_letters_stays_listed_by_its_latin_one(reply_page, join):
    member = join("o1", name="Олена Лисенко")
    Membership.objects.filter(pk=member.pk).update(latin_name="Olena Lysenko")
    page = reply_page()
    page.keyboard.type("@ol")
    expect(people(page)).to_have_count(1)
    hold(page, ANSWERS)

    page.keyboard.type("ena")
    page.keyboard.press("Enter")

    assert words_in(page) == "@Олена Лисенко "


def test_letters_that_nobody_has_leave_the_enter_key_alone(reply_page):
    page = reply_page(plain=True)
    page.keyboard.type("@pa")
    expect(people(page)).to_have_count(4)
    hold(page, ANSWERS)

    page.keyboard.type("rty")
    page.keyboard.press("Enter")
    page.keyboard.type("or not")

    assert words_in(page) == "@party\nor not"


def test_whom_the_arrow_keys_reached_stays_marked_in_a_list_that_comes_late(reply_page):
    page = reply_page()
    page.keyboard.type("@p")
    expect(people(page)).to_have_count(4)
    held = hold(page, ANSWERS)
    page.keyboard.type("a")
    late = held_for(page, held, "pa")
    page.keyboard.press("ArrowDown")
    expect(people(page, name="Paloma Team")).to_have_attribute("aria-selected", "true")
    page.evaluate("document.getElementById('status').textContent = ''")

    late.continue_()

    expect(page.locator("#status")).to_have_text("4 people found")
    expect(people(page, name="Paloma Team")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert words_in(page) == "@Paloma Team "


def test_an_address_is_no_name_and_nobody_is_no_list(reply_page):
    page = reply_page()
    asked = []
    page.on("request", lambda request: "/people/" in request.url and asked.append(request.url))

    with page.expect_event("requestfinished", lambda request: request.url.endswith("q=zz")):
        page.keyboard.type("Write to petro@pa and see site.org/@pa but not @zz")
    page.wait_for_timeout(100)
    page.keyboard.type("zz")
    page.wait_for_timeout(400)

    assert len(asked) == 1  # for "zz"; what begins with a name that nobody bears is not asked again
    expect(page.get_by_role("listbox", name="People you can mention")).to_have_count(0)


def test_whom_the_person_chose_of_two_of_one_name_is_mentioned_without_a_question(reply_page, join):
    join("s1", name="Ana Silva", organisation="Bar association")
    chosen = join("s2", name="Ana Silva", organisation="Town council")
    page = reply_page()

    page.keyboard.type("I ask @ana s")
    people(page, name="Ana Silva, Town council").click()
    page.keyboard.type("here")
    page.get_by_role("button", name="Post contribution").click()

    expect(page.get_by_text("Your contribution is posted as #2.")).to_be_visible()
    assert Mention.objects.get().membership == chosen
    assert Contribution.objects.get(number=2).revision.plain == "I ask @Ana Silva here\n"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_stays_on_the_screen(width, reply_page):
    page = reply_page(width=width)
    page.keyboard.type("Some words before, to come far along the line of the box @pa")

    place = page.get_by_role("listbox", name="People you can mention").bounding_box()

    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
