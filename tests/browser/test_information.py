"""The pages that explain the site, as a browser shows them."""

from __future__ import annotations

import pytest
from django.urls import reverse

PAGES = ("help", "how_it_works", "privacy", "accessibility", "house_rules")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_they_are_accessible_and_fit_the_screen(open_page, expect_accessible, scheme, width):
    page = open_page(width=width, scheme=scheme)
    for name in PAGES:
        page.goto(reverse(name))
        expect_accessible(page)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, name
