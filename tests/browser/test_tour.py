"""A robot takes the tour of the demo, from a sentence to a report of its own, and counts what it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pymupdf
import pytest
from playwright.sync_api import Locator, Page, expect

from consultation.models import User
from moderation.models import Passage
from synthesis.demo import tour
from synthesis.demo.loading import load_demo
from synthesis.models import Version
from tests.synthesis.demo_site import here, make_cast, switch_on
from tests.work import work_off_everything

LIT = re.compile(r"passage=([0-9a-f-]{36})#(p\d+)")
MOST_ACTIONS = 25
MOST_CLICKS_FROM_HOME = 3
FOLDED_BELOW = 960
WORDS = "A clerk on a bicycle reached more people than the portal did. What do you think, @Petro Lysenko?"
SENTENCE = "A clerk on a bicycle reached more people than the portal did."
INSIGHT = "People found the new doors only where somebody stood beside them and explained the way."


@dataclass
class Robot:
    """Counts every click, tick and text typed; after each click the page is checked."""

    page: Page
    check: Callable[[Page], None]
    actions: int = 0

    def click(self, role: str, name: str | re.Pattern[str], **more: object) -> None:
        self.do(self.page.get_by_role(role, name=name, **more).first)

    def press(self, name: str) -> None:
        """A button whose page asks the server first and goes on with its answer."""
        self.actions += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()
        self.check(self.page)

    def do(self, control: Locator, text: str | None = None) -> None:
        self.actions += 1
        if text is not None:
            control.fill(text)
        elif control.get_attribute("type") == "checkbox":
            control.check()
        else:
            control.click()
            self.page.wait_for_load_state()
            self.check(self.page)


@pytest.fixture
def site(settings, tmp_path, live_server):
    """The pages of a demo, with the cast and nothing said yet."""
    switch_on(settings, tmp_path / "outbox")
    settings.SITE_URL = live_server.url
    settings.MEDIA_ROOT = tmp_path / "media"
    make_cast()


@pytest.fixture
def demo(site):
    load_demo()
    work_off_everything()


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_tour_takes_at_most_25_actions(js, demo, open_page, expect_accessible):
    check = expect_accessible if js else lambda _page: None  # the same pages
    page = open_page(js=js)
    robot = Robot(page, check)
    page.goto("/demo/")
    check(page)

    walk_back(robot)
    post_and_mention(robot)
    highlight_and_tag(robot)
    write_and_build(robot)
    pdf = publish(robot)

    assert robot.actions <= MOST_ACTIONS
    assert INSIGHT in " ".join(pdf.split())
    assert [stop.is_done for stop in tour.stops()] == [True] * 5
    page.goto("/")
    walk_back_from_home(Robot(page, check))


def walk_back(robot: Robot) -> None:
    robot.click("button", re.compile("Start as Isabel Quirós.*Walk a sentence back"))
    read_in_context(robot)


def read_in_context(robot: Robot) -> None:
    """From the open evidence of an insight to the words it rests on."""
    evidence = robot.page.locator("details.evidence[open]")
    robot.do(evidence.get_by_role("link", name=re.compile("Read in context")).first)
    expect_lit(robot.page)


def expect_lit(page: Page) -> None:
    """The words that carry the sentence are marked where they were said, and the address leads to them."""
    expect(page).to_have_url(LIT)
    key = LIT.search(page.url)
    assert key is not None, page.url
    passage = Passage.objects.get(guid=key[1])
    lit = page.locator(f"mark#{key[2]}").first
    expect(lit).to_be_in_viewport()
    assert " ".join(passage.quote.split()).startswith(" ".join(lit.inner_text().split())[:20])


def post_and_mention(robot: Robot) -> None:
    robot.click("button", "Next step: Post and mention somebody")
    robot.do(robot.page.get_by_role("textbox", name="Your contribution"), WORDS)
    robot.press("Post contribution")
    work_off_everything()
    petro = User.objects.get(email="petro@example.org")
    assert petro.notifications.filter(kind="mention").order_by("-pk")[0].read_at is None
    letters = here().get("/demo/mail/").text
    assert "Isabel Quirós mentioned you" in letters
    assert "petro@example.org" in letters


def highlight_and_tag(robot: Robot) -> None:
    robot.click("button", "Next step: Highlight and tag")
    robot.do(robot.page.get_by_role("checkbox", name=re.compile(re.escape(SENTENCE))))
    robot.do(robot.page.get_by_role("group", name="Themes").get_by_role("checkbox").first)
    robot.click("button", "Save passage")
    expect(robot.page.get_by_text(re.compile(r"^Passage saved in #\d+"))).to_be_visible()
    assert Passage.objects.order_by("-pk")[0].quote == SENTENCE


def write_and_build(robot: Robot) -> None:
    page = robot.page
    robot.click("button", "Next step: Write an insight and build the report")
    robot.click("button", "Start from the codebook")
    robot.click("link", re.compile("Counters and gates"))
    robot.do(page.get_by_role("complementary", name="Passages").locator("input[name=passages]").first)
    robot.click("button", re.compile("New insight from"))
    robot.do(page.get_by_role("textbox", name="Text"), INSIGHT)
    robot.press("Save insight")
    robot.click("link", "Summary report")
    robot.click("link", "Build", exact=True)
    robot.click("button", "Build", exact=True)
    expect(page.get_by_text("Waiting for the worker").last).to_be_visible()
    work_off_everything()
    expect(page.get_by_text("Your draft is built.")).to_be_visible()


def publish(robot: Robot) -> str:
    """Signed off by the approver; gives the words of the published PDF."""
    page = robot.page
    robot.click("link", "Summary report")
    robot.click("link", "Send for sign-off")
    robot.click("button", "Send for sign-off")
    robot.click("button", "Next step: Approve and publish")
    robot.click("button", "Approve and publish")
    expect(page.get_by_text("Published as v")).to_be_visible()
    work_off_everything()
    version = Version.objects.published().get(report__consultation__slug=tour.CLOSED)
    page.goto(f"/consultations/{tour.CLOSED}/")
    expect(page.get_by_text("Summary published").first).to_be_visible()
    [file] = version.files.filter(format="pdf", is_public=True)
    response = page.request.get(f"/reports/{tour.CLOSED}/v{version.number}/{file.name}")
    document = pymupdf.open(stream=response.body(), filetype="pdf")
    return " ".join(leaf.get_text() for leaf in document)


def walk_back_from_home(robot: Robot) -> None:
    """Two clicks from the first page to the lit words, or one where the voice is."""
    robot.click("link", "Walk it back")
    read_in_context(robot)
    assert robot.actions <= MOST_CLICKS_FROM_HOME

    robot.page.goto("/")
    robot.do(robot.page.locator(".steps--walk .person a"))
    expect_lit(robot.page)


@pytest.mark.parametrize(("width", "js"), [(360, True), (360, False), (1280, False)])
def test_one_enters_as_another_and_stays_on_the_page(
    width, js, site, say, join, open_page, expect_accessible
):
    contribution = say(join("petro"))
    page = open_page(js=js, width=width)
    page.goto(f"/contributions/{contribution.pk}/")
    band = page.get_by_role("region", name="Demo")

    for person in ("Nadia, moderator", "Marta, editor"):
        if width < FOLDED_BELOW:
            band.locator("summary").click()
        band.get_by_role("button", name=f"Enter as {person}").click()

        expect(page).to_have_url(re.compile(rf"/contributions/{contribution.pk}/$"))
        expect(band.locator("summary")).to_contain_text(f"you are {person}")
        expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_band_is_not_printed(site, open_page):
    page = open_page()
    page.goto("/help/")
    band = page.get_by_role("region", name="Demo")
    expect(band).to_be_visible()

    page.emulate_media(media="print")

    expect(band).to_be_hidden()
