from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from contributions.models import Revision
from moderation.actions.coding import MOST_THEMES, NewPassages
from moderation.anchors import WordsNotFoundError, narrow_to_words, span_to_ticks, ticks_to_spans
from moderation.codebook import Codebook, CodedTheme
from moderation.forms.codebook import NameField, PlaceField, places_as_choices
from moderation.meanwhile import Shown, come_back, made_at, sent_along
from moderation.models import HUES
from moderation.sentences import Sentence, split_sentences

NOTE_LENGTH = 2000


class ThemesForm(forms.Form):
    """Themes to put on something: ticked in the codebook, or a new one by its name."""

    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_list"),
            _("One of the themes is not in the codebook any more. Choose again"),
        ),
    )
    new_theme = NameField(label=_("New theme"), required=False, widget=forms.TextInput({"dir": "auto"}))
    under = PlaceField(label=_("Place the new theme under"))

    def __init__(self, codebook: Codebook, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.codebook = codebook
        themes: Any = self.fields["themes"]
        themes.choices = [(str(theme.pk), theme.label) for theme in codebook]
        places: Any = self.fields["under"]
        places.choices = places_as_choices(codebook.themes)
        if not codebook.themes:
            del self.fields["themes"], self.fields["under"]

    def clean(self) -> dict[str, Any]:
        """Whoever types the name or the code of a theme that is there means that theme."""
        data = self.cleaned_data
        ticked = list(dict.fromkeys(data.get("themes", [])))
        if known := self._known(data.get("new_theme", "")):
            ticked = list(dict.fromkeys([*ticked, str(known.pk)]))
            data["new_theme"] = ""
        data["themes"] = ticked
        if not {"themes", "new_theme", "under"} & set(self.errors):
            self.check_number(len(ticked) + bool(data["new_theme"]))
        return data

    def check_number(self, chosen: int) -> None:
        """Complain about too few or too many."""
        if not chosen:
            self.blame_themes(_t("Choose a theme"))

    def blame_themes(self, sentence: str) -> None:
        self.add_error("themes" if "themes" in self.fields else "new_theme", sentence)

    def _known(self, typed: str) -> CodedTheme | None:
        folded = typed.casefold()
        spoken = {
            theme.pk: {theme.name.casefold(), theme.code, theme.label.casefold()} for theme in self.codebook
        }
        fitting = [theme for theme in self.codebook if folded in spoken[theme.pk]]
        return fitting[0] if len(fitting) == 1 else None

    @property
    def chosen(self) -> list[int]:
        """The pks of the themes ticked, in the order of the codebook."""
        wanted = {int(pk) for pk in self.cleaned_data["themes"]}
        return [theme.pk for theme in self.codebook if theme.pk in wanted]

    @property
    def offered(self) -> list[tuple[CodedTheme, bool]]:
        """The codebook's themes, and whether each is ticked now."""
        ticked = {str(value) for value in self["themes"].value() or []} if self.codebook.themes else set()
        return [(theme, str(theme.pk) in ticked) for theme in self.codebook]

    @property
    def first_hue(self) -> str:
        """The hue of the first theme ticked so far; grey before a choice."""
        return next((theme.hue for theme, is_ticked in self.offered if is_ticked), HUES[-1])


class PassageWordsForm(ThemesForm):
    """What goes with a passage: 1 to 5 themes, a note, and whether it is good to quote."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only the team sees it."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    useful_as_quote = forms.BooleanField(label=_("Useful as quote"), required=False)

    def check_number(self, chosen: int) -> None:
        if not 1 <= chosen <= MOST_THEMES:
            self.blame_themes(_t("Choose 1 to 5 themes"))


class StandingPassageForm(PassageWordsForm):
    """The words of a passage that stands. `seen` is how it stood when the form was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> Shown:
        shown = come_back(self.cleaned_data["seen"])
        if shown is None:
            raise forms.ValidationError(_t("The form came back incomplete. Choose again"))
        return shown

    @property
    def made(self) -> float | None:
        return made_at(self.data.get("seen", ""))

    @property
    def mine(self) -> Shown:
        """How the passage is to stand."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("note", "useful_as_quote")}
        return {"themes": sorted(self.chosen), **words}


class PassageForm(PassageWordsForm):
    """The sentence picker over one revision. Neighbouring ticks make one passage, others one each."""

    whole = forms.BooleanField(label=_("Mark the whole contribution"), required=False)
    sentence = forms.TypedMultipleChoiceField(
        label=_("Sentences"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_list"),
            _("One of the sentences is not in this text. Tick again"),
        ),
    )
    words = forms.CharField(
        label=_("Only these words"),
        required=False,
        widget=forms.TextInput({"dir": "auto", "class": "voice-line"}),
    )
    at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    field_order = ["whole", "sentence", "themes", "new_theme", "under", "words", "note", "useful_as_quote"]

    def __init__(self, codebook: Codebook, revision: Revision, *args: Any, **options: Any) -> None:
        super().__init__(codebook, *args, **options)
        self.revision = revision
        self.sentences = split_sentences(revision.plain)
        numbers: Any = self.fields["sentence"]
        numbers.choices = [(number, sentence.text) for number, sentence in enumerate(self.sentences, start=1)]
        self.spans: Sequence[tuple[int, int]] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "sentence" not in self.errors:
            self._find_spans({number - 1 for number in data["sentence"]}, data)
        return data

    def _find_spans(self, ticked: set[int], data: dict[str, Any]) -> None:
        self.spans = ticks_to_spans(self.sentences, ticked)
        if not ticked and not data["whole"]:
            self.add_error("sentence", _t("Tick at least one sentence"))
        elif not ticked and (data.get("words") or data.get("note") or data["useful_as_quote"]):
            told = _t("Tick at least one sentence: words, note and quote mark belong to a passage")
            self.add_error("sentence", told)
        elif words := data.get("words"):
            try:
                plain, at = self.revision.plain, data.get("at")
                self.spans = [narrow_to_words(plain, self.spans, words, at=at)]
            except WordsNotFoundError:
                self.add_error("words", _t("These words are not in the ticked sentences"))

    def new_passages(self) -> NewPassages:
        data = self.cleaned_data
        return NewPassages(self.revision, self.spans, data["note"], data["useful_as_quote"])

    @property
    def picks(self) -> list[tuple[int, Sentence, bool]]:
        """Each sentence with its number and whether it is ticked now."""
        ticked = {str(value) for value in self["sentence"].value() or []}
        numbered = enumerate(self.sentences, start=1)
        return [(number, sentence, str(number) in ticked) for number, sentence in numbered]


def ticks_carried_over(old: Sequence[Sentence], ticked: Sequence[str], new: Sequence[Sentence]) -> list[str]:
    """The numbers, in an edited text, of the sentences that were ticked in the text before the edit."""
    numbered = {str(number): sentence.text for number, sentence in enumerate(old, start=1)}
    words = {numbered[number] for number in ticked if number in numbered}
    return [str(number) for number, sentence in enumerate(new, start=1) if sentence.text in words]


def selected(revision: Revision, start: int, end: int) -> dict[str, Any]:
    """What the picker starts with when a span of this revision was selected: nothing for none of it."""
    sentences = split_sentences(revision.plain)
    touched, words = span_to_ticks(sentences, revision.plain, start, end)
    if not touched:
        return {}
    ticks = {"sentence": [str(place + 1) for place in touched], "words": words}
    lead = revision.plain[start:end]
    return {**ticks, "at": start + len(lead) - len(lead.lstrip()) if words else None}


def words_of(shown: Shown) -> dict[str, Any]:
    """What the form of a standing passage starts with."""
    return {**shown, "themes": [str(pk) for pk in shown["themes"]], "seen": sent_along(shown)}
