"""What people do with contributions that stand there: quote, edit, look back, follow, report, withdraw."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution
from moderation.models import Flag
from tests.work import work_off_everything

WORDS = "The bus court came to our market town. The hearing took one morning instead of two days."

COUNT_SENT = """window.sent = 0;
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent += 1;
  event.preventDefault();
});"""
POLL_ENDS = """document.body.dispatchEvent(
  new CustomEvent("htmx:finally:request", { bubbles: true, detail: { ctx: { request: {} } } })
);"""


def at(name, contribution):
    return reverse(f"contributions:{name}", args=[contribution.pk])


def choose(page, name) -> None:
    """An entry under More."""
    more = page.locator("details.more").first
    more.locator("summary").click()
    more.get_by_role("link", name=name).or_(more.get_by_role("button", name=name)).click()


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_quotation_to_the_withdrawal(js, open_page, expect_accessible, room, join, say):
    carlos, isabel, nadia = join("carlos"), join("isabel"), join("nadia")
    said = say(carlos, WORDS, language="en")

    reader = open_page(isabel, js=js)
    answer = quote(reader, expect_accessible, said)
    report(reader, expect_accessible, said)
    follow(reader, expect_accessible, said)

    edit(open_page(carlos, js=js), expect_accessible, said)
    look_back(open_page(js=js, width=360), expect_accessible, said)
    answer_reports(open_page(nadia, js=js), expect_accessible, said)
    withdraw(open_page(carlos, js=js), expect_accessible, said)

    expect_status(open_page, 410)
    reader = open_page(js=js)
    reader.goto(at("contribution", answer))
    expect(reader.get_by_text("Words of #1 stood here. They are no longer shown.")).to_be_visible()
    expect_accessible(reader)
    work_off_everything()


def expect_status(open_page, status: int) -> None:
    """Chromium writes every answer of this status to its console: that one was meant."""
    assert open_page.trouble
    assert [told for told in open_page.trouble if f"status of {status}" not in told] == []
    open_page.trouble.clear()


def quote(page, expect_accessible, said) -> Contribution:
    page.goto(at("contribution", said))
    expect_accessible(page)
    page.get_by_role("link", name="Quote #1 by Carlos Méndez").click()
    box = page.get_by_role("textbox", name="Your contribution")
    line = f"[quote #1 {said.revision_id}:0-{len(WORDS)}]"
    expect(box).to_contain_text(line)
    box.fill(f"{line}\n\nSo it was with us.")
    page.get_by_role("button", name="Post contribution").click()
    expect(page.get_by_text("Your contribution is posted as #2.").first).to_be_visible()
    posted = Contribution.objects.get(number=2)
    page.goto(at("contribution", posted))
    expect(page.get_by_role("figure")).to_contain_text("Carlos Méndez, #1")
    expect_accessible(page)
    return posted


def report(page, expect_accessible, said) -> None:
    page.goto(at("contribution", said))
    choose(page, "Report")
    expect_accessible(page)
    page.get_by_role("radio", name="Personal data").check()
    page.get_by_role("textbox", name="What should the moderators know?").fill("It names a town.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_text("Thank you. The moderators will look within 1 working day.")).to_be_visible()
    assert Flag.objects.get().note == "It names a town."


def follow(page, expect_accessible, said) -> None:
    aside = page.get_by_role("complementary", name="About this contribution")
    aside.get_by_role("button", name="Follow replies").click()
    expect(aside.get_by_role("button", name="Stop following")).to_be_visible()
    expect_accessible(page)


def edit(page, expect_accessible, said) -> None:
    page.goto(at("contribution", said))
    choose(page, "Edit")
    expect_accessible(page)
    page.get_by_role("textbox", name="Your contribution").fill(WORDS.replace("one morning", "half a day"))
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Your changes to #1 are saved.")).to_be_visible()
    expect(page.get_by_text("half a day")).to_be_visible()
    expect_accessible(page)


def look_back(page, expect_accessible, said) -> None:
    page.goto(at("history", said))
    expect(page.locator("ins")).to_contain_text("half a day")
    expect(page.locator("del")).to_contain_text("one morning")
    expect_accessible(page)


def answer_reports(page, expect_accessible, said) -> None:
    page.goto(at("contribution", said))
    expect(page.get_by_role("heading", name="Reports by readers (1)")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Keep it shown").click()
    expect(page.get_by_text("#1 stays. Those who reported it are told.")).to_be_visible()


def withdraw(page, expect_accessible, said) -> None:
    page.goto(at("contribution", said))
    choose(page, "Withdraw")
    expect_accessible(page)
    with page.expect_response(lambda response: response.status == 410):
        page.get_by_role("button", name="Withdraw contribution").click()
    expect(page.get_by_text("Carlos Méndez withdrew this contribution.")).to_be_visible()
    expect_accessible(page)


def test_a_text_saved_elsewhere_meanwhile_is_shown_beside_mine(open_page, expect_accessible, room, join, say):
    carlos = join("carlos")
    said = say(carlos, WORDS, language="en")
    one, other = open_page(carlos), open_page(carlos)
    for page in (one, other):
        page.goto(at("edit", said))
    one.get_by_role("textbox", name="Your contribution").fill("One.")
    one.get_by_role("button", name="Save changes").click()
    expect(one.get_by_text("Your changes to #1 are saved.")).to_be_visible()

    other.get_by_role("textbox", name="Your contribution").fill("Other.")
    other.get_by_role("button", name="Save changes").click()

    expect(other.get_by_role("heading", name="Changed meanwhile")).to_be_visible()
    expect(other.get_by_role("textbox", name="Your contribution")).to_have_value("Other.")
    expect_accessible(other)
    expect_status(open_page, 409)
    other.get_by_role("button", name="Save mine as the newest version").click()
    expect(other.get_by_text("Your changes to #1 are saved.")).to_be_visible()
    assert [r.plain for r in said.revisions.all()] == [WORDS + "\n", "One.\n", "Other.\n"]


def test_a_form_under_way_is_sent_once_and_again_when_nothing_came_of_it(open_page, join, say):
    """A poll that ends meanwhile changes nothing; whoever stopped the page from loading can press again."""
    page = open_page(join("isabel"))
    page.goto(reverse("moderation:report", args=[say(join("carlos"), WORDS).pk]))
    page.evaluate(COUNT_SENT)
    button = page.locator("button[data-loading]")

    button.click()
    expect(button).to_have_text("Loading…")
    page.evaluate(POLL_ENDS)
    expect(button).to_have_text("Loading…")
    button.click()
    assert page.evaluate("sent") == 1

    page.evaluate("const now = Date.now; Date.now = () => now() + 90_000")
    button.click()
    assert page.evaluate("sent") == 2
