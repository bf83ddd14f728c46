"""Check, ledger, versions and what became of one's words, as people see them."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from synthesis.actions.ledger import Settling, settle
from synthesis.models import Footnote, OutsideNote
from tests.synthesis.marking import tag, theme
from tests.synthesis.published import Published, forget

STUDIO = "/studio/future-we-want/"


@pytest.fixture
def made(open_consultation, join, say, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    forget()
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    spring = made.insight(part, "Springs first.", "Oppression grows where three villages share one spring.")
    made.rest(
        spring, say(join("isabel"), "Pression grows: three villages share one spring."), "Pression grows"
    )
    panel = {"source": "Panel on water courts", "on": date(2026, 7, 2), "words": "Dig deeper, they said."}
    made.panel = OutsideNote.objects.create(insight=spring, kind="webinar", **panel)
    made.publish()
    made.insight(part, "Many wells.", "They are “dry since the war came here”.")
    spring.paragraphs[0]["content"][0]["v"] += " They are shared by many."
    spring.save()
    Footnote.objects.create(report=made.report, content=[{"t": "text", "v": "Nobody points here."}])
    made.lunch, wells = say(join("isabel"), "Lunch?"), say(join("isabel"), "Wells are dry.")
    tag(wells, theme(open_consultation, "Wells"), join("nadia"))
    settle([made.lunch], Settling("out", "It speaks of lunch."), by=join("marta"))
    say(join("petro"), "Roads are long.")
    made.publish("1.1", changes="Wells added.")
    return made


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(1280, "light", ""), (360, "dark", "/ar")])
def test_check_ledger_and_versions_are_there_for_everybody(
    made, open_page, join, expect_accessible, width, scheme, prefix
):
    addresses = ["check/", "ledger/", "ledger/?fate=out", "compare/", "objective/", "objections/"]
    addresses += [f"insights/{made.panel.insight_id}/", f"outside/{made.panel.pk}/"]
    page = open_page(join("marta"), width=width, scheme=scheme)
    for address in addresses:
        page.goto(f"{prefix}{STUDIO}{address}")
        for fold in page.locator("main details > summary").all():
            fold.click()
        expect_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, address
    page = open_page(join("isabel"), width=width, scheme=scheme)
    page.goto(f"{prefix}/reports/future-we-want/yours/")
    page.locator("main details > summary").first.click()
    expect_accessible(page)
    page = open_page(join("tomas"), width=width, scheme=scheme)
    page.goto(f"{prefix}{STUDIO}sign-off/")
    page.locator("main details > summary").first.click()
    expect_accessible(page)


@pytest.mark.parametrize("js", [True, False])
def test_an_editor_works_through_the_check_and_a_contributor_answers(made, open_page, join, js):
    page = open_page(join("marta"), js=js)
    page.goto(f"{STUDIO}check/")
    page.get_by_role("button", name="Remove these notes").click()
    expect(page.get_by_text("1 footnote removed.")).to_be_visible()
    finding = page.get_by_role("listitem").filter(has_text="1.1 says “Oppression”")
    finding.locator("summary").click()
    finding.get_by_label("Why it can stay as it is").fill("She says oppression in the next sentence.")
    finding.get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("heading", name="Set aside (1)")).to_be_visible()
    page.get_by_role("link", name="Ledger").click()
    page.get_by_label("Settle #4").check()
    page.get_by_label("Considered").check()
    page.get_by_role("button", name="Settle ticked").click()
    expect(page.get_by_text("Nothing is open")).to_be_visible()

    page = open_page(join("isabel"), js=js)
    page.goto("/reports/future-we-want/")
    page.get_by_role("link", name="What became of your words").click()
    page.get_by_text("This is not what I meant").first.click()
    page.get_by_label("What did you mean?").fill("Pression of water.")
    page.get_by_role("button", name="Tell the editors").click()
    expect(page.get_by_text("You said: Pression of water.")).to_be_visible()
