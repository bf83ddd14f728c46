"""User text as a small tree: cleaning, plain words, footnote references."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from synthesis.snapshot_types import Node

NONCHARACTERS = {0xFFFE, 0xFFFF, 0xFEFF, *range(0xFDD0, 0xFDF0)}
PLANE_END = 0xFFFE
# Embeddings, overrides and isolates: nobody's words, and a lone one turns the rest of its line around.
DIRECTION_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
SAFE_SCHEMES = ("https://", "http://", "mailto:")


def _is_printable(character: str) -> bool:
    if character == "\n":
        return True
    code = ord(character)
    if code in NONCHARACTERS or code in DIRECTION_CONTROLS or code & PLANE_END == PLANE_END:
        return False
    return unicodedata.category(character) not in {"Cc", "Cs", "Co"}


def clean_text(text: str) -> str:
    """The text without what no format carries: controls, surrogates, noncharacters, private use."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(filter(_is_printable, text))


def cleaned[T](value: T) -> T:
    """A JSON value with every string in it cleaned, dictionary keys left alone."""
    result: Any = value
    if isinstance(value, str):
        result = clean_text(value)
    elif isinstance(value, list):
        result = [cleaned(item) for item in value]
    elif isinstance(value, dict):
        result = {key: item if key == "data" else cleaned(item) for key, item in value.items()}
    return result  # type: ignore[no-any-return]


def heading_words(text: str) -> str:
    """The words of a heading, or a sign in their place where nothing of them can be seen.

    PDF/UA refuses a heading without words, and nobody could follow a link to one.
    """
    seen = any(unicodedata.category(sign)[0] not in "CZ" for sign in text)
    return text if seen else "…"


def text_node(text: str) -> Node:
    return {"t": "text", "v": text}


def strong(text: str) -> Node:
    return {"t": "strong", "c": [text_node(text)]}


def link(text: str, href: str) -> Node:
    return {"t": "link", "href": href, "c": [text_node(text)]}


def is_safe_address(href: str) -> bool:
    return href.startswith(SAFE_SCHEMES)


def plain(nodes: Iterable[Node]) -> str:
    """The words of a tree, in order, a line break as one space, note marks left out."""
    words: list[str] = []
    for node in nodes:
        if node["t"] == "text":
            words.append(node.get("v", ""))
        elif node["t"] == "br":
            words.append(" ")
        words.append(plain(node.get("c", [])))
        words.extend(plain(item) for item in node.get("items", []))
    return "".join(words)


def note_marks(nodes: Iterable[Node]) -> Iterator[Node]:
    """The marks of footnotes, in reading order."""
    for node in nodes:
        if node["t"] == "note":
            yield node
        yield from note_marks(node.get("c", []))
        for item in node.get("items", []):
            yield from note_marks(item)


def blocks_length(blocks: Iterable[Node]) -> int:
    return len(plain(blocks))
