"""Makes contributions ready to be shown to one reader, in a constant number of queries per page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from consultation import slots
from consultation.http import MemberRequest
from consultation.models import Membership
from consultation.permissions import Action, may
from consultation.texts import MentionLink, expand_mentions
from contributions.bylines import Byline, byline
from contributions.models import Contribution, Mention, Visibility
from rooms.models import Room

UNNAMED = frozenset({Visibility.HIDDEN, Visibility.HELD})


def dress(request: MemberRequest, contributions: Sequence[Contribution]) -> None:
    """Give each contribution its byline, body and what this reader may do with it, then fill the slots."""
    viewer = request.membership
    sees_hidden = may(request.user, viewer, Action.CODE, request.consultation)
    writes = _may_write(request)
    links = mention_links(contributions, viewer_is_member=request.user.is_authenticated)
    for contribution in contributions:
        revision = contribution.revision
        words = expand_mentions(revision.html, links(revision.pk)) if revision else ""
        own = contribution.is_by(viewer)
        vars(contribution).update(
            byline=byline(contribution, viewer),
            body=SafeString(words),  # sanitised when it was stored
            reply_to=_reply_to(contribution.parent, viewer, sees_hidden=sees_hidden),
            shows_text=contribution.is_visible or sees_hidden or own,
            room_url=_room_url(contribution.room),
            parent_url=_parent_url(contribution, contributions),
            can_reply=writes and contribution.is_visible and contribution.room.accepts_contributions,
        )
    for slot in ("contribution.body", "contribution.actions", "contribution.stub"):
        slots.prepare(request, slot, contributions)


def _reply_to(parent: Contribution | None, viewer: Membership | None, *, sees_hidden: bool) -> Byline | None:
    """Whom a reply answers; nobody where a moderator hid the answered contribution."""
    if parent is None or (parent.visibility in UNNAMED and not sees_hidden):
        return None
    return byline(parent, viewer)


def _may_write(request: MemberRequest) -> bool:
    """Whether writing controls are shown: also to those who would have to sign in first."""
    if not request.user.is_authenticated:
        return request.consultation.is_open
    return may(request.user, request.membership, Action.CONTRIBUTE, request.consultation)


def _room_url(room: Room) -> str:
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


def _parent_url(contribution: Contribution, on_page: Sequence[Contribution]) -> str:
    """Where "in reply to #7" leads: down or up this page when #7 stands on it, else to its own page."""
    if contribution.parent is None:
        return ""
    if any(other.pk == contribution.parent_id for other in on_page):
        return f"#c{contribution.parent.number}"
    return reverse("contributions:contribution", args=[contribution.parent_id])


def mention_links(
    contributions: Sequence[Contribution], *, viewer_is_member: bool
) -> Callable[[int], Callable[[int], MentionLink | None]]:
    """For a revision's pk, the lookup from a mention's position to where its name leads; one query."""
    revisions = [contribution.revision_id for contribution in contributions]
    mentions: QuerySet[Mention] = Mention.objects.filter(revision__in=revisions, membership__isnull=False)
    found: dict[tuple[int, int], MentionLink] = {}
    for mention in mentions.select_related("membership__user"):
        member = mention.membership
        if member is None or member.is_erased:
            continue
        handle = member.user.handle if member.user and viewer_is_member else None
        url = reverse("contributions:person", args=[handle]) if handle else ""
        found[mention.revision_id, mention.position] = MentionLink(url, member.name)
    return lambda revision: lambda position: found.get((revision, position))
