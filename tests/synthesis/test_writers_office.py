"""Files as an office program opens them: skipped where there is none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pymupdf
import pytest

from synthesis.writers.docx import write_docx
from synthesis.writers.xlsx import write_xlsx
from tests.synthesis.more_snapshots import arabic_report
from tests.synthesis.reading import evened
from tests.synthesis.report_snapshots import insights_snapshot

OFFICE = shutil.which("soffice")
CALC = OFFICE and (Path(OFFICE).resolve().parent / "libsclo.so").exists()
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
FOOT = 0.75  # of the height of a page


def converted(folder: Path, name: str, content: bytes) -> list[pymupdf.Page]:
    """The pages that LibreOffice makes of the file."""
    (folder / name).write_bytes(content)
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)
    return list(pymupdf.open(folder / f"{Path(name).stem}.pdf"))


def text_of(page: pymupdf.Page) -> str:
    return evened(page.get_text())


def test_the_word_file_opens_with_its_notes_at_the_foot(tmp_path):
    pages = converted(tmp_path, "report.docx", write_docx(insights_snapshot()).data)
    texts = [text_of(page) for page in pages]

    place = next(n for n, text in enumerate(texts) if "A fixed day is used here" in text)
    (note,) = pages[place].search_for("A fixed day is used here")
    assert note.y0 > FOOT * pages[place].rect.height
    assert "Travelling courts work when they return." in texts[place], "on the page of its mark"
    assert "Figure 1" in " ".join(texts)
    assert any(page.get_images() for page in pages)
    assert all(name in texts[1] for name in ("Reaching the court", "Distance and cost", "Method")), "contents"


def test_an_arabic_word_file_runs_from_the_right(tmp_path):
    pages = converted(tmp_path, "report.docx", write_docx(arabic_report()).data)
    contents = pages[1]

    words = [block for block in contents.get_text("blocks") if block[4].strip()]
    number_places = [one[0] for one in contents.get_text("words") if one[4].isdecimal() and one[0] < 250]
    assert number_places, "page numbers stand at the left"
    assert max(block[2] for block in words) > contents.rect.width * 0.6


@pytest.mark.skipif(not CALC, reason="LibreOffice is here without its spreadsheet")
def test_the_workbook_opens(tmp_path):
    pages = converted(tmp_path, "report.xlsx", write_xlsx(insights_snapshot()).data)

    assert any("The journey is the first judgment." in text_of(page) for page in pages)
