"""Members who follow a room or a thread, and when it is morning for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from consultation.models import Membership
from consultation.setup.clock import zone_of
from contributions.models import ThreadFollow
from rooms.models import RoomFollow

MORNING = range(8, 12)  # hours of the person's own day; later ones make up for an outage


def followers(*, before: datetime | None = None) -> QuerySet[Membership]:
    """Members with an account in use who follow something; with `before`, since earlier than that instant."""
    mine = {"membership": OuterRef("pk")} | ({"since__lt": before} if before else {})
    return Membership.objects.filter(
        Exists(RoomFollow.objects.filter(**mine)) | Exists(ThreadFollow.objects.filter(**mine)),
        user__is_active=True,
        user__suspended_at=None,
    )


def mornings(members: QuerySet[Membership], now: datetime) -> Iterator[tuple[date, QuerySet[Membership]]]:
    """Those for whom it is morning, by time zone, each time with the day that it is there."""
    for zone in members.order_by().values_list("user__time_zone", flat=True).distinct():
        local = now.astimezone(zone_of(zone))
        if local.hour in MORNING:
            yield local.date(), members.filter(user__time_zone=zone).order_by("pk")
