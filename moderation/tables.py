"""Tables that people bring along, for measuring: read as an import reads them, whatever their kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contributions.importing.rows import UnfitFileError
from contributions.importing.tables import Fault, Line, guess_reading, is_table, read_table

FAULTS: dict[str, str] = {
    Fault.UNCLOSED: "a quotation mark opens and is never closed, so that all below was read as one row.",
    Fault.TOO_LONG: "a cell has more than 1,000,000 characters; all below it was left out.",
    Fault.TOO_WIDE: "more cells than the heading has; what stands beyond it was left out.",
    Fault.NO_OBJECT: "not an object with keys; it was left out.",
}

type Row = dict[str, str]


class UnreadableTableError(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


@dataclass(frozen=True)
class Rows:
    """The rows of a table, every value as the text it was written as. `faults` says what was wrong in it."""

    name: str
    columns: list[str]
    rows: list[Row]
    faults: list[str]

    def named(self, said: str) -> list[str]:
        """The columns that `COL[,COL...]` names; a name may itself hold a comma.

        Raises UnreadableTableError for one that the table does not have.
        """
        parts, found = [part for part in said.split(",") if part.strip()], []
        while parts:
            ends = range(len(parts), 0, -1)
            end = next((end for end in ends if _plain(",".join(parts[:end])) in self.columns), 0)
            if not end:
                raise UnreadableTableError(f"{self.name} has no column {_plain(parts[0])}. {self._known}")
            found.append(_plain(",".join(parts[:end])))
            parts = parts[end:]
        if not found:
            raise UnreadableTableError(f"Name a column of {self.name}. {self._known}")
        return list(dict.fromkeys(found))

    @property
    def _known(self) -> str:
        return f"Its columns are: {', '.join(self.columns)}."

    def one(self, said: str) -> str:
        """The one column of that name. Raises UnreadableTableError."""
        first, *more = self.named(said)
        if more:
            raise UnreadableTableError(f"Name one column, not {1 + len(more)}: {said}.")
        return first


def _plain(name: str) -> str:
    return " ".join(name.split())


def rows_of(path: Path) -> Rows:
    """A table whose first row holds the names of its columns. Raises UnreadableTableError."""
    if not path.is_file():
        raise UnreadableTableError(f"There is no file {path}.")
    name = path.name if is_table(path.name) else f"{path.name}.csv"
    try:
        table = read_table(path, replace(guess_reading(path, name), has_header=True))
        lines = list(table.lines())
    except UnfitFileError as error:
        raise UnreadableTableError(f"{path.name} cannot be read as a table. {error}") from error
    if not lines or not table.columns:
        raise UnreadableTableError(f"{path.name} holds no rows.")
    rows = [dict(zip(table.columns, line.cells, strict=False)) for line in lines]
    return Rows(path.name, table.columns, rows, list(_faults(lines)))


def _faults(lines: Sequence[Line]) -> Iterator[str]:
    """What a person may want to mend before they believe the figures."""
    found: dict[str, list[int]] = {}
    for line in lines:
        if line.fault:
            found.setdefault(line.fault, []).append(line.number)
    for fault, numbers in found.items():
        yield f"Row {numbers[0]}{f' and {len(numbers) - 1} more' if numbers[1:] else ''}: {FAULTS[fault]}"
