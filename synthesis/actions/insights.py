"""Insights and what they rest on. Words keep the ids of their paragraphs, evidence keeps its passages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from moderation.models import Passage
from synthesis.models import Evidence, Footnote, Insight, Report, Section
from synthesis.snapshot_types import Node
from synthesis.writing import nodes_of, paragraphs_of, settled, source_of


class ChangedMeanwhileError(Exception):
    """Somebody else saved these words after the form was made."""


@dataclass(frozen=True)
class InsightWords:
    """An insight as editors type it, in the signs of `synthesis.writing`."""

    lead_in: str = ""
    text: str = ""


def words_of(insight: Insight) -> InsightWords:
    """The words of an insight as they would be typed."""
    rows = Footnote.objects.filter(report=insight.section.report_id).values_list("guid", "content")
    notes = {str(guid): content for guid, content in rows}
    paragraphs = [source_of(one["content"], notes) for one in insight.paragraphs]
    return InsightWords(source_of(insight.lead_in, notes), "\n\n".join(paragraphs))


def fingerprint(words: InsightWords) -> str:
    """Tells one state of the words from another: a form carries that of the words it was made from."""
    return state_of(words.lead_in, words.text)


def state_of(*words: str) -> str:
    """A fingerprint of words that a form holds side by side."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def add_insight(
    section: Section, words: InsightWords, *, by: Membership, passages: Sequence[Passage] = ()
) -> Insight:
    """A new insight at the end of its heading, resting on these passages."""
    lock(section.report)
    last = section.insights.order_by("-position").values_list("position", flat=True).first() or 0
    insight = Insight(section=section, position=last + 1)
    fill(insight, words)
    insight.save()
    add_evidence(insight, passages, by=by)
    _record("insight.added", insight, by, after={"passages": [passage.pk for passage in passages]})
    return insight


def fill(insight: Insight, words: InsightWords, remembered: Mapping[str, str] = MappingProxyType({})) -> None:
    """Put typed words into an insight, unsaved. `remembered` are ids of earlier paragraphs by their words."""
    report = insight.section.report
    insight.lead_in = noted(report, nodes_of(words.lead_in))
    typed = [noted(report, paragraph) for paragraph in paragraphs_of(words.text)]
    insight.paragraphs = settled(insight.paragraphs, typed, remembered)


def noted(report: Report, nodes: Iterable[Node]) -> list[Node]:
    """The tree with every note that was typed in place kept as a footnote; equal words are one note."""
    made: list[Node] = []
    for node in nodes:
        if node["t"] == "note" and "c" in node:
            made.append({"t": "note", "ref": _key_of(report, node["c"])})
        elif "c" in node:
            made.append({**node, "c": noted(report, node["c"])})
        else:
            made.append(node)
    return made


def _key_of(report: Report, content: list[Node]) -> str:
    standing = report.footnotes.filter(content=content).first()
    return str((standing or Footnote.objects.create(report=report, content=content)).guid)


@transaction.atomic
def move_insight(insight: Insight, step: int, *, by: Membership) -> int:
    """Move it within its heading, up by -1 or down by 1; says its place, counted from 1."""
    lock(insight.section.report)
    siblings = list(insight.section.insights.all())
    old = next(place for place, sibling in enumerate(siblings) if sibling.pk == insight.pk)
    new = min(max(old + step, 0), len(siblings) - 1)
    siblings.insert(new, siblings.pop(old))
    _renumber(siblings)
    if new != old:
        _record("insight.moved", insight, by, before={"place": old + 1}, after={"place": new + 1})
    return new + 1


@transaction.atomic
def move_insight_to(insight: Insight, section: Section, *, by: Membership) -> bool:
    """Put it at the end of another heading of the report; false when it stands there already."""
    lock(section.report)
    if insight.section_id == section.pk:
        return False
    before = insight.section_id
    last = section.insights.order_by("-position").values_list("position", flat=True).first() or 0
    insight.section, insight.position = section, last + 1
    insight.save(update_fields=["section", "position"])
    insight.figures.update(section=section)
    _record("insight.moved", insight, by, before={"section": before}, after={"section": section.pk})
    return True


def _renumber(siblings: Sequence[Insight]) -> None:
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    Insight.objects.bulk_update(siblings, ["position"])


@transaction.atomic
def remove_insight(insight: Insight, *, by: Membership) -> None:
    """Take it out of the report with its evidence; the passages stay where they are."""
    lock(insight.section.report)
    passages = list(insight.evidence.exclude(passage=None).values_list("passage", flat=True))
    _record("insight.removed", insight, by, before={"section": insight.section_id, "passages": passages})
    insight.figures.update(insight=None)
    insight.delete()


@transaction.atomic
def add_evidence(
    insight: Insight,
    passages: Sequence[Passage],
    *,
    by: Membership,
    stance: str = Evidence.Stance.SUPPORTS,
) -> list[Evidence]:
    """Let these passages carry the insight; those that do already stay as they are."""
    standing = set(insight.evidence.exclude(passage=None).values_list("passage", flat=True))
    last = insight.evidence.count()
    missing = [passage for passage in dict.fromkeys(passages) if passage.pk not in standing]
    added = Evidence.objects.bulk_create(
        Evidence(
            insight=insight,
            passage=passage,
            contribution_id=passage.revision.contribution_id,
            revision=passage.revision,
            stance=stance,
            position=last + place,
            added_by=by,
        )
        for place, passage in enumerate(missing, start=1)
    )
    if added:
        pks = [one.passage_id for one in added]
        _record("evidence.added", insight, by, after={"passages": pks, "stance": stance})
    return added


@transaction.atomic
def change_evidence(evidence: Evidence, *, stance: str, paragraph: str | None, by: Membership) -> bool:
    """Say what it does for the insight, and for which of its paragraphs; false when nothing changed."""
    ids = {one["id"] for one in evidence.insight.paragraphs}
    wanted = paragraph if paragraph in ids else None
    before = (evidence.stance, str(evidence.paragraph) if evidence.paragraph else None)
    if before == (stance, wanted):
        return False
    evidence.stance, evidence.paragraph = stance, wanted
    evidence.save(update_fields=["stance", "paragraph"])
    changed = {"evidence": evidence.pk, "stance": stance, "paragraph": wanted}
    _record("evidence.changed", evidence.insight, by, before={"stance": before[0]}, after=changed)
    return True


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Membership) -> None:
    before = {"passage": evidence.passage_id, "contribution": evidence.contribution_id}
    _record("evidence.removed", evidence.insight, by, before=before)
    evidence.delete()


def lock(report: Report) -> None:
    """Keep the report's outline and words still until the transaction ends."""
    Report.objects.select_for_update().get(pk=report.pk)


def _record(
    action: str,
    insight: Insight,
    by: Membership,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    consultation = insight.section.report.consultation
    record(action, insight, actor=by.user, consultation=consultation, before=before, after=after)
