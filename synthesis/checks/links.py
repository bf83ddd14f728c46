"""Links: an address that could be opened, words to press on, and of our own pages only those that stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from synthesis.checks.draft import Draft, trees_of
from synthesis.checks.kinds import Check
from synthesis.snapshot_types import Node
from synthesis.trees import is_safe_address, note_marks, plain

CONTRIBUTION = re.compile(r"/contributions/(\d+)/")
MAIL = "mailto:"
HOST = re.compile(r"localhost|\[[0-9a-f:]+\]|[^\s.]+(\.[^\s.]+)+", re.IGNORECASE)


def rules(draft: Draft) -> Iterator[Check]:
    if any(_is_dead(link) for link in links_in(draft.snapshot["objective"])):
        yield Check("link-objective")
    for insight in draft.insights:
        told = {"number": insight["number"]}
        links = list(links_in(trees_of(insight)))
        if any(_is_dead(link) for link in links):
            yield Check("link", insight["id"], told)
        if any(not plain(link.get("c", [])).strip() for link in links):
            yield Check("link-empty", insight["id"], told)
        for link in links:
            if _is_gone(link.get("href", ""), draft):
                yield Check("link-gone", insight["id"], {**told, "href": link.get("href", "")})
    yield from _in_notes(draft)


def _in_notes(draft: Draft) -> Iterator[Check]:
    """Notes are numbered by their first marks, as they are printed, and mended where those stand."""
    content = {note["id"]: note["content"] for note in draft.snapshot["footnotes"]}
    places: dict[str, str] = {}
    for thing, tree in (
        ("", draft.snapshot["objective"]),
        *((one["id"], trees_of(one)) for one in draft.insights),
    ):
        for mark in note_marks(tree):
            if mark.get("ref", "") in content:
                places.setdefault(mark["ref"], thing)
    for number, (ref, thing) in enumerate(places.items(), start=1):
        if any(_is_dead(link) for link in links_in(content[ref])):
            yield Check("link-note", thing, {"n": number})


def links_in(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every link of a tree, in order."""
    for node in nodes:
        if node["t"] == "link":
            yield node
        yield from links_in(node.get("c", []))
        for item in node.get("items", []):
            yield from links_in(item)


def _is_dead(link: Node) -> bool:
    """Whether no browser could open it. Nothing is asked of the network."""
    href = link.get("href", "").strip()
    if not is_safe_address(href):
        return True
    if href.startswith(MAIL):
        return "@" not in href
    try:
        host = urlsplit(href).hostname or ""
    except ValueError:
        return True
    return HOST.fullmatch(host) is None


def _is_gone(href: str, draft: Draft) -> bool:
    found = CONTRIBUTION.search(href)
    is_ours = bool(draft.behind.site) and href.startswith(draft.behind.site)
    return is_ours and found is not None and int(found[1]) in draft.behind.dead
