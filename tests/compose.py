"""docker-compose.yml as Compose reads it, and the environment that it gives the site's processes."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

import yaml

from tests.architecture.house import ROOT

FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::\?[^}]*)?\}")
SIX = {
    "SITE_HOST": "consult.example.org",
    "SECRET_KEY": "4f1c0e7a" * 8,
    "SERVICES_PASSWORD": "0a1b2c3d" * 8,
    "SMTP_URL": "smtp+tls://user:word@mail.example.org:587",
    "MAIL_FROM": "Conspectus <noreply@example.org>",
    "CONTACT_EMAIL": "help@example.org",
}
"""What an operator fills in, by the names in .env.example."""


@cache
def read() -> dict[str, Any]:
    """The file with its variables filled in from SIX. Raises KeyError for one that is not among them."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text())
    filled: dict[str, Any] = _filled(content)
    return filled


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: SIX[found[1]] if found[1] else "$", value)
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return value


def variables() -> set[str]:
    """The names that must be set before Compose starts anything."""
    return {found[1] for found in VARIABLE.finditer(FILE.read_text()) if found[1]}


def environment(service: str = "web") -> dict[str, str]:
    """What a container of the site sees: .env, the file's own variables, and the image's."""
    image = dict(re.findall(r"\b([A-Z_]+)=(/\S+)", (ROOT / "Dockerfile").read_text().split("ENV PATH")[1]))
    own: dict[str, str] = read()["services"][service]["environment"]
    return {**image, **SIX, **own}


def process_environment(**more: str) -> dict[str, str]:
    """The environment of the web service for a process on this machine, and nothing of the tests' own."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**inherited, **environment(), "DJANGO_SETTINGS_MODULE": "consultation.settings", **more}
