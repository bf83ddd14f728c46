"""What stands between a draft and the public: faults that must go, and things worth a second look. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthesis.snapshot_types import FigureData, InsightData, Node, SectionData, Snapshot
from synthesis.trees import is_safe_address, note_marks, plain

LONG_SENTENCE = 35  # words
SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")


@dataclass(frozen=True)
class Check:
    """A fault (`must`) or a thing to look at, and the part of the outline it speaks of.

    `thing` is the id of a section, an insight or a figure in the snapshot; empty for the report as a whole.
    """

    must: bool
    sentence: str
    thing: str = ""


def checks_of(snapshot: Snapshot) -> list[Check]:
    """All findings, faults first, each group in reading order."""
    found = list(_findings(snapshot))
    return sorted(found, key=lambda check: not check.must)


def _findings(snapshot: Snapshot) -> Iterator[Check]:
    notes = {note["id"] for note in snapshot["footnotes"]}
    marked = _refs(snapshot["objective"])
    if any(ref not in notes for ref in marked):
        sentence = _("%(number)s has a footnote mark without its note") % {"number": _("Why we are asking")}
        yield Check(must=True, sentence=sentence)
    has_insights = any(section["insights"] for section in _every(snapshot["sections"]))
    for section in _every(snapshot["sections"]):
        yield from _of_section(section, has_insights=has_insights)
        for insight in section["insights"]:
            yield from _of_insight(insight)
            refs = _refs(_trees(insight))
            marked += refs
            if any(ref not in notes for ref in refs):
                yield _must(_("%(number)s has a footnote mark without its note"), insight)
        for figure in section["figures"]:
            yield from _of_figure(figure)
    yield from _of_notes(snapshot, list(dict.fromkeys(ref for ref in marked if ref in notes)))
    if unmarked := len(notes.difference(marked)):
        yield Check(must=True, sentence=_("%(n)s footnotes have no mark in the text") % {"n": unmarked})


def _refs(nodes: Sequence[Node]) -> list[str]:
    return [mark.get("ref", "") for mark in note_marks(nodes)]


def _of_notes(snapshot: Snapshot, in_order: Sequence[str]) -> Iterator[Check]:
    """`in_order` holds the ids of the notes as they are numbered, by their first marks."""
    content = {note["id"]: note["content"] for note in snapshot["footnotes"]}
    for number, ref in enumerate(in_order, start=1):
        if any(not is_safe_address(href) for href in _addresses(content[ref])):
            told = {"number": f"{_('Note')} {number}"}
            yield Check(must=True, sentence=_("%(number)s has a link that leads nowhere") % told)


def _every(sections: Sequence[SectionData]) -> Iterator[SectionData]:
    for section in sections:
        yield section
        yield from _every(section["children"])


def _trees(insight: InsightData) -> list[Node]:
    return [*insight["lead_in"], *(node for one in insight["paragraphs"] for node in one["content"])]


def _must(sentence: str, insight: InsightData) -> Check:
    return Check(must=True, sentence=sentence % {"number": insight["number"]}, thing=insight["id"])


def _look(sentence: str, insight: InsightData) -> Check:
    return Check(must=False, sentence=sentence % {"number": insight["number"]}, thing=insight["id"])


def _of_section(section: SectionData, *, has_insights: bool) -> Iterator[Check]:
    told = {"number": section["number"], "title": section["title"]}
    material = section["passages"] or section["tagged"]
    content = material or section["insights"] or section["figures"] or section["children"]
    if not content:
        yield Check(must=True, sentence=_("%(number)s %(title)s is empty") % told, thing=section["id"])
    elif has_insights and material and not section["insights"]:
        sentence = _("%(number)s %(title)s has passages and no insight") % told
        yield Check(must=False, sentence=sentence, thing=section["id"])


def _of_insight(insight: InsightData) -> Iterator[Check]:
    trees = _trees(insight)
    if not plain(trees).strip():
        yield _must(_("%(number)s has no words"), insight)
    if not insight["evidence"] and not insight["source_note"]:
        yield _must(_("%(number)s rests on nothing: add evidence or say where it comes from"), insight)
    if any(not is_safe_address(href) for href in _addresses(trees)):
        yield _must(_("%(number)s has a link that leads nowhere"), insight)
    support = insight["support"]
    if insight["evidence"] and not support["people"]:
        yield _look(_("%(number)s rests on the team alone"), insight)
    elif support["people"] == 1:
        yield _look(_("%(number)s rests on one person alone"), insight)
    words = " ".join(plain(one["content"]) for one in insight["paragraphs"])
    if any(len(sentence.split()) > LONG_SENTENCE for sentence in SENTENCE_END.split(words)):
        yield _look(_("%(number)s has a sentence of more than 35 words"), insight)


def _addresses(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node["t"] == "link":
            yield node.get("href", "")
        yield from _addresses(node.get("c", []))


def _of_figure(figure: FigureData) -> Iterator[Check]:
    told = {"caption": figure["caption"] or _("without a caption")}

    def found(sentence: str, *, must: bool) -> Check:
        return Check(must=must, sentence=sentence % told, thing=figure["id"])

    if figure["image"] is None:
        yield found(_("Figure “%(caption)s” has no picture"), must=False)
        return
    if not figure["alt"]:
        yield found(_("Figure “%(caption)s” is not described"), must=True)
    if not figure["credit"]:
        yield found(_("Figure “%(caption)s” has no credit"), must=True)
