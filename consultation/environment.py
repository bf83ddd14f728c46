"""Reading the environment: variables by kind, and the addresses that servers are named by."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit


def env(name: str, default: str = "") -> str:
    """A variable as text; empty counts as unset."""
    return os.environ.get(name) or default


def env_bool(name: str) -> bool:
    return env(name).lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def env_number(name: str, default: int) -> int:
    """A whole number from 1 up. Raises ValueError naming the variable for anything else."""
    value = env(name, str(default))
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{name} must be a whole number from 1 up, not {value!r}.")
    return int(value)


def database(url: str) -> dict[str, object]:
    """A Django database entry from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(query.get("port") or parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "tcp_user_timeout": 20_000,  # ms: a server that vanished without a word is noticed
            "options": "-c lock_timeout=5s -c timezone=UTC",
            "prepare_threshold": 0,  # Django's own is never; `consultation.prepared` alone asks for it
        },
    }


def mailer(url: str) -> dict[str, object]:
    """A Django mailer from smtp+tls://user:password@host:587, smtps://…:465 or, without TLS, smtp://…:25."""
    parts = urlsplit(url)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or 587,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }
