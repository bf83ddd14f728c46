"""The shortcuts of the desk: which key presses which button. They are off until somebody turns them on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DIGITS = "123456789"
ACTS: dict[str, tuple[str, str | Promise]] = {
    "next": ("j", _("Open the next in the list")),
    "previous": ("k", _("Open the one before in the list")),
    "questions": ("q", _("Go to the questions")),
    "themes": ("t", _("Go to the themes")),
    "highlight": ("h", _("Highlight passage")),
    "reply": ("r", _("Reply")),
    "mention": ("m", _("Mention")),
    "hide": ("x", _("Hide contribution")),
    "done": ("d", _("Done, next")),
    "undo": ("u", _("Undo")),
    "search": ("/", _("Go to Add theme")),
    "list": ("?", _("List of keys")),
}


def keys_of(changed: Mapping[str, str]) -> dict[str, str]:
    """The key of each act, with those that somebody changed."""
    return {act: changed.get(act, key) for act, (key, _label) in ACTS.items()}
