"""The report as a workbook: every cell is a number or literal text, none is ever a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from consultation.sheets.cells import WORKBOOK_OPTIONS, fitted, plain
from synthesis.document import Rendered, build_document, snapshot_checksum, version_line
from synthesis.sentences import counted_apart, figures_sentence, moment_of, period_lines, share_sentence
from synthesis.snapshot_types import Snapshot
from synthesis.writers.more_tables import (
    contribution_table,
    participation_table,
    question_table,
    theme_table,
)
from synthesis.writers.tables import (
    MIDDLE,
    WIDE,
    Cell,
    Column,
    Content,
    Row,
    Table,
    evidence_table,
    insight_table,
    safe,
)


def write_xlsx(snapshot: Snapshot, language: str = "") -> Rendered:
    """The seven sheets of a snapshot; the same bytes for the same snapshot."""
    content = Content(snapshot, language)
    file = io.BytesIO()
    book = _Book(content, Workbook(file, WORKBOOK_OPTIONS))
    readme = book.sheet(content.wording.say("sheet_readme"), [Column("", MIDDLE), Column("", WIDE)])
    book.table(insight_table(content))
    book.table(evidence_table(content))
    book.table(contribution_table(content))
    book.table(theme_table(content))
    book.table(question_table(content))
    book.table(participation_table(content))
    for at, row in enumerate(_readme(content, snapshot_checksum(snapshot), book.cut)):
        book.write(readme, at, row, book.head if at == 0 else book.plain)
    book.workbook.close()
    return Rendered(file.getvalue(), build_document(snapshot, language).should_look)


def _readme(content: Content, checksum: str, cut: int) -> Iterator[Row]:
    data, wording = content.data, content.wording
    say, figures, period = wording.say, data["figures"], data["period"]
    yield [say("sheet_readme"), data["title"]]
    yield [data["organiser"]["name"], data["kind"]]
    yield [say("about_version"), version_line(data, wording)]
    yield [say("about_snapshot"), moment_of(data["version"]["frozen_at"], period, wording)]
    yield [say("method_asked"), " · ".join(period_lines(period, wording))]
    yield [say("numbers"), figures_sentence(figures, wording)]
    apart = say("counted_apart") if figures["team_contributions"] else ""
    yield [apart, counted_apart(figures, period, wording)]
    if shared := share_sentence(data, wording):
        yield [say("share_label"), shared]
    yield [say("about_address"), safe(data["address"])]
    yield [say("about_checksum"), f"{checksum} ({say('about_checksum_text')})"]
    yield ["", say("readme_whole")]
    yield [say("readme_left_out"), say("readme_left_out_text")]
    yield [say("sheet_contributions"), say("readme_contributions")]
    if not any("questions" in one for one in data["contributions"]):
        yield [say("sheet_questions"), say("readme_questions")]
    if data["organiser"]["licence"]:
        yield [say("about_licence"), say("about_licence_text", licence=data["organiser"]["licence"])]
    if cut:
        yield ["", say("readme_cut", n=wording.number(cut))]


class _Book:
    """Writes sheets row by row; `cut` counts the texts that no cell could hold whole."""

    def __init__(self, content: Content, workbook: Workbook) -> None:
        self.workbook = workbook
        self.cut = 0
        self.mark = content.wording.say("sheet_cut")
        self.mirrored = content.data["direction"] == "rtl"
        self.head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        frozen = datetime.fromisoformat(content.data["version"]["frozen_at"])
        workbook.set_properties(
            {
                "title": content.data["title"],
                "author": content.data["organiser"]["name"],
                "created": frozen.astimezone(UTC).replace(tzinfo=None, microsecond=0),
            }
        )

    def sheet(self, title: str, columns: Sequence[Column]) -> Any:
        sheet = self.workbook.add_worksheet(title)
        if self.mirrored:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        return sheet

    def table(self, table: Table) -> None:
        sheet = self.sheet(table.title, table.columns)
        self.write(sheet, 0, [column.title for column in table.columns], self.head)
        for at, row in enumerate(table.rows, start=1):
            self.write(sheet, at, row, self.plain)

    def write(self, sheet: Any, at: int, row: Sequence[Cell], style: Any) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, style)
            elif cell:
                sheet.write_string(at, column, self.text(cell), style)

    def text(self, words: str) -> str:
        """The words as a cell can hold them, and as words."""
        whole, words = words, fitted(words, self.mark)
        self.cut += words != whole
        return plain(words)
