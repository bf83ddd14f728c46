"""A room as somebody reads it: jumps, folds, filters, news, by keyboard, in both directions of writing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contributions.models import Contribution, Naming, ReadMark, Revision, Visibility


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def isabel(join, say, room):
    """She left before #8; a thread of five replies, one contribution hidden, one unsigned, one edited."""
    isabel, petro, nadia = join("isabel"), join("petro"), join("nadia")
    room.welcome = "Tell us what you see where you work."
    room.save()
    root = say(petro, "Most people who come to our desk have never spoken to a lawyer.\n\nSecond paragraph.")
    root.questions.set(room.questions.filter(number__lte=2))
    for author in (nadia, join("carlos"), join("farrukh"), nadia, join("youssef")):
        say(author, parent=root)
    say(join("giulia"), "Off topic.").move_to(Visibility.HIDDEN)
    ReadMark.objects.create(
        user=isabel.user, room=room, baseline=7, seen=7, seen_at=timezone.now() - timedelta(hours=2)
    )
    say(join("layla"), "لا أحد يعرف من أنا.", language="ar")
    Contribution.objects.filter(number=8).update(naming=Naming.WITHHELD)
    ninth = say(join("farrukh"), "A court that travels changes the sum people do in their heads.")
    edited = Revision.objects.get(pk=ninth.revision_id)
    edited.pk, edited.number = None, 2
    edited.save()
    Contribution.objects.filter(pk=ninth.pk).update(revision=edited)
    return isabel


@pytest.mark.parametrize(
    ("prefix", "width", "scheme"), [("", 1280, "light"), ("", 360, "dark"), ("/ar", 360, "light")]
)
def test_a_room_is_accessible_closed_and_open(
    prefix, width, scheme, open_page, expect_accessible, url, isabel, tmp_path
):
    page = open_page(isabel, width=width, scheme=scheme)
    page.set_viewport_size({"width": width, "height": 500})  # too low for the bar, which lies over links
    page.goto(f"{prefix}{url}")
    expect_accessible(page)

    page.locator("article .more summary").first.click()
    expect_accessible(page)

    page.screenshot(path=tmp_path / "room.png", full_page=True)
    page.goto(f"{prefix}{url}?sort=question&view=short")
    expect_accessible(page)


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_reading_what_is_new_and_unfolding_a_thread(js, open_page, url, isabel):
    page = open_page(isabel, js=js)
    page.goto(url)

    page.get_by_role("link", name="Jump to first new (2)").click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#c8")
    page.get_by_role("link", name="Show 2 more replies to #1").click()
    expect(page.locator("#c6")).to_be_visible()
    if js:
        expect(page.locator("#c5-name")).to_be_focused()

    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Jump to first new")).to_have_count(0)


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_sorting_and_filtering(js, open_page, url, isabel):
    page = open_page(isabel, js=js)
    page.goto(url)

    page.get_by_role("combobox", name="Sort").select_option("newest")
    page.get_by_role("combobox", name="People").select_option("moderators")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.locator("article h3 .contribution__number")).to_have_text(["#5", "#2"])
    page.get_by_role("link", name="Moderators only Remove").click()
    expect(page.locator("article").first).to_have_id("c9")


def test_following_a_thread_from_under_more(open_page, url, isabel):
    page = open_page(isabel, js=False)
    page.goto(url)

    page.locator("#c1 .more summary").click()
    page.locator("#c1").get_by_role("button", name="Follow replies").click()

    expect(page.get_by_text("You follow this.")).to_be_visible()


def test_news_are_told_without_moving_the_page(open_page, url, isabel, join, say):
    page = open_page(isabel)
    page.clock.install()
    page.goto(url)
    expect(page.locator("[data-news]")).to_be_empty()
    say(join("petro"), "Something else.")

    page.clock.run_for(61_000)

    expect(page.locator("[data-news]")).to_contain_text("1 new contribution.")
    page.get_by_role("link", name="Show new contributions").click()
    expect(page.locator("#c10")).to_be_visible()


def test_the_keyboard_goes_from_one_contribution_to_the_next(open_page, url, isabel):
    page = open_page(isabel)
    page.goto(f"{url}#c1")

    page.locator("#c1 > a").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#c2-name")).to_be_focused()


def test_nothing_is_wider_than_a_small_screen(open_page, url, isabel, join, say):
    say(join("petro"), "Donaudampfschifffahrtsgesellschaftskapitän" * 5 + "\n\n" + "word " * 9_000)
    page = open_page(isabel, width=320)

    page.goto(url)
    page.locator("article .more summary").first.click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_printed_room_shows_every_contribution_and_no_control(open_page, url, isabel):
    page = open_page(isabel)
    page.goto(f"{url}?view=all")

    page.emulate_media(media="print")

    expect(page.locator("article")).to_have_count(9)
    expect(page.locator("#c6")).to_be_visible()
    for control in (".contribution__actions", ".filters", ".pager", ".header"):
        assert not page.locator(control).first.is_visible() if page.locator(control).count() else True
