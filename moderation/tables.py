"""Tables that people bring along: CSV in whatever dialect, JSON or JSON lines, read row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

LARGEST_CELL = 10 * 1024 * 1024  # characters
ENCODINGS = ("utf-8-sig", "cp1252")

type Row = dict[str, str]


class UnreadableTableError(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


def rows_of(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a table with at least these columns, every value as the text it was written as.

    Raises UnreadableTableError.
    """
    if not path.is_file():
        raise UnreadableTableError(f"There is no file {path}.")
    rows = list(_json_rows(path) if path.suffix in {".json", ".jsonl"} else _csv_rows(path))
    if not rows:
        raise UnreadableTableError(f"{path.name} holds no rows.")
    known = dict.fromkeys(name for row in rows for name in row)
    missing = [column for column in columns if column not in known]
    if missing:
        raise UnreadableTableError(
            f"{path.name} has no column {', '.join(missing)}. Its columns are: {', '.join(known)}."
        )
    return rows


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError(f"{path.name} is not in UTF-8. Save it as UTF-8 and try again.")


def _csv_rows(path: Path) -> Iterator[Row]:
    text = _text(path)
    delimiter = "\t" if path.suffix == ".tsv" else delimiter_of(text)
    csv.field_size_limit(LARGEST_CELL)
    # Not `splitlines`: a line separator of Unicode inside a cell ends no row.
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield {name: value or "" for name, value in row.items() if name is not None}
    except csv.Error as error:
        raise UnreadableTableError(f"{path.name} cannot be read as a table: {error}.") from error


def delimiter_of(text: str) -> str:
    """The sign that most often parts the first line, which holds the names of the columns."""
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _json_rows(path: Path) -> Iterator[Row]:
    text = _text(path)
    try:
        if path.suffix == ".json":
            found = json.loads(text)
        else:  # not `splitlines`, as above
            found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except json.JSONDecodeError as error:
        raise UnreadableTableError(f"{path.name} is not JSON: {error}.") from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [])
    for row in found:
        if isinstance(row, dict):
            yield {name: _said(value) for name, value in row.items()}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(_said, value))
    return "" if value is None else str(value)
