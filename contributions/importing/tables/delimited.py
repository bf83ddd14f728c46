"""CSV as it really comes: any delimiter, sloppy quotes, rows too short or too long."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from contributions.importing.rows import UnfitFileError
from contributions.importing.tables.encodings import guess_encoding
from contributions.importing.tables.shape import LONGEST_CELL, Fault, Line, Reading, fitted, named

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
NONE = "\x1f"  # a table of one column, whose texts may hold any of the others
SAMPLE = 1 << 16  # characters
SAMPLED_ROWS = 50
END = "\x1eend of the file\x1e"


def guess_reading(path: Path) -> Reading:
    encoding = guess_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(SAMPLE)
    declared = _declared(sample)
    delimiter = declared or _delimiter(sample)
    heading = next(csv.reader(io.StringIO(_below(sample), newline=""), delimiter=delimiter), [])
    return Reading(
        "csv", encoding, delimiter, has_header=not any(cell.strip().isdecimal() for cell in heading)
    )


def _declared(sample: str) -> str:
    """The sign of a first line such as `sep=;`, which Excel writes and reads."""
    first = sample.partition("\n")[0].strip().lower()
    return first[4:] if first.startswith("sep=") and first[4:] in DELIMITERS else ""


def _below(sample: str) -> str:
    return sample.partition("\n")[2] if _declared(sample) else sample


def _delimiter(sample: str) -> str:
    """The sign that parts most of the first rows into as many cells as the heading has, at least two."""
    scores = {sign: _score(sample, sign) for sign in DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    return best if scores[best][1] > 1 else NONE


def _score(sample: str, sign: str) -> tuple[float, int]:
    csv.field_size_limit(LONGEST_CELL)
    widths = []
    for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
        if cells:
            widths.append(len(cells))
        if len(widths) > SAMPLED_ROWS:
            break
    if not widths or widths[0] == 1:
        return 0.0, 1
    whole = widths[:-1] if len(widths) > 2 else widths  # noqa: PLR2004  the sample cuts the last row
    return sum(1 for width in whole if width == widths[0]) / len(whole), widths[0]


class Delimited:
    """A CSV file, read as a stream."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path, self.reading = path, reading
        first = next((cells for _number, cells, _fault in self._records() if any(cells)), [])
        self.columns = named(first if reading.has_header else [""] * len(first))

    def lines(self) -> Iterator[Line]:
        waits_for_heading = self.reading.has_header
        for number, cells, fault in self._records():
            if waits_for_heading and any(cells):
                waits_for_heading = False
            elif fault:
                yield Line(number, (cells + [""] * len(self.columns))[: len(self.columns)], fault)
            elif not waits_for_heading and any(cell.strip() for cell in cells):
                yield fitted(number, cells, len(self.columns))

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        """Every record with its number. A quotation mark never closed makes a fault of the last."""
        csv.field_size_limit(LONGEST_CELL)
        number = 0
        try:
            for number, cells in enumerate(
                csv.reader(self._text(), delimiter=self.reading.delimiter or NONE), 1
            ):
                if cells == [END]:
                    return
                if number == 1 and _declared(self.reading.delimiter.join(cells) + "\n"):
                    continue
                unclosed = bool(cells) and END in cells[-1]
                yield number, [cell.replace(END, "") for cell in cells], Fault.UNCLOSED if unclosed else ""
        except csv.Error:  # the cell goes beyond the limit, so that where the next row begins is not known
            yield number + 1, [], Fault.TOO_LONG
        except (UnicodeError, LookupError) as error:
            told = _("The file is not written in the encoding that was chosen. Choose another.")
            raise UnfitFileError(told) from error

    def _text(self) -> Iterator[str]:
        """The lines as they stand, then one that a table read well ends with."""
        with self.path.open(encoding=self.reading.encoding or "utf-8", newline="") as file:
            yield from file
        yield END
