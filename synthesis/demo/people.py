"""The demo's people: users with complete profiles and no password, who enter by a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from consultation.models import User
from consultation.people.handles import give_handle
from synthesis.demo.clock import Clock
from synthesis.demo.reading import read_people

DOMAIN = "example.org"
JOINED = "-90d 08:00"


@dataclass
class People:
    """The cast by key, the usual hours of those who moderate, and how many people were made now."""

    users: dict[str, User] = field(default_factory=dict)
    hours: dict[str, str] = field(default_factory=dict)
    made: int = 0


def load_people(clock: Clock) -> People:
    """Make those of the cast whose address nobody has yet; everybody else is left as they are."""
    people = People()
    known = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for key, fields in read_people().items():
        user = known.get(f"{key}@{DOMAIN}")
        if user is None:
            user = _make(f"{key}@{DOMAIN}", fields, clock)
            people.made += 1
        people.users[key] = user
        people.hours[key] = fields.get("hours", "")
    return people


def _make(address: str, fields: dict[str, Any], clock: Clock) -> User:
    joined = clock.at(JOINED)
    user = User.objects.create_user(
        address,
        name=fields["name"],
        latin_name=fields.get("latin_name", ""),
        job_title=fields.get("job", ""),
        organisation=fields.get("organisation", ""),
        organisation_kind=fields["kind"],
        country=fields["country"],
        language=fields.get("language", "en"),
        time_zone=fields["time_zone"],
        is_superuser=fields.get("administrator", False),
        profile_completed_at=joined,
        date_joined=joined,
    )
    give_handle(user)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user
