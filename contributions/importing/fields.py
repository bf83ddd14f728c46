"""Reading one value of decoded JSON. Each function raises UnfitValueError with a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from consultation import texts
from contributions.importing.rows import UnfitValueError

MOST_CHARACTERS_OF_A_STAFF_TEXT = 20_000
MOST_CHARACTERS_OF_A_KEY = 100
YEARS = range(1970, 2200)
UNSEEN = {"C", "Z"}  # categories of controls, invisible signs and spaces


def part(data: Any, key: str) -> Mapping[str, Any]:
    found = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(found, Mapping):
        raise UnfitValueError(_('The file lacks the object "%(key)s".') % {"key": key})
    return found


def rows(data: Mapping[str, Any], key: str) -> list[Any]:
    found = data.get(key)
    if not isinstance(found, list):
        raise UnfitValueError(_('The file lacks the list "%(key)s".') % {"key": key})
    return found


def row(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnfitValueError(_("It is not an object with keys."))
    return value


def text(
    data: Mapping[str, Any], key: str, *, most: int = MOST_CHARACTERS_OF_A_STAFF_TEXT, needed: bool = True
) -> str:
    """A text as it may be stored: at most `most` characters, with something to read in it if `needed`."""
    value = data.get(key)
    if value is None:
        if needed:
            raise UnfitValueError(_('"%(key)s" is missing.') % {"key": key})
        return ""
    return readable(value, f'"{key}"', most=most, needed=needed)


def readable(value: Any, where: str, *, most: int, needed: bool = True) -> str:
    """The same for a value that has no key; `where` names it in the sentence."""
    if not isinstance(value, str):
        raise UnfitValueError(_("%(where)s is not a text.") % {"where": where})
    clean = texts.normalise(value).strip()
    if needed and all(unicodedata.category(character)[0] in UNSEEN for character in clean):
        raise UnfitValueError(_("%(where)s is empty.") % {"where": where})
    if len(clean) > most:
        raise UnfitValueError(
            _("%(where)s has %(length)s characters; the most is %(most)s.")
            % {"where": where, "length": f"{len(clean):,}", "most": f"{most:,}"}
        )
    return clean


def key(value: Any, name: str) -> str:
    """An id, written as a number or a text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnfitValueError(_('"%(key)s" must be a number or a text.') % {"key": name})
    return readable(str(value), f'"{name}"', most=MOST_CHARACTERS_OF_A_KEY)


def flag(data: Mapping[str, Any], name: str) -> bool:
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise UnfitValueError(_('"%(key)s" must be true or false.') % {"key": name})
    return value


def day(data: Mapping[str, Any], name: str) -> date:
    try:
        found = date.fromisoformat(text(data, name))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise UnfitValueError(_('"%(key)s" is not a day such as 2026-06-29.') % {"key": name})
    return found


def moment(data: Mapping[str, Any], name: str) -> datetime:
    """A moment that knows its time zone."""
    try:
        found = datetime.fromisoformat(text(data, name))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise UnfitValueError(
            _('"%(key)s" is not a moment such as 2026-06-29T09:00:00+00:00.') % {"key": name}
        )
    if found.tzinfo is None:
        raise UnfitValueError(_('"%(key)s" lacks its time zone, such as +00:00.') % {"key": name})
    return found
