"""One heading of the report as pages of the PDF, drawn as pictures: what a preview shows while one writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import typst

from synthesis.document import Document, build_document, length_of
from synthesis.outline import Section
from synthesis.snapshot_types import Node, Snapshot
from synthesis.trees import note_marks
from synthesis.writers.fonts import typst_fonts
from synthesis.writers.payload import Payload
from synthesis.writers.pdf import compiled, page_data

LONGEST = 60_000  # characters: what is set in about a second
DOTS = 110.0  # per inch: sharp enough to read in a pane


class TooLongError(ValueError):
    """The heading is too long to be set while somebody waits."""


@dataclass(frozen=True)
class Pages:
    """A4 pages as PNG; `lit` is the place of the page on which the marked insight begins."""

    pictures: list[bytes]
    lit: int


def write_pages(snapshot: Snapshot, number: str, *, lit: str = "") -> Pages:
    """The heading of this number with insight number `lit` marked, set by the templates of the PDF.

    Raises TooLongError, and typst.TypstError when it cannot be set.
    """
    document = _alone(build_document(snapshot), number)
    if sum(map(length_of, document.sections)) > LONGEST:
        raise TooLongError(number)
    payload = Payload(document)
    data = page_data(document, payload, alone=True, lit=lit)
    pages, _refused = compiled(data, payload.files, _drawn)
    return pages


def _drawn(folder: Path) -> Pages:
    compiler = typst.Compiler(
        folder / "part.typ", root=folder, font_paths=typst_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(format="png", ppi=DOTS)
    pictures = [made] if isinstance(made, bytes) else list(made or ())
    found = compiler.query("<lit>", field="value")
    return Pages(pictures, int(found.strip("[]\n ") or 1) - 1)


def _alone(document: Document, number: str) -> Document:
    """The document with this heading as all it has; a part without the headings below it."""
    section = next(one for one in _every(document.sections) if one.number == number)
    if section.level == 1:
        section = replace(section, children=[])
    seen: set[int] = set()
    for mark in note_marks(_trees(section)):
        mark["is_first"] = mark.get("number", 0) not in seen
        seen.add(mark.get("number", 0))
    return replace(document, sections=[section], has_annex=False, charts=())


def _every(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.children)


def _trees(section: Section) -> Iterator[Node]:
    """All running text of a section that may carry a note, in the order it is read."""
    yield from section.lead
    for insight in section.insights:
        yield from insight.lead_in
        for paragraph in insight.paragraphs:
            yield from paragraph
    for child in section.children:
        yield from _trees(child)
