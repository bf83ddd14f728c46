"""A moderator's morning at the desk: with keys and a pointer, on a telephone, and beside a colleague."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution, Visibility
from moderation import desk
from moderation.actions import coding, flagging
from moderation.actions import desk as acts
from moderation.desk_models import TeamNote, TeamRead
from moderation.models import Tagging, Theme
from tests.moderation.world import plant

WORDS = (
    "When courts publish their decisions, the first readers are students. In our city a class found that one "
    "court gave bail four times as often as its neighbour. @Amina Diallo counted."
)

IS_UNCOVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const there = [box.top + 2, box.bottom - 2].map((y) => document.elementFromPoint(box.left + 40, y));
  return there.every((one) => one === document.activeElement);
}"""


@pytest.fixture
def morning(open_consultation, room, other_room, join, say) -> dict[str, Contribution]:
    """Three to read, one of them reported and with an unknown name, and one that is held."""
    nadia = join("nadia")
    themes = plant(open_consultation, nadia, "Trust", "  Trust in justice", "Courts", "  Digital justice")
    older = say(join("carlos"), "Our town put lights on the streets.")
    coding.tag_contribution(older, [themes["Digital justice"]], by=nadia)
    middle = say(join("isabel"), "Three villages share one spring.", room=other_room)
    newest = say(join("giulia"), WORDS, questions=list(room.questions.all()[:1]))
    flagging.report(newest, reason="personal-data", note="The class can be known.", by=join("petro").user)
    room.premoderated = True
    room.save()
    held = say(join("layla"), "Held words of mine.")
    return {"older": older, "middle": middle, "newest": newest, "held": held}


def press(page, key: str) -> None:
    """On a page that has its script."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def queue(**query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('moderation:queue', args=['future-we-want'])}?{asked}"


def test_the_desk_by_keys_beside_a_colleague(open_page, expect_accessible, morning, join):
    nadia, sunhee, newest = join("nadia"), join("sunhee"), morning["newest"]
    desk.come_to(newest, sunhee)
    page = open_page(nadia)
    page.goto(queue())
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue: The future we want")
    expect(page.get_by_text("Sun-hee Park is reading this.")).to_be_visible()
    expect_accessible(page)
    reach_the_panel(page)
    press(page, "d")
    expect(page.get_by_role("heading", name="#2 Giulia Conti")).to_be_visible()  # keys are off at first

    page.get_by_role("button", name="Turn on shortcuts").click()
    expect(page.get_by_text("Shortcuts are on.")).to_be_visible()
    expect_accessible(page)
    press(page, "1")  # the theme used last
    press(page, "t")
    page.get_by_role("textbox", name="Note for team").fill("d h x stay letters here")
    page.locator("body").click(position={"x": 4, "y": 4})
    press(page, "d")
    expect(page.get_by_text("#2 is read.")).to_be_visible()
    expect(page.get_by_role("heading", name="#1 Isabel Quirós")).to_be_visible()
    standing = Tagging.objects.standing().get(contribution=newest)
    assert (standing.theme.name, standing.passage) == ("Digital justice", None)
    assert TeamNote.objects.get().words == "d h x stay letters here"

    press(page, "u")
    expect(page.get_by_text("#2 is to be read again.")).to_be_visible()
    assert not TeamRead.objects.exists()
    hide_by_keys(page, expect_accessible, newest)


def reach_the_panel(page) -> None:
    """The button for every contribution is in sight at once, and covers no field that has the focus."""
    expect(page.get_by_role("button", name="Done, next")).to_be_in_viewport(ratio=1)
    page.get_by_role("combobox", name="Assign to").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Note for team")).to_be_focused()
    page.wait_for_function(IS_UNCOVERED)
    page.locator("body").click(position={"x": 4, "y": 4})


def hide_by_keys(page, expect_accessible, newest) -> None:
    press(page, "x")
    expect(page.get_by_role("heading", name="Hide contribution #2")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("radio", name="Personal data").check()
    told = page.get_by_role("textbox", name="What to tell the author")
    expect(told).to_have_value(re.compile("holds personal data"))
    page.get_by_role("radio", name="Spam").check()
    expect(told).to_have_value(re.compile("advertises"))
    page.get_by_role("button", name="Hide contribution").click()
    expect(page.get_by_text("#2 is hidden.")).to_be_visible()
    expect(page.get_by_role("heading", name="#1 Isabel Quirós")).to_be_visible()
    newest.refresh_from_db()
    assert newest.visibility == Visibility.HIDDEN
    press(page, "?")
    expect(page.get_by_role("heading", name="List of keys")).to_be_visible()
    expect_accessible(page)


def test_the_desk_on_a_telephone_without_scripts(open_page, expect_accessible, known_failures, morning, join):
    nadia, sunhee, older = join("nadia"), join("sunhee"), morning["older"]
    digital = Theme.objects.get(name="Digital justice")
    page = open_page(nadia, js=False, width=360)
    page.goto(queue())
    expect_accessible(page)
    expect(page.get_by_role("button", name="Done, next")).to_be_hidden()  # the list is a page of its own
    page.get_by_role("link", name="#1 Carlos Méndez").click()
    expect(page.get_by_role("link", name="Back to the list")).to_be_visible()
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    state = desk.state_of(older, None)
    second = older.room.questions.get(number=2)
    acts.save(older, acts.Sheet(state, [second.pk], [digital]), by=sunhee)
    page.get_by_role("combobox", name="Add theme").fill("1.1")
    page.get_by_role("button", name="Done, next").click()
    expect(
        page.get_by_role("heading", name=re.compile("Changed by Sun-hee Park, .* See both."))
    ).to_be_visible()
    known_failures()  # Chromium notes every 409
    expect_accessible(page)
    page.get_by_role("button", name="Done, next").click()
    expect(page.get_by_text("#1 is read.")).to_be_visible()
    assert TeamRead.objects.get().by == nadia
    assert [question.label for question in older.questions.all()] == ["Label 2"]
    themes = Tagging.objects.standing().filter(contribution=older).values_list("theme__name", flat=True)
    assert set(themes) == {"Digital justice", "Trust in justice"}

    answer_all(page, expect_accessible, morning)


def answer_all(page, expect_accessible, morning) -> None:
    page.goto(queue(**{"in": "reported", "open": morning["newest"].pk}))
    page.get_by_text("Dismiss with a note").click()
    page.get_by_role("textbox", name="What to tell those who reported it").fill("The school agreed.")
    expect_accessible(page)
    page.get_by_role("button", name="Dismiss report").click()
    expect(page.get_by_text("#2 stays. Those who reported it are told.")).to_be_visible()
    page.goto(queue(**{"in": "held", "open": morning["held"].pk}))
    page.get_by_role("button", name="Let through").click()
    expect(page.get_by_text("#3 is shown to everyone now.")).to_be_visible()
    expect(page.get_by_text("Queue is clear.")).to_be_in_viewport()
    page.goto(queue(**{"in": "unknown-mention", "open": morning["newest"].pk}))
    page.get_by_role("combobox", name="This is").select_option(label="Petro Lysenko, Town libraries, Moldova")
    page.get_by_role("button", name="Confirm @Amina Diallo").click()
    expect(page.get_by_text("Petro Lysenko is now named in 1 place")).to_be_visible()
