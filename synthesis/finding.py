"""Passages that could carry an insight: gathered by the codebook, found by theme and words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Min

from contributions.bylines import report_byline
from contributions.naming import SharedFacts, shared_facts
from moderation.material import in_reading_order
from moderation.models import Passage, Tagging
from synthesis.models import Evidence, Report

SHOWN = 40


@dataclass(frozen=True)
class Candidate:
    """A passage with the number and byline of its contribution."""

    passage: Passage
    number: int
    room: str
    who: str
    contribution: int
    language: str
    is_team: bool


@dataclass(frozen=True)
class Found:
    """The first passages that fit, and how many fit in all."""

    candidates: list[Candidate]
    total: int


def find_passages(
    report: Report, themes: Collection[int], *, words: str = "", used_too: bool = False
) -> Found:
    """Counted passages under these themes, each once, in reading order; three queries at most.

    Those the report rests on already are left out unless `used_too`.
    """
    taggings = Tagging.objects.counted_in(report.consultation).filter(passage__isnull=False, theme__in=themes)
    if words.strip():
        taggings = taggings.filter(passage__quote__icontains=words.strip())
    if not used_too:
        used = Evidence.objects.filter(insight__section__report=report, passage__isnull=False)
        taggings = taggings.exclude(passage__in=used.values("passage"))
    first = taggings.order_by().values("passage").annotate(first=Min("pk")).values("first")
    once = in_reading_order(Tagging.objects.filter(pk__in=first))
    total = once.count()
    shown = list(once[:SHOWN]) if total else []
    shared = shared_facts(tagging.contribution for tagging in shown)
    return Found([_candidate(tagging, shared) for tagging in shown], total)


def _candidate(tagging: Tagging, shared: SharedFacts) -> Candidate:
    contribution, passage = tagging.contribution, tagging.passage
    assert passage is not None  # noqa: S101  asked for above
    return Candidate(
        passage=passage,
        number=contribution.number,
        room=contribution.room.title,
        who=report_byline(contribution, shared).line,
        contribution=contribution.pk,
        language=contribution.language,
        is_team=contribution.as_team,
    )
