"""The pages of translation and of the Word styles, as people see them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from synthesis.models import Translation
from tests.synthesis.published import Published, forget

STUDIO = "/studio/future-we-want/"


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(1280, "light", ""), (360, "dark", "/ar")])
def test_a_text_is_given_beside_its_original(
    open_consultation, join, settings, tmp_path, open_page, expect_accessible, width, scheme, prefix
):
    settings.MEDIA_ROOT = tmp_path
    forget()
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    insight = made.insight(part, "Springs first.", "Three villages share one spring.")
    lead_in = {"language": "es", "of": f"{insight.guid}.lead_in", "text": "Los manantiales."}
    Translation.objects.create(report=made.report, original="Old.", **lead_in)
    page = open_page(made.editor, width=width, scheme=scheme)

    for address in ("cover/", "translate/", "translate/es/", f"translate/es/?part=s{part.pk}"):
        page.goto(f"{prefix}{STUDIO}{address}")
        for fold in page.locator("main details > summary").all():
            fold.click()
        expect_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, address
    page.locator(f"[id='t-{insight.guid}.text']").fill("Tres aldeas comparten un manantial.")
    page.locator("main form .button--primary").click()
    expect(page.locator(".banner")).to_be_visible()
    expect(page.locator(f"[id='t-{insight.guid}.text']")).to_have_value("Tres aldeas comparten un manantial.")
    assert Translation.objects.filter(of=f"{insight.guid}.text").exists()
