"""The outline: nothing in it is empty, no heading skips a level, and nothing people said lacks a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synthesis.checks.draft import Draft
from synthesis.checks.kinds import Check
from synthesis.snapshot_types import Node, SectionData
from synthesis.trees import plain


def rules(draft: Draft) -> Iterator[Check]:
    for section in draft.sections:
        yield from _of_section(section, has_insights=bool(draft.insights))
    for blocks in (draft.snapshot["objective"], draft.snapshot["outcome"]):
        yield from _jumps(blocks)
    for theme in draft.behind.themes:
        yield Check("theme", facts={"title": theme})
    for question in draft.behind.questions if draft.insights else ():
        yield Check("question", facts={"title": question})
    if draft.behind.open:
        yield Check("open", facts={"n": draft.behind.open})


def _of_section(section: SectionData, *, has_insights: bool) -> Iterator[Check]:
    told = {"number": section["number"], "title": section["title"]}
    material = section["passages"] or section["tagged"]
    if not (material or section["insights"] or section["figures"] or section["children"]):
        yield Check("empty", section["id"], told)
    elif has_insights and material and not section["insights"]:
        yield Check("no-insight", section["id"], told)


def _jumps(blocks: Sequence[Node]) -> Iterator[Check]:
    level = 0
    for block in blocks:
        if block["t"] == "heading":
            if level and block.get("level", 0) > level + 1:
                yield Check("jump", facts={"title": plain(block.get("c", []))})
            level = block.get("level", 0)
