from __future__ import annotations

import pytest
from playwright.sync_api import expect

from contributions.models import ImportRun
from tests.work import work_off_everything

LETTERS = """id;name;country;date;consent;comment
1;Ona Rask;Norway;02.03.2026;yes;We wait on the quay every morning.
2;Ivo Brenn;Austria;03.03.2026;anonymous;The lamps at the bridge are dark.
3;Lea Wolff;Austria;;no;Do not print this.
4;;;;;
"""


@pytest.mark.parametrize(("js", "width"), [(True, 1280), (False, 360)])
def test_a_file_is_tried_out_and_brought_in(
    room, join, open_page, expect_accessible, known_failures, settings, tmp_path, js, width
):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "letters.csv").write_text(LETTERS)
    page = open_page(join("nadia"), js=js, width=width)
    page.goto("/consultations/future-we-want/")
    page.get_by_role("link", name="Import contributions").click()
    expect_accessible(page)
    page.get_by_role("button", name="Upload the file").click()
    expect(page.get_by_text("Choose a file").first).to_be_visible()
    page.get_by_label("File").set_input_files(tmp_path / "letters.csv")
    page.get_by_role("button", name="Upload the file").click()

    expect(page.get_by_role("heading", name="Import of letters.csv")).to_be_visible()
    expect(page.get_by_label("comment")).to_have_value("text")
    expect(page.get_by_role("cell", name="We wait on the quay every morning.")).to_be_visible()
    page.get_by_label("comment").select_option("")
    page.get_by_role("button", name="Try the file out").click()
    expect(page.get_by_text("Choose the column that holds the text.").first).to_be_visible()
    known_failures()
    page.get_by_label("comment").select_option("text")
    page.get_by_label("Source").last.fill("Letter")
    expect_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth") if js else 0
    assert wide <= width
    page.get_by_role("button", name="Try the file out").click()
    is_tried_out(page, expect_accessible)
    is_brought_in(page, expect_accessible)


def is_tried_out(page, expect_accessible):
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    expect_accessible(page)
    work_off_everything()
    expect(page.get_by_text("2 contributions to import")).to_be_visible()
    refused = page.get_by_role("region", name="Refused rows (2)")
    expect(refused.get_by_text("The person did not agree: the consent says “no”.")).to_be_visible()
    expect_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all refused rows (CSV)").click()
    assert download.value.suggested_filename.endswith("-refused.csv")


def is_brought_in(page, expect_accessible):
    page.get_by_role("button", name="Import 2 contributions").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    ImportRun.objects.update(made=1)
    expect(page.get_by_role("button", name="Stop this import")).to_be_visible()
    ImportRun.objects.update(made=0)
    work_off_everything()

    expect(page.get_by_text("2 contributions imported.")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("link", name="Open Emerging trends").click()
    expect(page.get_by_text("entered by the team").first).to_be_visible()
    page.get_by_role("link", name="#1").first.click()
    expect(page.get_by_text("Entered by Nadia Rahmani on behalf of Ona Rask.")).to_be_visible()
    expect_accessible(page)
