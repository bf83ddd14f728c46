"""Themes on contributions and on passages of them. Taggings and passages are taken back, never deleted.

A passage stands as long as a theme stands on it: taking its last theme back takes the passage back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution, Revision, Visibility
from moderation.anchors import make_anchor
from moderation.meanwhile import ChangedMeanwhileError, Shown
from moderation.models import Passage, Tagging, Theme

MOST_THEMES = 5  # on one passage


class WithdrawnError(PermissionDenied):
    """Its author took the contribution back: nobody codes it any more."""

    def __init__(self) -> None:
        super().__init__(
            _("Its author withdrew this contribution. It can no longer be tagged or highlighted.")
        )


class ThemeCountError(Exception):
    """A passage would carry no theme, or more than MOST_THEMES; or there is no theme to put anywhere."""


class PassageGoneError(Exception):
    """Somebody took the passage back meanwhile."""


class RevisionIsOldError(Exception):
    """The contribution was edited after the form was made."""


@dataclass(frozen=True)
class NewPassages:
    """Passages to mark: spans of one revision (half-open, code points) and what goes with each of them."""

    revision: Revision
    spans: Sequence[tuple[int, int]]
    note: str = ""
    useful_as_quote: bool = False


@dataclass
class Coded:
    """What one act of coding added; empty when it was all there before."""

    taggings: list[Tagging] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


@transaction.atomic
def tag_contribution(
    contribution: Contribution,
    themes: Sequence[Theme],
    *,
    by: Membership,
    source: Tagging.Source = Tagging.Source.HAND,
) -> Coded:
    """Put themes on a whole contribution; those that stand on it already stay as they are."""
    _lock(contribution)
    added = _add_themes(contribution, None, themes, by, source)
    if added:
        _record("contribution.tagged", contribution, by, after=_themes_of(added))
    return Coded(added)


@transaction.atomic
def save_passages(
    contribution: Contribution, new: NewPassages, themes: Sequence[Theme], *, by: Membership
) -> Coded:
    """Mark these spans and put the themes on each; a span marked already gets the themes it lacks.

    Raises RevisionIsOldError, ThemeCountError and WithdrawnError, and then nothing is saved.
    """
    if _lock(contribution) != new.revision.pk:
        raise RevisionIsOldError
    coded = Coded()
    for start, end in new.spans:
        passage, is_new = _passage_at(new, start, end, by)
        added = _add_themes(contribution, passage, themes, by, is_bare=is_new)
        coded.taggings += added
        if is_new or added:
            coded.passages.append(passage)
            kind = "passage.saved" if is_new else "passage.tagged"
            _record(kind, passage, by, after=_themes_of(added), contribution=contribution)
    return coded


def shown_of(passage: Passage) -> Shown:
    """What the form of a passage shows of it: its standing themes, its note and its mark."""
    themes = Tagging.objects.standing().filter(passage=passage).values_list("theme", flat=True)
    return {"themes": sorted(themes), "note": passage.memo, "useful_as_quote": passage.useful_as_quote}


@transaction.atomic
def change_passage(
    passage: Passage,
    themes: Sequence[Theme],
    *,
    note: str,
    useful_as_quote: bool,
    seen: Shown | None = None,
    by: Membership,
) -> bool:
    """Give a passage exactly these themes (1 to 5), this note and this mark; false when nothing changed.

    Raises ChangedMeanwhileError when it stands otherwise than `seen`, what a form showed of it, and
    PassageGoneError when somebody took it back.
    """
    contribution = passage.revision.contribution
    _lock(contribution)
    if not 1 <= len(themes) <= MOST_THEMES:
        raise ThemeCountError
    passage.refresh_from_db(fields=["memo", "useful_as_quote"])
    now = shown_of(passage)
    if not now["themes"]:
        raise PassageGoneError
    wanted = sorted(theme.pk for theme in themes)
    after = {"themes": wanted, "note": note, "useful_as_quote": useful_as_quote}
    if now == after:  # also for the same form sent twice
        return False
    if seen is not None and seen != now:
        raise ChangedMeanwhileError(now)
    gone = _standing(contribution, passage).exclude(theme__in=wanted)
    gone.update(removed_at=timezone.now())
    _add_themes(contribution, passage, themes, by)
    passage.memo, passage.useful_as_quote = note, useful_as_quote
    passage.save(update_fields=["memo", "useful_as_quote"])
    told = [{"themes": one["themes"]} for one in (now, after)]
    _record("passage.changed", passage, by, before=told[0], after=told[1], contribution=contribution)
    return True


@transaction.atomic
def take_back(contribution: Contribution, taggings: Collection[int], *, by: Membership) -> list[Tagging]:
    """Take standing taggings of this contribution back, with the passages that are left without any."""
    _lock(contribution, withdrawn_too=True)
    standing = Tagging.objects.standing().filter(contribution=contribution)
    gone = list(standing.filter(pk__in=taggings).select_related("theme"))
    if gone:
        at = timezone.now()
        Tagging.objects.filter(pk__in=[tagging.pk for tagging in gone]).update(removed_at=at)
        take_back_bare({tagging.passage_id for tagging in gone if tagging.passage_id}, at)
        passages = sorted({tagging.passage_id for tagging in gone if tagging.passage_id})
        before = {**_themes_of(gone), **({"passages": passages} if passages else {})}
        _record("tagging.removed", contribution, by, before=before)
    return gone


@transaction.atomic
def take_back_passage(contribution: Contribution, passage: Passage, *, by: Membership) -> list[Tagging]:
    """Take a passage back with all its themes; gives the taggings that went with it."""
    return take_back(contribution, [tagging.pk for tagging in _standing(contribution, passage)], by=by)


@transaction.atomic
def put_back(contribution: Contribution, taggings: Collection[int], *, by: Membership) -> list[Tagging]:
    """Undo of `take_back`: let these taggings stand again, unless the same was made anew meanwhile."""
    _lock(contribution)
    gone = Tagging.objects.filter(contribution=contribution, pk__in=taggings, theme__retired_at=None)
    removed = gone.exclude(removed_at=None).select_related("theme", "passage").order_by("pk")
    back = [tagging for tagging in removed if _stood_again(tagging)]
    if back:
        _record("tagging.put-back", contribution, by, after=_themes_of(back))
    return back


def _stood_again(tagging: Tagging) -> bool:
    """Let one tagging stand again with its passage; false when something stands in its place."""
    if tagging.passage is not None and not _passage_stood_again(tagging.passage):
        return False
    standing = _standing(tagging.contribution, tagging.passage)
    if tagging.passage is not None and standing.count() >= MOST_THEMES:
        return False
    if standing.filter(theme=tagging.theme).exists():
        return False
    return bool(Tagging.objects.filter(pk=tagging.pk).update(removed_at=None))


def _passage_stood_again(passage: Passage) -> bool:
    here = Passage.objects.standing().filter(
        revision=passage.revision_id, start=passage.start, end=passage.end
    )
    if here.exclude(pk=passage.pk).exists():
        return False
    Passage.objects.filter(pk=passage.pk).update(removed_at=None)
    return True


def _lock(contribution: Contribution, *, withdrawn_too: bool = False) -> int | None:
    """Let coding of one contribution happen one after the other; gives its newest revision's pk."""
    rows = Contribution.objects.select_for_update(no_key=True).values_list("visibility", "revision")
    visibility, revision = rows.get(pk=contribution.pk)
    if visibility == Visibility.WITHDRAWN and not withdrawn_too:
        raise WithdrawnError
    return revision


def _passage_at(new: NewPassages, start: int, end: int, by: Membership) -> tuple[Passage, bool]:
    """The standing passage of that span, made if there is none. A new note is added to the one there."""
    standing = Passage.objects.standing().filter(revision=new.revision, start=start, end=end).first()
    if standing is None:
        anchor = make_anchor(new.revision.plain, start, end)
        made = Passage.objects.create(
            revision=new.revision,
            start=start,
            end=end,
            quote=anchor.quote,
            prefix=anchor.prefix,
            suffix=anchor.suffix,
            memo=new.note,
            useful_as_quote=new.useful_as_quote,
            created_by=by,
        )
        return made, True
    if new.note not in standing.memo:
        standing.memo = f"{standing.memo}\n{new.note}".strip()
    standing.useful_as_quote |= new.useful_as_quote
    standing.save(update_fields=["memo", "useful_as_quote"])
    return standing, False


def _add_themes(
    contribution: Contribution,
    passage: Passage | None,
    themes: Sequence[Theme],
    by: Membership,
    source: Tagging.Source = Tagging.Source.HAND,
    *,
    is_bare: bool = False,
) -> list[Tagging]:
    """Put on it those of the themes that it lacks; on a bare passage, just made, nothing stands yet."""
    if not themes:
        raise ThemeCountError
    standing = set() if is_bare else {tagging.theme_id for tagging in _standing(contribution, passage)}
    missing = [theme for theme in dict.fromkeys(themes) if theme.pk not in standing]
    if passage is not None and len(standing) + len(missing) > MOST_THEMES:
        raise ThemeCountError
    return Tagging.objects.bulk_create(
        Tagging(theme=theme, contribution=contribution, passage=passage, by=by, source=source)
        for theme in missing
    )


def _standing(contribution: Contribution, passage: Passage | None) -> QuerySet[Tagging]:
    return Tagging.objects.standing().filter(contribution=contribution, passage=passage)


def take_back_bare(passages: set[int], at: datetime) -> None:
    """Take back those of these passages on which no theme stands any more."""
    theme = Tagging.objects.filter(passage=OuterRef("pk"), removed_at=None)
    Passage.objects.standing().filter(~Exists(theme), pk__in=passages).update(removed_at=at)


def _themes_of(taggings: Iterable[Tagging]) -> dict[str, Any]:
    return {"themes": sorted({tagging.theme_id for tagging in taggings})}


def _record(
    action: str,
    thing: Contribution | Passage,
    by: Membership,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    contribution: Contribution | None = None,
) -> None:
    where = (contribution or thing).room.consultation  # type: ignore[union-attr]
    record(action, thing, actor=by.user, consultation=where, before=before, after=after)


def forget_words(revisions: Sequence[int]) -> None:
    """Empty the quotes of passages of these revisions, whose words are gone; their places stay."""
    Passage.objects.filter(revision__in=revisions).update(quote="", prefix="", suffix="")
