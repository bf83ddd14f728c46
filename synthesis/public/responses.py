"""The rows of "We asked, you said, we did" as readers of the published report see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from consultation.models import Consultation
from synthesis.models import Response, ResponseChange
from synthesis.public.parts import PublicReport, ShownInsight

MOST_DONE_FIRST = (
    Response.Status.DONE,
    Response.Status.IN_PROGRESS,
    Response.Status.PLANNED,
    Response.Status.NOT_TAKEN_UP,
)

type ByInsight = Mapping[str, list[Response]]


@dataclass(frozen=True)
class ShownResponse:
    """A row, the insight of the version on this page that it answers, and its history, newest first."""

    response: Response
    insight: ShownInsight | None
    history: list[ResponseChange]

    @property
    def name(self) -> str:
        """What the insight is called, with its number."""
        return called(self.insight) if self.insight else ""


def called(insight: ShownInsight) -> str:
    """ "3.5.1 Shared springs", without the full stop of a lead-in."""
    return f"{insight.number} {insight.name.strip().removesuffix('.').removesuffix('。')}"


def public_responses(consultation: Consultation) -> QuerySet[Response]:
    """In their order. The caller knows that the report is published and not withdrawn."""
    return Response.objects.public().of(consultation).select_related("question__room")


def shown_responses(consultation: Consultation, report: PublicReport) -> list[ShownResponse]:
    """The rows for the page of this report; two queries at most."""
    rows = list(public_responses(consultation))
    insights = {one.key: one for section in report.every_section() for one in section.insights}
    histories = _histories(rows)
    return [ShownResponse(row, insights.get(str(row.insight)), histories[row.pk]) for row in rows]


def _histories(rows: Sequence[Response]) -> Mapping[int, list[ResponseChange]]:
    found: defaultdict[int, list[ResponseChange]] = defaultdict(list)
    changes = ResponseChange.objects.filter(response__in=rows).order_by("-pk") if rows else ()
    for change in changes:
        history = found[change.response_id]
        if not (
            history and change.is_of_words and history[-1].is_of_words and _same_day(change, history[-1])
        ):
            history.append(change)
    return found


def _same_day(one: ResponseChange, other: ResponseChange) -> bool:
    return one.at.date() == other.at.date()


def by_insight(rows: Iterable[Response]) -> ByInsight:
    """The rows that answer an insight, by its guid as snapshots spell it."""
    found: defaultdict[str, list[Response]] = defaultdict(list)
    for row in rows:
        if row.insight is not None:
            found[str(row.insight)].append(row)
    return dict(found)


def counted_statuses(consultations: Sequence[Consultation]) -> dict[int, list[tuple[str, int]]]:
    """By consultation: how many public rows are done, in progress, planned and not taken up; one query."""
    public = Response.objects.public().filter(report__consultation__in=consultations).order_by()
    rows = public.values_list("report__consultation", "status").annotate(n=Count("pk"))
    counts = {(consultation, status): n for consultation, status, n in rows}
    return {
        one.pk: [
            (str(Response.Status(status).label), counts[one.pk, status])
            for status in MOST_DONE_FIRST
            if (one.pk, status) in counts
        ]
        for one in consultations
    }
