"""What people are writing and have not posted: kept for them on the site, from whatever device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from consultation import texts
from consultation.models import User
from contributions.addresses import reply_url, room_url
from contributions.models import Contribution, Draft, Naming, Revision
from contributions.words import written
from rooms.models import Room

KEPT = 20
LONGEST_DEVICE = 40
LONGEST_LANGUAGE = 10


@dataclass(frozen=True)
class Place:
    """Where a draft belongs: a room, and the contribution it answers or changes."""

    room: Room
    parent: Contribution | None = None
    edits: Contribution | None = None


@dataclass(frozen=True)
class Copy:
    """A draft as it comes from a device. `sequence` is that of the copy the device knew last, 0 for none.

    `started_from` is the number of the version that an edit goes on from.
    """

    text: str
    is_rich: bool = False
    questions: Sequence[str] = ()
    language: str = ""
    naming: str = Naming.NAMED
    quotable_by_name: bool = False
    form_key: Any = None
    sequence: int = 0
    device: str = ""
    started_from: int = 0


@dataclass(frozen=True)
class Notice:
    """A draft as a page tells of it."""

    pk: int
    saved_at: datetime
    url: str
    parent_id: int | None = None
    parent_number: int | None = None
    continue_url: str = ""


class PostedError(Exception):
    """The words of a late save have been posted, or stand there by an edit, already."""


class OtherCopyError(Exception):
    """Another copy was saved meanwhile, with other words. It is left as it is."""

    def __init__(self, other: Draft) -> None:
        super().__init__(other.sequence)
        self.other = other


def of(user: User, place: Place) -> QuerySet[Draft]:
    return Draft.objects.filter(user=user, room=place.room, parent=place.parent, edits=place.edits)


@transaction.atomic
def save(user: User, place: Place, copy: Copy) -> Draft | None:
    """Keep the copy; None for one without words, which keeps nothing.

    Of copies that started from the same one, the first is kept and the next raises OtherCopyError, unless it
    comes from the same device (which lost the answer) or has the same words. Raises PostedError.
    """
    Draft.hold(user.pk)
    if _is_posted(user, place, copy):
        raise PostedError
    kept = of(user, place).first()
    if kept is not None and _is_other(kept, copy):
        raise OtherCopyError(kept)
    if not copy.text.strip():
        if kept is not None:
            kept.delete()
        return None
    draft = kept or Draft(user=user, room=place.room, parent=place.parent, edits=place.edits, sequence=0)
    _fill(draft, copy)
    draft.save()
    if kept is None:
        _keep_the_newest(user)
    return draft


def _is_posted(user: User, place: Place, copy: Copy) -> bool:
    if place.edits is None:
        mine = Contribution.objects.filter(author__user=user, form_key=copy.form_key)
        return bool(copy.form_key) and mine.exists()
    newest = Revision.objects.filter(contribution=place.edits).order_by("number").last()
    if newest is None or not 0 < copy.started_from < newest.number:
        return False
    return (newest.source, newest.is_rich) == (texts.normalise(copy.text), copy.is_rich)


def other_copy(user: User, place: Place, copy: Copy) -> Draft | None:
    """The draft as another page or device saved it after the copy that this one went on from, if it did."""
    if not copy.sequence:
        return None
    kept = of(user, place).filter(sequence__gt=copy.sequence).first()
    return kept if kept is not None and kept.text != copy.text else None


def _is_other(kept: Draft, copy: Copy) -> bool:
    if copy.sequence == kept.sequence or copy.text == kept.text:
        return False
    return not copy.device or copy.device != kept.device


def _fill(draft: Draft, copy: Copy) -> None:
    draft.text = copy.text
    draft.is_rich = copy.is_rich
    draft.questions = list(copy.questions)
    draft.language = copy.language
    draft.naming = copy.naming
    draft.quotable_by_name = copy.quotable_by_name
    draft.form_key = copy.form_key
    draft.sequence += 1
    draft.device = copy.device[:LONGEST_DEVICE]
    draft.saved_at = timezone.now()


def _keep_the_newest(user: User) -> None:
    newest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk").values_list("pk", flat=True)[:KEPT]
    Draft.objects.filter(user=user).exclude(pk__in=list(newest)).delete()


def discard(user: User, place: Place, *, same_as: Copy | None = None) -> bool:
    """Throw the draft away, or only one with the words of this copy; false when there was none."""
    kept = of(user, place).first()
    if kept is None or (same_as is not None and _letters(kept) != _letters(same_as)):
        return False
    return bool(of(user, place).filter(sequence=kept.sequence).delete()[0])


def _letters(copy: Draft | Copy) -> str:
    """What two copies of the same words have in common, whichever box they were written in."""
    return "".join(filter(str.isalnum, texts.to_source(copy.text) if copy.is_rich else copy.text))


def initial(draft: Draft) -> dict[str, Any]:
    """The composer's fields as the draft has them."""
    return {
        "text": draft.text,
        "rich": "1" if draft.is_rich else "",
        "questions": [str(pk) for pk in draft.questions],
        "language": draft.language,
        "naming": draft.naming,
        "quotable_by_name": draft.quotable_by_name,
        "parent": str(draft.parent_id or ""),
        "form_key": str(draft.form_key) if draft.form_key else None,
        "sequence": draft.sequence,
    }


def plain(draft: Draft) -> str:
    """The draft's words, for a file."""
    return texts.to_source(draft.text) if draft.is_rich else draft.text


def notices(drafts: Iterable[Draft], room: Room) -> list[Notice]:
    """The drafts of one room as its pages tell of them; going on is offered while the room is open."""
    is_open = room.accepts_contributions
    url = reverse("contributions:draft", args=[room.consultation.slug, room.slug])
    return [
        Notice(
            pk=draft.pk,
            saved_at=draft.saved_at,
            url=url,
            parent_id=draft.parent_id,
            parent_number=draft.parent.number if draft.parent else None,
            continue_url=continue_url(draft, room) if is_open else "",
        )
        for draft in drafts
        if draft.edits_id is None
    ]


def continue_url(draft: Draft, room: Room) -> str:
    """Where writing goes on."""
    base = reply_url(draft.parent) if draft.parent else room_url(room)
    return f"{base}?draft=1#compose"


def from_fields(
    data: Mapping[str, str], questions: Sequence[str], sequence: int, started_from: int = 0
) -> Copy:
    """A copy out of the composer's fields."""
    naming = data.get("naming", "")
    text, is_rich = written(data)
    return Copy(
        text=text,
        is_rich=is_rich,
        questions=list(questions),
        language=data.get("language", "")[:LONGEST_LANGUAGE],
        naming=naming if naming in Naming.values else Naming.NAMED,
        quotable_by_name="quotable_by_name" in data,
        form_key=data.get("form_key") or None,
        sequence=sequence,
        device=data.get("device", ""),
        started_from=started_from,
    )
