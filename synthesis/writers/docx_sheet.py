"""One Word file in the making: paragraphs by style, user text as runs, notes, links, an estimate of pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from synthesis.document import Document, Footnote
from synthesis.document import Look as ShouldLook
from synthesis.snapshot_types import Node
from synthesis.trees import is_safe_address
from synthesis.wording import wording_for
from synthesis.writers.docx_pages import Pages
from synthesis.writers.docx_styles import HANG, Look
from synthesis.writers.docx_xml import (
    append_field,
    bookmark,
    element,
    hyperlink,
    mark_direction,
    mark_language,
    twips,
)

LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
LEAD_IN = "Lead-in"  # the style of characters, and the mark of a tree that is set in it
STEP = 6.0  # millimetres that a list or a quotation stands further in


def has_rtl(text: str) -> bool:
    """Whether the first strong character runs from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return True
        if kind == "L":
            return False
    return False


@dataclass
class Place:
    """What docx.text.paragraph needs of a parent: the part that holds relationships."""

    part: Any


@dataclass
class Sheet:
    word: WordDocument
    document: Document
    looks: dict[str, Look]
    note_root: Any
    ids: dict[str, str] = field(default_factory=dict)
    pages: Pages = field(default_factory=Pages)
    page_of: dict[str, int] = field(default_factory=dict)
    looked: list[ShouldLook] = field(default_factory=list)
    bookmarks: int = 0

    def __post_init__(self) -> None:
        self.place = Place(self.word.part)
        self.looks_by_id = {self.style_id(name): look for name, look in self.looks.items()}

    @property
    def is_rtl(self) -> bool:
        return self.document.direction == "rtl"

    @property
    def end(self) -> Any:
        """The element that closes the body: what is added stands before it."""
        return self.word.element.body[-1]

    def paragraph(self, style: str, text: str = "", *, into: Any = None) -> Paragraph:
        """A paragraph at the end of the body, or of a table cell; `text` in the document's own language."""
        body = element("w:p")
        properties = element("w:pPr")
        properties.append(element("w:pStyle", val=self.style_id(style)))
        if self.is_rtl:
            properties.append(element("w:bidi"))
        body.append(properties)
        if into is None:
            self.end.addprevious(body)
        else:
            into.append(body)
        made = Paragraph(body, self.place)
        if text:
            self.run(made, text)
        return made

    def turn(self, paragraph: Paragraph, direction: str, inset: float = 0.0) -> None:
        """Sets a direction other than the document's; the text column stays where it is on the page.

        Word reads "left" as where lines begin, so the side column lies at the other end then. Millimetres.
        """
        right_to_left = direction == "rtl"
        if right_to_left == self.is_rtl:
            return
        mark_direction(paragraph, right_to_left=right_to_left)
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        properties.append(element("w:ind", left=twips(inset), right=twips(HANG), hanging=0))

    def measure(self, paragraph: Paragraph) -> Paragraph:
        """Counts a finished paragraph into the guess at pages."""
        look = self.looks_by_id.get(paragraph._p.style or "")  # noqa: SLF001
        self.pages.add(look, len(paragraph.text))
        return paragraph

    def run(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        style: str = "",
        language: str = "",
        marks: Sequence[str] = (),
    ) -> Run:
        made: Run = paragraph.add_run(text)
        self.look(made, style, language, marks)
        return made

    def foreign(self, paragraph: Paragraph, text: str, language: str, style: str = "") -> None:
        """Words that may stand in another language than the document; none named is its own."""
        if language:
            text = self.turned(text, wording_for(language).direction)
        self.run(paragraph, text, style=style, language=language)

    def turned(self, text: str, direction: str) -> str:
        """Words between marks that hold what ends them, a full stop, on their own side of the line."""
        mark = RIGHT_TO_LEFT_MARK if direction == "rtl" else LEFT_TO_RIGHT_MARK
        return text if direction == self.document.direction else f"{mark}{text}{mark}"

    def look(self, run: Run, style: str, language: str, marks: Sequence[str]) -> None:
        style = style or (LEAD_IN if LEAD_IN in marks else "")
        if style:
            properties = run._r.get_or_add_rPr()  # noqa: SLF001
            properties.insert(0, element("w:rStyle", val=self.style_id(style)))
        if "strong" in marks or "number" in marks:
            run.bold, run.font.cs_bold = True, True
        if "em" in marks:
            run.italic, run.font.cs_italic = True, True
        if "s" in marks:
            run.font.strike = True
        if "sup" in marks or "sub" in marks:
            run.font.superscript = "sup" in marks
            run.font.subscript = "sub" in marks
        if language or has_rtl(run.text):
            mark_language(run, language or self.document.language, right_to_left=has_rtl(run.text))

    def style_id(self, name: str) -> str:
        if name not in self.ids:
            self.ids[name] = self.word.styles[name].style_id
        return self.ids[name]

    def tree(
        self, paragraph: Paragraph, nodes: Sequence[Node], marks: tuple[str, ...] = (), language: str = ""
    ) -> None:
        """User text as runs; nothing in it is read as markup."""
        for node in nodes:
            kind = node["t"]
            if kind == "text":
                self.run(paragraph, node.get("v", "").replace("\n", " "), marks=marks, language=language)
            elif kind == "br":
                paragraph.add_run().add_break()
            elif kind == "note":
                self.note(paragraph, node)
            elif kind == "link" and is_safe_address(node.get("href", "")):
                self.link(paragraph, node.get("c", []), node.get("href", ""))
            else:
                self._inside(paragraph, node, (*marks, kind), language)

    def _inside(self, paragraph: Paragraph, node: Node, marks: tuple[str, ...], language: str) -> None:
        """What a node holds; between marks of direction where it runs the other way than the document."""
        mark = self.turned("", node.get("dir", self.document.direction))
        if mark:
            self.run(paragraph, mark[0])
        self.tree(paragraph, node.get("c", []), marks, node.get("lang", language))
        if mark:
            self.run(paragraph, mark[0])

    def link(
        self, paragraph: Paragraph, nodes: Sequence[Node], address: str, style: str = "Hyperlink"
    ) -> None:
        holder = Paragraph(hyperlink(paragraph, address=address), paragraph)
        for run in _texts(nodes):
            made = Run(element("w:r"), holder)
            made.text = run
            holder._p.append(made._r)  # noqa: SLF001
            self.look(made, style, "", ())

    def address(self, paragraph: Paragraph, text: str, address: str) -> None:
        if address:
            self.link(paragraph, [{"t": "text", "v": text}], address)
        else:
            self.run(paragraph, text)

    def note(self, paragraph: Paragraph, mark: Node) -> None:
        """A real footnote at its first mark; later marks refer to its number."""
        number = mark.get("number")
        if number is None:
            return
        if mark["is_first"]:
            self._place_note(paragraph, self.document.footnotes[number - 1])
        else:
            append_field(paragraph._p, f"NOTEREF note{number} \\f \\h", str(number))  # noqa: SLF001
            self.look(paragraph.runs[-2], "footnote reference", "", ())  # before the run that ends the field

    def _place_note(self, paragraph: Paragraph, note: Footnote) -> None:
        paragraph.paragraph_format.keep_with_next = False  # or LibreOffice may never end laying out the page
        mark = Run(element("w:r"), paragraph)
        mark._r.append(element("w:footnoteReference", id=note.number))  # noqa: SLF001
        self.look(mark, "footnote reference", "", ())
        start = element("w:bookmarkStart", id=self.next_bookmark(), name=f"note{note.number}")
        for part in (start, mark._r, element("w:bookmarkEnd", id=self.bookmarks)):  # noqa: SLF001
            paragraph._p.append(part)  # noqa: SLF001
        self._write_note(note)

    def _write_note(self, note: Footnote) -> None:
        holder = element("w:footnote", id=note.number)
        self.note_root.append(holder)
        body = element("w:p")
        holder.append(body)
        properties = element("w:pPr")
        properties.append(element("w:pStyle", val=self.style_id("footnote text")))
        body.append(properties)
        paragraph = Paragraph(body, Place(self._notes_part()))
        if self.is_rtl:
            mark_direction(paragraph, right_to_left=True)
        number = paragraph.add_run()
        number._r.append(element("w:footnoteRef"))  # noqa: SLF001
        self.look(number, "footnote reference", "", ())
        paragraph.add_run("\u2009")
        self.tree(paragraph, note.content)

    def _notes_part(self) -> Any:
        return next(
            relation.target_part
            for relation in self.word.part.rels.values()
            if relation.reltype.endswith("/footnotes")
        )

    def next_bookmark(self) -> int:
        self.bookmarks += 1
        return self.bookmarks

    def anchor(self, paragraph: Paragraph, name: str) -> None:
        """A bookmark around a measured paragraph, and the page it is guessed on."""
        self.page_of[name] = self.pages.page
        bookmark(paragraph, name, self.next_bookmark())

    def blocks(
        self, nodes: Sequence[Node], style: str = "Normal", *, indent: float = 0.0, marker: str = ""
    ) -> None:
        """Blocks of user text: paragraphs, lists as marked hanging paragraphs, quotes further in."""
        for index, node in enumerate(nodes):
            kind = node["t"]
            if kind in {"ul", "ol"}:
                for number, item in enumerate(node.get("items", []), start=node.get("start", 1)):
                    self.blocks(
                        item, style, indent=indent + STEP, marker=f"{number}." if kind == "ol" else "•"
                    )
            elif kind == "quote":
                self.blocks(node.get("c", []), style, indent=indent + STEP)
            else:
                self._block(node, style, indent, marker if index == 0 else "")

    def _block(self, node: Node, style: str, indent: float, marker: str) -> None:
        made = self.paragraph(style)
        if "dir" in node:
            self.turn(made, node["dir"])
        elif indent:
            properties = made._p.get_or_add_pPr()  # noqa: SLF001
            own = element(
                "w:ind", left=round((HANG + indent) * 56.7), hanging=round(6 * 56.7) if marker else 0
            )
            properties.append(own)
        if marker:
            self.run(made, f"{marker}\t")
        marks = ("strong",) if node["t"] == "heading" else ()
        self.tree(made, node.get("c", []), marks, node.get("lang", ""))
        self.measure(made)


def _texts(nodes: Sequence[Node]) -> list[str]:
    texts: list[str] = []
    for node in nodes:
        if node["t"] == "text":
            texts.append(node.get("v", ""))
        texts.extend(_texts(node.get("c", [])))
    return texts
