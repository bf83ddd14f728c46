"""Sessions of the benchmark's people."""

from __future__ import annotations

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from consultation.models import Membership
from consultation.people.sessions import SessionStore

BACKEND = "consultation.people.backend.ActivePeopleBackend"


def signed_in(role: str, consultation: str = "benchmark") -> tuple[Membership, str]:
    """Somebody of a benchmark in that role, and the key of a session of theirs."""
    members = Membership.objects.select_related("user")
    member = members.filter(role=role, consultation__slug=consultation).first()
    assert member is not None  # noqa: S101  loading made them
    assert member.user is not None  # noqa: S101
    session = SessionStore()
    session[SESSION_KEY] = str(member.user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    session.create()
    return member, str(session.session_key)
