"""A codebook and addresses for the tests of moderation."""

from __future__ import annotations

from typing import Any

from django.test.client import Client
from django.urls import reverse

from consultation.models import Consultation, Membership
from contributions.models import Contribution
from moderation.actions.codebook import ThemeWords, add_theme
from moderation.models import Theme

SPRING = (
    "In our valley three villages share one spring. The mediators are chosen by all three councils. "
    "They walk the channel with both families. Since then no case has gone to the district court.\n\n"
    "I do not want to sell a dream."
)


def plant(consultation: Consultation, by: Membership, *lines: str) -> dict[str, Theme]:
    """Themes by name; two spaces more at the start of a line put a theme under the one above."""
    themes: dict[str, Theme] = {}
    path: list[Theme] = []
    for line in lines:
        name = line.lstrip()
        del path[(len(line) - len(name)) // 2 :]
        theme = add_theme(consultation, ThemeWords(name), parent=path[-1] if path else None, by=by)
        path.append(theme)
        themes[name] = theme
    return themes


def address(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(f"moderation:{name}", args=args, kwargs=kwargs)


def tick(client: Client, contribution: Contribution, **fields: Any) -> Any:
    """Save a passage on the picker's page, as the form sends it."""
    data = {"revision": contribution.revision_id} | fields
    return client.post(address("new_passage", contribution.pk), data)


def page_of(client: Client, contribution: Contribution, **query: str) -> str:
    url = reverse("contributions:contribution", args=[contribution.pk])
    return " ".join(client.get(url, query).text.split())
