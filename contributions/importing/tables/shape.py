"""What a table is, however it was stored: named columns and rows of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

MEGABYTE = 1024**2
MOST_MEGABYTES = 32
MOST_ROWS = 200_000
MOST_COLUMNS = 300
LONGEST_CELL = 1_000_000  # characters
LONGEST_HEADING = 300
ALPHABET = 26
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what the database cannot hold


class Fault(StrEnum):
    """Why a row of a file cannot be used, whatever its columns mean."""

    UNCLOSED = "unclosed"
    TOO_LONG = "too long"
    TOO_WIDE = "too wide"
    NO_OBJECT = "no object"


@dataclass(frozen=True)
class Reading:
    """How a file is read. `sheet` is for XLSX, `encoding` and `delimiter` are for CSV."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reading:
        return cls(**data)


@dataclass(frozen=True)
class Line:
    """One row. `number` is its place in the file as a spreadsheet counts, from 1; `width` what was found."""

    number: int
    cells: list[str]
    fault: str = ""
    width: int = 0

    @property
    def is_blank(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


class Table(Protocol):
    """A file that can be read again and again."""

    columns: list[str]

    def lines(self) -> Iterator[Line]:
        """The rows below the heading, blank ones left out, each with one cell per column."""
        ...


def storable(value: str) -> str:
    """The text without the characters that no database takes; everything else stays as it was written."""
    return UNSTORABLE.sub("", value)


def named(heading: Sequence[str]) -> list[str]:
    """A name for each column: as written, "Column C" where nothing is, numbered where two are the same."""
    names: list[str] = []
    for place, cell in enumerate(heading):
        name = " ".join(storable(cell).split())[:LONGEST_HEADING] or f"Column {letters(place)}"
        again = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({again + 1})" if name in names else name)
    return names


def letters(place: int) -> str:
    """Its name in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, ALPHABET)
        name = chr(ord("A") + rest) + name
    return name


def fitted(number: int, cells: Sequence[str], width: int) -> Line:
    """A row with exactly `width` cells: missing ones are empty, more than there are columns is a fault."""
    clean = [storable(cell) for cell in cells]
    if any(cell.strip() for cell in clean[width:]):
        return Line(number, clean, Fault.TOO_WIDE, len(clean))
    return Line(number, (clean + [""] * (width - len(clean)))[:width])
