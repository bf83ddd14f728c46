"""Why a row of a file is refused, in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "unclosed": _(
        "A quotation mark opens in this row and is never closed. This row and all below it could not be read."
    ),
    "too long": _(
        "A cell of this row has more than 1,000,000 characters. Divide its text into several rows, or close "
        "the quotation mark that opens in it. This row and all below it could not be read."
    ),
    "too wide": _(
        "The row has %(found)s cells where the heading has %(columns)s. A text with the separator in it "
        "needs quotation marks around it."
    ),
    "no object": _("It is not an object with keys."),
    "empty": _("The text is empty."),
    "long text": _("The text has %(length)s characters; the most is %(most)s. Divide it into several rows."),
    "long name": _("The name has %(length)s characters; the most is %(most)s."),
    "long number": _("The number has %(length)s characters; the most is %(most)s."),
    "date": _("The date “%(said)s” cannot be read. Write it as 2026-06-29."),
    "future": _("The date “%(said)s” lies in the future."),
    "unknown question": _("It names the question “%(question)s”, which the room does not have."),
    "no consent": _("The person did not agree: the consent says “%(said)s”."),
    "rejected": _("It was rejected by the moderators where it was said."),
    "number twice": _("The same number stands in row %(row)s already."),
    "row twice": _(
        "It is the same as row %(row)s. If two people said it, give each row a number of its own."
    ),
    "answers itself": _("It replies to itself."),
    "no parent": _("It replies to “%(parent)s”, which is not in the file."),
    "parent refused": _("It replies to “%(parent)s”, which is refused."),
    "circle": _("The replies run in a circle."),
    "too deep": _("It stands more than %(most)s replies deep."),
}


def sentence(reason: str, said: dict[str, Any]) -> str:
    """The reason as a sentence in the language in force."""
    words = str(REASONS.get(reason, reason))
    return words % said if said else words
