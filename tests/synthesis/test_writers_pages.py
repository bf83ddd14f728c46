"""How pages fall: what keeps together, what runs on, what a right-to-left document turns around."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

from synthesis.snapshot_types import Snapshot
from synthesis.wording import WORDINGS
from synthesis.writers.pdf import write_pdf
from tests.synthesis.more_snapshots import arabic_report, crowded_report, in_language
from tests.synthesis.reading import pdf_pages
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import empty_snapshot, insight, section, support, text
from tests.synthesis.theme_snapshots import themes_snapshot

POINTS_PER_MM = 72 / 25.4
SIDE_COLUMN, TEXT_COLUMN, TEXT_END = (millimetres * POINTS_PER_MM for millimetres in (20, 58, 182))


def words_of(snapshot: Snapshot, page: int) -> list[tuple[float, float, str]]:
    with pymupdf.open(stream=write_pdf(snapshot).data) as document:
        return [(word[0], word[2], word[4]) for word in document[page].get_text("words")]


def test_text_stands_in_the_text_column_and_numbers_in_the_side_column():
    words = words_of(insights_snapshot(), 4)

    starts = {round(start, 1) for start, _, word in words if re.fullmatch(r"1\.1(\.\d)?", word)}
    assert starts == {round(SIDE_COLUMN, 1)}
    assert max(end for _, end, _ in words) <= TEXT_END + 0.5
    assert min(start for start, _, word in words if word == "described") >= TEXT_COLUMN


def test_an_arabic_document_is_mirrored():
    words = words_of(arabic_report(), 4)

    number_end = max(end for _, end, word in words if word == "1.1.1")
    assert number_end == pytest.approx(595.28 - SIDE_COLUMN, abs=1)
    french = [start for start, _, word in words if word in {"On", "manquait"}]
    assert max(french) - min(french) < 1


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    made = insights_snapshot()
    long = "A sentence that fills a line and then some more of the next one. " * 14
    made["sections"] = [
        section(
            "1",
            "Part",
            "part",
            children=[
                section(
                    f"1.{n}",
                    f"Theme number {n}",
                    insights=[insight(f"1.{n}.1", "Lead.", long, support=support(3, 2, 2))],
                )
                for n in range(1, 12)
            ],
        )
    ]

    pages = pdf_pages(write_pdf(made).data)

    for n in range(1, 12):
        page = next(page for page in pages[5:] if f"Theme number {n} " in page)
        assert "Lead." in page.split(f"Theme number {n} ")[1]


def with_long_parts(made: Snapshot) -> Snapshot:
    """Its first two parts, each with enough to say for an opener that takes a page."""
    made["sections"] = made["sections"][:2]
    for part in made["sections"]:
        first = part["children"][0]["insights"][0]
        first["paragraphs"] = [
            first["paragraphs"][0] | {"content": [text("One sentence after another. " * 400)]}
        ]
    return made


def test_a_part_goes_on_under_its_opener_and_only_long_parts_have_a_page_for_it():
    short = pdf_pages(write_pdf(insights_snapshot()).data)
    long = pdf_pages(write_pdf(with_long_parts(insights_snapshot())).data)

    opener = next(page for page in short if "themes · " in page)
    assert "1.1.1" in opener
    opener = next(page for page in long if "themes · " in page)
    assert "1.1.1" not in opener


def test_a_short_part_goes_on_under_its_opener():
    pages = pdf_pages(write_pdf(insights_snapshot()).data)

    opener = next(
        page
        for page in pages
        if page.startswith("2 Deciding fairly on screen") or "2 themes · 2 insights" in page
    )
    assert "The screen helps who is far away." in opener


def test_a_long_list_of_themes_shrinks_the_field_and_stays_on_the_page():
    pages = pdf_pages(write_pdf(with_long_parts(crowded_report())).data)

    opener = next(page for page in pages if "6 themes" in page)
    assert "1.6" in opener
    assert "1.1.1" not in opener


def test_page_numbers_in_the_contents_are_those_of_the_pages():
    pages = pdf_pages(write_pdf(insights_snapshot()).data)

    number = re.search(r"Languages and plain words (\d+)", pages[1])
    assert number is not None
    assert "Interpreters belong to the hearing" in pages[int(number[1]) - 1]


def test_the_cover_has_no_page_number_and_later_pages_their_head():
    pages = pdf_pages(write_pdf(crowded_report()).data)

    assert "1 of" not in pages[0]
    assert pages[1].startswith("Contents")
    assert pages[2].startswith("Contents")


@pytest.mark.parametrize("code", WORDINGS)
def test_the_fixed_words_of_every_language_can_be_set(code: str):
    rendered = write_pdf(in_language(code))

    assert rendered.should_look == ()
    assert rendered.data.startswith(b"%PDF")


CHECKED = {
    "themes": themes_snapshot,
    "insights": insights_snapshot,
    "arabic": arabic_report,
    "empty": empty_snapshot,
    "chinese": lambda: in_language("zh"),
    "russian": lambda: in_language("ru"),
}


@pytest.mark.parametrize("name", CHECKED)
def test_a_checker_for_accessible_files_finds_no_error(name: str, tmp_path: Path):
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(write_pdf(CHECKED[name]()).data)
    outloud = Path(sys.executable).parent / "outloud"

    done = subprocess.run([outloud, "-q", path], capture_output=True, text=True, check=False)

    assert " 0 error(s)" in done.stdout, done.stdout
