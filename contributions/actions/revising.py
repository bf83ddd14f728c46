"""An author changes their words: a new version, never a change to an old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultation import outbox, texts
from consultation.audit import record
from consultation.models import Membership
from contributions.actions import filing
from contributions.actions.filing import FileEdit
from contributions.actions.posting import write_revision
from contributions.actions.withdrawing import NotTheAuthorError, is_after_close
from contributions.models import Contribution, Draft, Revision, Visibility
from rooms.models import GuidingQuestion

REVISED = "contribution.edited"
A_DAY = timedelta(days=1)

type Revised = Callable[[Contribution, Revision], None]

_callbacks: list[Revised] = []


def on_revised(callback: Revised) -> None:
    """Have `callback(contribution, its newest revision)` called in the transaction of every edit.

    Higher floors whose rows follow the words register in `AppConfig.ready()`.
    """
    _callbacks.append(callback)


class ChangedMeanwhileError(Exception):
    """The edit started from a version that is no longer the newest."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(newest.number)
        self.newest = newest


class TooManyEditsError(Exception):
    """This person edited as often as one may in a day."""


class WithdrawnMeanwhileError(Exception):
    """What was withdrawn is not written anew."""


@dataclass(frozen=True)
class Edit:
    """What an author hands in. `started_from` is the number of the version they saw when they began, `draft`
    the sequence of the draft that it goes on from."""

    text: str
    started_from: int
    language: str
    questions: Sequence[GuidingQuestion] = ()
    is_rich: bool = False
    files: FileEdit | None = None
    draft: int = 0


@transaction.atomic
def revise(contribution: Contribution, edit: Edit, *, by: Membership) -> Revision | None:
    """Make the text the contribution's newest version; None when nothing is different.

    A form that comes twice is saved once. Of edits at once that started from one version, one wins. Raises
    ChangedMeanwhileError, NotTheAuthorError, TooManyEditsError and WithdrawnMeanwhileError.
    """
    if not contribution.is_by(by):
        raise NotTheAuthorError
    contribution = _held(contribution, by)
    newest = contribution.revision
    assert newest is not None  # noqa: S101  every contribution has one
    if contribution.visibility == Visibility.WITHDRAWN:
        raise WithdrawnMeanwhileError
    before = _answers(contribution)
    files = filing.plan(contribution, edit.files, by)
    if _stands_there(newest, edit) and before == _asked(edit.questions) and not files:
        return None if newest.number == edit.started_from else newest  # the same form, sent twice
    if newest.number != edit.started_from:
        raise ChangedMeanwhileError(newest)
    _check_pace(by)
    contribution.language = edit.language
    contribution.save(update_fields=["language"])
    contribution.questions.set(edit.questions)
    Draft.objects.filter(Q(sequence__lte=edit.draft) | Q(text=edit.text), edits=contribution).delete()
    revision = write_revision(
        contribution,
        edit.text,
        is_rich=edit.is_rich,
        file_changes=filing.carry_out(contribution, files),
    )
    for callback in _callbacks:
        callback(contribution, revision)
    record(
        REVISED,
        contribution,
        actor=by.user,
        consultation=contribution.consultation,
        before={"version": newest.number, "questions": before},
        after={
            "version": revision.number,
            "questions": _asked(edit.questions),
            "after_close": is_after_close(contribution),
        },
    )
    outbox.put(REVISED, f"revised:{revision.pk}", {"contribution": contribution.pk, "revision": revision.pk})
    return revision


def _held(contribution: Contribution, by: Membership) -> Contribution:
    """The contribution as it stands now, which nobody else edits until this transaction has ended."""
    if by.user_id is not None:
        Draft.hold(by.user_id)  # first: whoever saves a draft of an edit takes the two in this order
    # The lock comes alone: what is joined to a row that was waited for is read as it was before.
    Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)
    return Contribution.objects.select_related("revision", "room__consultation").get(pk=contribution.pk)


def _check_pace(by: Membership) -> None:
    made = Revision.objects.filter(
        contribution__author=by, created_at__gt=timezone.now() - A_DAY, number__gt=1
    )
    if settings.RATE_LIMITS and made.count() >= settings.EDITS_A_DAY["team" if by.is_team else "others"]:
        raise TooManyEditsError


def _stands_there(newest: Revision, edit: Edit) -> bool:
    """Whether the newest version says the same already. What was sealed may be written again."""
    old = newest.source, newest.is_rich, newest.language, newest.sealed_at
    return old == (texts.normalise(edit.text), edit.is_rich, edit.language, None)


def _answers(contribution: Contribution) -> list[int]:
    return _asked(contribution.questions.all())


def _asked(questions: Iterable[GuidingQuestion]) -> list[int]:
    return sorted(question.number for question in questions)
