"""What somebody typed before they signed in, kept in the session until the page it belongs to takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from consultation.models import User

KEY = "typed"
PAGES = 3
MOST_CHARACTERS = 300_000
WORDS_SHOWN = 6

type Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Typed:
    """The fields of a form as they were sent, and the address they were sent to."""

    url: str
    fields: Fields

    @property
    def text(self) -> str:
        return " ".join(self.fields.get("text", []))

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def has_more(self) -> bool:
        return self.words > WORDS_SHOWN

    @property
    def beginning(self) -> str:
        """The first words, to know the text again by."""
        return " ".join(self.text.split()[:WORDS_SHOWN])


def keep(request: HttpRequest, url: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Keep a form that was sent to `url`; false if it is too long to keep. The last three pages are kept."""
    kept = {name: list(values) for name, values in fields.items() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in kept.values() for value in values) > MOST_CHARACTERS:
        return False
    entry = {"url": url, "fields": kept, "by": request.user.pk}
    request.session[KEY] = [*(old for old in _entries(request) if old["url"] != url), entry][-PAGES:]
    return True


def kept(request: HttpRequest) -> Typed | None:
    """The form that was kept last."""
    entries = _entries(request)
    return Typed(entries[-1]["url"], entries[-1]["fields"]) if entries else None


def find(request: HttpRequest, url: str) -> Fields | None:
    """The fields kept for this address, which stay kept; None if there are none."""
    return next((entry["fields"] for entry in _entries(request) if entry["url"] == url), None)


def take(request: HttpRequest, url: str) -> Fields | None:
    """The fields kept for this address, which are forgotten with that; None if there are none."""
    fields = find(request, url)
    if fields is not None:
        restore(request, [entry for entry in _entries(request) if entry["url"] != url])
    return fields


def survivors(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """What may go with this person when they sign in: what nobody, or they themselves, typed."""
    return [entry for entry in _entries(request) if entry["by"] in {None, user.pk}]


def restore(request: HttpRequest, entries: list[dict[str, Any]]) -> None:
    """Make these the kept forms. Signing in may have emptied the session."""
    if entries:
        request.session[KEY] = entries
    else:
        request.session.pop(KEY, None)


def _entries(request: HttpRequest) -> list[dict[str, Any]]:
    return request.session.get(KEY, [])  # type: ignore[no-any-return]
