"""What a file is, by its content and its name, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from contributions.importing.rows import UnfitFileError
from contributions.importing.tables import delimited, objects, sheets
from contributions.importing.tables.shape import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_MEGABYTES,
    MOST_ROWS,
    Line,
    Reading,
    Table,
)

SAMPLED = 200  # rows looked at to guess what columns mean
KINDS = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "tab": "csv",
    "xlsx": "xlsx",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
TABLES: dict[str, Callable[[Path, Reading], Table]] = {
    "csv": delimited.Delimited,
    "xlsx": sheets.Sheet,
    "json": objects.Objects,
}
GUESSES = {
    "csv": delimited.guess_reading,
    "xlsx": sheets.guess_reading,
    "json": objects.guess_reading,
}
HEAD = 4096
MOST_CONTROLS = 0.05  # of the first bytes of a text


@dataclass(frozen=True)
class Examined:
    """How the file is read, its columns, how many rows it has, and the first of them."""

    reading: Reading
    columns: list[str]
    total: int
    sample: list[Line] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


def examine(path: Path, name: str, reading: Reading | None = None) -> Examined:
    """Look at a file that was sent under that name. Raises UnfitFileError with a sentence."""
    if reading is None:
        if path.stat().st_size > MOST_MEGABYTES * MEGABYTE:
            raise UnfitFileError(_("Choose a file of at most %(most)s MB.") % {"most": MOST_MEGABYTES})
        reading = guess_reading(path, name)
    table = read_table(path, reading)
    if not table.columns:
        raise UnfitFileError(_("The file is empty."))
    if len(table.columns) > MOST_COLUMNS:
        told = _("The file has %(found)s columns; the most is %(most)s.")
        raise UnfitFileError(told % {"found": len(table.columns), "most": MOST_COLUMNS})
    lines = table.lines()
    sample = list(islice(lines, SAMPLED))
    total = len(sample) + sum(1 for _line in islice(lines, MOST_ROWS))
    if not total:
        raise UnfitFileError(_("The file has a heading and no rows below it."))
    if total > MOST_ROWS:
        told = _("The file has more than %(most)s rows. Divide it into several.")
        raise UnfitFileError(told % {"most": f"{MOST_ROWS:,}"})
    names = sheets.sheet_names(path) if reading.kind == "xlsx" else []
    return Examined(reading, table.columns, total, sample, names)


def guess_reading(path: Path, name: str) -> Reading:
    """How the file is probably read; its size does not matter. Raises UnfitFileError."""
    return GUESSES[kind_of(path, name)](path)


def is_table(name: str) -> bool:
    """Whether a file with this name is taken for a table at all."""
    return name.rpartition(".")[2].lower() in KINDS


def read_table(path: Path, reading: Reading) -> Table:
    """The file as a table, read as `reading` says. Raises UnfitFileError."""
    return TABLES[reading.kind](path, reading)


def kind_of(path: Path, name: str) -> str:
    """csv, xlsx or json: what the name says, if the content is that. Raises UnfitFileError."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = KINDS.get(ending)
    if ending == "xls":
        raise UnfitFileError(_("This is the old kind of Excel file. Save it as .xlsx and choose that one."))
    if kind is None:
        raise UnfitFileError(_("Choose a file that ends in .csv, .tsv, .txt, .xlsx, .json or .jsonl."))
    if not path.stat().st_size:
        raise UnfitFileError(_("The file is empty."))
    _compare(path, kind)
    return kind


def _compare(path: Path, kind: str) -> None:
    """Raises UnfitFileError where the content is not what the name says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(OLD_OFFICE):
        told = _("This is the old kind of Excel file, or one with a password. Save it as .xlsx without one.")
        raise UnfitFileError(told)
    is_archive = head.startswith(b"PK\x03\x04")
    if kind == "xlsx":
        if not is_archive:
            told = _("The file ends in .xlsx and is not an Excel workbook. Save it again in Excel.")
            raise UnfitFileError(told)
        return
    if is_archive:
        told = _(
            "The file is an Excel workbook or an archive. If it is a workbook, let its name end in .xlsx."
        )
        raise UnfitFileError(told)
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 32)  # noqa: PLR2004  but tab and line ends
    zeros = max(head[1::2].count(0), head[::2].count(0))
    is_wide = zeros > len(head) * 0.15 or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or (
        controls > len(head) * MOST_CONTROLS and not is_wide
    ):
        raise UnfitFileError(
            _("The file holds no text. Save the table as CSV, XLSX or JSON and choose that.")
        )
