"""Codebooks that come with the product, to start from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.exchange.nodes import Node
from moderation.exchange.sheets import read_json

HERE = Path(__file__).parent
TEMPLATES: dict[str, str | Promise] = {"report": _("The report template (13 themes in 3 sections)")}


def template(name: str) -> list[Node]:
    """The themes of one of TEMPLATES, each new wherever it is taken. Raises KeyError."""
    if name not in TEMPLATES:
        raise KeyError(name)
    return read_json(_content(name))


@cache
def _content(name: str) -> bytes:
    return (HERE / f"{name}_template.json").read_bytes()
