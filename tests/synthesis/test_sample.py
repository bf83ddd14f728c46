"""The sample in docs/sample is what the demo builds today. To renew it: make sample."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO

import pymupdf
import pytest
from django.db import transaction

from tests.synthesis.sample import ADDRESS, FOLDER, NAMES, sample_files, sample_snapshot


def parts_of(content: bytes) -> dict[str, bytes]:
    """What a Word file holds; how hard its parts are pressed together differs between machines."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.django_db
def test_the_sample_is_what_the_demo_builds() -> None:
    built = sample_files()
    if os.environ.get("RENEW_SAMPLE"):
        FOLDER.mkdir(exist_ok=True)
        for name, content in built.items():
            (FOLDER / name).write_bytes(content)
    kept = {name: (FOLDER / name).read_bytes() for name in built}

    assert kept[NAMES["pdf"]] == built[NAMES["pdf"]], "renew it with: make sample"
    assert parts_of(kept[NAMES["docx"]]) == parts_of(built[NAMES["docx"]]), "renew it with: make sample"


@pytest.mark.django_db
def test_it_is_the_same_whatever_the_database_counted_before() -> None:
    with transaction.atomic():
        first = sample_snapshot()
        transaction.set_rollback(True)

    assert sample_snapshot() == first


def test_it_has_ten_to_fourteen_pages_and_no_annex() -> None:
    with pymupdf.open(FOLDER / NAMES["pdf"]) as pages:
        parts = [title for level, title, _page in pages.get_toc() if level == 1]
        links = {link.get("uri", "") for page in pages for link in page.get_links()}
        last = pages[-1].get_text()

        assert 10 <= pages.page_count <= 14
    assert "Evidence annex" not in parts
    assert f"{ADDRESS}/reports/digital-courts/?open=1.1.1#i-1-1-1" in links
    assert "CC BY 4.0" in last
