"""The same exports by the libraries alone: one statement, the barest rows, no signatures, no themes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import docx
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from contributions.models import Contribution
from moderation.models import Tagging

AT_ONCE = 200


def _rows(slug: str) -> Iterator[tuple[Any, ...]]:
    found = Contribution.objects.filter(room__consultation__slug=slug).order_by("room", "number")
    return found.values_list("room__title", "number", "author__name", "language", "revision__plain").iterator(
        AT_ONCE
    )


def xlsx(slug: str) -> Iterator[bytes]:
    """A streaming writer's workbook, which is there when it is closed."""
    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(_rows(slug)):
            sheet.write_row(at, 0, row)
    yield out.getvalue()


def csv_lines(slug: str) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _rows(slug):
        writer.writerow(row)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def docx_of_passages(slug: str) -> Iterator[bytes]:
    """A paragraph for each passage and one for who said it."""
    found = Tagging.objects.filter(theme__consultation__slug=slug, passage__isnull=False).order_by(
        "theme", "pk"
    )
    rows = found.values_list("passage__quote", "contribution__author__name", "contribution__number")
    document = docx.Document()
    for quote, name, number in rows.iterator(AT_ONCE):
        document.add_paragraph(quote)
        document.add_paragraph(f"{name}, contribution {number}")
    out = io.BytesIO()
    document.save(out)
    yield out.getvalue()
