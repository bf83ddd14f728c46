"""REFI-QDA codebooks (.qdc), the exchange format of programs for qualitative analysis.

Format: REFI-QDA standard 1.5, namespace urn:QDA-XML:codebook:1.0, https://www.qdasoftware.org. A description
holds the definition, then "Use when: …", "Do not use when: …", "Memo: …" and, for each, "Example: “…” — …"
on lines of their own. A line of the words themselves that begins so stands one space further in.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from lxml import etree

from consultation.texts import normalise
from moderation.examples import in_lines
from moderation.exchange.nodes import COLOURS, Node, UnreadableCodebookError, checked, guid_of, nearest_hue

NAMESPACE = "urn:QDA-XML:codebook:1.0"
DEFAULT: Any = {None: NAMESPACE}
DEEPEST = 50
USE_WHEN, USE_NOT, EXAMPLE, MEMO = "Use when: ", "Do not use when: ", "Example: “", "Memo: "
SIGNS = {"": "definition", USE_WHEN: "use_when", USE_NOT: "use_not", MEMO: "memo"}
LIKE_A_SIGN = re.compile(f"^( *(?:{'|'.join(filter(None, [*SIGNS, EXAMPLE]))}))", re.MULTILINE)


def write(roots: list[Node], *, origin: str) -> bytes:
    """The codebook as XML, UTF-8. An empty one cannot be written: the format asks for a code at least.

    Raises UnreadableCodebookError for that.
    """
    if not roots:
        raise UnreadableCodebookError(_("A REFI-QDA codebook holds at least one theme."))
    book = etree.Element(_tag("CodeBook"), {"origin": normalise(origin)}, nsmap=DEFAULT)
    codes = etree.SubElement(book, _tag("Codes"))
    for root in roots:
        _write(codes, root)
    return etree.tostring(book, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _write(parent: etree._Element, node: Node) -> None:
    given = {
        "guid": str(node.guid or uuid4()),
        "name": normalise(node.name),
        "isCodable": "true",
        "color": COLOURS.get(node.hue, COLOURS["h"]),
    }
    code = etree.SubElement(parent, _tag("Code"), given)
    if described := _description(node):
        etree.SubElement(code, _tag("Description")).text = normalise(described)
    for child in node.children:
        _write(code, child)


def _description(node: Node) -> str:
    parts = {sign: LIKE_A_SIGN.sub(r" \1", getattr(node, name)) for sign, name in SIGNS.items()}
    lines = [f"{sign}{words}" for sign, words in parts.items() if words]
    return "\n".join([*lines, *(f"{EXAMPLE}{one.line[1:]}" for one in node.examples)])


def read(content: bytes) -> list[Node]:
    """The codes of a codebook of any program, sets left out.

    Raises UnreadableCodebookError with a sentence.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        book = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableCodebookError(
            _("The file is not well-formed XML: %(error)s") % {"error": error}
        ) from error
    if _local(book) not in {"CodeBook", "Project"}:
        raise UnreadableCodebookError(_("The file is XML, but not a REFI-QDA codebook."))
    codes = next((one for one in book.iter() if _local(one) == "Codes"), None)
    found = [_read(one, 0) for one in codes if _local(one) == "Code"] if codes is not None else []
    return checked(found)


def _read(code: etree._Element, depth: int) -> Node:
    if depth > DEEPEST:
        raise UnreadableCodebookError(_("The themes are nested more than %(most)s deep.") % {"most": DEEPEST})
    described = next((one.text or "" for one in code if _local(one) == "Description"), "")
    children = [_read(one, depth + 1) for one in code if _local(one) == "Code"]
    return Node(
        name=code.get("name", ""),
        **_parts(described),
        hue=nearest_hue(code.get("color", "")),
        guid=guid_of(code.get("guid", "")),
        children=children,
    )


def _parts(described: str) -> dict[str, Any]:
    """The definition, when to use it and examples, as `_description` wrote them; all else is a definition."""
    parts: dict[str, list[str]] = {sign: [] for sign in SIGNS}
    examples: list[str] = []
    here = ""
    for line in described.splitlines():
        if line.startswith(EXAMPLE):
            examples.append(f"“{line.removeprefix(EXAMPLE)}")
            continue
        here = next((sign for sign in SIGNS if sign and line.startswith(sign)), here)
        words = line.removeprefix(here)
        parts[here].append(words[1:] if words[:1] == " " and LIKE_A_SIGN.match(words) else words)
    texts = {name: "\n".join(parts[sign]).strip() for sign, name in SIGNS.items()}
    return {**texts, "examples": in_lines("\n".join(examples))}


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
