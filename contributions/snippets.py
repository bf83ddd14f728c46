"""Pieces of HTML with {places} in them, for what stands on a page so often that a template would be slow.

The pieces are files among the templates; every value is escaped unless it is safe already.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django.template.loader import get_template
from django.utils.safestring import SafeString

FOLDER = "contributions/posts"
NOTHING = SafeString("")


@cache
def _source(name: str) -> str:
    path = name if "/" in name else f"{FOLDER}/{name}"
    return str(get_template(f"{path}.html").template.source).rstrip("\n")  # type: ignore[attr-defined]


def safe(words: str) -> SafeString:
    """Words escaped once, for many pieces."""
    return SafeString(escape(words))


def snippet(piece: str, /, **values: object) -> SafeString:
    """A piece, by its name or from another folder by its path, with these values in its places."""
    for place, value in values.items():
        if type(value) is not SafeString and type(value) is not int:
            values[place] = escape(str(value))
    return SafeString(_source(piece).format_map(values))


def numbered(words: SafeString, number: int) -> SafeString:
    """Escaped words with a number in their place for one."""
    return SafeString(words % {"number": int(number)})


def joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))
