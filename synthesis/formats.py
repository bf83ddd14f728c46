"""The file formats a report is built in, and who writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from synthesis.snapshot_types import Snapshot

if TYPE_CHECKING:
    from synthesis.document import Rendered


@dataclass(frozen=True)
class Format:
    """`writer` is a dotted name: the typesetter is loaded where a file is written, never to serve a page.

    `by_language`: there is a file for each language of the report, rather than one that holds them all.
    """

    key: str
    label: str | Promise
    doing: str | Promise
    extension: str
    content_type: str
    writer: str
    by_language: bool = True

    def write(self, snapshot: Snapshot, language: str = "") -> Rendered:
        """The file in one of the languages of the snapshot, in its own where none is named."""
        write = cast("Callable[[Snapshot, str], Rendered]", import_string(self.writer))
        return write(snapshot, language)


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format(
            "pdf", "PDF", _("making the PDF"), "pdf", "application/pdf", "synthesis.writers.pdf.write_pdf"
        ),
        Format(
            "docx",
            "Word",
            _("making the Word file"),
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "synthesis.writers.docx.write_docx",
        ),
        Format(
            "html",
            _("Web page"),
            _("making the web page"),
            "html",
            "text/html; charset=utf-8",
            "synthesis.writers.html.write_html",
        ),
        Format(
            "xlsx",
            "Excel",
            _("making the workbook"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "synthesis.writers.xlsx.write_xlsx",
        ),
        Format(
            "csv",
            _("Evidence as CSV"),
            _("making the table of evidence"),
            "csv",
            "text/csv; charset=utf-8",
            "synthesis.writers.delimited.write_csv",
        ),
        Format(
            "json",
            "JSON",
            _("making the JSON file"),
            "json",
            "application/json",
            "synthesis.writers.snapshot_file.write_json",
            by_language=False,
        ),
    )
}
