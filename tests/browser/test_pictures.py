"""The pictures of the README, taken from the demo. To take them anew: make pictures."""

from __future__ import annotations

import os

import pymupdf
import pytest

from synthesis.demo.loading import load_demo
from tests.architecture.house import ROOT
from tests.browser.conftest import Open
from tests.synthesis.sample import CONSULTATION, FOLDER, NAMES

PICTURES = ROOT / "docs" / "pictures"
INSIGHT, WORDS, PAGES = "insight.png", "words.png", "pages.png"
INSIGHT_SHOWN = "1.2.4"
MOST_BYTES = 170_000
PRINTED = (0, 6, 8)  # cover, a heading with its figure, insights with notes
PAGE_WIDTH, GAP = 330, 20
FIELD = (0.87, 0.9, 0.91)
WIDTH, HEIGHT = 820, 720
ABOVE = 90  # pixels shown above what the link leads to
SETTLE = 400  # milliseconds until the page has scrolled

renewing = pytest.mark.skipif("RENEW_PICTURES" not in os.environ, reason="make pictures takes them anew")


def printed_pages() -> bytes:
    """Some pages of the sample side by side."""
    with pymupdf.open(FOLDER / NAMES["pdf"]) as sample, pymupdf.open() as made:
        ratio = sample[0].rect.height / sample[0].rect.width
        width = len(PRINTED) * (PAGE_WIDTH + GAP) + GAP
        sheet = made.new_page(width=width, height=PAGE_WIDTH * ratio + 2 * GAP)
        sheet.draw_rect(sheet.rect, color=None, fill=FIELD)
        for place, number in enumerate(PRINTED):
            start = GAP + place * (PAGE_WIDTH + GAP)
            at = pymupdf.Rect(start, GAP, start + PAGE_WIDTH, GAP + PAGE_WIDTH * ratio)
            sheet.draw_rect(at, color=None, fill=(1, 1, 1))
            sheet.show_pdf_page(at, sample, number)
        content: bytes = sheet.get_pixmap().tobytes("png")
        return content


@renewing
def test_take_the_pictures(open_page: Open) -> None:
    load_demo()
    PICTURES.mkdir(exist_ok=True)
    page = open_page(width=WIDTH)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    anchor = f"i-{INSIGHT_SHOWN.replace('.', '-')}"
    page.goto(f"/reports/{CONSULTATION}/?open={INSIGHT_SHOWN}#{anchor}")
    page.mouse.wheel(0, -ABOVE)
    page.wait_for_timeout(SETTLE)
    page.screenshot(path=PICTURES / INSIGHT)

    page.locator(f"#{anchor}").get_by_role("link", name="Read in context").nth(1).click()
    page.wait_for_load_state()
    page.mouse.wheel(0, -ABOVE)
    page.wait_for_timeout(SETTLE)
    page.screenshot(path=PICTURES / WORDS)
    (PICTURES / PAGES).write_bytes(printed_pages())


@pytest.mark.parametrize("name", [INSIGHT, WORDS, PAGES])
def test_a_picture_is_small(name: str) -> None:
    assert 10_000 < (PICTURES / name).stat().st_size <= MOST_BYTES
