"""How much one person may write. Counted from the rows that exist, so that nothing else has to be up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from consultation.models import Invitation, Membership, User
from consultation.names import fold
from contributions.mentions import FoundMention
from contributions.models import Contribution

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_BELOW = 3  # contributions
MINUTE = 60  # seconds
LOOK_UPS_A_MINUTE = 60  # of names, by one person
MOST_COUNTED = 1000  # contributions in a day
MOST_SECONDS = 120  # a longer wait is told in minutes


@dataclass(frozen=True)
class Limits:
    """What one person may do now: the most of everything in one text, the seconds to wait before posting."""

    mentions: int
    links: int
    wait: int = 0

    @property
    def sentence(self) -> str:
        """Why they have to wait, for them."""
        if self.wait > HOUR.total_seconds():
            return _(
                "You have posted as much as one person can in a day. Your text is kept: post it tomorrow."
            )
        if self.wait > MOST_SECONDS:
            minutes = -(-self.wait // 60)
            return ngettext(
                "You have posted a lot in this hour. Wait %(n)s minute; your text is kept.",
                "You have posted a lot in this hour. Wait %(n)s minutes; your text is kept.",
                minutes,
            ) % {"n": minutes}
        return ngettext(
            "You are posting quickly. Wait %(n)s second; your text is kept.",
            "You are posting quickly. Wait %(n)s seconds; your text is kept.",
            self.wait,
        ) % {"n": self.wait}


def limits_for(user: User, membership: Membership | None) -> Limits | None:
    """The limits in force for this person here and now, in one query; None in the demo and where off."""
    if not settings.RATE_LIMITS or settings.DEMO:
        return None
    now = timezone.now()
    facts = _facts(user, membership, now)
    figures = settings.WRITING_LIMITS[_standing(user, membership, facts, now)]
    return Limits(figures["mentions"], figures["links"], _wait(facts, figures, now))


def may_look_up(user: User) -> bool:
    """Whether this person may ask for names once more in this minute; without the cache nobody is counted."""
    if not settings.RATE_LIMITS:
        return True
    key = f"looked-up:{user.pk}:{int(timezone.now().timestamp()) // MINUTE}"
    try:
        cache.add(key, 0, timeout=2 * MINUTE)
        return int(cache.incr(key)) <= LOOK_UPS_A_MINUTE
    except (RedisError, OSError, ValueError):
        return True


def _facts(user: User, membership: Membership | None, now: datetime) -> dict[str, Any]:
    """When this person posted in the last day, newest first; their first posts; whether they were invited."""
    mine = Contribution.objects.filter(author__user=user, import_key="")
    today = mine.filter(created_at__gt=now - DAY, created_at__lte=now).order_by("-created_at")
    return dict(
        User.objects.filter(pk=user.pk)
        .values(
            today=ArraySubquery(today.values("created_at")[:MOST_COUNTED]),
            first=ArraySubquery(mine.order_by().values("pk")[:NEW_BELOW]),
            invited=Exists(Invitation.objects.filter(membership=membership, membership__isnull=False)),
        )
        .get()
    )


def _standing(user: User, membership: Membership | None, facts: dict[str, Any], now: datetime) -> str:
    if user.is_administrator or (membership is not None and membership.is_team):
        return "team"
    is_new = user.date_joined > now - DAY or len(facts["first"]) < NEW_BELOW
    return "newcomer" if is_new and not facts["invited"] else "participant"


def _wait(facts: dict[str, Any], figures: dict[str, int], now: datetime) -> int:
    """Seconds until the next contribution is within all three limits; 0 when it is now."""
    times: list[datetime] = facts["today"]
    free = [now]
    if times:
        free.append(times[0] + timedelta(seconds=figures["gap"]))
    for most, within in ((figures["hour"], HOUR), (figures["day"], DAY)):
        if len(times) >= most:
            free.append(times[most - 1] + within)
    return ceil((max(free) - now).total_seconds())


def too_many(limits: Limits | None, found: Sequence[FoundMention], html: str) -> list[str]:
    """What a text holds too much of: a sentence for each, none where it is within the limits."""
    if limits is None:
        return []
    people = len({fold(mention.typed) for mention in found if not mention.quoted})
    links = html.count("<a ")
    sentences = []
    if people > limits.mentions:
        sentences.append(
            _("Mention %(most)s people at most in one contribution. This one mentions %(n)s")
            % {"most": limits.mentions, "n": people}
        )
    if links > limits.links:
        sentences.append(
            _("Put %(most)s links at most in one contribution. This one has %(n)s")
            % {"most": limits.links, "n": links}
        )
    return sentences
