"""The HTML that is stored: one small subset in one shape, so that every writer walks the same tree.

Words stand only in p, h4 and h5; lists and quotations hold only blocks. One newline text node follows each
of these blocks of text and each br, and a newline stands nowhere else.
"""

import re
from dataclasses import dataclass, field
from html import escape
from itertools import takewhile

from consultation.texts.plaintext import attributes, first_direction, normalise, walk
from consultation.texts.sanitiser import CONTAINERS, INLINES, LISTS, QUOTE, QUOTE_PLACE, TEXT_BLOCKS

MOST_CONTAINERS = 12  # lists and quotations inside each other; deeper ones are read as text of the innermost
SOFT_SPACE = re.compile(r"[ \t\r\n\f]*[\t\r\n\f][ \t\r\n\f]*")  # HTML's own line folding; typed spaces stay
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NUMBER = re.compile(r"[0-9]{1,9}")


def canonical(html: str, *, language: str = "") -> str:
    """Balanced HTML in the canonical shape, still to be sanitised; `language` goes on top-level blocks."""
    shaper = _Shaper(language)
    for node in walk(html):
        if node.opens:
            shaper.start(node.opens, node.markup)
        elif node.closes:
            shaper.end(node.closes)
        else:
            shaper.say(node.text)
    return shaper.finish()


@dataclass(eq=False, slots=True)
class _Element:
    source: str  # the tag that was read
    tag: str  # the tag to write, "" for none
    attributes: str = ""
    direction: str = ""
    written_at: int | None = None  # place of the start tag in the output
    item_open: bool = False  # a list that holds an item nobody wrote


@dataclass(slots=True)
class _Line:
    """What is still to be written before the next word of a block of text."""

    space: str = ""
    breaks: int = 0
    written: list[_Element] = field(default_factory=list)  # inline elements open in the output
    tag: str = ""  # the block that is open in the output, "" for none
    started: bool = False  # a word stands on the current line


class _Shaper:
    def __init__(self, language: str) -> None:
        self.language = f' lang="{language}"' if LANGUAGE_TAG.fullmatch(language) else ""
        self.out: list[str] = []
        self.open: list[_Element] = []  # everything that is open in the input
        self.blocks: list[_Element] = []  # of these, all but the inline ones
        self.containers: list[_Element] = []
        self.inlines: list[_Element] = []
        self.line = _Line()

    def start(self, tag: str, markup: str) -> None:
        if tag == "br":
            self.line.breaks += bool(self.line.tag)
            return
        if tag == "hr":
            self._end_block()
            return
        given = attributes(markup)
        element = _Element(tag, "")
        self.open.append(element)
        if tag in INLINES:
            self._start_inline(element, given)
            return
        self.blocks.append(element)
        self._end_block()
        if tag in CONTAINERS:
            self._start_container(element, given)
        elif tag in TEXT_BLOCKS:
            element.tag, element.attributes = TEXT_BLOCKS[tag], _block_attributes(given)
        elif tag == QUOTE:
            self._place_quote(given)

    def end(self, tag: str) -> None:
        if not self.open or self.open[-1].source != tag:
            return
        element = self.open.pop()
        if tag in INLINES:
            self.inlines = [inline for inline in self.inlines if inline is not element]
            return
        self.blocks.pop()
        self._end_block()
        if tag in CONTAINERS:
            self._end_container(element)

    def say(self, data: str) -> None:
        if self.blocks and self.blocks[-1].source == QUOTE:  # its words are those of another revision
            return
        text = SOFT_SPACE.sub(" ", normalise(SOFT_SPACE.sub(" ", data)))
        words = text.strip(" ")
        before = text[: len(text) - len(text.lstrip(" "))]
        if words:
            self._write_words(before, words)
            self.line.space = text[len(before) + len(words) :]
        else:
            self.line.space += text

    def finish(self) -> str:
        self._end_block()
        while self.containers:
            self._end_container(self.containers[-1])
        return "".join(self.out)

    def _write_words(self, before: str, words: str) -> None:
        if self.line.breaks > 1:  # an empty line is a new paragraph, whatever the editor called it
            self._end_block()
        self._start_block()
        line = self.line
        pairs = zip(line.written, self.inlines, strict=False)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))
        self._close_inlines(kept)
        if line.breaks:
            self.out.append("<br>\n")
            line.started = False
        self.out.append(escape(line.space + before, quote=False) if line.started else "")
        for inline in self.inlines[kept:]:
            self.out.append(f"<{inline.tag}{inline.attributes}>")
            line.written.append(inline)
        self.out.append(escape(words, quote=False))
        line.space, line.breaks, line.started = "", 0, True
        self._lean(words)

    def _lean(self, words: str) -> None:
        undecided = [container for container in self.containers if not container.direction]
        if undecided and (direction := first_direction(words)):
            for container in undecided:
                container.direction = direction

    def _start_block(self) -> None:
        if self.line.tag:
            return
        self._start_containers()
        block = self._innermost_block()
        language = "" if self.containers or "lang=" in block.attributes else self.language
        self.out.append(f"<{block.tag}{block.attributes}{language}>")
        self.line = _Line(tag=block.tag)

    def _innermost_block(self) -> _Element:
        if self.blocks and self.blocks[-1].source in TEXT_BLOCKS:
            return self.blocks[-1]
        return _Element("p", "p", _block_attributes({}))

    def _end_block(self) -> None:
        if self.line.tag:
            self._close_inlines(0)
            self.out.append(f"</{self.line.tag}>\n")
        self.line = _Line()

    def _close_inlines(self, kept: int) -> None:
        while len(self.line.written) > kept:
            self.out.append(f"</{self.line.written.pop().tag}>")

    def _start_inline(self, element: _Element, given: dict[str, str]) -> None:
        element.tag = INLINES[element.source]
        if any(inline.tag == element.tag for inline in self.inlines):
            return
        if element.tag == "a":
            if not given.get("href"):
                return
            kept = {name: given[name] for name in ("href", "title") if given.get(name)}
            element.attributes = _attributes(kept)
        self.inlines.append(element)

    def _start_container(self, element: _Element, given: dict[str, str]) -> None:
        stray = element.source == "li" and not (self.containers and self.containers[-1].tag in LISTS)
        if stray or len(self.containers) >= MOST_CONTAINERS:
            return
        element.tag = element.source
        start = given.get("start", "")
        kept = {"start": start} if element.tag == "ol" and NUMBER.fullmatch(start) and int(start) != 1 else {}
        element.attributes = _attributes(kept | _language(given))
        if not self.containers and "lang" not in given:
            element.attributes += self.language
        self.containers.append(element)

    def _start_containers(self) -> None:
        """Write the start tags held back until a word came: empty lists and quotations leave no trace."""
        parent: _Element | None = None
        for container in self.containers:
            if container.written_at is None:
                self._make_room(parent, container)
                container.written_at = len(self.out)
                self.out.append("")
            parent = container
        if parent is not None:
            self._make_room(parent, None)

    def _make_room(self, parent: _Element | None, child: _Element | None) -> None:
        """A list holds items only: open one for a child that is none, close it before a real one."""
        if parent is None or parent.tag not in LISTS:
            return
        if child is not None and child.tag == "li":
            self.out.append("</li>" if parent.item_open else "")
            parent.item_open = False
        elif not parent.item_open:
            self.out.append("<li>")
            parent.item_open = True

    def _end_container(self, element: _Element) -> None:
        if not element.tag:
            return
        self.containers.remove(element)
        if element.written_at is not None:
            leans = element.direction and element.tag != "li"  # an item leans as its list does
            direction = f' dir="{element.direction}"' if leans else ""
            self.out[element.written_at] = f"<{element.tag}{element.attributes}{direction}>"
            self.out.append(f"{'</li>' if element.item_open else ''}</{element.tag}>")

    def _place_quote(self, given: dict[str, str]) -> None:
        place = {name: given[name] for name in QUOTE_PLACE if NUMBER.fullmatch(given.get(name, ""))}
        if len(place) == len(QUOTE_PLACE):
            self._start_containers()
            self.out.append(f"<{QUOTE}{_attributes(place)}></{QUOTE}>\n")


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())


def _language(given: dict[str, str]) -> dict[str, str]:
    tag = given.get("lang", "")
    return {"lang": tag} if LANGUAGE_TAG.fullmatch(tag) else {}


def _block_attributes(given: dict[str, str]) -> str:
    direction = given.get("dir", "")
    return _attributes({"dir": direction if direction in {"ltr", "rtl"} else "auto"} | _language(given))
