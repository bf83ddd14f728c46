"""What lists and cards tell of a published report, without reading its whole snapshot for each request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.fields.json import KeyTransform
from django.utils.translation import get_language

from synthesis.models import Version
from synthesis.sentences import figures_sentence, period_lines
from synthesis.snapshot_types import FiguresData, PeriodData
from synthesis.wording import wording_for

KEPT = 1000  # versions; a few hundred bytes each

_known: dict[tuple[int, str], tuple[FiguresData, PeriodData]] = {}
"""By pk and checksum: a published version never changes, and a snapshot may hold megabytes of pictures."""


@dataclass(frozen=True)
class ReportFacts:
    """The counts of a version as they were frozen, and its dates in the language in force."""

    version: Version
    period: list[str]
    people: int
    contributions: int
    team_contributions: int
    countries: int
    sentence: str


def facts_of(versions: Sequence[Version]) -> list[ReportFacts]:
    """The facts of each version, in order; one query for all that this process has not met yet."""
    missing = [one.pk for one in versions if (one.pk, one.checksum) not in _known]
    if missing:
        if len(_known) > KEPT:
            _known.clear()
        figures, period = KeyTransform("figures", "snapshot"), KeyTransform("period", "snapshot")
        rows = Version.objects.filter(pk__in=missing).values_list("pk", "checksum", figures, period)
        _known.update({(pk, checksum): (counted, lasted) for pk, checksum, counted, lasted in rows})
    return [_facts(one) for one in versions]


def _facts(version: Version) -> ReportFacts:
    figures, period = _known[version.pk, version.checksum]
    wording = wording_for(get_language() or "en")
    return ReportFacts(
        version=version,
        period=period_lines(period, wording),
        people=figures["people"],
        contributions=figures["contributions"],
        team_contributions=figures["team_contributions"],
        countries=figures["countries"],
        sentence=figures_sentence(figures, wording),
    )
