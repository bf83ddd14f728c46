"""A contribution with a picture and two unclear names, from the composer over the preview to the room."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution
from tests.browser.composing import box, focus
from tests.contributions.making_files import picture


def change_to(page, text, *, js):
    """The editor learns of a selection a moment after it is made: empty the box before the new words."""
    if js:
        focus(page)
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        expect(box(page)).to_be_empty()
    box(page).fill(text)


@pytest.mark.parametrize(
    ("js", "width"), [(True, 1280), (False, 360)], ids=["wide", "narrow without JavaScript"]
)
def test_from_the_composer_over_the_preview(
    js, width, open_page, expect_accessible, room, join, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    petro = join("petro")
    federation = join("ana1", name="Ana Silva", organisation="Water federation")
    join("ana2", name="Ana Silva", organisation="Town council")
    page = open_page(petro, js=js, width=width)

    page.goto(reverse("contributions:room", args=[room.consultation.slug, room.slug]))
    if js:
        focus(page)
    box(page).fill("I ask @Ana Silva and @Giulia Conti.")
    page.get_by_text("Add files").click()
    file = {"name": "street.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.get_by_label("Choose files").set_input_files(file)
    page.get_by_role("button", name="Add these files").click()
    page.get_by_role("textbox", name="Describe this image").fill("A flooded street")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Preview").wait_for()
    expect_accessible(page)
    page.get_by_role("button", name="Change it").click()
    change_to(page, "I ask @Ana Silva, and @Giulia Conti too.", js=js)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("radio", name="Ana Silva, Water federation").check()
    page.get_by_role("group", name="Nobody here is called Giulia Conti yet").get_by_label(
        "plain text"
    ).check()
    page.get_by_role("button", name="Post contribution").click()
    page.get_by_text("Your contribution is posted as #1.").wait_for()
    expect_accessible(page)

    contribution = Contribution.objects.get()
    assert [mention.membership for mention in contribution.revision.mentions.all()] == [federation]
    assert contribution.attachments.get().alt == "A flooded street"
    page.get_by_role("img", name="A flooded street").wait_for()
