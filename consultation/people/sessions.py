from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Sessions in PostgreSQL. A cookie that no session of ours ever had is not looked up."""

    def _validate_session_key(self, key: Any) -> bool:
        # A quoted cookie can smuggle in a NUL byte, which PostgreSQL answers with an error.
        is_key: bool = super()._validate_session_key(key)  # type: ignore[misc]  # unknown to the stubs
        return is_key and key.isascii() and key.isalnum()
