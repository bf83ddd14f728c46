"""Working a contribution off at the desk: one save holds everything its form says."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution, Visibility
from moderation.actions import coding
from moderation.desk import State, state_of
from moderation.desk_models import Assignment, TeamNote, TeamRead
from moderation.models import Tagging, Theme
from rooms.models import GuidingQuestion

ASKED = "contribution.asked"


class ChangedMeanwhileError(Exception):
    """It no longer stands as the form showed it. `now` says how it stands."""

    def __init__(self, now: State) -> None:
        super().__init__(str(now))
        self.now = now


@dataclass(frozen=True)
class Sheet:
    """What the desk's form hands in. `seen` is how the contribution stood when the form was made."""

    seen: State
    questions: Collection[int]
    themes: Sequence[Theme]
    assignee: Membership | None = None
    note: str = ""
    note_key: uuid.UUID | None = None
    is_read: bool = False


@dataclass
class Saved:
    """What a save changed; `is_read` also when somebody had read it before."""

    questions: bool = False
    themes: bool = False
    assignee: bool = False
    note: bool = False
    is_read: bool = False

    def __bool__(self) -> bool:
        return self.questions or self.themes or self.assignee or self.note or self.is_read


@transaction.atomic
def save(contribution: Contribution, sheet: Sheet, *, by: Membership) -> Saved:
    """Save the whole form or nothing of it. The same form sent twice is saved once.

    Raises ChangedMeanwhileError when it stands otherwise than `sheet.seen` says.
    """
    contribution = _locked(contribution)
    assignment = Assignment.objects.filter(contribution=contribution).select_related("to").first()
    now = state_of(contribution, assignment.to_id if assignment else None)
    if now != sheet.seen:
        raise ChangedMeanwhileError(now)
    return Saved(
        questions=_ask(contribution, now, sheet.questions, by),
        themes=_tag(contribution, now, sheet.themes, by),
        assignee=_assign(contribution, assignment, sheet.assignee, by),
        note=bool(sheet.note) and _note(contribution, sheet, by),
        is_read=sheet.is_read and _read(contribution, by),
    )


def _locked(contribution: Contribution) -> Contribution:
    # The lock comes first and alone: what is joined to a row that was waited for is read as it was before.
    Contribution.objects.select_for_update(no_key=True).only("pk").get(pk=contribution.pk)
    return Contribution.objects.select_related("room__consultation").get(pk=contribution.pk)


def _ask(contribution: Contribution, now: State, questions: Collection[int], by: Membership) -> bool:
    """Say which guiding questions it answers."""
    here = GuidingQuestion.objects.filter(room=contribution.room)
    wanted = list(here.filter(pk__in=questions))
    if frozenset(question.pk for question in wanted) == now.questions:
        return False
    before = sorted(here.filter(pk__in=now.questions).values_list("number", flat=True))
    contribution.questions.set(wanted)
    record(
        ASKED,
        contribution,
        actor=by.user,
        consultation=contribution.room.consultation,
        before={"questions": before},
        after={"questions": sorted(question.number for question in wanted)},
    )
    return True


def _tag(contribution: Contribution, now: State, themes: Sequence[Theme], by: Membership) -> bool:
    """Give it exactly these themes as a whole; those on its passages stay."""
    if contribution.visibility == Visibility.WITHDRAWN:
        return False
    wanted = {theme.pk for theme in themes}
    if wanted == now.themes:
        return False
    standing = Tagging.objects.standing().filter(contribution=contribution, passage=None)
    gone = standing.exclude(theme__in=wanted).values_list("pk", flat=True)
    coding.take_back(contribution, list(gone), by=by)
    if new := [theme for theme in themes if theme.pk not in now.themes]:
        coding.tag_contribution(contribution, new, by=by)
    return True


def _assign(
    contribution: Contribution, assignment: Assignment | None, to: Membership | None, by: Membership
) -> bool:
    if (assignment.to_id if assignment else None) == (to.pk if to else None):
        return False
    if to is None:
        Assignment.objects.filter(contribution=contribution).delete()
    else:
        Assignment.objects.update_or_create(contribution=contribution, defaults={"to": to, "by": by})
    return True


def _note(contribution: Contribution, sheet: Sheet, by: Membership) -> bool:
    try:
        with transaction.atomic():
            key = sheet.note_key or uuid.uuid4()
            TeamNote.objects.create(contribution=contribution, by=by, words=sheet.note, form_key=key)
    except IntegrityError:
        return False  # the same form, sent twice
    return True


def _read(contribution: Contribution, by: Membership) -> bool:
    """Mark the newest version as read; who was first stays first."""
    if TeamRead.objects.filter(contribution=contribution, revision=contribution.revision_id).exists():
        return True
    consultation = contribution.room.consultation
    values = {"revision_id": contribution.revision_id, "by": by, "consultation": consultation}
    TeamRead.objects.filter(contribution=contribution).delete()
    TeamRead.objects.create(contribution=contribution, **values)
    return True


def mark_unread(contribution: Contribution) -> bool:
    """Put it back among what is to be read; false when it stands there already."""
    gone, _by_model = TeamRead.objects.filter(contribution=contribution).delete()
    return bool(gone)
