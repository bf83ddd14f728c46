from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Self, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.codebook import CodedTheme
from synthesis.actions.cover import CoverWords
from synthesis.actions.figures import FigureWords, Photo, Place
from synthesis.actions.insights import InsightWords
from synthesis.actions.outline import SectionWords
from synthesis.actions.outside import OutsideWords
from synthesis.formats import FORMATS
from synthesis.languages import language_mark
from synthesis.models import CoverPicture, OutsideNote, Section
from synthesis.photos import MOST_BYTES, PhotoError, cleaned_photo
from synthesis.word_template import MOST_BYTES as MOST_TEMPLATE_BYTES
from synthesis.word_template import TemplateError, cleaned_template

SIGNS = _(
    "An empty line starts a paragraph. "
    "Signs: **bold**, [words](https://address), [note: words of a footnote]."
)


class BuildForm(forms.Form):
    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=[(one.key, one.label) for one in FORMATS.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one format.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The files in the language of the consultation are always made."),
    )
    with_annex = forms.BooleanField(
        label=_("Evidence annex"),
        required=False,
        help_text=_(
            "Ends each file with the passages behind every insight. "
            "Without it, the number of an insight leads to them on the web page."
        ),
    )

    def __init__(self, *args: Any, languages: Sequence[str] = (), **options: Any) -> None:
        """`languages`: those that the report is given in besides its own."""
        super().__init__(*args, **options)
        if languages:
            offered = cast("forms.MultipleChoiceField", self.fields["languages"])
            offered.choices = [(code, language_mark(code, code).own) for code in languages]
        else:
            del self.fields["languages"]

    def clean_formats(self) -> list[str]:
        """Each format once, in the order in which they are made."""
        wanted = self.cleaned_data["formats"]
        return [key for key in FORMATS if key in wanted]


class SavingForm(forms.Form):
    """A form whose page saves it: `seen` is the state it was made from, `sitting` the page's own key."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    sitting = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SectionForm(SavingForm):
    title = forms.CharField(label=_("Heading"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    lead = forms.CharField(
        label=_("Lead paragraph"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-box", "dir": "auto"}),
        help_text=_("One to three lines that stand above everything else under this heading."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes it draws on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, themes: Iterable[CodedTheme], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(theme.pk), theme.label) for theme in themes]
        if choices:
            cast("forms.MultipleChoiceField", self.fields["themes"]).choices = choices
        else:
            del self.fields["themes"]

    def words(self) -> SectionWords:
        data = self.cleaned_data
        return SectionWords(data["title"], data["lead"], frozenset(int(pk) for pk in data.get("themes", ())))

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_lead(self) -> str:
        return " ".join(self.cleaned_data["lead"].split())


class NewSectionForm(forms.Form):
    PART = "part"

    title = forms.CharField(label=_("Heading"), max_length=200)
    under = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, places: Sequence[tuple[int, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        under = cast("forms.ChoiceField", self.fields["under"])
        under.choices = [
            (self.PART, _("A new part")),
            ("", _("A heading outside every part")),
            *((str(pk), _("Under %(place)s") % {"place": label}) for pk, label in places),
        ]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class InsightForm(SavingForm):
    lead_in = forms.CharField(
        label=_("Lead-in"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": "voice-line", "dir": "auto"}),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "voice-box", "dir": "auto"}),
        help_text=SIGNS,
    )

    @classmethod
    def of(cls, words: InsightWords, *, seen: str) -> Self:
        """The form of a page just opened; its `sitting` is new."""
        return cls(initial={**vars(words), "seen": seen, "sitting": uuid.uuid4()})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("lead_in") and not data.get("text") and not self.errors:
            self.add_error("text", _("Enter the lead-in or the text of the insight."))
        return data

    def has_words(self) -> bool:
        return any(self.data.get(name, "").strip() for name in ("lead_in", "text"))

    def words(self) -> InsightWords:
        data = self.cleaned_data
        return InsightWords(" ".join(data["lead_in"].split()), _lines(data["text"]))


class ObjectiveForm(SavingForm):
    text = forms.CharField(
        label=_("Text"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "voice-box", "dir": "auto"}),
        help_text=SIGNS,
    )

    def words(self) -> str:
        return _lines(self.cleaned_data["text"])


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class OutsideForm(forms.Form):
    """Evidence from outside the consultation."""

    kind = forms.ChoiceField(label=_("What it is"), choices=OutsideNote.Kind.choices)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Who said it, and where. For example: panel on water courts, live webinar."),
    )
    on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    words = forms.CharField(
        label=_("Short quotation or summary"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-box"}),
    )

    def said(self) -> OutsideWords:
        data = self.cleaned_data
        source, words = (" ".join(data[name].split()) for name in ("source", "words"))
        return OutsideWords(source, data["kind"], data["on"], data["link"], words)


class FigureForm(SavingForm):
    picture = forms.FileField(
        label=_("Picture"), required=False, help_text=_("PNG or JPEG, at most 4 MB. Leave empty to keep it.")
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)
    credit = forms.CharField(label=_("Credit"), max_length=200, required=False)
    alt = forms.CharField(
        label=_("Describe this image"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For people who cannot see it: what it shows, in a sentence."),
    )
    people_agreed = forms.BooleanField(label=_("The people shown agreed to it"), required=False)
    place = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, places: Sequence[tuple[int, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place = cast("forms.ChoiceField", self.fields["place"])
        named = [(str(pk), _("After “%(insight)s”") % {"insight": name}) for pk, name in places]
        place.choices = [("", _("At the end of the heading")), *named]

    def clean_picture(self) -> Photo | None:
        upload = self.cleaned_data["picture"]
        if upload is None:
            return None
        try:
            return Photo(*cleaned_photo(upload.read(MOST_BYTES + 1)))
        except PhotoError as error:
            raise forms.ValidationError(str(error)) from error

    def words(self) -> FigureWords:
        data = self.cleaned_data
        caption, credit, alt = (" ".join(data[name].split()) for name in ("caption", "credit", "alt"))
        return FigureWords(caption, credit, alt, people_agreed=data["people_agreed"])

    def photo(self) -> Photo | None:
        return cast("Photo | None", self.cleaned_data["picture"])

    def place_in(self, section: Section) -> Place:
        chosen = self.cleaned_data["place"]
        return Place(section, section.insights.filter(pk=int(chosen)).first() if chosen else None)


class CoverPictureForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=CoverPicture.Kind.choices)
    picture = forms.FileField(label=_("Picture"), help_text=_("PNG or JPEG, at most 4 MB."))
    alt = forms.CharField(
        label=_("Describe this image"),
        max_length=300,
        help_text=_("Of a logo, the name of the organisation."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)
    credit = forms.CharField(label=_("Credit"), max_length=200, required=False)

    def clean_picture(self) -> Photo:
        try:
            return Photo(*cleaned_photo(self.cleaned_data["picture"].read(MOST_BYTES + 1)))
        except PhotoError as error:
            raise forms.ValidationError(str(error)) from error

    def words(self) -> CoverWords:
        data = self.cleaned_data
        return CoverWords(*(" ".join(data[name].split()) for name in ("alt", "caption", "credit")))


class WordStylesForm(forms.Form):
    styles = forms.FileField(label=_("Word file"), help_text=_(".docx or .dotx, at most 2 MB."))

    def clean_styles(self) -> tuple[str, bytes]:
        """The name of the file, and what is taken over from it."""
        given = self.cleaned_data["styles"]
        try:
            return given.name, cleaned_template(given.read(MOST_TEMPLATE_BYTES + 1))
        except TemplateError as error:
            raise forms.ValidationError(str(error)) from error


class ContactForm(forms.Form):
    contact = forms.EmailField(
        label=_("Email address for questions about the report"),
        required=False,
        help_text=_("Printed on the last page, for everybody to read. Empty: none is printed."),
    )
