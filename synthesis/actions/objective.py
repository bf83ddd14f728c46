"""Why people were asked, in the report's own words."""

from __future__ import annotations

import uuid

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis.actions.insights import ChangedMeanwhileError, noted, state_of
from synthesis.actions.sittings import is_going_on, is_told
from synthesis.actions.wordings import drop_notes
from synthesis.models import Report
from synthesis.trees import note_marks
from synthesis.writing import paragraphs_of, settled, source_of

WRITTEN = "report.objective"


def objective_of(report: Report) -> str:
    """The objective as it would be typed; empty while the consultation's own is printed."""
    notes = {str(guid): content for guid, content in report.footnotes.values_list("guid", "content")}
    return "\n\n".join(source_of(one["content"], notes) for one in report.objective)


@transaction.atomic
def write_objective(
    report: Report,
    text: str,
    *,
    by: Membership,
    seen: str | None = None,
    sitting: uuid.UUID | None = None,
) -> bool:
    """Save the objective as it is typed, in the signs of `synthesis.writing`; false when nothing changed.

    `seen` is the state of the words that a form was made from. A page that saves by itself sends its
    `sitting`: what it saved last does not stand against its next. Raises ChangedMeanwhileError.
    """
    locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    typed = [noted(locked, paragraph) for paragraph in paragraphs_of(text)]
    if typed == [one["content"] for one in locked.objective]:
        return False
    if seen is not None and seen != state_of(objective_of(locked)) and not is_going_on(locked, sitting):
        raise ChangedMeanwhileError(report.pk)
    told, had = is_told(WRITTEN, locked, sitting), _marks_of(locked)
    report.objective = settled(locked.objective, typed)
    report.sitting = sitting
    report.save(update_fields=["objective", "sitting"])
    drop_notes(report, had - _marks_of(report))
    if not told:
        record(WRITTEN, report, actor=by.user, consultation=report.consultation)
    return True


def _marks_of(report: Report) -> set[str]:
    return {mark["ref"] for mark in note_marks([node for one in report.objective for node in one["content"]])}
