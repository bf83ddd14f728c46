"""What a build reports as worth a look, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "character_not_covered": _("No font has the character %(value)s; its code is printed instead."),
    "note_missing": _("A mark points to a footnote that does not exist: %(value)s."),
    "note_unused": _("No mark points to this footnote: %(value)s."),
    "untranslated": _("Texts that nobody translated, printed in their first language: %(value)s."),
    "translation_older": _("Texts translated from words that have changed since: %(value)s."),
    "picture_broken": _("A picture cannot be read: %(value)s."),
}


def sentence(look: Mapping[str, str]) -> str:
    """One entry of `Build.should_look` in the language in force."""
    template = SENTENCES.get(look["kind"])
    return str(template) % {"value": look["value"]} if template else f"{look['kind']}: {look['value']}"
