"""Names and other one-line words: what is refused, and the one form in which the rest is stored."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REPLACEMENT = "\ufffd"  # what broken UTF-8 turns into on its way in
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters by the book, blank on the page
REFUSED_CATEGORIES = frozenset({"Cc", "Cn", "Co", "Cs", "Zl", "Zp"})


def clean_line(text: str) -> str:
    """One line in NFC with single spaces. Raises ValidationError for what cannot be seen or is not text."""
    line = unicodedata.normalize("NFC", text.strip())
    if any(_is_refused(character) for character in line):
        raise ValidationError(_("Remove the line breaks and invisible characters."), code="invisible")
    if line and not any(c.isalnum() and c not in FILLERS for c in line):
        raise ValidationError(_("Enter at least one letter."), code="blank")
    return " ".join(line.split())


def _is_refused(character: str) -> bool:
    return (
        character in BIDI_CONTROLS
        or character == REPLACEMENT
        or unicodedata.category(character) in REFUSED_CATEGORIES
    )


class LineField(forms.CharField):
    """A text field of one line."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")
