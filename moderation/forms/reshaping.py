from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from moderation.actions.codebook import ThemeWords
from moderation.codebook import Codebook, CodedTheme
from moderation.forms.codebook import NAME_LENGTH, NameField, PlaceField, places_as_choices

MOST_AT_ONCE = 1000
MOVE, PUT_ON, SPLIT, EXAMPLE, NO_EXAMPLE = ACTS = ("move", "put-on", "split", "example", "no-example")


class MergeForm(forms.Form):
    """Into which theme another one goes."""

    into = PlaceField(label=_("Merge into"))

    def __init__(self, codebook: Codebook, *args: Any, theme: CodedTheme, **options: Any) -> None:
        super().__init__(*args, **options)
        gone = {theme.pk, *(one.pk for one in codebook.below(theme.pk))}
        places: Any = self.fields["into"]
        others = places_as_choices([one for one in codebook if one.pk not in gone])
        places.choices = [("", _t("Choose a theme")), *others[1:]]
        places.required = places.widget.is_required = True
        places.error_messages["required"] = _t("Choose the theme to merge into")


class PlaceForm(forms.Form):
    """Under which theme another one goes, and where among those that stand there."""

    parent = PlaceField(label=_("Place it under"))
    place = forms.IntegerField(
        label=_("Place there"),
        help_text=_("1 is the first. Empty: after the last one."),
        required=False,
        min_value=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, codebook: Codebook, *args: Any, theme: CodedTheme, **options: Any) -> None:
        super().__init__(*args, **options)
        gone = {theme.pk, *(one.pk for one in codebook.below(theme.pk))}
        places: Any = self.fields["parent"]
        places.choices = places_as_choices([one for one in codebook if one.pk not in gone])


class TakeForm(forms.Form):
    """What is done with chosen taggings: moved to a theme, given one more, or called examples of their theme.

    The theme is one that is there, or a new one.
    """

    do = forms.ChoiceField(choices=[(one, one) for one in ACTS], required=False)
    tagging = forms.TypedMultipleChoiceField(coerce=int, required=False)
    into = PlaceField()
    name = NameField(required=False)

    def __init__(self, codebook: Codebook, data: QueryDict) -> None:
        super().__init__(data)
        places: Any = self.fields["into"]
        places.choices = places_as_choices(list(codebook))
        ticked: Any = self.fields["tagging"]
        sent = data.getlist("tagging")[:MOST_AT_ONCE]
        ticked.choices = [(value, value) for value in sent if value.isdecimal() and len(value) < 19]  # noqa: PLR2004

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("tagging"):
            raise forms.ValidationError(_t("Tick at least one passage"))
        if self.errors:
            return data
        if self.do_what == SPLIT and not data.get("name"):
            raise forms.ValidationError(_t("Name the new theme"))
        if self.needs_theme and bool(data.get("into")) == bool(data.get("name")):
            raise forms.ValidationError(_t("Choose one theme, or name a new one"))
        return data

    @property
    def do_what(self) -> str:
        return self.cleaned_data.get("do") or MOVE

    @property
    def needs_theme(self) -> bool:
        return self.do_what in {MOVE, PUT_ON, SPLIT}

    @property
    def taggings(self) -> list[int]:
        """Each once: under several questions it stands, and is ticked, several times."""
        return list(dict.fromkeys(self.cleaned_data["tagging"]))

    @property
    def words(self) -> ThemeWords | None:
        """The new theme's words; None when the taggings go to a theme that is there."""
        name = self.cleaned_data.get("name", "")
        return ThemeWords(name) if name and len(name) <= NAME_LENGTH else None
