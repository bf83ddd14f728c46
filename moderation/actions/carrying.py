"""Passages follow their words into the next version of a text.

A passage never changes: one found again is a new passage on the new version, with the old one as its origin,
and the themes go over to it. What was found word for word goes by itself; what was reworded waits for a
person. Evidence keeps the passage it was made from.
"""

from __future__ import annotations

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution, Revision
from moderation.anchors import Anchor, AnchorState, Moved, make_anchor, reanchor
from moderation.models import Passage, Tagging

CARRIED, CONFIRMED = "passages.carried", "passage.confirmed"


class NothingToCarryError(ValueError):
    """The passage stands on the newest version already, or its words are not in it any more."""


def carry_over(contribution: Contribution, revision: Revision) -> None:
    """Give the newest version the passages of older ones whose words it still has, word for word.

    Called in the transaction of the edit.
    """
    carried = waiting = 0
    taken: set[tuple[int, int]] = set()
    for passage in _left_behind(contribution, revision):
        place = reanchor(_anchor(passage), revision.plain)
        if place is None or place.state == AnchorState.NEAR or (place.start, place.end) in taken:
            waiting += 1
            continue
        taken.add((place.start, place.end))
        _carry(passage, revision, place)
        carried += 1
    if carried or waiting:
        after = {"version": revision.number, "carried": carried, "waiting": waiting}
        record(CARRIED, contribution, actor=None, consultation=contribution.consultation, after=after)


def place_of(passage: Passage, revision: Revision) -> Moved | None:
    """Where a passage of an older version stands in this one, or may stand; None when it is lost."""
    return reanchor(_anchor(passage), revision.plain)


@transaction.atomic
def confirm_place(passage: Passage, revision: Revision, *, by: Membership) -> Passage:
    """A person says that the passage stands where it is proposed. Raises NothingToCarryError."""
    Contribution.objects.select_for_update(of=["self"]).get(pk=revision.contribution_id)
    newest = Contribution.objects.get(pk=revision.contribution_id).revision_id
    place = place_of(passage, revision) if revision.pk == newest != passage.revision_id else None
    if place is None or not Tagging.objects.filter(passage=passage, removed_at=None).exists():
        raise NothingToCarryError(passage.pk)
    carried = _carry(passage, revision, place)
    record(CONFIRMED, carried, actor=by.user, consultation=by.consultation, before={"passage": passage.pk})
    return carried


@transaction.atomic
def place_anew(passage: Passage, revision: Revision, span: tuple[int, int], *, by: Membership) -> Passage:
    """A person says where a passage left behind by an edit stands in the newest version.

    Raises NothingToCarryError when it was dealt with meanwhile.
    """
    Contribution.objects.select_for_update(of=["self"]).get(pk=revision.contribution_id)
    newest = Contribution.objects.get(pk=revision.contribution_id).revision_id
    tagged = Tagging.objects.filter(passage=passage, removed_at=None).exists()
    if not tagged or revision.pk != newest or passage.revision_id == newest:
        raise NothingToCarryError(passage.pk)
    carried = _carry(passage, revision, Moved(AnchorState.NEAR, *span))
    record(CONFIRMED, carried, actor=by.user, consultation=by.consultation, before={"passage": passage.pk})
    return carried


def _left_behind(contribution: Contribution, revision: Revision) -> list[Passage]:
    """Standing passages that bear themes and stand on an older version, in the order of the text."""
    tagged = Tagging.objects.filter(contribution=contribution, removed_at=None, passage__isnull=False)
    passages = Passage.objects.standing().filter(pk__in=tagged.values("passage"))
    return list(passages.exclude(revision=revision).order_by("start", "pk"))


def _anchor(passage: Passage) -> Anchor:
    return Anchor(passage.start, passage.end, passage.quote, passage.prefix, passage.suffix)


def _carry(passage: Passage, revision: Revision, place: Moved) -> Passage:
    """The passage on the new version, made or found, with the themes of the old one."""
    anchor = make_anchor(revision.plain, place.start, place.end)
    there = {"revision": revision, "start": anchor.start, "end": anchor.end}
    carried = Passage.objects.standing().filter(**there).first() or Passage.objects.create(
        **there,
        quote=anchor.quote,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
        origin=passage,
        useful_as_quote=passage.useful_as_quote,
        memo=passage.memo,
        created_by_id=passage.created_by_id,
    )
    standing = Tagging.objects.filter(passage=passage, removed_at=None)
    there_already = Tagging.objects.filter(passage=carried, removed_at=None).values("theme")
    standing.exclude(theme__in=there_already).update(passage=carried)
    return carried
