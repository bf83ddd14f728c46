"""Stored HTML becomes the tree that snapshots carry: the subset of `consultation.texts`, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

from consultation.texts.plaintext import first_direction
from synthesis.snapshot_types import Node
from synthesis.trees import plain

TEXT_BLOCKS = {"p": "p", "h4": "heading", "h5": "heading"}
LEVELS = {"h4": 4, "h5": 5}
LISTS = ("ul", "ol")
INLINES = {"strong": "strong", "em": "em", "sub": "sub", "sup": "sup", "s": "s"}

type Attributes = dict[str, str]


def blocks_of(html: str, direction: str = "ltr") -> list[Node]:
    """The blocks of a text as it is stored; only those that do not run in this direction name their own.

    Mentions keep their words, a quotation's empty placeholder leaves no trace.
    """
    reader = _Reader(direction)
    reader.feed(html)
    reader.close()
    return reader.blocks[0]


class _Reader(HTMLParser):
    """Follows canonical HTML: words stand only in p, h4 and h5; lists and quotations hold only blocks."""

    def __init__(self, direction: str) -> None:
        super().__init__(convert_charrefs=True)
        self.direction = direction
        self.blocks: list[list[Node]] = [[]]  # open lists of blocks, innermost last
        self.inlines: list[list[Node]] = []  # open lists of inline nodes
        self.after_break = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in TEXT_BLOCKS:
            self._open_text(tag, given)
        elif tag == "blockquote":
            self._open_container({"t": "quote", "c": []}, given)
        elif tag in LISTS:
            self._open_list(tag, given)
        elif tag == "li":
            self._open_item()
        elif self.inlines:
            self._open_inline(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in TEXT_BLOCKS and self.inlines:
            self.inlines = []
            self._settle_direction(self.blocks[-1][-1])
        elif tag in {"blockquote", "li"} and len(self.blocks) > 1:
            self.blocks.pop()
        elif (tag in INLINES or tag == "a") and len(self.inlines) > 1:
            self.inlines.pop()

    def handle_data(self, data: str) -> None:
        if self.after_break:  # the newline that stands for a br in the plain text
            data = data.removeprefix("\n")
        if data and self.inlines:
            self.inlines[-1].append({"t": "text", "v": data})
            self.after_break = False

    def _open_text(self, tag: str, given: Attributes) -> None:
        words: list[Node] = []
        node: Node = {"t": TEXT_BLOCKS[tag], "c": words}
        if tag in LEVELS:
            node["level"] = LEVELS[tag]
        self.blocks[-1].append(self._marked(node, given))
        self.inlines = [words]
        self.after_break = False

    def _open_container(self, node: Node, given: Attributes) -> None:
        self.blocks[-1].append(self._marked(node, given))
        self.blocks.append(node["c"])

    def _open_list(self, tag: str, given: Attributes) -> None:
        node: Node = {"t": tag, "items": []}
        if given.get("start", "").isdecimal():
            node["start"] = int(given["start"])
        self.blocks[-1].append(self._marked(node, given))

    def _open_item(self) -> None:
        around = self.blocks[-1][-1:] or [{"t": "ul"}]
        item: list[Node] = []
        around[0].setdefault("items", []).append(item)
        self.blocks.append(item)

    def _open_inline(self, tag: str, given: Attributes) -> None:
        inside: list[Node] = []
        if tag == "br":
            self.inlines[-1].append({"t": "br"})
            self.after_break = True
            return
        if tag == "a":
            self.inlines[-1].append({"t": "link", "href": given.get("href", ""), "c": inside})
        elif tag in INLINES:
            self.inlines[-1].append({"t": INLINES[tag], "c": inside})
        else:
            return
        self.inlines.append(inside)

    def _marked(self, node: Node, given: Attributes) -> Node:
        if given.get("lang"):
            node["lang"] = given["lang"]
        if given.get("dir") in {"ltr", "rtl", "auto"} - {self.direction}:
            node["dir"] = given["dir"]
        return node

    def _settle_direction(self, block: Node) -> None:
        """No file format knows "auto": the first letter decides, as it does in a browser."""
        if block.get("dir") != "auto":
            return
        direction = first_direction(plain([block])) or self.direction
        block.pop("dir")
        if direction != self.direction:
            block["dir"] = direction
