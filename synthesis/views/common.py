"""What the views of the studio share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultation.http import MemberRequest
from consultation.models import Consultation, Membership, User
from consultation.people.joining import join
from consultation.permissions import Action, may
from moderation import codebook
from synthesis.headings import Heading, Point, headings_of
from synthesis.models import Insight, Report, Section

POINTS_PER_PAGE = 50


def may_write(request: MemberRequest) -> bool:
    return may(request.user, request.membership, Action.WRITE_REPORT, request.consultation)


def person(request: MemberRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
    return request.user


def member(request: MemberRequest) -> Membership:
    """The person's place here, made now for an administrator who had none."""
    return request.membership or join(person(request), request.consultation)


def report_here(consultation: Consultation) -> Report | None:
    report = Report.objects.filter(consultation=consultation).first()
    if report is not None:
        report.consultation = consultation
    return report


def section_here(consultation: Consultation, pk: int) -> Section:
    """Raises Http404."""
    related = Section.objects.select_related("report__consultation", "parent__parent")
    return get_object_or_404(related, pk=pk, report__consultation=consultation)


def insight_here(consultation: Consultation, pk: int) -> Insight:
    """Raises Http404."""
    related = Insight.objects.select_related("section__report__consultation")
    return get_object_or_404(related, pk=pk, section__report__consultation=consultation)


def outline_here(report: Report) -> list[Heading]:
    return headings_of(report, codebook.load(report.consultation))


def page_of_points(points: Sequence[Point], *, number: str | int = 1, at: int | None = None) -> Page[Point]:
    """A page of a heading's insights: the one of this number, or the one that holds insight `at`."""
    places = [place for place, one in enumerate(points) if one.insight.pk == at]
    return Paginator(points, POINTS_PER_PAGE).get_page(places[0] // POINTS_PER_PAGE + 1 if places else number)


def back_to(name: str, *args: Any, anchor: str = "") -> HttpResponse:
    """A redirect to a page of the studio, to a place on it."""
    response = redirect(f"synthesis:{name}", *args)
    response["Location"] += f"#{anchor}" if anchor else ""
    return response
