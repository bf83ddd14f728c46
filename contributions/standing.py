"""What stands around one contribution: what it answers, its replies, what quotes it, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consultation.http import MemberRequest
from contributions.addresses import contribution_url
from contributions.bylines import Byline, byline
from contributions.models import Contribution, Provenance, Quotation, Reference
from contributions.naming import shared_facts
from contributions.notices import excerpt

EXCERPT = 30  # words
MOST_MENTIONS = 20


@dataclass(frozen=True)
class RepliesPage:
    """Replies from one place on, in order. `total` counts all; `after` leads to the next page."""

    replies: list[Contribution]
    total: int
    after: int | None = None
    is_first: bool = True


@dataclass(frozen=True)
class Glimpse:
    """Another contribution in a line: its first words, if they are shown."""

    number: int
    url: str
    byline: Byline | None = None
    words: str = ""
    language: str = ""


def replies_of(contribution: Contribution, *, after: int | None) -> RepliesPage:
    """One page of its replies; two queries and those of their questions."""
    size = settings.CONTRIBUTIONS_PER_PAGE
    shown = Contribution.objects.shown().filter(parent=contribution)
    asked = shown.filter(number__gt=after) if after else shown
    found = list(asked.for_display().order_by("number")[: size + 1])
    more = found[size - 1].number if len(found) > size else None
    return RepliesPage(found[:size], shown.count(), more, is_first=after is None)


def parent_of(request: MemberRequest, contribution: Contribution) -> Glimpse | None:
    """What it replies to."""
    if contribution.parent_id is None:
        return None
    related = Contribution.objects.select_related("author__user", "revision")
    return _glimpse(request, [related.get(pk=contribution.parent_id)])[0]


def mentioned_in(request: MemberRequest, contribution: Contribution) -> list[Glimpse]:
    """The contributions whose newest version quotes it or gives its address; one query for them all."""
    quotes = Quotation.objects.filter(quoted__contribution=contribution).values("revision")
    addresses = Reference.objects.filter(contribution=contribution).values("revision")
    shown = Contribution.objects.visible().filter(revision__in=quotes.union(addresses, all=True))
    others = shown.exclude(pk=contribution.pk).select_related("author__user", "revision")
    return _glimpse(request, list(others.order_by("created_at", "pk")[:MOST_MENTIONS]))


def _glimpse(request: MemberRequest, found: list[Contribution]) -> list[Glimpse]:
    shared = shared_facts(found)
    return [
        Glimpse(
            one.number,
            contribution_url(one.pk),
            byline(one, request.membership, shared),
            excerpt(one, EXCERPT),
            one.language,
        )
        if one.is_visible
        else Glimpse(one.number, contribution_url(one.pk))
        for one in found
    ]


def neighbours(contribution: Contribution) -> dict[str, Contribution | None]:
    """The contributions before and after it in its room."""
    shown = Contribution.objects.shown().filter(room=contribution.room_id).only("pk", "number")
    return {
        "previous": shown.filter(number__lt=contribution.number).order_by("-number").first(),
        "next": shown.filter(number__gt=contribution.number).order_by("number").first(),
    }


def arrival_of(contribution: Contribution) -> dict[str, Any] | None:
    """Who entered it on behalf of its author, where it comes from and what the author agreed to.

    None for what people wrote here themselves; one query for the rest.
    """
    if contribution.entered_by_id is None:
        return None
    known = Provenance.objects.filter(contribution=contribution.pk)
    told = known.values("source", "consent", "received_at", "contribution__entered_by__name").first()
    return {**told, "by": told["contribution__entered_by__name"]} if told else None
