"""Tables that leave the site: literal cells, whole workbooks, the same bytes twice, and no byte held back."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from consultation.sheets import delimited
from consultation.sheets.cells import CELL_HOLDS, bare, fitted, literal, plain
from consultation.sheets.workbook import Sheet, workbook
from tests.architecture.house import ROOT

AT = datetime(2026, 11, 9, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "\rx", "\nx", "  =1", "\u200b=1", "\ufeff+1", "＝1", "－1"]
)
def test_what_might_be_a_formula_is_disarmed_and_comes_back(text):
    assert literal(text) == f"'{text}"
    assert bare(f"'{text}") == text


@pytest.mark.parametrize("text", ["a=1", "'t is", "1-2", "", "words = more", "— said", "مرحبا", "_x0041_"])
def test_other_words_are_left_as_they_are(text):
    assert literal(text) == bare(text) == text
    assert literal(-7) == -7


def test_the_rule_has_one_home():
    sources = [
        path for app in ("contributions", "moderation", "synthesis") for path in (ROOT / app).rglob("*.py")
    ]

    assert not [path for path in sources if '("=", "+", "-"' in path.read_text()]
    assert not [path for path in sources if "strings_to_formulas" in path.read_text()]


@pytest.mark.parametrize("letter", ["x", "👍"])
def test_a_cell_holds_what_it_can_and_says_what_was_cut(letter):
    whole, cut = letter * (CELL_HOLDS // 2), fitted(letter * 33_000, "[cut]")

    assert fitted(whole, "[cut]") == whole
    assert cut.endswith(f"{letter} [cut]")
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_HOLDS
    assert plain("<r>a</r>") == "<r>a</r> "


ROWS = [
    ["=1+1", 7, "", "<b>&amp;</b> ]]>"],
    ["_x0041_ stays", 0, "a\x00\x0b\ud800b\ufffe", "two\nlines"],
    [" spaces ", -3, "مرحبا 👍🏽", "x" * CELL_HOLDS],
]


def made(rows, **more) -> bytes:
    head = Sheet("Read me", [("About", 20)], iter([["told last"]]))
    sheet = Sheet("A & B", [("One", 9), ("Two", 9), ("Three", 9), ("Four", 40)], rows)
    return b"".join(workbook([head, sheet], title="T < U", made_at=AT, **more))


def test_a_workbook_holds_every_cell_as_it_was_said():
    data = made(ROWS, mirrored=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = book.get_sheet_by_name("A & B").to_python()

    assert book.sheet_names == ["Read me", "A & B"]
    assert cells[0] == ["One", "Two", "Three", "Four"]
    assert cells[1] == ["=1+1", 7, "", "<b>&amp;</b> ]]>"]
    assert cells[2][1:] == [0, "ab", "two\nlines"]
    assert cells[3] == [" spaces ", -3, "مرحبا 👍🏽", "x" * CELL_HOLDS]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert all(etree.fromstring(part) is not None for part in parts.values())
    assert b"_x005F_x0041_ stays" in parts["xl/worksheets/sheet2.xml"]
    assert b'rightToLeft="1"' in parts["xl/worksheets/sheet2.xml"]
    assert made(ROWS) == made(ROWS)


def test_rows_go_out_while_others_are_still_to_come():
    read = []

    def rows(count):
        for number in range(count):
            read.append(number)
            yield [f"{number} {hash(str(number))}", number, "", ""]

    sheet = Sheet("Long", [("One", 9), ("Two", 9), ("Three", 9), ("Four", 9)], rows(20_000))
    pieces = workbook([sheet], title="Long", made_at=AT)
    next(pieces)
    next(piece for piece in pieces if len(piece) > 10_000)
    assert len(read) < 10_000

    read.clear()
    told = delimited.lines(rows(20_000))
    assert next(told).startswith("\ufeff0 ")
    assert len(read) == 1
    assert len(list(csv.reader(io.StringIO("".join(told))))) == 19_999


def test_a_table_is_what_its_lines_are():
    rows = [["=a", 'b "c"'], ["d\r\ne", "f"]]

    assert delimited.table(rows) == '\ufeff\'=a,"b ""c"""\r\n"d\r\ne",f\r\n'.encode()
