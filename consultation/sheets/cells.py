"""The one home of the rule that no text of anybody is ever a formula, a link or markup in a spreadsheet."""

from __future__ import annotations

import re

type Cell = str | int

FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width forms count too
BREAKS = ("\t", "\r", "\n")  # some spreadsheets go on reading in the next cell
UNSEEN = " \t\r\n\x0b\x0c\x00\u00a0\u200b\u2060\ufeff"
CELL_HOLDS = 32_767  # characters of a workbook's cell, each of two bytes in UTF-16
UNIT = 2
# What XML forbids, and halves of characters that are none.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# A spreadsheet reads _x000D_ as the character with that number.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
RICH_START, RICH_END = "<r>", "</r>"
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How xlsxwriter is to be opened: nothing it is given becomes a formula, a link or a number.

Rows go into memory as they are written, packed at the end, and no temporary file is left when that fails.
"""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula when it opens a table in CSV."""
    if text[:1].isalnum():
        return False
    return text.startswith(BREAKS) or text.lstrip(UNSEEN).startswith(FORMULA_STARTS)


def literal[Value: Cell](cell: Value) -> Value | str:
    """A cell of CSV: what a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def bare(cell: str) -> str:
    """What `literal` was given, for tables that come back."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def plain(words: str) -> str:
    """Words as xlsxwriter takes them for words: what looks like its own rich text ends in a space."""
    return f"{words} " if words.startswith(RICH_START) and words.endswith(RICH_END) else words


def fitted(words: str, mark: str) -> str:
    """Words that one cell of a workbook can hold; where they are cut, `mark` stands at their end."""
    if len(words) * UNIT <= CELL_HOLDS:  # even if each were a pair
        return words
    units = words.encode("utf-16-le", "surrogatepass")
    if len(units) <= CELL_HOLDS * UNIT:
        return words
    room = (CELL_HOLDS - len(mark) - 1) * UNIT
    return f"{units[:room].decode('utf-16-le', 'ignore')} {mark}"


def in_xml(words: str) -> str:
    """Words as the text of an element in a workbook or a document."""
    words = FORBIDDEN.sub("", words) if FORBIDDEN.search(words) else words
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def in_sheet(words: str) -> str:
    """The same for a cell, where `_x0041_` would be read as a character."""
    return in_xml(CODED.sub("_x005F_", words) if "_x" in words else words)
