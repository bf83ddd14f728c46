"""Trees of user text as HTML: the one-file report and the pages of the report print them alike."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from synthesis.snapshot_types import Node
from synthesis.trees import is_safe_address

TAGS = {"strong": "strong", "em": "em", "sub": "sub", "sup": "sup", "s": "s", "number": "b", "span": "span"}
LISTS = {"ul", "ol"}
LOWEST = 6


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
