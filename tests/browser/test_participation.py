"""The team's page of who takes part."""

from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.fixture
def address(room, join, say):
    first, second, third = room.questions.all()
    for key in ("petro", "carlos", "isabel", "farrukh", "layla"):
        say(join(key), questions=[first])
    say(join("petro"), "And more.", questions=[second])
    say(join("nadia"), questions=[third])
    return reverse("moderation:participation", args=[room.consultation.slug])


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "light", ""), (1280, "dark", ""), (360, "dark", "/ar")]
)
def test_it_is_accessible_and_fits_the_screen(
    width, scheme, language, address, join, open_page, expect_accessible
):
    page = open_page(join("nadia"), width=width, scheme=scheme)
    page.goto(f"{language}{address}")

    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_people_are_grouped_otherwise_without_scripts(address, join, open_page):
    page = open_page(join("nadia"), js=False)
    page.goto(address)
    page.get_by_label("Group by").select_option("Kind of organisation")
    page.get_by_role("button", name="Show", exact=True).click()

    page.get_by_role("heading", name="People by question and kind of organisation").wait_for()
    assert "by=organisation" in page.url
