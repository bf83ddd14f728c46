"""The outline as a numbered tree with what stands behind each heading: the studio and snapshots show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from consultation.texts import shortened
from moderation.codebook import Codebook, CodedTheme
from synthesis.models import Insight, Report, Section
from synthesis.snapshot_types import SupportData
from synthesis.support import NOTHING, support_of_insights, support_of_sections
from synthesis.trees import plain

NAME = 80  # characters of an insight without a lead-in


@dataclass
class Heading:
    """A section with its number (2.1) and level (1 at the top); `support` counts all below it, too."""

    section: Section
    number: str
    level: int
    themes: list[CodedTheme]
    insights: int
    support: SupportData = field(default_factory=lambda: NOTHING)
    children: list[Heading] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False

    @property
    def label(self) -> str:
        """ "2.1 Climate justice"."""
        return f"{self.number} {self.section.title}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with it but its title."""
        return not self.children and not self.insights


def headings_of(report: Report, codebook: Codebook) -> list[Heading]:
    """The top headings in order, each with its children; four queries, whatever the outline."""
    themes: defaultdict[int, list[int]] = defaultdict(list)
    for section, theme in links_of(report):
        themes[section].append(theme)
    below: defaultdict[int | None, list[Any]] = defaultdict(list)
    for one in report.sections.annotate(insight_count=Count("insights")).order_by("position", "pk"):
        below[one.parent_id].append((one, codebook.pick(themes[one.pk])))
    tops = _numbered(below, None, "", 1)
    supports = support_of_sections(report, _paths(tops))
    for heading in every(tops):
        heading.support = supports.get(heading.section.pk, NOTHING)
    return tops


def links_of(report: Report) -> Iterator[tuple[int, int]]:
    """(section, theme) for every theme that a heading of this report draws on."""
    links = Section.themes.through.objects.filter(section__report=report)
    yield from links.order_by("pk").values_list("section_id", "theme_id")


def _numbered(
    below: dict[int | None, list[Any]], parent: int | None, prefix: str, level: int
) -> list[Heading]:
    siblings = below.get(parent, [])
    return [
        Heading(
            section=section,
            number=f"{prefix}{place}",
            level=level,
            themes=themes,
            insights=section.insight_count,
            children=_numbered(below, section.pk, f"{prefix}{place}.", level + 1),
            is_first=place == 1,
            is_last=place == len(siblings),
        )
        for place, (section, themes) in enumerate(siblings, start=1)
    ]


def every(headings: Sequence[Heading]) -> Iterator[Heading]:
    """All headings of the tree in reading order."""
    for heading in headings:
        yield heading
        yield from every(heading.children)


def _paths(headings: Sequence[Heading], above: tuple[int, ...] = ()) -> dict[int, tuple[int, ...]]:
    """For each section the sections it counts for: those above it, from the top down, and itself."""
    paths: dict[int, tuple[int, ...]] = {}
    for heading in headings:
        path = paths[heading.section.pk] = (*above, heading.section.pk)
        paths |= _paths(heading.children, path)
    return paths


def find(headings: Sequence[Heading], section: int) -> Heading:
    """The heading of this section. Raises StopIteration where the tree has none."""
    return next(heading for heading in every(headings) if heading.section.pk == section)


@dataclass(frozen=True)
class Point:
    """An insight in the outline: its number (2.1.3), what it is called, what it rests on."""

    insight: Insight
    number: str
    name: str
    support: SupportData
    evidence: int
    outside: int
    is_first: bool
    is_last: bool


def points_of(report: Report, heading: Heading) -> list[Point]:
    """The insights of one heading in order; four queries."""
    counts = {"n": Count("evidence", distinct=True), "stated": Count("outside", distinct=True)}
    counted: QuerySet[Any] = heading.section.insights.annotate(**counts)
    insights = list(counted.order_by("position", "pk"))
    supports = support_of_insights(report, [heading.section.pk]) if insights else {}
    return [
        Point(
            insight=insight,
            number=f"{heading.number}.{place}",
            name=name_of(insight),
            support=supports.get(insight.pk, NOTHING),
            evidence=insight.n,
            outside=insight.stated,
            is_first=place == 1,
            is_last=place == len(insights),
        )
        for place, insight in enumerate(insights, start=1)
    ]


def name_of(insight: Insight) -> str:
    """Its lead-in, or its first words."""
    words = plain(insight.lead_in) or " ".join(plain(one["content"]) for one in insight.paragraphs)
    return shortened(words, NAME)
