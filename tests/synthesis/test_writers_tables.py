"""Workbook, table of evidence and JSON: the numbers of the report, literal cells, the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from synthesis.document import snapshot_checksum
from synthesis.formats import FORMATS
from synthesis.public.versions import published_snapshot
from synthesis.snapshot_types import Snapshot
from synthesis.writers.delimited import write_csv
from synthesis.writers.snapshot_file import write_json
from synthesis.writers.xlsx import write_xlsx
from tests.synthesis.more_snapshots import arabic_report
from tests.synthesis.published import Published, words
from tests.synthesis.reading import docx_text, html_text, pdf_text
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import ARABIC_QUOTE, empty_snapshot, insight, section, tagged
from tests.synthesis.test_snapshot_schema import check
from tests.synthesis.test_writers_hard_texts import CONTROLS, MARKUP, everywhere

SHEETS = ["Read me", "Insights", "Evidence", "Contributions", "Themes", "Questions", "Participation"]
FORMULAS = [
    '=HYPERLINK("https://x.example","y")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    "<r><t>a</t></r>",
]

READERS = {"pdf": pdf_text, "docx": docx_text, "html": html_text}

type Sheet = list[dict[str, object]]


def sheets_of(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table(rows: list[list[object]]) -> Sheet:
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def csv_rows(data: bytes) -> Sheet:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def counted(row: dict[str, object]) -> tuple[int, ...]:
    return tuple(int(str(row[head]).removesuffix(".0")) for head in ("Contributions", "People", "Countries"))


def parts_of(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: etree.fromstring(package.read(name)) for name in package.namelist()}


@pytest.mark.django_db
def test_page_and_every_file_carry_the_same_numbers(open_consultation, join, say, client):
    work = Published(open_consultation, join("marta"))
    point = work.insight(work.heading("Water", work.part("Trends")), "Shared springs.", "People share water.")
    work.rest(point, say(join("isabel"), "Three villages share one spring."), "Three villages share")
    work.rest(point, say(join("carlos"), "Our town pays.", language="es"), "Our town pays.")
    work.rest(point, say(join("petro"), "It takes long."), "It takes long.", "differs")
    work.rest(point, say(join("nadia"), "The team adds this."), "The team adds", "context")
    snapshot = published_snapshot(work.publish())
    files = {key: one.write(snapshot).data for key, one in FORMATS.items()}
    texts = {key: read(files[key]) for key, read in READERS.items()}
    texts["page"] = words(client.get("/reports/future-we-want/"))
    rows, kept = csv_rows(files["csv"]), json.loads(files["json"])
    sheets = sheets_of(files["xlsx"])
    texts["xlsx"] = " ".join(str(cell) for row in sheets["Read me"] for cell in row)

    figures = "3 people in 3 countries took part. They and the team wrote 4 contributions (1 by the team)"
    assert [kind for kind, text in texts.items() if figures not in text] == []
    line = re.compile("ased on 2 contributions ?from 2 people ?in 2 countries")
    assert [kind for kind, text in texts.items() if kind != "xlsx" and not line.search(text)] == []
    total = {row["What is counted"]: row["Count"] for row in table(sheets["Participation"])[:3]}
    assert total == {"People": 3, "Contributions": 4, "Countries": 3}
    assert (kept["figures"]["people"], kept["figures"]["contributions"]) == (3, 4)
    assert [counted(row) for row in table(sheets["Insights"])] == [(2, 2, 2)]
    assert [counted(row) for row in rows] == [(2, 2, 2)] * 4
    assert [row["Stance"] for row in rows] == ["supports", "supports", "differs", "context"]
    assert len(sheets["Contributions"]) - 1 == kept["figures"]["contributions"]
    assert check(kept) == []
    assert kept == snapshot


def test_the_workbook_has_its_sheets_each_with_a_head_that_stays():
    snapshot = insights_snapshot()
    snapshot["sections"][1]["children"][0]["tagged"] = [tagged(3, "Nadia Rahmani, Jordan", team=True)]
    data = write_xlsx(snapshot).data
    sheets = sheets_of(data)

    assert list(sheets) == SHEETS
    assert [len(rows) for rows in sheets.values()] == [14, 10, 12, 65, 10, 5, 30]
    evidence = table(sheets["Evidence"])
    assert (evidence[0]["Insight"], evidence[0]["Name as published"]) == (
        "1.1.2",
        "Farrukh Saidov, Kyrgyzstan",
    )
    assert evidence[0]["Themes"] == "Distance and cost"
    assert evidence[0]["Address"] == "https://conspectus.example/contributions/9/#passage"
    known = {row["Contribution"]: row for row in table(sheets["Contributions"])}
    assert known[17]["Insights that cite it"] == "1.2.1"
    assert known[17]["Passages"] == 2
    assert (known[3]["Name as published"], known[3]["By the team"]) == ("Nadia Rahmani, Jordan", "yes")
    assert known[4]["Name as published"] == ""
    told = str(sheets["Read me"])
    assert snapshot_checksum(snapshot) in told
    assert "hidden, held for review, withheld or withdrawn" in told
    countries = [row["Row"] for row in table(sheets["Participation"]) if row["Table"] == "Countries"]
    assert countries == ["Costa Rica", "Kyrgyzstan", "Lebanon", "Moldova", "Morocco", "Others (2)"]
    for name, part in parts_of(data).items():
        if name.startswith("xl/worksheets/sheet"):
            pane = part.find(".//{*}pane")
            assert pane is not None
            assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")


def test_an_arabic_workbook_runs_from_right_to_left_in_arabic_words():
    data = write_xlsx(arabic_report()).data

    assert list(sheets_of(data))[:3] == ["اقرأني", "الخلاصات", "الشواهد"]
    views = [part.find(".//{*}sheetView") for name, part in parts_of(data).items() if "worksheets" in name]
    assert [view.get("rightToLeft") for view in views if view is not None] == ["1"] * len(SHEETS)
    assert ARABIC_QUOTE.encode() in write_json(insights_snapshot()).data


@pytest.mark.parametrize("key", ["xlsx", "csv", "json"])
def test_two_builds_are_the_same_bytes(key: str):
    assert FORMATS[key].write(insights_snapshot()).data == FORMATS[key].write(insights_snapshot()).data


def test_no_clock_is_read_for_the_workbook():
    data = write_xlsx(insights_snapshot()).data

    core = parts_of(data)["docProps/core.xml"]
    moments = {core.findtext(f"{{*}}{name}") for name in ("created", "modified")}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        years = {one.date_time[0] for one in package.infolist()}
    assert moments == {"2026-11-09T10:20:30Z"}
    assert years == {1980}


@pytest.mark.parametrize("poison", [*FORMULAS, MARKUP, CONTROLS, "_x0041_ and _x000B_", "\u202eturned"])
def test_poison_is_literal_text_in_every_cell(poison: str):
    snapshot = everywhere(poison)
    data = write_xlsx(snapshot).data
    rows = csv_rows(write_csv(snapshot).data)
    shown = poison.replace("\t", " ") if poison.isprintable() or "\t" in poison else None

    evidence = table(sheets_of(data)["Evidence"])[0]
    parts = parts_of(data)
    assert [part for part in parts.values() if part.find(".//{*}f") is not None] == []
    assert [name for name in parts if name.endswith("sheet3.xml.rels")] == []
    if shown:
        assert str(evidence["Passage"]).strip() == shown.strip()
        assert str(rows[0]["Passage"]).lstrip("'").strip() == shown.strip()
    else:
        assert "afterafter" not in str(evidence["Passage"])
        assert str(evidence["Passage"]) in {"beforeafter", "turned"}
    for cell in rows[0].values():
        assert not str(cell).lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert json.loads(write_json(snapshot).data) == snapshot


@pytest.mark.parametrize("letter", ["x", "👍"])
def test_what_no_cell_can_hold_is_cut_and_said(letter: str):
    snapshot: Snapshot = empty_snapshot()
    snapshot["sections"] = [section("1", "Long", insights=[insight("1.1", "", letter * 33_000)])]

    sheets = sheets_of(write_xlsx(snapshot).data)
    text = str(table(sheets["Insights"])[0]["Text"])

    assert text.startswith(letter * 16_000)
    assert text.endswith(f"{letter} [cut; whole in the JSON file]")
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert "Texts cut because a cell holds no more: 1." in str(sheets["Read me"])
    assert letter * 33_000 in write_json(snapshot).data.decode()
