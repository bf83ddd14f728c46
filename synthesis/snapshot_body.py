"""The body of a snapshot: sections with their support, insights with evidence, passages word for word."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
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
from synthesis.models import Evidence, Figure, Insight, OutsideNote, Report, WordTemplate
from synthesis.snapshot_types import (
    FigureData,
    InsightData,
    OutsideData,
    OutsideKind,
    PassageData,
    Picture,
    SectionData,
    Stance,
    TaggedData,
    WordTemplateData,
)
from synthesis.support import NOTHING, support_of_insights

type Place = dict[str, Report | list[int]]
"""Of which sections: those of a report, or these, by the lookup that says so."""


class Signing:
    """How contributions are signed and where they stand, worked out once for each."""

    def __init__(self, shared: SharedFacts) -> None:
        self.shared = shared
        self._bylines: dict[int, str] = {}
        self._addresses: dict[int, str] = {}

    def byline(self, contribution: Contribution) -> str:
        if contribution.pk not in self._bylines:
            self._bylines[contribution.pk] = report_byline(contribution, self.shared).line
        return self._bylines[contribution.pk]

    def address(self, contribution: Contribution) -> str:
        if contribution.pk not in self._addresses:
            self._addresses[contribution.pk] = url_of(contribution)
        return self._addresses[contribution.pk]


class MisquoteError(ValueError):
    """A passage's quote is not the slice of the revision that it names: it must not be printed."""


class Body:
    """Reads once, then assembles. `used_in` maps a contribution's pk to the numbers of top sections.

    With `part`, what stands behind its heading and those below is read alone; the others keep their words.
    Its pictures are named by their media, without their bytes.
    """

    def __init__(self, report: Report, headings: list[Heading], part: Heading | None = None) -> None:
        self.headings = headings
        self.part = [one.section.pk for one in every([part])] if part else None
        self.place: Place = {"report": report} if self.part is None else {"in": self.part}
        self.signing = Signing(shared_facts_of(report.consultation))
        self.contributions = _contributions(report, self.place)
        self.used_in: defaultdict[int, set[str]] = defaultdict(set)
        self.differing: set[int] = set()
        self.top_of = {one.section.pk: top.number for top in headings for one in every([top])}
        self.passages: defaultdict[int, dict[int, PassageData]] = defaultdict(dict)
        self.tagged: defaultdict[int, dict[int, TaggedData]] = defaultdict(dict)
        self.insights: defaultdict[int, list[Insight]] = defaultdict(list)
        self.figures: defaultdict[int | None, list[FigureData]] = defaultdict(list)
        for figure in report.figures.select_related("insight"):
            is_read = self.part is None or figure.section_id in self.part
            self.figures[figure.section_id].append(_figure(figure, is_read=is_read, whole=self.part is None))
        self._read_taggings(report)
        self.support = self._read_insights(report)

    def _read_taggings(self, report: Report) -> None:
        for tagging in _taggings(report, self.place).iterator():
            section = tagging.in_section
            contribution = tagging.contribution = self.contributions[tagging.contribution_id]
            self.used_in[contribution.pk].add(self.top_of[section])
            if tagging.passage is None:
                self.tagged[section].setdefault(contribution.pk, _tagged(contribution, self.signing))
            elif tagging.passage_id not in self.passages[section]:
                passage = _passage(tagging, "supports", self.signing)
                self.passages[section][tagging.passage_id] = passage
                if tagging.passage.useful_as_quote:
                    passage["featured"] = True

    def _read_insights(self, report: Report) -> dict[int, Any]:
        here = _at("insight__section", self.place)
        alone = _evidence().filter(**here).select_related(None).select_related("passage")
        evidence = Prefetch("evidence", queryset=alone)
        insights = Insight.objects.filter(section__report=report).prefetch_related(evidence, "outside")
        for insight in insights:
            self.insights[insight.section_id].append(insight)
            standing = {one["id"] for one in insight.paragraphs}
            for one in insight.evidence.all():
                one.paragraph = one.paragraph if str(one.paragraph) in standing else None
                one.contribution = self.contributions[one.contribution_id]
                self.used_in[one.contribution_id].add(self.top_of[insight.section_id])
                if one.stance == Evidence.Stance.DIFFERS:
                    self.differing.add(one.contribution_id)
        return support_of_insights(report, self.part) if self.insights else {}

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
                "evidence": [_evidenced(one, self.signing) for one in insight.evidence.all()],
                "outside": [_outside(one) for one in insight.outside.all()],
            }


def _outside(note: OutsideNote) -> OutsideData:
    return {
        "id": f"o{note.pk}",
        "kind": cast("OutsideKind", note.kind),
        "source": note.source,
        "on": note.on.isoformat() if note.on else None,
        "link": note.link,
        "words": note.words,
    }


def picture_of(media: str, path: str, *, whole: bool = True) -> Picture | None:
    """The stored picture as it travels in a snapshot, or without its bytes; None where there is none."""
    if not whole:
        return {"media": media, "data": ""} if path and shelf.size_of(path) is not None else None
    content = shelf.read(path) if path else None
    return {"media": media, "data": base64.b64encode(content).decode()} if content is not None else None


def template_of(report: Report) -> WordTemplateData | None:
    """The team's own styles of the Word file; None where it has none."""
    given = WordTemplate.objects.filter(report=report).first()
    content = shelf.read(given.path) if given else None
    if given is None or content is None:
        return None
    return {"name": given.name, "data": base64.b64encode(content).decode()}


def _figure(figure: Figure, *, is_read: bool, whole: bool) -> FigureData:
    made: FigureData = {
        "id": str(figure.guid),
        "image": picture_of(figure.media, figure.image, whole=whole) if is_read else None,
        "caption": figure.caption,
        "credit": figure.credit,
        "alt": figure.alt,
    }
    if figure.insight is not None:
        made["after"] = str(figure.insight.guid)
    return made


def _at(prefix: str, place: Place) -> dict[str, Report | list[int]]:
    """The place as a filter of what names a section so."""
    return {f"{prefix}__{lookup}": value for lookup, value in place.items()}


def _taggings(report: Report, place: Place) -> QuerySet[Any]:
    """Counted taggings in reading order, once for each section of the report that they feed."""
    here = _at("theme__sections", place)
    counted = Tagging.objects.counted_in(report.consultation).filter(**here)
    placed = in_reading_order(counted).annotate(in_section=F("theme__sections"), **_slice())
    return placed.select_related(None).select_related("passage")


def _contributions(report: Report, place: Place) -> dict[int, Contribution]:
    """All that the report's themes gather or its insights rest on, each read once."""
    counted = Contribution.objects.counted().of(report.consultation).select_related("author__user", "room")
    gathered = Tagging.objects.counted_in(report.consultation).filter(**_at("theme__sections", place))
    evidence = Evidence.objects.filter(**_at("insight__section", place))
    drawn_on = Q(pk__in=gathered.order_by().values("contribution")) | Q(
        pk__in=evidence.values("contribution")
    )
    return {one.pk: one for one in counted.filter(drawn_on).order_by().iterator()}


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


def _passage(row: Any, stance: Stance, signing: Signing) -> PassageData:
    """A row that names a contribution and a passage of it, as it is printed."""
    contribution, passage = row.contribution, row.passage
    if row.words != passage.quote:
        raise MisquoteError(f"passage {passage.pk} of contribution {contribution.pk}")
    return _quoted(contribution, passage, stance, signing)


def _quoted(
    contribution: Contribution, passage: Passage | None, stance: Stance, signing: Signing
) -> PassageData:
    quote = passage.quote if passage else ""
    language = contribution.language
    return {
        "id": str(passage.guid) if passage else f"c{contribution.pk}",
        "room": contribution.room.title,
        "number": contribution.number,
        "url": signing.address(contribution) + (f"#p{passage.pk}" if passage else ""),
        "byline": signing.byline(contribution),
        "language": language,
        "direction": first_direction(quote) or _direction_of(language),
        "quote": quote,
        "stance": stance,
        "team": contribution.as_team,
    }


def evidence_of(insight: Insight) -> list[tuple[Evidence, PassageData]]:
    """What an insight rests on, in order, as it would be printed; two queries at most."""
    evidence = list(_evidence().filter(insight=insight))
    signing = Signing(shared_facts(one.contribution for one in evidence))
    return [(one, _evidenced(one, signing)) for one in evidence]


def _evidenced(evidence: Any, signing: Signing) -> PassageData:
    if evidence.passage is None:
        made = _quoted(evidence.contribution, None, evidence.stance, signing)
    else:
        made = _passage(evidence, evidence.stance, signing)
    if evidence.paragraph is not None:
        made["paragraph"] = str(evidence.paragraph)
    return made


def _tagged(contribution: Contribution, signing: Signing) -> TaggedData:
    return {
        "room": contribution.room.title,
        "number": contribution.number,
        "url": signing.address(contribution),
        "byline": signing.byline(contribution),
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
