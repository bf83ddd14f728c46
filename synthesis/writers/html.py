"""One self-contained web page: no script, no request, the same words in the same order."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from synthesis.document import Document, Look, Rendered, build_document
from synthesis.outline import Figure, Insight, Section
from synthesis.snapshot_types import Node, Picture, Snapshot
from synthesis.trees import is_safe_address
from synthesis.wording.table import Wording
from synthesis.writers.artwork import COVER, drawing, top_parts
from synthesis.writers.brand import palette_of
from synthesis.writers.pictures import SUFFIXES, is_sound, picture_bytes

TAGS = {"strong": "strong", "em": "em", "sub": "sub", "sup": "sup", "s": "s", "number": "b"}
BLOCKS = {"p", "ul", "ol", "quote", "heading"}
LISTS = {"ul", "ol"}
LOWEST = 6


def write_html(snapshot: Snapshot) -> Rendered:
    """The report as one HTML file, UTF-8, that reads the same with no network."""
    document = build_document(snapshot)
    palette = palette_of(document.organiser["brand"])
    mirrored = document.direction == "rtl"
    art = drawing(document.threads, top_parts(document.sections), COVER, palette, mirrored=mirrored)
    view = _View()
    page: dict[str, Any] = view.value(document)
    page.update(
        annex=view.value(document.annex),
        has_insights=document.has_insights,
        words=dict(document.wording.phrases),
        palette=palette,
        art=data_address("image/svg+xml", art.encode()),
        logos=view.logos(document),
        photo=view.picture(document.cover["image"], "cover") if document.cover else "",
        opening=document.wording.quotes[0],
        closing=document.wording.quotes[1],
        comma=document.wording.comma,
        with_sponsor=document.wording.say("with_sponsor", sponsor=document.organiser["sponsor"]),
    )
    html = render_to_string("synthesis/export.html", page)
    return Rendered(html.encode(), (*document.should_look, *view.looks))


def data_address(media: str, content: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode()}"


def inline_html(nodes: Sequence[Node]) -> SafeString:
    """Running text; every string in it is escaped."""
    return format_html_join("", "{}", ((_inline(node),) for node in nodes))


def _inline(node: Node) -> SafeString | str:
    kind = node["t"]
    inside = inline_html(node.get("c", []))
    if kind == "text":
        return node.get("v", "")
    if kind == "br":
        return format_html("<br>")
    if kind == "note":
        return _note_mark(node)
    if kind == "link" and is_safe_address(node.get("href", "")):
        return format_html('<a href="{}" rel="noopener">{}</a>', node.get("href"), inside)
    if kind in TAGS:
        return format_html("<{0}{1}>{2}</{0}>", TAGS[kind], _spoken(node), inside)
    return inside


def _note_mark(node: Node) -> SafeString | str:
    number = node.get("number")
    if number is None:
        return ""
    mark = format_html(' id="mark-{}"', number) if node.get("is_first") else ""
    return format_html('<sup{}><a href="#note-{}" role="doc-noteref">{}</a></sup>', mark, number, number)


def _spoken(node: Node) -> SafeString:
    """The lang and dir attributes of a node that names them."""
    named = ((name, node[key]) for name, key in (("lang", "lang"), ("dir", "dir")) if key in node)  # type: ignore[literal-required]
    return format_html_join("", ' {}="{}"', named)


def blocks_html(nodes: Sequence[Node], level: int = 3) -> SafeString:
    """Blocks of user text; a heading in it becomes `level`, below the headings of the report."""
    return format_html_join("\n", "{}", ((_block(node, level),) for node in nodes))


def _block(node: Node, level: int) -> SafeString:
    kind = node["t"]
    if kind in LISTS:
        items = format_html_join(
            "", "<li>{}</li>", ((blocks_html(item, level),) for item in node.get("items", []))
        )
        start = format_html(' start="{}"', node["start"]) if "start" in node and kind == "ol" else ""
        return format_html("<{0}{1}{2}>{3}</{0}>", kind, start, _spoken(node), items)
    if kind == "quote":
        return format_html(
            "<blockquote{}>{}</blockquote>", _spoken(node), blocks_html(node.get("c", []), level)
        )
    tag = f"h{min(level, LOWEST)}" if kind == "heading" else "p"
    return format_html("<{0}{1}>{2}</{0}>", tag, _spoken(node), inline_html(node.get("c", [])))


@dataclass
class _View:
    """The document as plain values for the template, its trees already HTML."""

    looks: list[Look] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)

    def value(self, thing: Any) -> Any:
        if isinstance(thing, list | tuple):
            return self.sequence(thing)
        if is_dataclass(thing) and not isinstance(thing, type | Wording):
            return self.record(thing)
        return thing

    def sequence(self, things: Sequence[Any]) -> Any:
        if things and isinstance(things[0], dict) and "t" in things[0]:
            return blocks_html(things) if things[0]["t"] in BLOCKS else inline_html(things)
        return [self.value(one) for one in things]

    def record(self, thing: Any) -> dict[str, Any]:
        made = {one.name: self.value(getattr(thing, one.name)) for one in fields(thing)}
        made["anchor"] = self.anchors.setdefault(id(thing), f"a{len(self.anchors)}")
        if isinstance(thing, Figure):
            made["address"] = self.picture(thing.image, thing.key)
        if isinstance(thing, Insight):
            made["name"] = thing.name
        if isinstance(thing, Section):
            made["heading"] = f"h{min(thing.level + 1, LOWEST)}"
        return made

    def logos(self, document: Document) -> list[dict[str, str]]:
        given = document.organiser.get("logos", [])
        found = [
            (self.picture(one["image"], f"logo {at}"), one["alt"]) for at, one in enumerate(given, start=1)
        ]
        return [{"address": address, "alt": alt} for address, alt in found if address]

    def picture(self, picture: Picture | None, key: str) -> str:
        """The picture as a data address; empty, and a look, where it cannot be opened."""
        if picture is None:
            return ""
        content, suffix = picture_bytes(picture), SUFFIXES.get(picture["media"])
        if content is None or suffix is None or not is_sound(content, suffix):
            self.looks.append(Look("picture_broken", key))
            return ""
        return data_address(picture["media"], content)
