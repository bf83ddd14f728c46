from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from consultation.prepared import Prepared


def _session(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_SESSION = Prepared(_session, key="a session", now=datetime(1900, 1, 1, tzinfo=UTC))


class SessionStore(db.SessionStore):
    """Sessions in PostgreSQL. A cookie that no session of ours ever had is not looked up."""

    def _validate_session_key(self, key: Any) -> bool:
        # A quoted cookie can smuggle in a NUL byte, which PostgreSQL answers with an error.
        is_key: bool = super()._validate_session_key(key)  # type: ignore[misc]  # unknown to the stubs
        return is_key and key.isascii() and key.isalnum()

    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = _SESSION.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return next(iter(found), None)
