"""The composer's form: opened fresh, with what was typed before, with a draft, or as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Exists, QuerySet, Subquery, Value
from django.http import QueryDict
from django.utils import timezone

from consultation.http import MemberRequest, number_from
from consultation.models import Membership, User
from consultation.people import typed
from consultation.permissions import Action, may
from consultation.prepared import Prepared
from contributions import drafts, uploads
from contributions.forms import ContributionForm
from contributions.models import Contribution, Draft
from contributions.quoting import quotation_asked
from contributions.words import written
from rooms.models import Room

_SALT = "contributions.opened"
OPEN_FOR = timedelta(days=2)
FILE_FIELDS = ("title_", "remove_", "kept_files")


def composer_form(
    request: MemberRequest, room: Room, url: str, parent: Contribution | None = None
) -> ContributionForm | None:
    """The form for writing here, filled with what was typed before signing in or with the draft.

    None where this person cannot write; what they left unposted is then told by `room.kept_drafts`.
    """
    if not room.accepts_contributions:
        vars(room)["kept_drafts"] = drafts_after_close(request, room)
        return None
    if not request.user.is_authenticated:
        return _form(request, room, initial=_asked(request, room, parent))
    if not may(request.user, request.membership, Action.CONTRIBUTE, request.consultation):
        return None
    kept = typed.find(request, url)
    if kept:
        return _with_files(request, _form(request, room, initial=as_initial(kept)))
    place = drafts.Place(room, parent)
    draft = drafts.of(request.user, place).first() if "draft" in request.GET else None
    if draft is not None:
        return _with_files(request, _form(request, room, initial=drafts.initial(draft)))
    return furnish(request, _form(request, room, initial=_asked(request, room, parent)), parent)


def sent_form(request: MemberRequest, room: Room, data: QueryDict) -> ContributionForm:
    """The form as it was sent, with its files."""
    return _with_files(request, ContributionForm(room, data, author=writes_as(request)))


def unsent_form(request: MemberRequest, sent: ContributionForm) -> ContributionForm:
    """A form with what was sent in its fields and the same files, nothing of it checked yet."""
    form = _form(request, sent.room, initial=as_initial(dict(sent.sent.lists())))
    form.attached, form.file_problems = sent.attached, sent.file_problems
    return form


def writes_as(request: MemberRequest) -> Membership | None:
    """The person's place here; before their first contribution the one they would get, not stored."""
    if not request.user.is_authenticated:
        return None
    if request.membership is not None:
        request.membership.user = request.user  # saves asking for it again
        return request.membership
    return Membership.of(request.user, request.consultation)


def _form(request: MemberRequest, room: Room, *, initial: dict[str, Any]) -> ContributionForm:
    opened = signing.dumps(int(timezone.now().timestamp()), salt=_SALT)
    return ContributionForm(room, initial={"opened": opened} | initial, author=writes_as(request))


def opened_at(value: str) -> datetime:
    """When the form was opened, as its hidden field says; now for one that does not say so credibly."""
    try:
        stamp = int(signing.loads(value, salt=_SALT, max_age=OPEN_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return timezone.now()
    return datetime.fromtimestamp(stamp, UTC)


def furnish(request: MemberRequest, form: ContributionForm, parent: Contribution | None) -> ContributionForm:
    """Put around a fresh form what it shows to who is signed in: the draft that waits, tips. One query."""
    user, membership = request.user, request.membership
    if user.is_authenticated:
        place = {"user": user.pk, "room": form.room.pk} | ({"parent": parent.pk} if parent else {})
        values = place | ({"member": membership.pk} if membership is not None else {})
        [(found, saved_at, form.is_first)] = _prepared(frozenset(values)).rows(**values)
        if found:
            waits = Draft(pk=found, room=form.room, parent=parent, saved_at=saved_at)
            form.drafts = drafts.notices([waits], form.room)
    return form


@cache
def _prepared(names: frozenset[str]) -> Prepared:
    samples = {"user": 2_000_000_001, "room": 2_000_000_002, "parent": 2_000_000_003, "member": 2_000_000_004}
    return Prepared(_around, **{name: samples[name] for name in names})


def _around(
    user: int, room: int, parent: int | None = None, member: int | None = None
) -> QuerySet[User, tuple[Any, ...]]:
    """One row: the draft that waits in this place, when it was saved, whether nothing was written before."""
    waiting = Draft.objects.filter(user=user, room=room, parent=parent, edits=None).order_by()
    written = Contribution.objects.filter(author=member)
    return User.objects.filter(pk=user).values_list(
        Subquery(waiting.values("pk")[:1]),
        Subquery(waiting.values("saved_at")[:1]),
        ~Exists(written) if member is not None else Value(value=True),
    )


def _with_files(request: MemberRequest, form: ContributionForm) -> ContributionForm:
    """The form with the files that wait for it. One query, none for a form that never had any."""
    key = _form_key(form)
    says_so = any(name.startswith(FILE_FIELDS) for name in request.POST)
    if key is not None and request.user.is_authenticated and (says_so or request.method != "POST"):
        form.attached = uploads.waiting(request.user, key)
    return form


def _form_key(form: ContributionForm) -> UUID | None:
    value = form["form_key"].value()
    try:
        return UUID(str(value))
    except ValueError:
        return None


def take_files(request: MemberRequest, form: ContributionForm) -> None:
    """Take in the files sent with the form, and what was said of those it had; says what was refused."""
    key = _form_key(form)
    if key is None or not isinstance(request.user, User):
        return
    described = uploads.describe(form.attached, request.POST)
    sent = uploads.receive(request.user, key, request.FILES.getlist("files"), described)
    form.attached = sent.files
    form.file_problems = sent.refused


def drafts_after_close(request: MemberRequest, room: Room) -> Sequence[drafts.Notice]:
    """What this person was writing here when the room closed."""
    if not request.user.is_authenticated:
        return []
    mine = Draft.objects.filter(user=request.user, room=room).select_related("parent")
    return drafts.notices(mine, room)


def as_initial(kept: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A form's values out of the fields that were sent or kept."""
    initial: dict[str, Any] = {name: values[-1] for name, values in kept.items() if values}
    initial["text"], is_rich = written(initial)
    initial["rich"] = "1" if is_rich else ""
    initial["questions"] = kept.get("questions", [])
    return initial


def _asked(request: MemberRequest, room: Room, parent: Contribution | None) -> dict[str, Any]:
    """The question of an "Answer this question" link ticked, the words of a "Quote" link in the text."""
    answer = number_from(request.GET, "answer")
    ticked = [str(question.pk) for question in room.questions.all() if question.number == answer]
    text = quotation_asked(request.GET, parent) if parent else ""
    return {"questions": ticked, "parent": parent.pk if parent else "", "text": text}
