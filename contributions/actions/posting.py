"""Posting in a room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from contributions.actions.wording import Wording, word, write, write_revision
from contributions.models import Attachment, Contribution, Draft, Naming, Revision, Visibility
from rooms.models import GuidingQuestion, Room, RoomFollow

__all__ = [
    "POSTED",
    "NewContribution",
    "NotTakenError",
    "already_posted",
    "is_taken",
    "post_contribution",
    "write_revision",
]

POSTED = "contribution.posted"
GRACE = timedelta(seconds=60)
SAME_WORDS_WITHIN = timedelta(minutes=5)


class NotTakenError(Exception):
    """What was handed in cannot be posted any more; the message is for its author, who gets the text back."""


@dataclass(frozen=True)
class NewContribution:
    """What a person hands in. `at` is UTC and only for imports; `silent` tells nobody.

    `chosen` says of a folded name who it means, None for nobody. With `opened_at`, when the form was opened,
    the act makes sure that the room still takes contributions. `attachments` are guids of files sent before,
    `draft` is the sequence of the draft that it goes on from.
    """

    text: str
    language: str = "en"
    parent: Contribution | None = None
    questions: Sequence[GuidingQuestion] = ()
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)
    naming: str = Naming.NAMED
    quotable_by_name: bool = False
    is_rich: bool = False
    attachments: Sequence[uuid.UUID] = ()
    chosen: Mapping[str, int | None] = field(default_factory=dict)
    opened_at: datetime | None = None
    draft: int = 0
    entered_by: Membership | None = None
    at: datetime | None = None
    import_key: str = ""
    silent: bool = False

    def unsaved(self, room: Room, author: Membership) -> Contribution:
        """The contribution as it would be posted now, without its number and words."""
        held = room.premoderated and not author.is_team and not self.silent
        return Contribution(
            room=room,
            parent=self.parent,
            thread_id=self.parent.root_id if self.parent else None,
            author=author,
            entered_by=self.entered_by,
            as_team=author.is_team,
            naming=self.naming,
            quotable_by_name=self.quotable_by_name,
            visibility=Visibility.HELD if held else Visibility.VISIBLE,
            language=self.language,
            form_key=self.form_key,
            import_key=self.import_key,
            created_at=self.at or timezone.now(),
        )

    def worded(self, room: Room, author: Membership) -> Wording:
        """Its text, rendered and searched for names."""
        return word(self.unsaved(room, author), self.text, is_rich=self.is_rich)


def is_taken(room: Room, opened_at: datetime, now: datetime) -> bool:
    """Whether a form opened then may be posted now: those who began before the close have a minute more."""
    began = max(opened_at, now - GRACE)
    return room.accepts_contributions_at(now) or (began < now and room.accepts_contributions_at(began))


@transaction.atomic
def post_contribution(
    room: Room, author: Membership, new: NewContribution, *, wording: Wording | None = None
) -> Contribution:
    """Post in a room. The same form of the same author, or the same words again, give what was posted first.

    `wording` is that of the same text, if somebody has asked for it already. Raises NotTakenError when the
    room or the contribution replied to was closed meanwhile.
    """
    wording = wording or new.worded(room, author)
    number = room.take_number()
    contribution = new.unsaved(room, author)
    found = _found(room, contribution, wording)
    if (posted := _first_sending(found, new, wording)) is not None:
        first = Contribution.objects.get(pk=posted)
        transaction.set_rollback(True)
        return first
    late = _make_sure_it_is_taken(found, new)
    contribution.number = number
    if vars(found)["form_pk"]:
        contribution.form_key = uuid.uuid4()
    contribution.save(force_insert=True)
    contribution.questions.add(*new.questions)
    write(contribution, wording, number=1, chosen=new.chosen)
    _attach(contribution, new)
    if not new.silent:
        _tell(contribution, new, {"number": number} | ({"late": late} if late else {}))
        _settle(contribution, new, follows=not vars(found)["wrote_before"])
    return contribution


def already_posted(room: Room, author: Membership, new: NewContribution, wording: Wording) -> bool:
    """Whether this is the second sending of something."""
    return _first_sending(_found(room, new.unsaved(room, author), wording), new, wording) is not None


def _found(room: Room, contribution: Contribution, wording: Wording) -> Room:
    """The room as it stands now, with what it holds of this contribution already; one query."""
    mine = Contribution.objects.filter(author=contribution.author)
    same_form = mine.filter(form_key=contribution.form_key)
    same_words = mine.filter(
        room=room,
        parent=contribution.parent,
        visibility=contribution.visibility,
        created_at__gt=timezone.now() - SAME_WORDS_WITHIN,
        revision__sha256=wording.sha256,
    )
    first_words = Revision.objects.filter(contribution__in=same_form.values("pk"), number=1)
    parent = Contribution.objects.visible().filter(pk=contribution.parent_id or 0)
    return (
        Room.objects.select_related("consultation")
        .annotate(
            form_pk=Subquery(same_form.values("pk")[:1]),
            form_words=Subquery(first_words.values("sha256")[:1]),
            words_pk=Subquery(same_words.order_by("pk").values("pk")[:1]),
            wrote_before=Exists(mine.filter(room=OuterRef("pk"))),
            parent_shown=Exists(parent),
        )
        .get(pk=room.pk)
    )


def _first_sending(found: Room, new: NewContribution, wording: Wording) -> int | None:
    """The pk of what this is the second sending of, if anything.

    A form that comes back with other words (the back button) is another contribution.
    """
    facts = vars(found)
    if facts["form_pk"] and facts["form_words"] == wording.sha256:
        return int(facts["form_pk"])
    if new.silent or new.at is not None:
        return None
    return facts["words_pk"] and int(facts["words_pk"])


def _make_sure_it_is_taken(found: Room, new: NewContribution) -> int:
    """Look again, now that the room's row is locked; says how many seconds late it is."""
    if new.opened_at is None:
        return 0
    now = timezone.now()
    if not is_taken(found, new.opened_at, now):
        raise NotTakenError(_("This room is closed for contributions."))
    if new.parent and not vars(found)["parent_shown"]:
        raise NotTakenError(_("The contribution you reply to is no longer shown."))
    closing = found.closing_at
    return int((now - closing).total_seconds()) + 1 if closing and now >= closing else 0


def _attach(contribution: Contribution, new: NewContribution) -> None:
    """Give the contribution the files its author sent with this form, and no others."""
    if new.attachments:
        sent = Attachment.objects.filter(guid__in=new.attachments, contribution=None, form_key=new.form_key)
        sent.filter(sent_by=contribution.author.user_id).update(contribution=contribution)


def _tell(contribution: Contribution, new: NewContribution, after: dict[str, Any]) -> None:
    room, author = contribution.room, contribution.author
    actor = (new.entered_by or author).user
    record(POSTED, contribution, actor=actor, consultation=room.consultation, after=after)
    outbox.put(POSTED, f"posted:{contribution.pk}", {"contribution": contribution.pk})


def _settle(contribution: Contribution, new: NewContribution, *, follows: bool) -> None:
    """What was kept to write it goes; who writes in a room for the first time follows it from now on.

    A draft with other words, which this text does not go on from, stays for its writer.
    """
    room, author = contribution.room, contribution.author
    if author.user_id is None:
        return
    Draft.hold(author.user_id)  # a save that is under way would leave a draft of what is posted
    kept = Draft.objects.filter(user=author.user_id, room=room, parent=contribution.parent, edits=None)
    kept.filter(Q(sequence__lte=new.draft) | Q(form_key=new.form_key) | Q(text=new.text)).delete()
    if follows:
        RoomFollow.objects.bulk_create([RoomFollow(room=room, membership=author)], ignore_conflicts=True)
