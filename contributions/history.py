"""The versions of a contribution, newest first, each with what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Min

from contributions.comparing import Change, Part, compare
from contributions.models import Contribution, Revision

PER_PAGE = 10


@dataclass
class Version:
    """One version as its reader sees it. A sealed one shows nothing, nor does the next one show its words."""

    revision: Revision
    parts: list[Part] = field(default_factory=list)
    is_removed: bool = False
    is_newest: bool = False
    is_first: bool = False
    is_after_reply: bool = False
    is_after_close: bool = False
    before_is_removed: bool = False
    changes_no_words: bool = False
    file_changes: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    versions: list[Version]
    total: int
    older: int | None = None  # the address's `before` of the next page


def history_of(contribution: Contribution, *, sees_sealed: bool, before: int | None = None) -> History:
    """A page of versions below number `before`; three queries. `sees_sealed`: its author and the team."""
    listed = contribution.revisions.order_by("-number")
    asked = listed.filter(number__lt=before) if before else listed
    found = list(asked[: PER_PAGE + 1])
    replied = first_reply_at(contribution)
    pairs = list(zip(found, [*found[1:], None], strict=False))[:PER_PAGE]
    versions = [
        _version(contribution, one, earlier, replied, sees_sealed=sees_sealed) for one, earlier in pairs
    ]
    older = found[PER_PAGE - 1].number if len(found) > PER_PAGE else None
    return History(versions, listed.count(), older)


def first_reply_at(contribution: Contribution) -> datetime | None:
    """When somebody first answered it in public."""
    replies = Contribution.objects.shown().filter(parent=contribution).exclude(author=contribution.author_id)
    found: datetime | None = replies.aggregate(first=Min("created_at"))["first"]
    return found


def _version(
    contribution: Contribution,
    revision: Revision,
    earlier: Revision | None,
    replied: datetime | None,
    *,
    sees_sealed: bool,
) -> Version:
    closing = contribution.room.closing_at
    is_edit = revision.number > 1
    version = Version(
        revision,
        is_removed=revision.sealed_at is not None,
        is_newest=revision.pk == contribution.revision_id,
        is_first=not is_edit,
        is_after_reply=is_edit and replied is not None and replied < revision.created_at,
        is_after_close=is_edit and closing is not None and closing < revision.created_at,
        before_is_removed=earlier is not None and not _reads(earlier, sees_sealed=sees_sealed),
    )
    if _reads(revision, sees_sealed=sees_sealed):
        version.file_changes = revision.file_changes
        compares = earlier is not None and not version.before_is_removed
        version.parts = compare(earlier.plain if compares and earlier else revision.plain, revision.plain)
        version.changes_no_words = compares and all(part.change is Change.SAME for part in version.parts)
    return version


def _reads(revision: Revision, *, sees_sealed: bool) -> bool:
    """Whether there is something to read: a sealed version is empty in the end for everybody."""
    return revision.sealed_at is None or (sees_sealed and revision.plain != "")
