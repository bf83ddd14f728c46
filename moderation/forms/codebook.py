from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from moderation.actions.codebook import SHOWN, ThemeWords
from moderation.acts import HUE_NAMES
from moderation.codebook import Codebook, CodedTheme
from moderation.examples import LONGEST, LONGEST_SOURCE, MOST, Example, Kept, as_kept, in_lines
from moderation.meanwhile import Shown, come_back, made_at

NAME_LENGTH = 120
WORDS_LENGTH = 5000
INDENT = "\u2003"


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


def _long_text(label: Any, rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    options = {"max_length": WORDS_LENGTH} | options
    return forms.CharField(label=label, required=False, widget=widget, **options)


class ThemeForm(forms.Form):
    """The words and the place of a theme: a new one, or `theme` as it stands."""

    name = NameField(label=_("Name"), widget=forms.TextInput({"dir": "auto"}))
    parent = PlaceField(label=_("Place it under"))
    definition = _long_text(_("Definition"), 3)
    use_when = _long_text(_("Use it when"), 2)
    use_not = _long_text(_("Do not use it when"), 2)
    examples = _long_text(
        _("Examples from elsewhere"),
        3,
        max_length=None,
        help_text=_(
            "One on each line, then who said it where: “The court is two hours away.” — Ana Ruiz, Chile. "
            "What is said in this consultation becomes an example on the page of its theme."
        ),
    )
    memo = _long_text(_("Note for team"), 2)
    hue = forms.ChoiceField(label=_("Colour"), choices=HUE_NAMES, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, codebook: Codebook, *args: Any, theme: CodedTheme | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.consultation = codebook.consultation
        below = {theme.pk, *(one.pk for one in codebook.below(theme.pk))} if theme else set()
        places: Any = self.fields["parent"]
        places.choices = places_as_choices([one for one in codebook if one.pk not in below])

    def clean_examples(self) -> list[Kept] | None:
        """As the theme keeps them; None where nothing of them was changed."""
        seen = come_back(self.data.get("seen", "")) or self.initial
        before = in_lines(str(seen.get("examples", "")))
        written = list(dict.fromkeys(in_lines(self.cleaned_data["examples"])))
        if written == before:
            return None
        if len(written) > max(MOST, len(before)):
            raise forms.ValidationError(_t("Keep at most %(most)s examples") % {"most": MOST})
        if any(len(one.words) > LONGEST or len(one.source) > LONGEST_SOURCE for one in written):
            limits = {"words": LONGEST, "source": LONGEST_SOURCE}
            told = _t("Shorten an example: at most %(words)s characters, and %(source)s of who said it")
            raise forms.ValidationError(told % limits)
        return [self._kept(one, kept) for one, kept in as_kept(written, self.consultation).items()]

    def _kept(self, one: Example, kept: Kept | None) -> Kept:
        if kept is None:
            told = _t(
                "Take out “%(words)s”: it was said in this consultation, or not everyone can read it any more"
            )
            raise forms.ValidationError(told % {"words": one.words})
        return kept

    @property
    def words(self) -> ThemeWords:
        data = self.cleaned_data
        return ThemeWords(**{field: data[field] for field in (*SHOWN, "examples")})

    @property
    def seen_before(self) -> Shown | None:
        """How the theme stood when the form was made; None for a form that does not say."""
        return come_back(self.cleaned_data["seen"])

    @property
    def made(self) -> float | None:
        return made_at(self.data.get("seen", ""))

    @property
    def mine(self) -> Shown:
        """How the theme is to stand, as a form shows it."""
        lines = [one.line for one in in_lines(self.data.get("examples", ""))]
        data = {field: self.cleaned_data[field] for field in (*SHOWN, "parent")}
        return {**data, "examples": "\n".join(lines)}

    @property
    def labels(self) -> dict[str, Any]:
        """What the form calls each part of a theme."""
        return {name: self.fields[name].label for name in (*SHOWN, "parent", "examples")}
