"""What must hold of every stored text, whoever wrote it and however it came in."""

import re
import unicodedata

import lxml.html

from consultation.texts import Rendered, plain_text
from consultation.texts.sanitiser import sanitise

ATTRIBUTES = {
    "p": {"dir", "lang"},
    "h4": {"dir", "lang"},
    "h5": {"dir", "lang"},
    "ul": {"dir", "lang"},
    "ol": {"dir", "lang", "start"},
    "li": {"lang"},
    "blockquote": {"dir", "lang"},
    "a": {"href", "title", "rel"},
    "user-mention": {"data-id"},
    "user-quote": {"data-revision", "data-start", "data-end"},
} | {tag: set[str]() for tag in ("br", "strong", "em", "s", "sub", "sup")}
TEXT_BLOCKS = {"p", "h4", "h5"}
UNFIT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufdd0-\ufdef\u202a-\u202e\u2066-\u2069]"
)


def tree_of(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def check(rendered: Rendered) -> None:
    """Every promise about stored HTML and plain text; read by another parser than the one that wrote it."""
    tree = tree_of(rendered.html)
    assert "".join(tree.itertext()) == rendered.plain == plain_text(rendered.html)
    assert unicodedata.is_normalized("NFC", rendered.plain)
    assert not UNFIT.search(rendered.plain)
    assert sanitise(rendered.html) == rendered.html
    for element in tree.iterdescendants():
        assert element.tag in ATTRIBUTES
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        _check_newlines(element)
        _check_place(element)
    assert not (tree.text or "").strip()


def _check_newlines(element: lxml.html.HtmlElement) -> None:
    tail, ends_line = element.tail or "", element.tag in TEXT_BLOCKS | {"br", "user-quote"}
    assert tail.startswith("\n") == ends_line
    assert "\n" not in (element.text or "")
    assert "\n" not in tail[1:]


def _check_place(element: lxml.html.HtmlElement) -> None:
    parent = element.getparent()
    if element.tag == "li":
        assert parent.tag in {"ul", "ol"}
    elif parent.tag in {"ul", "ol"}:
        raise AssertionError("A list holds items only")
    if element.tag in {"ul", "ol", "li", "blockquote"}:
        assert not (element.text or "").strip()
        assert not (element.tail or "").strip()
    if element.tag == "a":
        assert re.match(r"(?:https?://|mailto:)", element.get("href", ""))
        assert element.get("rel") == "nofollow ugc noopener"
