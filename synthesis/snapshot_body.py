"""The body of a snapshot: sections with their support, insights with evidence, passages word for word."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import get_language_info

from consultation.texts.plaintext import first_direction
from contributions.bylines import report_byline
from contributions.models import Contribution
from contributions.naming import SharedFacts, shared_facts, shared_facts_of
from moderation.material import in_reading_order
from moderation.models import Passage, Tagging
from synthesis import shelf
from synthesis.headings import Heading, every
from synthesis.models import Evidence, Figure, Insight, Report
from synthesis.snapshot_types import FigureData, InsightData, PassageData, SectionData, Stance, TaggedData
from synthesis.support import NOTHING, support_of_insights

TEXTS = ("passage__revision__source", "passage__revision__html", "passage__revision__plain")


class MisquoteError(ValueError):
    """A passage's quote is not the slice of the revision that it names: it must not be printed."""


class Body:
    """Reads once, then assembles. `used_in` maps a contribution's pk to the numbers of top sections."""

    def __init__(self, report: Report, headings: list[Heading]) -> None:
        self.headings = headings
        self.shared = shared_facts_of(report.consultation)
        self.used_in: defaultdict[int, set[str]] = defaultdict(set)
        self.differing: set[int] = set()
        self.top_of = {one.section.pk: top.number for top in headings for one in every([top])}
        self.passages: defaultdict[int, dict[int, PassageData]] = defaultdict(dict)
        self.tagged: defaultdict[int, dict[int, TaggedData]] = defaultdict(dict)
        self.insights: defaultdict[int, list[Insight]] = defaultdict(list)
        self.figures: defaultdict[int | None, list[FigureData]] = defaultdict(list)
        for figure in report.figures.select_related("insight"):
            self.figures[figure.section_id].append(_figure(figure))
        self._read_taggings(report)
        self.support = self._read_insights(report)

    def _read_taggings(self, report: Report) -> None:
        for tagging in _taggings(report).iterator():
            section, contribution = tagging.in_section, tagging.contribution
            self.used_in[contribution.pk].add(self.top_of[section])
            if tagging.passage is None:
                self.tagged[section].setdefault(contribution.pk, _tagged(contribution, self.shared))
            elif tagging.passage_id not in self.passages[section]:
                passage = _passage(tagging, "supports", self.shared)
                self.passages[section][tagging.passage_id] = passage
                if tagging.passage.useful_as_quote:
                    passage["featured"] = True

    def _read_insights(self, report: Report) -> dict[int, Any]:
        evidence = Prefetch("evidence", queryset=_evidence())
        insights = Insight.objects.filter(section__report=report).prefetch_related(evidence)
        for insight in insights:
            self.insights[insight.section_id].append(insight)
            for one in insight.evidence.all():
                self.used_in[one.contribution_id].add(self.top_of[insight.section_id])
                if one.stance == Evidence.Stance.DIFFERS:
                    self.differing.add(one.contribution_id)
        return support_of_insights(report) if self.insights else {}

    def sections(self) -> list[SectionData]:
        return [self._section(heading) for heading in self.headings]

    def _section(self, heading: Heading) -> SectionData:
        pk = heading.section.pk
        picked_out = {passage["url"].partition("#")[0] for passage in self.passages[pk].values()}
        return {
            "id": f"s{pk}",
            "kind": "part" if heading.section.kind == "part" else "heading",
            "number": heading.number,
            "title": heading.section.title,
            "lead": [{"t": "text", "v": heading.section.lead}] if heading.section.lead else [],
            "theme_codes": [theme.code for theme in heading.themes],
            "children": [self._section(child) for child in heading.children],
            "support": heading.support,
            "insights": list(self._insights(heading)),
            "passages": list(self.passages[pk].values()),
            "tagged": [one for one in self.tagged[pk].values() if one["url"] not in picked_out],
            "figures": self.figures[pk],
        }

    def _insights(self, heading: Heading) -> Iterator[InsightData]:
        for place, insight in enumerate(self.insights[heading.section.pk], start=1):
            yield {
                "id": str(insight.guid),
                "number": f"{heading.number}.{place}",
                "lead_in": insight.lead_in,
                "paragraphs": insight.paragraphs,
                "support": self.support.get(insight.pk, NOTHING),
                "evidence": [_evidenced(one, self.shared) for one in insight.evidence.all()],
                "source_note": insight.source_note,
            }


def _figure(figure: Figure) -> FigureData:
    content = shelf.read(figure.image) if figure.image else None
    made: FigureData = {
        "id": str(figure.guid),
        "image": None,
        "caption": figure.caption,
        "credit": figure.credit,
        "alt": figure.alt,
    }
    if content is not None:
        made["image"] = {"media": figure.media, "data": base64.b64encode(content).decode()}
    if figure.insight is not None:
        made["after"] = str(figure.insight.guid)
    return made


def _taggings(report: Report) -> QuerySet[Any]:
    """Counted taggings in reading order, once for each section of the report that they feed."""
    counted = Tagging.objects.counted_in(report.consultation).filter(theme__sections__report=report)
    placed = in_reading_order(counted).annotate(in_section=F("theme__sections"), **_slice())
    return placed.defer(*TEXTS)


def _evidence() -> QuerySet[Any]:
    counted = Contribution.objects.counted()
    return (
        Evidence.objects.filter(contribution__in=counted)
        .annotate(**_slice())
        .select_related("contribution__author__user", "contribution__room", "passage")
        .order_by("position", "pk")
    )


def _slice() -> dict[str, Substr]:
    """The words of the passage as the database cuts them out of the revision now."""
    start, end = F("passage__start"), F("passage__end")
    return {"words": Substr("passage__revision__plain", start + 1, end - start)}


def _passage(row: Any, stance: Stance, shared: SharedFacts) -> PassageData:
    """A row that names a contribution and a passage of it, as it is printed."""
    contribution, passage = row.contribution, row.passage
    if row.words != passage.quote:
        raise MisquoteError(f"passage {passage.pk} of contribution {contribution.pk}")
    return _quoted(contribution, passage, stance, shared)


def _quoted(
    contribution: Contribution, passage: Passage | None, stance: Stance, shared: SharedFacts
) -> PassageData:
    quote = passage.quote if passage else ""
    language = contribution.language
    return {
        "id": str(passage.guid) if passage else f"c{contribution.pk}",
        "room": contribution.room.title,
        "number": contribution.number,
        "url": url_of(contribution) + (f"#p{passage.pk}" if passage else ""),
        "byline": report_byline(contribution, shared).line,
        "language": language,
        "direction": first_direction(quote) or _direction_of(language),
        "quote": quote,
        "stance": stance,
        "team": contribution.as_team,
    }


def evidence_of(insight: Insight) -> list[tuple[Evidence, PassageData]]:
    """What an insight rests on, in order, as it would be printed; two queries at most."""
    evidence = list(_evidence().filter(insight=insight))
    shared = shared_facts(one.contribution for one in evidence)
    return [(one, _evidenced(one, shared)) for one in evidence]


def _evidenced(evidence: Any, shared: SharedFacts) -> PassageData:
    if evidence.passage is None:
        made = _quoted(evidence.contribution, None, evidence.stance, shared)
    else:
        made = _passage(evidence, evidence.stance, shared)
    if evidence.paragraph is not None:
        made["paragraph"] = str(evidence.paragraph)
    return made


def _tagged(contribution: Contribution, shared: SharedFacts) -> TaggedData:
    return {
        "room": contribution.room.title,
        "number": contribution.number,
        "url": url_of(contribution),
        "byline": report_byline(contribution, shared).line,
        "team": contribution.as_team,
    }


def url_of(contribution: Contribution) -> str:
    """The permanent address of a contribution, with the host."""
    return settings.SITE_URL + reverse("contributions:contribution", args=[contribution.pk])


def _direction_of(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
