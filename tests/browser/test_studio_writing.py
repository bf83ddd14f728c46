from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from consultation.models import Membership
from synthesis.actions.figures import FigureWords, Place, add_figure
from synthesis.actions.insights import InsightWords, add_insight, fingerprint, words_of
from synthesis.actions.outline import start_from_codebook, write_section
from synthesis.actions.wordings import write_insight
from synthesis.models import Section, WriterPresence
from tests.browser.composing import hold, wait_for
from tests.conftest import make_user
from tests.synthesis.marking import highlight, theme
from tests.synthesis.test_figures import png

STUDIO = "/studio/future-we-want/"
WORDS = "A spring comes before a court."


@pytest.fixture
def insight(open_consultation, join, say):
    trends = theme(open_consultation, "Trends and opportunities")
    climate = theme(open_consultation, "Climate justice", trends)
    theme(open_consultation, "Digital justice", trends)
    said = say(join("isabel"), "Three villages share one spring.")
    passage = highlight(said, "one spring", climate, join("nadia"))
    start_from_codebook(open_consultation, by=None)
    section = Section.objects.get(title="Climate justice")
    words = InsightWords("Water first.", "A few say so.")
    return add_insight(section, words, by=join("marta"), passages=[passage])


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_typed_is_lost_and_every_wording_comes_back(
    insight, open_page, join, expect_accessible, known_failures, width
):
    page = open_page(join("marta"), width=width)
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    page.get_by_label("Text").fill(WORDS)
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    insight.refresh_from_db()
    assert words_of(insight).text == WORDS

    page.route("**/words/", lambda route: route.abort())
    page.get_by_label("Text").fill(f"{WORDS} So it is.")
    expect(page.get_by_text("Your words are kept on this device; saving is tried again.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Words that were not saved are kept on this device.")).to_be_visible()
    expect_accessible(page)
    page.unroute("**/words/")
    page.get_by_role("button", name="Take them over").click()
    expect(page.get_by_label("Text")).to_have_value(f"{WORDS} So it is.")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    known_failures()

    page.get_by_label("Text").evaluate("box => box.setSelectionRange(2, 8)")
    page.get_by_role("button", name="Bold").click()
    expect(page.get_by_label("Text")).to_have_value(re.compile(r"^A \*\*spring\*\* comes"))
    page.get_by_label("Lead-in").fill("Springs first.")
    page.get_by_role("button", name="Save insight").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("stands again.")).to_be_visible()
    page.get_by_role("link", name=re.compile("History: ")).click()
    expect_accessible(page)
    page.get_by_role("button", name="Restore wording 1").click()
    expect(page.get_by_text("Wording 1 stands again.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("A few say so.")


def test_whoever_takes_a_link_while_words_are_saved_is_not_fetched_back(insight, open_page, join):
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/words/", hold)
    page.route("**/check/", hold)
    page.get_by_label("Text").fill(WORDS)
    page.get_by_role("button", name="Save insight").click()
    page.get_by_role("link", name="Check").first.click(no_wait_after=True)
    wait_for(page, lambda: len(held) == 2)
    saving, checking = held
    with page.expect_response("**/words/"):
        saving.continue_()
    page.wait_for_timeout(300)  # the form would have been sent by now
    checking.continue_()
    expect(page).to_have_url(re.compile("/check/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check")
    assert len(held) == 2, "the words went once"
    insight.refresh_from_db()
    assert words_of(insight).text == WORDS


def test_words_typed_before_the_script_came_are_saved_like_any(insight, open_page, join):
    page = open_page(join("marta"))
    script = hold(page, "**/js/writing*.js")
    page.goto(f"{STUDIO}insights/{insight.pk}/", wait_until="commit")
    wait_for(page, lambda: script)
    page.get_by_label("Text").fill(WORDS)
    script[0].continue_()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    insight.refresh_from_db()
    assert words_of(insight).text == WORDS


def test_going_back_shows_the_words_that_stand_there_now(insight, open_page, join):
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    page.get_by_label("Text").fill(WORDS)
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    page.goto(STUDIO)
    insight.refresh_from_db()
    theirs = InsightWords("Theirs.", "Their text.")
    write_insight(insight, theirs, seen=fingerprint(words_of(insight)), by=join("nadia"))

    page.go_back()

    expect(page.get_by_label("Text")).to_have_value("Their text.")


def test_who_comes_second_sees_both_texts(insight, open_page, join, expect_accessible, known_failures):
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}insights/{insight.pk}/")
    words = words_of(insight)
    theirs = InsightWords("Theirs.", "Their text.")
    write_insight(insight, theirs, seen=fingerprint(words), by=join("nadia"))

    page.get_by_label("Text").fill(WORDS)
    expect(page.get_by_text("Not saved: somebody else saved this meanwhile.")).to_be_visible()
    page.get_by_role("button", name="See both").click()
    expect(page.get_by_text("Their text.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(WORDS)
    known_failures()
    expect_accessible(page)
    page.get_by_role("button", name="Save insight").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # what the page does when it is seen again


@pytest.fixture
def two(insight, open_page, join, open_consultation, client):
    """two(width) opens the insight for one editor, then for another, each in a browser of their own."""

    def make(width):
        ines = Membership.of(make_user("ines"), open_consultation, "editor")
        ines.save()
        pages = []
        for one in (join("marta"), ines):
            client.cookies.clear()  # or the second would sign the first out
            pages.append(open_page(one, width=width))
            pages[-1].goto(f"{STUDIO}insights/{insight.pk}/")
        return pages

    return make


@pytest.mark.parametrize("width", [360, 1280])
def test_of_two_editors_one_writes_until_the_place_is_handed_over(
    insight, two, expect_accessible, known_failures, width
):
    first, second = two(width)
    first.get_by_label("Text").fill(WORDS)
    expect(second.get_by_text("Marta Okafor is editing 1.1 (since")).to_be_visible()
    expect(second.get_by_label("Text", exact=True)).to_have_count(0)
    expect_accessible(second)
    ask(second, first)
    expect(first.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect_accessible(first)
    first.route("**/here/", lambda route: route.abort())
    first.get_by_role("button", name="Keep writing").click()
    expect(first.get_by_text("Your answer did not reach the site. Try again.")).to_be_visible()
    first.unroute("**/here/")
    first.get_by_role("button", name="Keep writing").click()
    expect(first.get_by_text("asks to take over")).to_have_count(0)
    known_failures()
    expect(first.get_by_label("Text")).to_have_value(WORDS)
    second.evaluate(LOOK)
    expect(second.get_by_text("Marta Okafor keeps writing for now")).to_be_visible()

    ask(second, first)
    first.get_by_label("Text").fill(f"{WORDS} So it is.")
    first.get_by_role("button", name="Hand over").click()
    expect(first.get_by_text("Ines writes at 1.1 now.")).to_be_visible()
    second.evaluate(LOOK)
    second.get_by_role("link", name="Write here").click()
    expect(second.get_by_label("Text")).to_have_value(f"{WORDS} So it is.")


def ask(asker, holder):
    asker.get_by_role("button", name="Ask to take over").click()
    expect(asker.get_by_text("You asked to take over at")).to_be_visible()
    holder.evaluate(LOOK)
    expect(holder.get_by_text("Ines asks to take over 1.1 (since")).to_be_visible()


def test_words_typed_after_the_place_went_are_kept_aside(insight, two, join, expect_accessible):
    first, second = two(1280)
    WriterPresence.objects.all().delete()
    second.reload()
    first.get_by_label("Text").fill("Mine.")
    expect(first.get_by_text("Kept in the history at")).to_be_visible()
    first.evaluate(LOOK)
    expect(first.get_by_text("What you write here is kept in the history")).to_be_visible()
    expect_accessible(first)
    insight.refresh_from_db()
    assert words_of(insight).text == "A few say so."
    assert insight.wordings.get(is_aside=True).text == "Mine."
    second.get_by_label("Text").fill(WORDS)
    expect(second.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()


def test_the_form_of_a_heading_saves_itself_and_keeps_what_it_cannot_save(
    insight, open_page, join, expect_accessible, known_failures
):
    page = open_page(join("marta"), width=360)
    page.goto(f"{STUDIO}sections/{insight.section_id}/edit/")
    page.get_by_label("Lead paragraph").fill("Water comes first.")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    page.route(
        "**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Lead paragraph").fill("Water comes last.")
    page.get_by_label("Digital justice").check()
    expect(page.get_by_text("Your words are kept on this device; saving is tried again.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Words that were not saved are kept on this device.")).to_be_visible()
    expect_accessible(page)
    page.unroute("**/edit/")
    page.get_by_role("button", name="Take them over").click()
    expect(page.get_by_label("Lead paragraph")).to_have_value("Water comes last.")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    known_failures()
    section = Section.objects.get(pk=insight.section_id)
    assert section.lead == "Water comes last."
    assert section.themes.filter(name="Digital justice").exists()
    page.get_by_role("button", name="Save heading").click()
    expect(page.get_by_text("Saved: Climate justice")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_words_that_a_button_saved_are_not_offered_again(insight, open_page, join):
    page, section = open_page(join("marta")), insight.section
    page.goto(f"{STUDIO}sections/{insight.section_id}/edit/")
    page.get_by_label("Lead paragraph").fill("Water comes second.")
    page.get_by_role("button", name="Save heading").click()
    expect(page.get_by_text("Saved: Climate justice")).to_be_visible()
    section.refresh_from_db()
    assert section.lead == "Water comes second."
    write_section(section, section.title, "Theirs.", by=None)
    page.goto(f"{STUDIO}sections/{insight.section_id}/edit/")
    expect(page.get_by_label("Lead paragraph")).to_have_value("Theirs.")
    expect(page.get_by_text("Words that were not saved")).to_be_hidden()
    copy = "localStorage.setItem(`insight ${form.dataset.person} ${form.getAttribute('action')}`, '{}')"
    page.evaluate(f"() => {{ const form = document.getElementById('writing'); {copy} }}")
    page.reload()
    expect(page.get_by_text("Words that were not saved")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0, "a copy of nothing is not offered"


def test_a_picture_that_is_chosen_is_sent_by_itself(insight, open_page, join, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    figure = add_figure(Place(insight.section), FigureWords("A channel."), by=join("marta"))
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}figures/{figure.pk}/")
    page.get_by_label("Picture").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": png()})
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(page.locator("#picture img")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Describe this image").fill("Two people walk.")
    page.get_by_role("link", name="Back to the heading").click()
    expect(page.get_by_text("described")).to_be_visible()
    figure.refresh_from_db()
    assert (figure.alt, bool(figure.image)) == ("Two people walk.", True)


def test_words_are_saved_without_a_picture_that_is_refused(
    insight, open_page, join, settings, tmp_path, known_failures
):
    settings.MEDIA_ROOT = tmp_path
    figure = add_figure(Place(insight.section), FigureWords("A channel."), by=join("marta"))
    page = open_page(join("marta"))
    page.goto(f"{STUDIO}figures/{figure.pk}/")
    status, picture = page.locator("#saving"), page.get_by_label("Picture")
    picture.set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"none"})
    expect(status).to_have_text("Choose a PNG or JPEG picture")
    page.get_by_label("Describe this image").fill("Two people walk.")
    expect(status).to_have_text(re.compile(r"^Saved \d\d:\d\d Choose a PNG or JPEG picture$"))
    figure.refresh_from_db()
    assert figure.alt == "Two people walk."

    page.route("**/figures/*/", lambda route: route.fulfill(status=413))
    picture.set_input_files({"name": "y.png", "mimeType": "image/png", "buffer": png()})
    expect(status).to_have_text("The picture is too big to be sent.")
    page.get_by_label("Caption").fill("Two channels.")
    expect(status).to_have_text(re.compile("^Not saved: "))
    known_failures()
    page.unroute("**/figures/*/")
    page.get_by_label("Caption").fill("Three channels.")
    expect(status).to_have_text(re.compile(r"^Saved \d\d:\d\d The picture is too big to be sent.$"))


def test_headings_and_insights_are_dragged(insight, open_page, join):
    section, marta = insight.section, join("marta")
    second = add_insight(section, InsightWords("Second."), by=marta)
    page = open_page(marta)
    page.goto(STUDIO)
    digital = Section.objects.get(title="Digital justice")
    climate = page.locator(f"#s{section.pk}")
    page.locator(f"#s{digital.pk} > .grip").drag_to(climate, target_position={"x": 60, "y": 4})
    expect(page.get_by_text("Digital justice is moved.")).to_be_visible()
    expect(page.get_by_role("heading", name="1.1 Digital justice")).to_be_visible()

    page.get_by_role("link", name="1.2 Climate justice").first.click()
    first = page.locator(f"#i{insight.pk}")
    page.locator(f"#i{second.pk} > .grip").drag_to(first, target_position={"x": 60, "y": 4})
    expect(page.get_by_text("Moved.", exact=True)).to_be_visible()
    assert list(section.insights.all()) == [second, insight]
    link = page.get_by_role("navigation", name="Outline").get_by_role("link", name="1.1 Digital justice")
    page.locator(f"#i{second.pk} > .grip").drag_to(link)
    expect(page.get_by_text("Moved to Digital justice.")).to_be_visible()
    assert list(section.insights.all()) == [insight]
