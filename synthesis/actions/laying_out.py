"""Starting an outline from a template: parts and headings that fit most consultations, free to change."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from consultation.audit import record
from consultation.models import Consultation, User
from synthesis.actions.insights import lock
from synthesis.actions.outline import report_of
from synthesis.models import Section

TEMPLATE = (
    (
        _("The situation today"),
        (_("What works well"), _("What does not work"), _("Who is affected, and how"), _("What has changed")),
    ),
    (
        _("What people want"),
        (
            _("Hopes and goals"),
            _("Needs and rights"),
            _("Worries"),
            _("Where people agree"),
            _("Where people differ"),
        ),
    ),
    (
        _("The way forward"),
        (_("Proposals"), _("Who should act"), _("What it takes"), _("Open questions")),
    ),
)
PARTS = len(TEMPLATE)
HEADINGS = sum(len(headings) for _part, headings in TEMPLATE)


@transaction.atomic
def start_from_template(consultation: Consultation, *, by: User | None) -> int:
    """Lay out the template's parts and headings in the consultation's language; says how many were made.

    An outline that holds anything already is left alone, and 0 is said.
    """
    report = report_of(consultation)
    lock(report)
    if report.sections.exists():
        return 0
    made = 0
    with translation.override(consultation.language):
        for place, (title, headings) in enumerate(TEMPLATE, start=1):
            part = Section.objects.create(
                report=report, kind=Section.Kind.PART, position=place, title=str(title)
            )
            Section.objects.bulk_create(
                Section(
                    report=report, parent=part, kind=Section.Kind.HEADING, position=number, title=str(heading)
                )
                for number, heading in enumerate(headings, start=1)
            )
            made += 1 + len(headings)
    record("outline.laid_out", report, actor=by, consultation=consultation, after={"headings": made})
    return made
