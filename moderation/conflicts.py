"""Two of the team at one thing: what is saved now, beside what one of them was about to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.codebook import Codebook
from moderation.desk import changed_by, theme_changed_by
from moderation.meanwhile import Shown
from moderation.models import Passage, Theme

type Labels = Mapping[str, str | Promise]

PASSAGE_CHANGES = ("passage.saved", "passage.tagged", "passage.changed", "passage.confirmed")
THEME_CHANGES = ("theme.added", "theme.changed")
PASSAGE_FIELDS: Labels = {
    "themes": gettext_lazy("Themes"),
    "note": gettext_lazy("Note"),
    "useful_as_quote": gettext_lazy("Useful as quote"),
}


@dataclass(frozen=True)
class Conflict:
    """Who changed it and when ("" and None where the record does not say); rows of (what, saved, mine)."""

    who: str
    at: Any
    rows: list[tuple[str | Promise, str, str]]


def passage_conflict(
    passage: Passage, codebook: Codebook, now: Shown, mine: Shown, *, made: float | None
) -> Conflict:
    """What differs between what stands now and what was about to be saved in a form made then."""
    who, at = _since(made, changed_by(passage, passage.revision.contribution, PASSAGE_CHANGES))
    return Conflict(who, at, _rows(PASSAGE_FIELDS, codebook, now, mine))


def theme_conflict(
    theme: Theme, codebook: Codebook, labels: Labels, now: Shown, mine: Shown, *, made: float | None
) -> Conflict:
    """The same of a theme; the labels are those of its form."""
    who, at = _since(made, theme_changed_by(theme, THEME_CHANGES))
    placed = [shown | {"parent": [pk for pk in (shown["parent"],) if pk]} for shown in (now, mine)]
    return Conflict(who, at, _rows(labels, codebook, *placed))


def _since(made: float | None, change: tuple[str, Any] | None) -> tuple[str, Any]:
    """Nobody for a change that the form knew already: other acts change the thing too."""
    if made is None or change is None or change[1].timestamp() < made:
        return "", None
    return change


def _rows(
    labels: Labels, codebook: Codebook, now: Shown, mine: Shown
) -> list[tuple[str | Promise, str, str]]:
    return [
        (label, _said(codebook, now[name]), _said(codebook, mine[name]))
        for name, label in labels.items()
        if now[name] != mine[name]
    ]


def _said(codebook: Codebook, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(codebook.by_pk[pk].label for pk in value if pk in codebook.by_pk)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
