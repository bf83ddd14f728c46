from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from consultation import notifications
from consultation.models import User
from consultation.people import joining
from consultation.people.handles import give_handle

STATED = (
    "name",
    "latin_name",
    "organisation",
    "organisation_kind",
    "job_title",
    "country",
    "time_zone",
    "language",
    "page_shows",
)
"""What a person states about themselves."""


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, as the guard hands it to the view."""

    user: User


@transaction.atomic
def save_profile(user: User) -> None:
    """Keep a person's stated profile. The first time gives them a handle and the seats kept for them."""
    is_first = not user.has_profile
    if is_first:
        user.profile_completed_at = timezone.now()
    user.save(update_fields=[*STATED, "profile_completed_at"])
    give_handle(user)
    if is_first:
        joining.accept_invitations(user)


@transaction.atomic
def save_settings(user: User, *, time_zone: str, language: str, mails: dict[str, bool]) -> None:
    """Keep language and time zone, and for each group of notices whether its mails come."""
    user.time_zone = time_zone
    user.language = language
    user.save(update_fields=["time_zone", "language"])
    for group, wanted in mails.items():
        if wanted:
            notifications.resume(user, group)
        else:
            notifications.stop(user, group)
