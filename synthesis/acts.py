"""The record's words for what is done to a report, and where the things it was done to are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation
from moderation.log import Thing
from synthesis.models import Build, Figure, Insight, Section, Version
from synthesis.trees import plain

ACTS = {
    "outline.started": gettext_lazy("Outline started from the codebook"),
    "section.added": gettext_lazy("Part or heading added"),
    "section.written": gettext_lazy("Part or heading renamed"),
    "section.moved": gettext_lazy("Part or heading moved"),
    "section.removed": gettext_lazy("Part or heading removed"),
    "insight.added": gettext_lazy("Insight added"),
    "insight.written": gettext_lazy("Insight written"),
    "insight.moved": gettext_lazy("Insight moved"),
    "insight.removed": gettext_lazy("Insight removed"),
    "evidence.added": gettext_lazy("Evidence added"),
    "evidence.changed": gettext_lazy("Evidence changed"),
    "evidence.removed": gettext_lazy("Evidence removed"),
    "figure.added": gettext_lazy("Figure added"),
    "figure.changed": gettext_lazy("Figure changed"),
    "figure.removed": gettext_lazy("Figure removed"),
    "report.imported": gettext_lazy("Report imported"),
    "report.objective": gettext_lazy("Objective of the report written"),
    "report.sent": gettext_lazy("Sent for sign-off"),
    "report.returned": gettext_lazy("Changes asked for"),
    "report.published": gettext_lazy("Report published"),
    "build.requested": gettext_lazy("Build asked for"),
    "build.cancelled": gettext_lazy("Build cancelled"),
    "version.frozen": gettext_lazy("Draft frozen"),
}
LONGEST = 60  # characters of a lead-in that stand for an insight


def _report(consultation: Consultation) -> Thing:
    return Thing(_("Summary report"), reverse("synthesis:studio", args=[consultation.slug]))


def _reports(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    return dict.fromkeys(pks, _report(consultation))


def _sections(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Section.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(section.title, _at("section", consultation, pk)) for pk, section in found.items()}


def _insights(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Insight.objects.filter(section__report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(_called(insight), _at("insight", consultation, pk)) for pk, insight in found.items()}


def _called(insight: Insight) -> str:
    words = plain(insight.lead_in) or _("Insight")
    return words if len(words) <= LONGEST else words[:LONGEST].rstrip() + "…"


def _figures(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Figure.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {
        pk: Thing(figure.caption or _("Figure"), _at("figure", consultation, pk))
        for pk, figure in found.items()
    }


def _versions(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Version.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {
        pk: Thing(version.label, reverse("synthesis:sign_off", args=[consultation.slug]))
        for pk, version in found.items()
    }


def _builds(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    url = reverse("synthesis:build", args=[consultation.slug])
    found = Build.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(_("Build"), url) for pk in found}


def _at(page: str, consultation: Consultation, pk: int) -> str:
    return reverse(f"synthesis:{page}", args=[consultation.slug, pk])


THINGS: dict[str, Any] = {
    "synthesis.report": _reports,
    "synthesis.section": _sections,
    "synthesis.insight": _insights,
    "synthesis.figure": _figures,
    "synthesis.version": _versions,
    "synthesis.build": _builds,
}
