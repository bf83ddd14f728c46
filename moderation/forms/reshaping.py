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


class MergeForm(forms.Form):
    """Into which theme another one goes."""

    into = PlaceField(label=_("Merge into"))

    def __init__(self, codebook: Codebook, *args: Any, theme: CodedTheme, **options: Any) -> None:
        super().__init__(*args, **options)
        gone = {theme.pk, *(one.pk for one in codebook.below(theme.pk))}
        places: Any = self.fields["into"]
        places.choices = places_as_choices([one for one in codebook if one.pk not in gone])
        places.choices[0] = ("", _t("Choose a theme"))

    def clean_into(self) -> int:
        into: int | None = self.cleaned_data["into"]
        if into is None:
            raise forms.ValidationError(_t("Choose the theme to merge into"))
        return into


class TakeForm(forms.Form):
    """Taggings of one theme, and where they go: to a theme that is there, or to a new one."""

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
        if bool(data.get("into")) == bool(data.get("name")):
            raise forms.ValidationError(_t("Choose one theme to move to, or name a new one"))
        return data

    @property
    def taggings(self) -> list[int]:
        return list(self.cleaned_data["tagging"])

    @property
    def words(self) -> ThemeWords | None:
        """The new theme's words; None when the taggings go to a theme that is there."""
        name = self.cleaned_data.get("name", "")
        return ThemeWords(name) if name and len(name) <= NAME_LENGTH else None
