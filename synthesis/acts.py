"""The record's words for what is done to a report, and for the things it was done to.

They carry no links: more people read the log than may open the studio.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation
from moderation.log import Thing
from synthesis.models import CoverPicture, Figure, Insight, Response, Section, Version
from synthesis.trees import plain

ACTS = {
    "outline.started": gettext_lazy("Outline started from the codebook"),
    "outline.laid_out": gettext_lazy("Outline started from a template"),
    "section.added": gettext_lazy("Part or heading added"),
    "section.written": gettext_lazy("Part or heading written"),
    "section.themed": gettext_lazy("Themes of a heading chosen"),
    "section.moved": gettext_lazy("Part or heading moved"),
    "section.removed": gettext_lazy("Part or heading removed"),
    "insight.added": gettext_lazy("Insight added"),
    "insight.written": gettext_lazy("Insight written"),
    "insight.wording_removed": gettext_lazy("Earlier wording of an insight removed"),
    "insight.restored": gettext_lazy("Earlier wording of an insight brought back"),
    "insight.moved": gettext_lazy("Insight moved"),
    "insight.removed": gettext_lazy("Insight removed"),
    "evidence.added": gettext_lazy("Evidence added"),
    "evidence.changed": gettext_lazy("Evidence changed"),
    "evidence.removed": gettext_lazy("Evidence removed"),
    "outside.added": gettext_lazy("Note from outside added"),
    "outside.changed": gettext_lazy("Note from outside changed"),
    "outside.removed": gettext_lazy("Note from outside removed"),
    "figure.added": gettext_lazy("Figure added"),
    "figure.changed": gettext_lazy("Figure changed"),
    "figure.removed": gettext_lazy("Figure removed"),
    "report.imported": gettext_lazy("Report imported"),
    "report.objective": gettext_lazy("Objective of the report written"),
    "report.annex": gettext_lazy("Evidence annex put in or left out"),
    "report.contact": gettext_lazy("Address for questions about the report changed"),
    "cover.added": gettext_lazy("Picture put on the cover"),
    "cover.removed": gettext_lazy("Picture taken off the cover"),
    "report.translated": gettext_lazy("Texts of the report translated"),
    "word_template.given": gettext_lazy("Styles of the Word file given"),
    "word_template.removed": gettext_lazy("Styles of the Word file removed"),
    "report.sent": gettext_lazy("Sent for sign-off"),
    "report.returned": gettext_lazy("Changes asked for"),
    "report.published": gettext_lazy("Report published"),
    "report.withdrawn": gettext_lazy("Version of the report withdrawn"),
    "report.redacted": gettext_lazy("Version of the report withdrawn, since it held words that are gone"),
    "check.set_aside": gettext_lazy("Finding set aside"),
    "check.shown_again": gettext_lazy("Finding listed again"),
    "draft.requested": gettext_lazy("Draft asked for"),
    "proposal.accepted": gettext_lazy("Proposal taken into the report"),
    "proposal.refused": gettext_lazy("Proposal refused"),
    "proposal.reopened": gettext_lazy("Refused proposal listed again"),
    "notes.dropped": gettext_lazy("Footnotes without a mark removed"),
    "ledger.settled": gettext_lazy("Contribution settled in the ledger"),
    "ledger.reopened": gettext_lazy("Contribution opened again in the ledger"),
    "objection.raised": gettext_lazy("A contributor said that an insight is not what they meant"),
    "objection.answered": gettext_lazy("Contributor answered"),
    "response.added": gettext_lazy("Row of what was done added"),
    "response.written": gettext_lazy("Row of what was done changed"),
    "response.redacted": gettext_lazy("Row of what was done cleared of words or a name that are gone"),
    "response.moved": gettext_lazy("Row of what was done moved"),
    "response.published": gettext_lazy("Row of what was done made public"),
    "response.kept": gettext_lazy("Row of what was done kept to the team"),
    "response.removed": gettext_lazy("Row of what was done removed"),
    "response.put_back": gettext_lazy("Row of what was done put back"),
    "build.requested": gettext_lazy("Build asked for"),
    "build.cancelled": gettext_lazy("Build cancelled"),
    "build.retried": gettext_lazy("Failed build tried again"),
    "version.frozen": gettext_lazy("Draft frozen"),
}
LONGEST = 60  # characters of a lead-in that stand for an insight


def _reports(_consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    return dict.fromkeys(pks, Thing(_("Summary report")))


def _sections(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Section.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(section.title) for pk, section in found.items()}


def _insights(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Insight.objects.filter(section__report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(_called(insight)) for pk, insight in found.items()}


def _called(insight: Insight) -> str:
    return _shortened(plain(insight.lead_in) or _("Insight"))


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST].rstrip() + "…"


def _figures(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Figure.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(figure.caption or _("Figure")) for pk, figure in found.items()}


def _cover_pictures(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = CoverPicture.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(picture.alt) for pk, picture in found.items()}


def _versions(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Version.objects.filter(report__consultation=consultation).in_bulk(pks)
    return {pk: Thing(version.label) for pk, version in found.items()}


def _responses(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Response.objects.of(consultation).in_bulk(pks)
    return {pk: Thing(_shortened(response.asked)) for pk, response in found.items()}


def _builds(_consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    return dict.fromkeys(pks, Thing(_("Build")))


THINGS: dict[str, Any] = {
    "synthesis.report": _reports,
    "synthesis.section": _sections,
    "synthesis.insight": _insights,
    "synthesis.figure": _figures,
    "synthesis.coverpicture": _cover_pictures,
    "synthesis.version": _versions,
    "synthesis.build": _builds,
    "synthesis.response": _responses,
}
