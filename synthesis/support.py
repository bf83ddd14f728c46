"""What stands behind headings and insights: the counts of `contributions.figures`, over other sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Count, Func, IntegerField, Q, QuerySet, Value, When

from contributions.figures import Figures, count_by
from contributions.models import Contribution, ContributionQuerySet
from moderation.models import Tagging
from synthesis.models import Evidence, Report, Section
from synthesis.snapshot_types import SupportData

NOTHING: SupportData = {
    "people": 0,
    "countries": 0,
    "contributions": 0,
    "passages": 0,
    "differs": 0,
    "team_contributions": 0,
    "team_people": 0,
}

PKS: ArrayField = ArrayField(IntegerField())

type Place = Mapping[str, Report | Sequence[int]]
"""Whose insights, as a filter of insights."""

type Paths = Mapping[int, Sequence[int]]
"""A section's pk -> the pks of the sections it counts for: all above it, and itself."""


class _Unnest(Func):
    """A row for each element of an array."""

    function = "unnest"
    output_field = IntegerField()
    set_returning = True


def support_of_sections(report: Report, paths: Paths) -> dict[int, SupportData]:
    """What each section rests on: its own themes' material and that of all below it. Two queries in all."""
    if not paths:
        return {}
    taggings = Tagging.objects.counted_in(report.consultation)
    contributions = Contribution.objects.filter(taggings__in=taggings)
    upwards = contributions.annotate(counts_for=_upwards("taggings__theme__sections", paths))
    said = count_by(cast("ContributionQuerySet", upwards), "counts_for")
    marked = taggings.filter(contribution__as_team=False).order_by()
    rows = marked.annotate(counts_for=_upwards("theme__sections", paths)).values("counts_for")
    passages = dict(rows.annotate(n=Count("passage", distinct=True)).values_list("counts_for", "n"))
    return {
        section: support_from(figures, passages=passages.get(section, 0)) for section, figures in said.items()
    }


def _upwards(path: str, paths: Paths) -> _Unnest:
    """The section that a tagging's theme speaks under and all above it, a row for each; else none."""
    whens = [When(**{path: section}, then=Value(list(above), PKS)) for section, above in paths.items()]
    return _Unnest(Case(*whens, default=Value([], PKS)))


def support_from(figures: Figures, *, passages: int, differs: int = 0) -> SupportData:
    """The counts without the team's, which stand apart."""
    return {
        "people": figures.people,
        "countries": figures.countries,
        "contributions": figures.contributions - figures.team_contributions,
        "passages": passages,
        "differs": differs,
        "team_contributions": figures.team_contributions,
        "team_people": figures.team_people,
    }


def support_of_insights(report: Report, sections: Sequence[int] | None = None) -> dict[int, SupportData]:
    """What each insight rests on: evidence that supports it; who differs is counted apart.

    Of the whole report, or of the insights of these headings alone.
    """
    supports = Q(evidence__stance=Evidence.Stance.SUPPORTS)
    differs = Q(evidence__stance=Evidence.Stance.DIFFERS)
    here: Place = {"section__report": report} if sections is None else {"section__in": sections}
    supported = count_by(_cited(here, supports), "evidence__insight")
    differing = count_by(_cited(here, differs), "evidence__insight")
    passages = _cited_passages(here)
    return {
        insight: support_from(
            supported.get(insight, Figures()),
            passages=passages.get(insight, 0),
            differs=differing.get(insight, Figures()).people,
        )
        for insight in {*supported, *differing}
    }


def _cited(here: Place, stance: Q) -> ContributionQuerySet:
    place = {f"evidence__insight__{name}": thing for name, thing in here.items()}
    return Contribution.objects.counted().filter(stance, **place)


def _cited_passages(here: Place) -> dict[int, int]:
    place = {f"insight__{name}": thing for name, thing in here.items()}
    evidence = Evidence.objects.filter(
        **place,
        stance=Evidence.Stance.SUPPORTS,
        passage__isnull=False,
        contribution__in=Contribution.objects.counted(),
        contribution__as_team=False,
    )
    rows = evidence.order_by().values("insight")
    return dict(rows.annotate(n=Count("passage", distinct=True)).values_list("insight", "n"))


def dissent_without_place(section: Section) -> QuerySet[Evidence]:
    """Where marks oppose and are not heard: passages of the heading's themes that differ elsewhere.

    They carry the opposite view in an insight under another heading, and nothing under this one or below it
    rests on them. The team's are left out.
    """
    own = Q(insight__section=section) | Q(insight__section__parent=section)
    heard = Evidence.objects.filter(own | Q(insight__section__parent__parent=section), passage__isnull=False)
    gathered = Tagging.objects.counted_in(section.report.consultation).filter(theme__sections=section)
    differing = Evidence.objects.filter(
        insight__section__report=section.report_id,
        stance=Evidence.Stance.DIFFERS,
        contribution__as_team=False,
        passage__in=gathered.filter(passage__isnull=False).order_by().values("passage"),
    )
    return differing.exclude(passage__in=heard.values("passage")).order_by()
