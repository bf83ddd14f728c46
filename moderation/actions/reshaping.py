"""Merging, splitting and retiring themes, each undone in one step for 30 days.

No tagging is ever lost: one that would stand twice is taken back, and comes back with the undo. What was done
is read from the record, which nobody can change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from consultation.audit import record
from consultation.models import AuditEntry, Consultation, Membership
from moderation.actions.codebook import (
    NameIsTakenError,
    NoSuchPlaceError,
    ThemeWords,
    add_theme,
    check_name,
    check_parent,
    end_of,
    lock,
    renumber,
    siblings_of,
)
from moderation.actions.coding import take_back_bare
from moderation.actions.keeping_examples import give_examples, mark_twins, take_examples_back
from moderation.models import Tagging, Theme

MERGED, SPLIT, MOVED, RETIRED = "theme.merged", "theme.split", "theme.taggings_moved", "theme.retired"
PUT_ON, PLACED = "theme.put_on", "theme.placed"
UNDONE = "theme.undone"
RESHAPED = (MERGED, SPLIT, MOVED, RETIRED, PUT_ON, PLACED)
UNDONE_WITHIN = timedelta(days=30)


class ThemeIsUsedError(ValueError):
    """A theme with taggings or with themes below it cannot go; its taggings can be merged or moved."""


class NothingChosenError(ValueError):
    """None of the taggings named stands on that theme now."""


class CannotUndoError(ValueError):
    """The act is too old, is not the last one, or what it made has been used since."""


@dataclass(frozen=True)
class Reshaped:
    """What was done: the entry to undo it by, taggings moved, and those taken back as they stood twice."""

    entry: AuditEntry
    moved: int
    doubled: int


@dataclass(frozen=True)
class Preview:
    """Standing taggings of both themes before a merge, and how many of them bear both."""

    source: int
    target: int
    doubled: int

    @property
    def result(self) -> int:
        return self.source + self.target - self.doubled


def preview_merge(source: Theme, target: Theme) -> Preview:
    """What merging would give; three queries."""
    standing = Tagging.objects.standing()
    theirs = standing.filter(theme=source)
    return Preview(theirs.count(), standing.filter(theme=target).count(), _doubling(theirs, target).count())


@transaction.atomic
def merge_themes(source: Theme, target: Theme, *, by: Membership) -> Reshaped:
    """Give all taggings of a theme, and the themes below it, to another one; the theme leaves the codebook.

    Raises NoSuchPlaceError where the other one is gone, is the same or stands below it, and NameIsTakenError
    where two themes of one name would stand in one place.
    """
    lock(source.consultation)
    check_target(source, target)
    done = _give(source, target, Tagging.objects.filter(theme=source, removed_at=None))
    children = []
    for child in siblings_of(source.consultation, source):
        siblings = siblings_of(source.consultation, target)
        check_name(siblings, child.name)
        children.append([child.pk, child.parent_id, child.position])
        child.parent, child.position = target, end_of(siblings)
        child.save(update_fields=["parent", "position"])
    _retire(source, merged_into=target)
    given = {"children": children, "examples": give_examples(source, target)}
    return recorded(MERGED, source, by, {**done, **given, "gone": source.pk, "into": target.pk})


@transaction.atomic
def move_taggings(source: Theme, target: Theme, taggings: Collection[int], *, by: Membership) -> Reshaped:
    """Put another theme in the place of this one on some of its taggings. Raises NothingChosenError."""
    lock(source.consultation)
    check_target(source, target, whole=False)
    done = _give(source, target, _chosen(source, taggings))
    return recorded(MOVED, source, by, {**done, "into": target.pk})


@transaction.atomic
def split_theme(
    source: Theme, words: ThemeWords, taggings: Collection[int], *, by: Membership
) -> tuple[Theme, Reshaped]:
    """Make a theme beside this one out of some of its taggings.

    Raises NameIsTakenError and NothingChosenError.
    """
    lock(source.consultation)
    chosen = _chosen(source, taggings)
    made = add_theme(source.consultation, words, parent=source.parent, by=by)
    done = _give(source, made, chosen)
    return made, recorded(SPLIT, source, by, {**done, "into": made.pk, "made": made.pk})


@transaction.atomic
def retire_theme(theme: Theme, *, by: Membership) -> Reshaped:
    """Take an unused theme out of the codebook. Raises ThemeIsUsedError."""
    lock(theme.consultation)
    theme.refresh_from_db()
    below = siblings_of(theme.consultation, theme).exists()
    if theme.retired_at or below or Tagging.objects.standing().filter(theme=theme).exists():
        raise ThemeIsUsedError(theme.pk)
    _retire(theme, merged_into=None)
    return recorded(RETIRED, theme, by, {"gone": theme.pk})


def last_reshaping(consultation: Consultation) -> AuditEntry | None:
    """The act that can be undone now: the last of the last 30 days not undone yet; two queries."""
    acts = AuditEntry.objects.filter(consultation_id=consultation.pk, at__gt=timezone.now() - UNDONE_WITHIN)
    undone = set(acts.filter(action=UNDONE).values_list("after__entry", flat=True))
    return next(
        (entry for entry in acts.filter(action__in=RESHAPED).order_by("-pk") if entry.pk not in undone), None
    )


@transaction.atomic
def undo(entry: AuditEntry, *, by: Membership) -> int:
    """Put everything back as it was before that act; says how many taggings that were.

    Raises CannotUndoError, and NameIsTakenError where the theme's name was given to another one meanwhile.
    """
    consultation = by.consultation
    lock(consultation)
    last = last_reshaping(consultation)
    if last is None or last.pk != entry.pk:
        raise CannotUndoError(entry.pk)
    done = entry.after
    if done.get("gone"):
        _bring_back(Theme.objects.get(pk=done["gone"]))
    for pk, parent, position in done.get("children", []):
        Theme.objects.filter(pk=pk).update(parent=parent, position=position)
    theme = Theme.objects.get(pk=entry.object_id or 0)
    if entry.action == PLACED:
        _place_back(theme, done)
    take_examples_back(theme, done)
    moved = Tagging.objects.filter(pk__in=done.get("moved", []), theme=done.get("into"))
    again = set(_doubling(moved, theme).values_list("pk", flat=True))  # tagged so anew meanwhile
    count = moved.exclude(pk__in=again).update(theme=theme)
    count += Tagging.objects.filter(pk__in=done.get("doubled", [])).update(removed_at=None)
    count += _take_back(done.get("added", []))
    if done.get("made"):
        _take_away(Theme.objects.get(pk=done["made"]), entry)
    record(UNDONE, theme, actor=by.user, consultation=consultation, after={"entry": entry.pk})
    return count


def _take_back(taggings: Collection[int]) -> int:
    added, at = Tagging.objects.filter(pk__in=taggings, removed_at=None), timezone.now()
    passages = set(added.exclude(passage=None).values_list("passage", flat=True))
    count = added.update(removed_at=at)
    take_back_bare(passages, at)
    return count


def _place_back(theme: Theme, done: dict[str, Any]) -> None:
    """Under the theme where it stood, in the order in which the themes stood there."""
    parent = Theme.objects.filter(pk=done["was"]["parent"], retired_at=None).first()
    if done["was"]["parent"] and parent is None:
        raise CannotUndoError(theme.pk)
    check_parent(theme.consultation, parent, moving=theme)
    siblings = siblings_of(theme.consultation, parent)
    check_name(siblings.exclude(pk=theme.pk), theme.name)
    theme.parent = parent
    theme.save(update_fields=["parent"])
    order = {pk: place for place, pk in enumerate(done["siblings"])}
    renumber(sorted(siblings, key=lambda one: order.get(one.pk, len(order))))


def check_target(source: Theme, target: Theme, *, whole: bool = True, same: bool = False) -> None:
    """Raises NoSuchPlaceError where taggings of the one, or the `whole` theme, cannot go to the other."""
    for theme in (source, target):
        theme.refresh_from_db()
    above, steps = target, 0
    gone = source.retired_at or target.retired_at or source.consultation_id != target.consultation_id
    if gone or (source.pk == target.pk and not same):
        raise NoSuchPlaceError(target.pk)
    while whole and above.parent is not None and steps < 1000:  # noqa: PLR2004  deeper than any codebook
        above, steps = above.parent, steps + 1
        if above.pk == source.pk:
            raise NoSuchPlaceError(target.pk)


def _chosen(source: Theme, taggings: Collection[int]) -> QuerySet[Tagging]:
    chosen = Tagging.objects.filter(theme=source, removed_at=None, pk__in=list(taggings))
    if not chosen.exists():
        raise NothingChosenError(source.pk)
    return chosen


def _doubling(taggings: QuerySet[Tagging], target: Theme) -> QuerySet[Tagging]:
    """Those whose contribution or passage bears the other theme already."""
    same = Tagging.objects.filter(theme=target, removed_at=None, contribution=OuterRef("contribution"))
    of_passage = same.filter(passage=OuterRef("passage"))
    whole = same.filter(passage=None)
    return taggings.filter(Exists(of_passage)) | taggings.filter(Exists(whole), passage=None)


def _give(source: Theme, target: Theme, taggings: QuerySet[Tagging]) -> dict[str, list[int]]:
    """Move taggings from one theme to another; those that would stand twice are taken back."""
    pks = list(taggings.select_for_update(of=["self"]).values_list("pk", flat=True))
    rows = Tagging.objects.filter(pk__in=pks)
    doubled = list(_doubling(rows, target).values_list("pk", flat=True))
    moved = sorted(set(pks) - set(doubled))
    Tagging.objects.filter(pk__in=doubled).update(removed_at=timezone.now())
    Tagging.objects.filter(pk__in=moved, theme=source).update(theme=target)
    return {"moved": moved, "doubled": sorted(doubled), "marked": mark_twins(doubled, target)}


def _retire(theme: Theme, *, merged_into: Theme | None) -> None:
    theme.retired_at, theme.merged_into = timezone.now(), merged_into
    theme.save(update_fields=["retired_at", "merged_into"])


def _bring_back(theme: Theme) -> None:
    check_name(siblings_of(theme.consultation, theme.parent), theme.name)
    theme.retired_at, theme.merged_into = None, None
    theme.save(update_fields=["retired_at", "merged_into"])


def _take_away(made: Theme, entry: AuditEntry) -> None:
    """The theme that a split made goes with its undoing, if nothing else was put on it."""
    used = Tagging.objects.standing().filter(theme=made).exists()
    if used or made.examples or siblings_of(made.consultation, made).exists():
        raise CannotUndoError(entry.pk)
    _retire(made, merged_into=None)


def recorded(action: str, theme: Theme, by: Membership, done: dict[str, Any]) -> Reshaped:
    """Put an act on record so that it can be undone."""
    entry = record(action, theme, actor=by.user, consultation=theme.consultation, after=done)
    moved: Sequence[int] = done.get("moved", done.get("added", ()))
    doubled: Sequence[int] = done.get("doubled", ())
    return Reshaped(entry, len(moved), len(doubled))


__all__ = [
    "CannotUndoError",
    "NameIsTakenError",
    "NoSuchPlaceError",
    "NothingChosenError",
    "Preview",
    "Reshaped",
    "ThemeIsUsedError",
    "last_reshaping",
    "merge_themes",
    "move_taggings",
    "preview_merge",
    "retire_theme",
    "split_theme",
    "undo",
]
