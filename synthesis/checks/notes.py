"""Footnotes: every mark has its note, every note its mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synthesis.checks.draft import Draft, trees_of
from synthesis.checks.kinds import Check
from synthesis.snapshot_types import Node
from synthesis.trees import note_marks


def rules(draft: Draft) -> Iterator[Check]:
    notes = {note["id"] for note in draft.snapshot["footnotes"]}
    marked = refs_in(draft.snapshot["objective"])
    if not notes.issuperset(marked):
        yield Check("mark-objective")
    for insight in draft.insights:
        refs = refs_in(trees_of(insight))
        marked |= refs
        if not notes.issuperset(refs):
            yield Check("mark", insight["id"], {"number": insight["number"]})
    if unmarked := len(notes - marked) + draft.behind.strays:
        yield Check("note", facts={"n": unmarked})


def refs_in(nodes: Sequence[Node]) -> set[str]:
    return {mark.get("ref", "") for mark in note_marks(nodes)}
