"""Who took part, by week, language, question, country and kind of organisation: the rows of the charts.

Each number is one of `contributions.figures`, over the counted contributions that are not the team's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django_countries import countries

from consultation.models import Consultation, OrganisationKind
from consultation.texts import shortened
from contributions.figures import count_by
from contributions.models import Contribution, ContributionQuerySet
from rooms.models import GuidingQuestion
from synthesis.snapshot_types import ChartRow, PeriodData

WEEK = timedelta(days=7)
LABEL = 60  # characters of a question that has no short name
SMALLEST_GROUP = 3  # people: a country with fewer is counted but not named


def charts_data(consultation: Consultation, period: PeriodData, at: datetime) -> dict[str, list[ChartRow]]:
    """The rows of every chart, by the key of `FiguresData`; nothing when nobody took part. Seven queries."""
    voices = Contribution.objects.counted().of(consultation).filter(as_team=False)
    if not voices.exists():
        return {}
    return {
        "by_week": _weeks(voices, consultation, period, at),
        "by_language": _languages(voices),
        "by_question": _questions(voices, consultation),
        "by_country": _countries(voices),
        "by_organisation_kind": _organisations(voices),
    }


def _weeks(
    voices: ContributionQuerySet, consultation: Consultation, period: PeriodData, at: datetime
) -> list[ChartRow]:
    """Weeks of seven days from the opening, to the closing or to now; strays count in the nearest week."""
    days = voices.annotate(day=TruncDate("created_at", tzinfo=consultation.zone))
    counts = {
        day: figures.contributions
        for day, figures in count_by(cast("ContributionQuerySet", days), "day").items()
    }
    opens, closes = date.fromisoformat(period["opens_on"]), date.fromisoformat(period["closes_on"])
    ends = max(min(closes, at.astimezone(consultation.zone).date()), opens)
    planned = date.fromisoformat(period["extended_from"] or period["closes_on"])
    rows: list[ChartRow] = []
    first = opens
    while first <= ends:
        last = min(first + WEEK - timedelta(days=1), closes)
        rows.append({"label": "", "count": 0, "first_day": first.isoformat(), "last_day": last.isoformat()})
        if first > planned:
            rows[-1]["added"] = True
        first += WEEK
    for day, count in counts.items():
        place = (day - opens).days // WEEK.days
        rows[min(max(place, 0), len(rows) - 1)]["count"] += count
    return rows


def _languages(voices: ContributionQuerySet) -> list[ChartRow]:
    return [
        {"label": code, "language": code, "count": figures.contributions, "people": figures.people}
        for code, figures in sorted(count_by(voices, "language").items())
    ]


@dataclass(frozen=True)
class Asked:
    """A guiding question as a report calls it.

    The number has the room with it where there are several; the name is short, or else the whole question.
    """

    pk: int
    number: str
    name: str

    @property
    def key(self) -> str:
        return f"q{self.pk}"

    def label(self, name: str = "") -> str:
        """ "2 Changes coming", or the first words of a long name. `name` is it in another language."""
        return f"{self.number} {shortened(name or self.name, LABEL)}"


def asked_in(consultation: Consultation) -> list[Asked]:
    """The guiding questions that a report counts by, in order; one query."""
    questions = GuidingQuestion.objects.filter(
        room__consultation=consultation, room__counts_in_report=True
    ).select_related("room")
    listed = list(questions.order_by("room__position", "room", "number"))
    several = len({question.room_id for question in listed}) > 1
    return [
        Asked(
            one.pk, f"{one.room.title}: {one.number}" if several else str(one.number), one.label or one.text
        )
        for one in listed
    ]


def question_labels(consultation: Consultation) -> dict[int, str]:
    """How a report calls each guiding question, in order; with its room where there are several."""
    return {one.pk: one.label() for one in asked_in(consultation)}


def _questions(voices: ContributionQuerySet, consultation: Consultation) -> list[ChartRow]:
    counted = count_by(voices, "questions")
    rows: list[ChartRow] = []
    for one in asked_in(consultation):
        figures = counted.get(one.pk)
        said, people = (figures.contributions, figures.people) if figures else (0, 0)
        rows.append({"id": one.key, "label": one.label(), "count": said, "people": people})
    return rows


def _countries(voices: ContributionQuerySet) -> list[ChartRow]:
    """People by country. A country of fewer than three keeps its count and loses its name."""
    rows: list[ChartRow] = []
    for code, figures in count_by(voices, "author__country").items():
        if code:
            name = countries.name(code) if figures.people >= SMALLEST_GROUP else ""
            rows.append({"label": name, "count": figures.people})
    return sorted(rows, key=lambda row: (-row["count"], row["label"]))


def _organisations(voices: ContributionQuerySet) -> list[ChartRow]:
    """People by kind of organisation; nothing where nobody stated theirs."""
    labels = {value: str(label) for value, label in OrganisationKind.choices}
    counted = count_by(voices, "author__organisation_kind")
    if not any(counted):
        return []
    return [
        {"label": labels.get(kind, _("Not stated")), "count": figures.people}
        for kind, figures in sorted(counted.items())
    ]
