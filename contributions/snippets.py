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
    return str(get_template(f"{FOLDER}/{name}.html").template.source).rstrip("\n")  # type: ignore[attr-defined]


def snippet(piece: str, /, **values: object) -> SafeString:
    """A piece, by its name, with these values in its places."""
    safe = {
        place: value if isinstance(value, SafeString) else escape(str(value))
        for place, value in values.items()
    }
    return SafeString(_source(piece).format(**safe))


def joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))
