"""JSON: a list of objects, an object that holds such a list, or an object a line. Read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from contributions.importing.rows import UnfitFileError
from contributions.importing.tables.encodings import guess_encoding
from contributions.importing.tables.shape import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Fault,
    Line,
    Reading,
    storable,
)

CHUNK = 1 << 18
LISTS = ("contributions", "comments", "posts", "responses", "answers", "statements", "rows", "data", "items")
SPACE = " \t\r\n\ufeff"


def guess_reading(path: Path) -> Reading:
    return Reading("json", guess_encoding(path))


class Objects:
    """The objects of a file. Columns are their keys, in the order in which they come up."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path, self.reading = path, reading
        self.columns: list[str] = list(
            dict.fromkeys(
                name for found in self._objects() if isinstance(found, dict) for name in _flat(found)
            )
        )
        if len(self.columns) > MOST_COLUMNS:
            raise UnfitFileError(_("The objects have more than %(most)s keys.") % {"most": MOST_COLUMNS})

    def lines(self) -> Iterator[Line]:
        for number, found in enumerate(self._objects(), 1):
            if not isinstance(found, dict):
                yield Line(number, [""] * len(self.columns), Fault.NO_OBJECT)
                continue
            flat = _flat(found)
            line = Line(number, [storable(flat.get(name, "")) for name in self.columns])
            if not line.is_blank:
                yield line

    def _objects(self) -> Iterator[Any]:
        try:
            with self.path.open(encoding=self.reading.encoding or "utf-8") as file:
                yield from _stream(_Buffer(file))
        except json.JSONDecodeError as error:
            told = _("The file is not JSON: line %(line)s, column %(column)s of what was left to read.")
            raise UnfitFileError(told % {"line": error.lineno, "column": error.colno}) from error
        except UnicodeError as error:
            raise UnfitFileError(_("The file is not text in UTF-8.")) from error
        except (RecursionError, ValueError) as error:
            raise UnfitFileError(_("The file is JSON that cannot be read.")) from error


class _Buffer:
    """Text to decode values from; reads on when a value is not complete yet."""

    def __init__(self, file: Any) -> None:
        self.file, self.text, self.chunk = file, "", CHUNK
        self.decoder = json.JSONDecoder()

    def peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        self.text = self.text.lstrip(SPACE)
        while not self.text and self._more():
            self.text = self.text.lstrip(SPACE)
        return self.text[:1]

    def skip(self) -> None:
        self.text = self.text[1:]

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                found, end = self.decoder.raw_decode(self.text)
            except json.JSONDecodeError:
                if not self._more():
                    raise
                self.chunk *= 2  # a large value is not decoded over and over
            else:
                self.text, self.chunk = self.text[end:], CHUNK
                return found

    def _more(self) -> bool:
        new: str = self.file.read(self.chunk)
        self.text += new
        return bool(new)


def _stream(buffer: _Buffer) -> Iterator[Any]:
    if buffer.peek() == "[":
        buffer.skip()
        yield from _items(buffer)
        return
    first = buffer.value()
    if buffer.peek():  # an object a line
        yield first
        while buffer.peek():
            yield buffer.value()
    else:
        yield from _list_in(first)


def _items(buffer: _Buffer) -> Iterator[Any]:
    while (sign := buffer.peek()) != "]":
        if sign == ",":
            buffer.skip()
            continue
        yield buffer.value()
    buffer.skip()


def _list_in(found: Any) -> list[Any]:
    """The list of objects that an object holds: under a known name, else the longest."""
    if not isinstance(found, dict):
        raise UnfitFileError(_("The file holds no list of objects."))
    lists = {
        name: value
        for name, value in found.items()
        if isinstance(value, list) and any(isinstance(one, dict) for one in value)
    }
    known = next((lists[name] for name in LISTS if name in lists), None)
    rows = known if known is not None else max(lists.values(), key=len, default=None)
    if rows is None and found and not any(isinstance(value, dict | list) for value in found.values()):
        return [found]  # lines of objects, of which there is one
    if rows is None:
        raise UnfitFileError(_("The file holds no list of objects."))
    return rows[: MOST_ROWS + 1]


def _flat(found: Mapping[str, Any]) -> dict[str, str]:
    """Every value as text. The keys of an object within stand beside the others: `author.name`."""
    flat: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(value, dict) and not any(isinstance(one, dict | list) for one in value.values()):
            flat |= {storable(f"{key}.{inner}"): _text(one) for inner, one in value.items()}
        else:
            flat[storable(str(key))] = _text(value)
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[: LONGEST_CELL + 1]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "; ".join(_text(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
