"""Rich text in a plain text box: the words as somebody would type them, and the way back.

Each block of the rich text is one paragraph of the plain box. What comes back unchanged keeps its marks; only
the paragraphs that somebody typed anew are read as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from consultation.texts.plaintext import attributes, normalise, walk
from consultation.texts.renderer import clean_html, render
from consultation.texts.sanitiser import LISTS, QUOTE, QUOTE_PLACE

BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
TEXT_BLOCKS = frozenset({"p", "h4", "h5"})


@dataclass(slots=True)
class _Element:
    tag: str
    given: dict[str, str] = field(default_factory=dict)
    inside: list[_Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[_Element]:
        return [one for one in self.inside if isinstance(one, _Element)]


def to_source(html: str) -> str:
    """Rich text as somebody would type it: lists and quotations keep their marks, links their addresses."""
    return "\n\n".join(source for source, _html in _blocks(html))


def with_marks_kept(source: str, html: str) -> str | None:
    """The rich text that `html` becomes where its plain form was changed to `source`.

    None where nothing of its form is left, so that the source says it all.
    """
    blocks = _blocks(html)
    before, after = [words for words, _html in blocks], _paragraphs(source)
    if before == after:
        return html
    parts: list[str] = []
    for what, start, end, begin, stop in SequenceMatcher(None, before, after).get_opcodes():
        if what == "equal":
            parts += [block for _words, block in blocks[start:end]]
        elif begin < stop:
            parts.append(render("\n\n".join(after[begin:stop])).html)
    joined = "".join(parts)
    return None if joined == render(source).html else joined


def _paragraphs(source: str) -> list[str]:
    lines = "\n".join(line.rstrip() for line in normalise(source).split("\n"))
    return [part for part in BLANK_LINES.split(lines.strip("\n")) if part.strip()]


def _blocks(html: str) -> list[tuple[str, str]]:
    """Each top-level block with words, as typed and as stored."""
    found, at, depth = [], 0, 0
    stored = clean_html(html).html
    position = 0
    for node in walk(stored):
        position += len(node.markup)
        depth += bool(node.opens and node.opens != "br") - bool(node.closes and node.closes != "br")
        if depth == 0 and node.closes:
            found.append(stored[at:position])
            at = position
    typed = ["\n".join(_without_ends(_lines(_tree(block)))) for block in found]
    return [(words, block.strip("\n") + "\n") for words, block in zip(typed, found, strict=True) if words]


def _without_ends(lines: Iterator[str]) -> Iterator[str]:
    return (line.rstrip() for line in lines if line.strip())


def _tree(block: str) -> _Element:
    root = _Element("")
    stack = [root]
    for node in walk(block):
        if node.text:
            stack[-1].inside.append(node.text)
        elif node.opens == "br":
            continue  # a newline follows it
        elif node.opens:
            element = _Element(node.opens, attributes(node.markup))
            stack[-1].inside.append(element)
            stack.append(element)
        elif node.closes:
            stack.pop()
    return root


def _lines(parent: _Element) -> Iterator[str]:
    number = int(parent.given.get("start", "1"))
    for element in parent.elements:
        if element.tag in TEXT_BLOCKS:
            yield from _words(element).strip("\n").split("\n")
        elif element.tag == QUOTE:
            revision, start, end = (element.given.get(name, "0") for name in QUOTE_PLACE)
            yield f"[quote #0 {revision}:{start}-{end}]"
        elif element.tag == "blockquote":
            yield from _quoted(element)
        elif element.tag == "li":
            mark = f"{number}. " if parent.tag == "ol" else "- "
            number += 1
            for place, line in enumerate(_lines(element)):
                yield (mark if place == 0 else " " * len(mark)) + line
        elif element.tag in LISTS:
            yield from _lines(element)


def _quoted(element: _Element) -> Iterator[str]:
    for place, block in enumerate(element.elements):
        if place:
            yield ">"
        for line in _lines(_Element("", {}, [block])):
            yield f"> {line}"


def _words(element: _Element) -> str:
    words = "".join(one if isinstance(one, str) else _words(one) for one in element.inside)
    address = element.given.get("href", "") if element.tag == "a" else ""
    says_it = not address or words.strip() in {address, address.removeprefix("mailto:")}
    return words if says_it else f"{words} ({address})"
