from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from moderation.actions.codebook import ThemeWords
from moderation.codebook import Codebook, CodedTheme

NAME_LENGTH = 120
WORDS_LENGTH = 5000
INDENT = "\u2003"
HUE_NAMES = (
    ("", _("As its section")),
    ("a", _("Amber")),
    ("b", _("Blue")),
    ("c", _("Green")),
    ("d", _("Rose")),
    ("e", _("Violet")),
    ("f", _("Teal")),
    ("g", _("Orange")),
    ("h", _("Grey")),
)


def places_as_choices(themes: Sequence[CodedTheme]) -> list[tuple[str, str]]:
    """Where a theme may stand, drawn as a tree."""
    places = [(str(theme.pk), f"{INDENT * (theme.depth + 1)}{theme.label}") for theme in themes]
    return [("", _t("At the top")), *places]


class NameField(forms.CharField):
    """A theme's name: one line, single spaces."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, error_messages={"required": _("Enter a name")}, **options)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class PlaceField(forms.TypedChoiceField):
    """The theme under which another one stands; None at the top."""

    def __init__(self, **options: Any) -> None:
        wrong = {"invalid_choice": _("This place is not in the codebook any more. Choose again")}
        super().__init__(required=False, coerce=int, empty_value=None, error_messages=wrong, **options)


def _long_text(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=WORDS_LENGTH, widget=widget)


class ThemeForm(forms.Form):
    """The words and the place of a theme: a new one, or `theme` as it stands."""

    name = NameField(label=_("Name"), widget=forms.TextInput({"dir": "auto"}))
    parent = PlaceField(label=_("Place it under"))
    definition = _long_text(_("Definition"), 3)
    use_when = _long_text(_("Use it when"), 2)
    use_not = _long_text(_("Do not use it when"), 2)
    memo = _long_text(_("Note for team"), 2)
    hue = forms.ChoiceField(label=_("Colour"), choices=HUE_NAMES, required=False)

    def __init__(
        self, codebook: Codebook, *args: Any, theme: CodedTheme | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        below = {theme.pk, *(one.pk for one in codebook.below(theme.pk))} if theme else set()
        places: Any = self.fields["parent"]
        places.choices = places_as_choices([one for one in codebook if one.pk not in below])

    @property
    def words(self) -> ThemeWords:
        data = self.cleaned_data
        return ThemeWords(**{field: value for field, value in data.items() if field != "parent"})
