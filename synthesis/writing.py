"""How editors type an insight: a few signs in a plain text box, the tree they stand for, and back again.

`**bold**`, `[words](https://…)`, `[words](#)` while the address is unknown, a bare address,
`[note: words of a footnote]`, `[^key]` for a note that stands elsewhere; a backslash takes a sign's meaning
away. An empty line starts a new paragraph.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

from synthesis.snapshot_types import Node, ParagraphData
from synthesis.trees import plain

ADDRESS = r"https?://[^\s<>\[\]()]*[^\s<>\[\]().,;:!?'\"]"
SIGN = re.compile(
    r"\\(?P<plain>[\\*\[\]])"
    r"|(?P<strong>\*\*)"
    r"|\[\^(?P<ref>[\w-]{1,40})\]"
    r"|(?P<note>\[note:\s*)"
    rf"|\[(?P<label>[^\[\]\n]+)\]\((?P<href>{ADDRESS}|mailto:[^\s()]+|#)\)"
    rf"|(?P<address>{ADDRESS})"
    r"|(?P<line>\n)"
)
MEANT = re.compile(r"\\(?=[\\*\[\]])|\*\*|\[(?=note:|\^[\w-]{1,40}\])|\[(?=[^\[\]\n]+\]\()")


def nodes_of(source: str) -> list[Node]:
    """The inline tree of one paragraph. A note typed in place holds its words in `c` and has no `ref` yet."""
    return _Reader(source.strip()).nodes()


def paragraphs_of(source: str) -> list[list[Node]]:
    """The trees of all paragraphs of a text box."""
    parts = re.split(r"\n[ \t]*\n", source.replace("\r\n", "\n"))
    return [nodes_of(part) for part in parts if part.strip()]


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.open: list[str] = []  # kinds that stand around: none of them stands within itself
        self.unclosed: set[str] = set()

    def nodes(self, until: str = "") -> list[Node]:
        """What stands up to the closing sign; raises EOFError when that never comes."""
        found: list[Node] = []
        while self.place < len(self.source):
            if until and self.source.startswith(until, self.place):
                self.place += len(until)
                return found
            self._one(found)
        if until:
            raise EOFError(until)
        return found

    def _one(self, found: list[Node]) -> None:
        sign = SIGN.match(self.source, self.place)
        if sign is None:
            _add_text(found, self.source[self.place])
            self.place += 1
            return
        start, self.place = self.place, sign.end()
        if sign["strong"]:
            found.append(self._enclosed("strong", "**", start) or self._literal(start, 2))
        elif sign["note"]:
            found.append(self._enclosed("note", "]", start) or self._literal(start, 1))
        elif sign["line"]:
            found.append({"t": "br"})
        elif sign["ref"]:
            found.append({"t": "note", "ref": sign["ref"]})
        elif sign["href"] or sign["address"]:
            words = {"t": "text", "v": sign["label"] or sign["address"]}
            found.append({"t": "link", "href": sign["href"] or sign["address"], "c": [words]})  # type: ignore[list-item]
        else:
            _add_text(found, sign["plain"])
        _join(found)

    def _enclosed(self, kind: str, until: str, start: int) -> Node | None:
        """The node up to its closing sign; None, and nothing read, where there is none."""
        if kind in self.unclosed or kind in self.open:
            return None
        self.open.append(kind)
        try:
            inside = self.nodes(until)
        except EOFError:
            self.unclosed.add(kind)
            inside = []
        self.open.pop()
        if inside:
            return {"t": kind, "c": inside}
        self.place = start
        return None

    def _literal(self, start: int, length: int) -> Node:
        self.place = start + length
        return {"t": "text", "v": self.source[start : start + length]}


def _add_text(found: list[Node], text: str) -> None:
    found.append({"t": "text", "v": text})
    _join(found)


def _join(found: list[Node]) -> None:
    """Neighbouring texts are one."""
    if len(found) > 1 and found[-1]["t"] == found[-2]["t"] == "text":
        last = found.pop()
        found[-1] = {"t": "text", "v": found[-1]["v"] + last["v"]}


def source_of(nodes: Sequence[Node], notes: Mapping[str, Sequence[Node]]) -> str:
    """What to type to get this tree; `notes` holds the words of footnotes by key."""
    return "".join(_written(node, notes, in_note=False) for node in nodes)


def _written(node: Node, notes: Mapping[str, Sequence[Node]], *, in_note: bool) -> str:
    kind = node["t"]
    inside = "".join(_written(child, notes, in_note=in_note) for child in node.get("c", []))
    if kind == "text":
        return _guarded(node.get("v", ""), in_note=in_note)
    if kind == "br":
        return "\n"
    if kind == "strong":
        return f"**{inside}**"
    if kind == "link":
        return inside if inside == node.get("href") else f"[{inside}]({node.get('href')})"
    if kind == "note" and node.get("ref") in notes:
        words = "".join(_written(child, notes, in_note=True) for child in notes[node["ref"]])
        return f"[note: {words}]"
    return f"[^{node['ref']}]" if kind == "note" else inside


def _guarded(text: str, *, in_note: bool) -> str:
    """The text with a backslash before every sign that would be taken for more than itself."""
    text = MEANT.sub(lambda sign: f"\\{sign[0][0]}{chr(92) + '*' if sign[0] == '**' else ''}", text)
    return re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text) if in_note else text


def settled(
    old: Sequence[ParagraphData],
    new: Sequence[list[Node]],
    remembered: Mapping[str, str] = MappingProxyType({}),
) -> list[ParagraphData]:
    """The new paragraphs with the ids of those they were: what kept its words or took another's place.

    One that stood here earlier and is back has the id `remembered` for its words, so that cutting a paragraph
    in one save and pasting it in the next keeps what rests on it.
    """
    before, after = [plain(one["content"]) for one in old], [plain(one) for one in new]
    ids: dict[int, str] = {}
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, old_start, old_end, new_start, new_end in steps:
        if tag in {"equal", "replace"}:
            pairs = zip(range(new_start, new_end), range(old_start, old_end), strict=False)
            ids |= {place: old[was]["id"] for place, was in pairs}
    for place, words in enumerate(after):
        known = remembered.get(words)
        if place not in ids and known and known not in ids.values():
            ids[place] = known
    return [
        {"id": ids.get(place) or str(uuid.uuid4()), "content": content} for place, content in enumerate(new)
    ]


def notes_in(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every note mark of a tree, in order."""
    for node in nodes:
        if node["t"] == "note":
            yield node
        else:
            yield from notes_in(node.get("c", []))
