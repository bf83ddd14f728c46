"""Workbooks (XLSX) that go out while they are made, row by row, whatever their length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from consultation.sheets.cells import Cell, in_sheet, in_xml
from consultation.sheets.packing import (
    CORE,
    OFFICE,
    XML,
    Part,
    content_types,
    core_properties,
    packed,
    relations,
)

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 50  # rows
LETTERS = 26
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD, PLAIN = 1, 2  # places in `_STYLES`
# One font plain and one bold; every cell is wrapped and begins at its top.
_ALIGNED = '<alignment vertical="top" wrapText="1"/></xf>'
_STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    '<border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/>'
    '</cellStyleXfs><cellXfs count="3"><xf/>'
    f'<xf fontId="1" applyFont="1" applyAlignment="1">{_ALIGNED}<xf applyAlignment="1">{_ALIGNED}'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True)
class Sheet:
    """`columns` are names and widths in characters; `rows` is read once, as it is written."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def workbook(
    sheets: Sequence[Sheet], *, title: str, made_at: datetime, mirrored: bool = False
) -> Iterator[bytes]:
    """A workbook piece by piece. Each sheet's first row is its head and stays in sight.

    The last sheet is written first, so that the first can tell what the others hold. Texts are literal: none
    is a formula, a link or a number. The caller sees to it that a cell can hold them.
    """
    yield from packed(_parts(sheets, title, made_at, mirrored=mirrored))


def _parts(sheets: Sequence[Sheet], title: str, made_at: datetime, *, mirrored: bool) -> Iterator[Part]:
    places = range(1, len(sheets) + 1)
    yield "[Content_Types].xml", [_types(places)]
    yield "_rels/.rels", [relations([("officeDocument", "xl/workbook.xml")], core=CORE)]
    yield CORE, [core_properties(title, made_at)]
    names = "".join(
        f'<sheet name="{_quoted(sheet.title)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, sheet in zip(places, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        [f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'],
    )
    rows = [*(("worksheet", f"worksheets/sheet{at}.xml") for at in places), ("styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", [relations(rows)]
    yield "xl/styles.xml", [_STYLES]
    for at, sheet in reversed(list(zip(places, sheets, strict=True))):
        yield f"xl/worksheets/sheet{at}.xml", _sheet(sheet, mirrored=mirrored)


def _types(places: Iterable[int]) -> str:
    sheets = {f"/xl/worksheets/sheet{at}.xml": f"{SHEETML}.worksheet+xml" for at in places}
    main = {"/xl/workbook.xml": f"{SHEETML}.sheet.main+xml", "/xl/styles.xml": f"{SHEETML}.styles+xml"}
    return content_types(main | sheets)


def _sheet(sheet: Sheet, *, mirrored: bool) -> Iterator[str]:
    turned = ' rightToLeft="1"' if mirrored else ""
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, (_name, width) in enumerate(sheet.columns, start=1)
    )
    yield (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"{turned}><pane ySplit="1" '
        f'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    )
    letters = [_letters(at) for at in range(len(sheet.columns))]
    yield _row(1, [name for name, _width in sheet.columns], letters, HEAD)
    for some in batched(enumerate(sheet.rows, start=2), AT_ONCE, strict=False):
        yield "".join(_row(at, row, letters, PLAIN) for at, row in some)
    yield "</sheetData></worksheet>"


def _row(at: int, cells: Sequence[Cell], letters: Sequence[str], style: int) -> str:
    told = []
    for letter, cell in zip(letters, cells, strict=True):
        if isinstance(cell, int):
            told.append(f'<c r="{letter}{at}" s="{style}"><v>{cell}</v></c>')
        elif cell:
            text = in_sheet(cell)
            told.append(
                f'<c r="{letter}{at}" s="{style}" t="inlineStr">'
                f'<is><t xml:space="preserve">{text}</t></is></c>'
            )
    return f'<row r="{at}">{"".join(told)}</row>'


def _letters(at: int) -> str:
    """The name of a column by its place from 0: A, B, … Z, AA."""
    return (_letters(at // LETTERS - 1) if at >= LETTERS else "") + chr(ord("A") + at % LETTERS)


def _quoted(name: str) -> str:
    return in_xml(name).replace('"', "&quot;")
