"""Reading finished files back: their words in order, white space evened out."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import docx
import pymupdf
from docx.oxml.ns import qn
from lxml import etree

INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069]")


def evened(text: str) -> str:
    return re.sub(r"\s+", " ", INVISIBLE.sub("", text)).strip()


def squeezed(text: str) -> str:
    """Without any white space: line ends inside long words and Chinese text do not matter."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", text))


def pdf_text(content: bytes) -> str:
    with pymupdf.open(stream=content) as document:
        return evened("\n".join(page.get_text() for page in document))


def pdf_pages(content: bytes) -> list[str]:
    with pymupdf.open(stream=content) as document:
        return [evened(page.get_text()) for page in document]


def footnotes_xml(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read("word/footnotes.xml"))


def docx_text(content: bytes) -> str:
    """All paragraphs of the body in order, those of tables included, then the notes."""
    parts = [docx.Document(io.BytesIO(content)).element.body, footnotes_xml(content)]
    paragraphs = [paragraph for part in parts for paragraph in part.iter(qn("w:p"))]
    words = (qn("w:t"), qn("w:tab"), qn("w:br"))
    return evened("\n".join("".join(node.text or " " for node in one.iter(*words)) for one in paragraphs))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.inside_style = tag == "style"
        if tag in {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "br", "dt", "dd"}:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside_style = False

    def handle_data(self, data: str) -> None:
        if not self.inside_style:
            self.words.append(data)


def html_text(content: bytes) -> str:
    reader = _Words()
    reader.feed(content.decode())
    return evened("".join(reader.words))


def in_order(text: str, expected: list[str]) -> list[str]:
    """What of the expected does not stand in the text behind what was found before it."""
    missing, at = [], 0
    for one in expected:
        found = text.find(one, at)
        if found < 0:
            missing.append(one)
        else:
            at = found + len(one)
    return missing
