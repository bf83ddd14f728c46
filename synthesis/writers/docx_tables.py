"""Tables of the Word file: hairlines between rows, a head that repeats, rows that do not split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from synthesis.charts import Chart
from synthesis.outline import Insight, Quote
from synthesis.writers.docx_sheet import Sheet
from synthesis.writers.docx_styles import HANG, INK, RULE
from synthesis.writers.docx_xml import element, mark_direction, twips

ANNEX_WIDTHS = (12.0, 34.0, 94.0, 22.0)
CHART_WIDTHS = {2: (98.0, 26.0), 3: (78.0, 26.0, 20.0)}  # by how many columns there are
SPLIT_FROM = 1500  # characters of a passage whose row may run over a page


@dataclass(frozen=True)
class Table:
    """A table being written; `widths` are those of its columns in millimetres."""

    body: Any
    widths: Sequence[float]

    def row(self, *, is_head: bool = False, may_split: bool = False) -> list[Any]:
        """A new row; returns its cells, empty. Every cell needs a paragraph before the file is whole."""
        made = element("w:tr")
        properties = element("w:trPr")
        if not may_split:
            properties.append(element("w:cantSplit"))
        if is_head:
            properties.append(element("w:tblHeader"))
        made.append(properties)
        self.body.append(made)
        return [_cell(made, width) for width in self.widths]


def _cell(row: Any, millimetres: float) -> Any:
    made = element("w:tc")
    properties = element("w:tcPr")
    properties.append(element("w:tcW", w=twips(millimetres), type="dxa"))
    made.append(properties)
    row.append(made)
    return made


def table(
    sheet: Sheet, widths: Sequence[float], heads: Sequence[str], colour: str, indent: float = 0.0
) -> Table:
    """A table at the end of the body with its head row; `colour` is that of the rule above it.

    Widths and indent in millimetres.
    """
    made = element("w:tbl")
    properties = element("w:tblPr")
    if sheet.is_rtl:
        properties.append(element("w:bidiVisual"))
    properties.append(element("w:tblW", w=twips(sum(widths)), type="dxa"))
    properties.append(element("w:tblInd", w=twips(indent), type="dxa"))
    properties.append(_borders(colour))
    properties.append(element("w:tblLayout", type="fixed"))
    properties.append(_margins())
    made.append(properties)
    grid = element("w:tblGrid")
    grid.extend(element("w:gridCol", w=twips(width)) for width in widths)
    made.append(grid)
    sheet.end.addprevious(made)
    result = Table(made, widths)
    for cell, words in zip(result.row(is_head=True), heads, strict=True):
        sheet.paragraph("Table head", words, into=cell)
    return result


def _borders(colour: str) -> Any:
    made = element("w:tblBorders")
    made.append(element("w:top", val="single", sz=6, space=0, color=colour))
    made.append(element("w:bottom", val="single", sz=4, space=0, color=RULE))
    made.append(element("w:insideH", val="single", sz=4, space=0, color=RULE))
    return made


def _margins() -> Any:
    made = element("w:tblCellMar")
    for side, millimetres in (("top", 1.2), ("left", 0), ("bottom", 1.2), ("right", 2.5)):
        made.append(element(f"w:{side}", w=twips(millimetres), type="dxa"))
    return made


def chart_table(sheet: Sheet, chart: Chart) -> None:
    heads = [chart.head, chart.count_head, *([chart.people_head] if chart.people_head else [])]
    made = table(sheet, CHART_WIDTHS[len(heads)], heads, INK, HANG)
    write = sheet.document.wording.number
    for one in chart.rows:
        cells = made.row()
        sheet.foreign(sheet.paragraph("Table text", into=cells[0]), one.label, one.lang)
        sheet.run(sheet.paragraph("Table text", into=cells[1]), write(one.count), marks=("strong",))
        if chart.people_head:
            people = "–" if one.people is None else write(one.people)
            sheet.paragraph("Table text", people, into=cells[2])
    _keep_together(made)


def _keep_together(made: Table) -> None:
    """A table of a few rows stays on one page."""
    for row in made.body.findall(qn("w:tr"))[:-1]:
        for properties in row.iter(qn("w:pPr")):
            properties.find(qn("w:pStyle")).addnext(element("w:keepNext"))


def annex_table(sheet: Sheet, insight: Insight, colour: str) -> None:
    words = sheet.document.wording
    heads = [words.say(f"annex_{key}") for key in ("number", "who", "passage", "stance")]
    made = table(sheet, ANNEX_WIDTHS, heads, colour)
    for quote in insight.evidence:
        length = sum(map(len, quote.lines))
        number, who, passage, stance = made.row(may_split=length > SPLIT_FROM)
        sheet.address(sheet.paragraph("Table text", into=number), f"#{quote.number}", quote.url)
        sheet.paragraph("Table text", quote.who, into=who)
        sheet.paragraph("Table head", quote.origin, into=who)
        _passage(sheet, passage, quote)
        sheet.paragraph("Table text", quote.stance_word, into=stance)
        sheet.pages.add(sheet.looks["Table text"], length * 2)


def _passage(sheet: Sheet, cell: Any, quote: Quote) -> None:
    opening, closing = quote.quotes
    last = len(quote.lines) - 1
    for index, line in enumerate(quote.lines):
        paragraph = sheet.paragraph("Table text", into=cell)
        mark_direction(paragraph, right_to_left=quote.direction == "rtl")
        words = f"{opening if index == 0 else ''}{line}{closing if index == last else ''}"
        sheet.run(paragraph, words, language=quote.mark.code)
