from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consultation.models import Notification, User
from consultation.prepared import Prepared

_UNREAD = Coalesce(
    Subquery(
        Notification.objects.filter(recipient=OuterRef("pk"), read_at=None)
        .order_by()
        .values("recipient")
        .values(number=Count("pk"))
    ),
    0,
)
"""Every page's frame shows this number: so it comes with the person, not in a query of its own."""


def _person(user: int) -> QuerySet[User]:
    return User.objects.filter(pk=user).annotate(unread_notices=_UNREAD)


_PERSON = Prepared(_person, user=2_000_000_000)


class ActivePeopleBackend(ModelBackend):
    """Lets in people who are active and not suspended, whatever way they prove who they are."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and not user.is_suspended

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, suspended or not: `PersonMiddleware` must see them to end the session."""
        return next(iter(_PERSON.rows(user=int(user_id))), None)
