"""Suggested themes, similar contributions and a codebook with long names, as a moderator meets them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution
from moderation.actions import suggesting
from moderation.actions.coding import tag_contribution
from moderation.models import Tagging
from tests.moderation.test_learning import texts_of
from tests.moderation.world import plant
from tests.work import work_off_everything

LONG = "Accountability of public institutions to the people whom they are meant to serve"
LETTER = "We ask the council to keep the old bridge open for everyone who walks to school each morning."


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def pages(room, nadia, join, say):
    """The addresses of what to code next, of tagging one contribution, its passages, the group of one."""
    deep = ("  " + LONG, f"    {LONG}", "      العدالة الرقمية وحماية حقوق الناس")
    themes = plant(room.consultation, nadia, "Buses", "Water", "Schools", *deep)
    names = {"buses": "Buses", "water": "Water", "schools": "Schools", "库": "Schools"}
    petro = join("petro")
    texts, labels = texts_of(44)
    said = [say(petro, text) for text in texts]
    for one, given in list(zip(said, labels, strict=True))[:36]:
        tag_contribution(one, [themes[names[min(given)]]], by=nadia)
    Contribution.objects.filter(taggings__theme=themes["Water"]).first().questions.set(
        room.questions.all()[:2]
    )
    first = say(petro, LETTER)
    say(join("carlos"), LETTER + " Please.")
    suggesting.plan_learning()
    work_off_everything()
    slug = room.consultation.slug
    return [
        reverse("moderation:code_next", args=[slug]),
        reverse("moderation:tags", args=[said[-1].pk]),
        reverse("moderation:new_passage", args=[said[-1].pk]),
        reverse("moderation:similar", args=[slug]),
        reverse("moderation:similar_to", args=[first.pk]),
        reverse("contributions:contribution", args=[first.pk]),
        reverse("moderation:codebook", args=[slug]),
        reverse("moderation:theme", args=[slug, themes["Water"].pk]),
    ]


def test_a_moderator_answers_suggestions_and_sees_copies_on_any_screen(
    pages, nadia, open_page, expect_accessible
):
    for width, scheme, language in [(360, "light", ""), (1280, "dark", ""), (360, "dark", "/ar")]:
        page = open_page(nadia, width=width, scheme=scheme)
        for address in pages:
            page.goto(f"{language}{address}")
            expect_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    page = open_page(nadia)
    page.goto(pages[7])
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_text("1 chosen;")).to_be_visible()
    page.get_by_role("button", name="Choose all shown").click()
    expect(page.get_by_text("1 chosen;")).to_be_hidden()
    values = page.get_by_role("checkbox").evaluate_all("all => all.map((box) => box.value)")
    assert (page.get_by_role("checkbox", checked=False).count(), len(values) - len(set(values))) == (0, 1)
    expect(page.get_by_text(f"{len(set(values))} chosen;")).to_be_visible()  # one stands there twice
    answer_without_scripts(open_page(nadia, js=False), pages)


def answer_without_scripts(page, pages):
    page.goto(pages[1])
    suggested = page.get_by_role("region", name="Suggested themes")
    refused = suggested.get_by_role("listitem").last.locator(".theme").inner_text()
    suggested.get_by_role("button", name="Not this").last.click()
    page.get_by_text("will not be suggested for").wait_for()
    assert refused not in page.get_by_role("region", name="Suggested themes").inner_text()
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_role("heading", name="On it now").wait_for()
    assert Tagging.objects.filter(source=Tagging.Source.SUGGESTION).count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone in #")).to_be_visible()
    page.goto(pages[0])
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("is tagged as a whole").wait_for()
    page.goto(pages[5])
    page.get_by_role("link", name="1 similar contribution").click()
    page.get_by_role("heading", name="What all of them say").wait_for()
