"""Codebooks as tables and as JSON, for people and their own programs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from consultation.sheets import delimited
from consultation.sheets.cells import bare
from contributions.importing.reasons import sentence
from contributions.importing.rows import UnfitFileError
from contributions.importing.tables import guess_reading, read_table
from contributions.importing.tables.encodings import guess_encoding
from moderation.examples import example, in_lines
from moderation.exchange.nodes import (
    COLOURS,
    MOST_THEMES,
    Node,
    UnreadableCodebookError,
    checked,
    guid_of,
    nearest_hue,
    one_line,
)

WORDS = ("definition", "use when", "do not use when")
COLUMNS = ("code", "name", "parent", *WORDS, "examples", "memo", "colour", "guid")
SCHEMA = "codebook/1"


def write_csv(roots: list[Node]) -> bytes:
    """A row per theme in the codebook's order; `parent` is the code of the theme above. UTF-8 with a mark.

    What a spreadsheet would take for a formula starts with an apostrophe.
    """
    return delimited.table(chain([COLUMNS], (row_of(node) for root in roots for node in root.walk())))


def row_of(node: Node) -> list[str]:
    """What COLUMNS say of a theme."""
    above = node.code.rpartition(".")[0]
    examples = "\n".join(one.line for one in node.examples)
    words = (node.definition, node.use_when, node.use_not, examples, node.memo)
    return [node.code, node.name, above, *words, COLOURS.get(node.hue, ""), str(node.guid or "")]


def read_csv(content: bytes, encoding: str = "") -> list[Node]:
    """Themes of a table with at least a column `name`, in that encoding or, where none is said, as guessed.

    `parent` names the theme above by its code or its name; rows may come in any order. Raises
    UnreadableCodebookError with a sentence.
    """
    return read_table_file(content, "csv", encoding)


def encoding_of(content: bytes) -> str:
    """The encoding in which `read_csv` reads a table where none is said."""
    with _stored(content, "csv") as path:
        return guess_encoding(path)


@contextmanager
def _stored(content: bytes, kind: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def read_table_file(content: bytes, kind: str, encoding: str = "") -> list[Node]:
    """The same of any table ("csv", "xlsx"), in whatever encoding and with whatever separator it was saved.

    Read as contributions from elsewhere are; `encoding` is for CSV. Raises UnreadableCodebookError.
    """
    with _stored(content, kind) as path:
        try:
            guessed = guess_reading(path, path.name)
            reading = replace(guessed, encoding=encoding or guessed.encoding, has_header=True)
            table = read_table(path, reading)
            lines = list(islice(table.lines(), MOST_THEMES + 1))
        except UnfitFileError as error:
            raise UnreadableCodebookError(str(error)) from error
    for line in lines:
        if line.fault:
            why = sentence(line.fault, {"found": line.width, "columns": len(table.columns)})
            told = _("Row %(number)s of the table: %(why)s") % {"number": line.number, "why": why}
            raise UnreadableCodebookError(told)
    return _themes_of([table.columns, *(line.cells for line in lines)])


def _themes_of(cells: Sequence[Sequence[str]]) -> list[Node]:
    """Themes of the rows of a table, the names of its columns first. Raises UnreadableCodebookError."""
    head = [cell.strip().casefold().replace("_", " ") for cell in (cells or [[]])[0]]
    if "name" not in head:
        raise UnreadableCodebookError(
            _("The table has no column “name”. Its columns are: %(names)s.") % {"names": ", ".join(head)}
        )
    rows = [
        dict(zip(head, (bare(cell.strip()) for cell in row), strict=False)) for row in cells[1:] if any(row)
    ]
    return checked(_nested([(_node(row), row.get("code", ""), row.get("parent", "")) for row in rows]))


def _node(row: dict[str, str]) -> Node:
    name = one_line(row.get("name", ""))
    if not name:
        raise UnreadableCodebookError(_("A row has no name."))
    colour = row.get("colour") or row.get("color", "")
    definition, use_when, use_not, memo = (row.get(column, "") for column in (*WORDS, "memo"))
    identity, code = guid_of(row.get("guid", "")), row.get("code", "")
    node = Node(name, definition, use_when, use_not, memo, nearest_hue(colour), identity, code)
    node.examples = in_lines(row.get("examples", ""))
    return node


def _nested(rows: list[tuple[Node, str, str]]) -> list[Node]:
    by_code = {code: node for node, code, _above in rows if code}
    by_name: dict[str, Node] = {}
    for node, _code, _above in rows:
        by_name.setdefault(node.name.casefold(), node)
    roots: list[Node] = []
    for node, _code, parent in rows:
        if not parent:
            roots.append(node)
            continue
        over = by_code.get(parent) or by_name.get(parent.casefold())
        if over is None or over is node:
            told = _("“%(name)s” stands under “%(parent)s”, which is not in the table.")
            raise UnreadableCodebookError(told % {"name": node.name, "parent": parent})
        over.children.append(node)
    if len(rows) != sum(1 for root in roots for _ in root.walk()):
        raise UnreadableCodebookError(_("Some themes stand under each other in a circle."))
    return roots


def write_json(roots: list[Node], *, title: str) -> bytes:
    """The tree as JSON: {"schema", "title", "themes": [{name, …, "themes": […]}]}."""
    told = {"schema": SCHEMA, "title": title, "themes": [_told(root) for root in roots]}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _told(node: Node) -> dict[str, Any]:
    told = {
        "code": node.code,
        "name": node.name,
        "definition": node.definition,
        "use_when": node.use_when,
        "do_not_use_when": node.use_not,
        "examples": [{"words": one.words, "source": one.source} for one in node.examples],
        "memo": node.memo,
        "hue": node.hue,
        "guid": str(node.guid) if node.guid else "",
        "themes": [_told(child) for child in node.children],
    }
    return {key: value for key, value in told.items() if value}


def read_json(content: bytes) -> list[Node]:
    """Themes as `write_json` writes them. Raises UnreadableCodebookError with a sentence."""
    try:
        told = json.loads(content)
        roots = [_heard(theme) for theme in told["themes"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = _("The file is no codebook in JSON as it is exported here.")
        raise UnreadableCodebookError(told) from error
    return checked(roots)


def _heard(theme: dict[str, Any]) -> Node:
    hue = theme.get("hue", "")
    return Node(
        name=str(theme["name"]),
        definition=str(theme.get("definition", "")),
        use_when=str(theme.get("use_when", "")),
        use_not=str(theme.get("do_not_use_when", "")),
        memo=str(theme.get("memo", "")),
        hue=hue if hue in COLOURS else "",
        guid=guid_of(str(theme.get("guid", ""))),
        children=[_heard(child) for child in theme.get("themes", [])],
        examples=[
            example(str(one["words"]), str(one.get("source", ""))) for one in theme.get("examples", [])
        ],
    )
