"""The words of a contribution and their language, as a form takes them: plain, or rich from the editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation import texts
from consultation.languages import OWN_NAMES
from consultation.texts import MAX_CHARACTERS
from consultation.widgets import KeptSelect
from contributions.detecting import detect
from rooms.models import Room

DAMAGED = "�"
MOST_MARKUP = 6  # characters of HTML for each character of a text that may be sent


class TextField(forms.CharField):
    """A long text, plain or (`is_rich`) HTML of the editor. What cannot be stored is refused; nothing is cut.

    The one validator of texts, for new ones and for edits. Its limit counts what is read, not markup.
    """

    default_validators: list[Any] = []
    widget = forms.Textarea
    is_rich = False

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = []

    def to_python(self, value: object) -> str:
        return str(value or "").replace("\r\n", "\n")

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: rich text in its plain form, for those whose browser runs no script."""
        return texts.to_source(value) if self.is_rich and isinstance(value, str) else value

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002  the parent's signature
        return data.replace("\x00", "") if isinstance(data, str) else data

    def validate(self, value: str) -> None:
        if "\x00" in value:
            raise forms.ValidationError(
                _t("Your text held characters that cannot be stored. They are gone now: check and post again")
            )
        if DAMAGED in value:
            raise forms.ValidationError(
                _t("Some characters did not arrive intact and show as %(sign)s. Correct them and post again")
                % {"sign": DAMAGED}
            )
        length = self._length(value)
        if not length:
            raise forms.ValidationError(_t("Enter your contribution"))
        if length > MAX_CHARACTERS:
            raise forms.ValidationError(
                _t("Contribution must be %(limit)s characters or less. It has %(length)s")
                % {"limit": f"{MAX_CHARACTERS:,}", "length": f"{length:,}"}
            )

    def _length(self, value: str) -> int:
        """Characters that count; 0 when there is nothing to read."""
        if not self.is_rich or len(value) > MOST_MARKUP * MAX_CHARACTERS:
            return len(value) if value.strip() else 0
        cleaned = texts.clean_html(value)
        has_words = cleaned.plain.strip() or texts.quotes_in(cleaned.html)
        return max(len(cleaned.plain), 1) if has_words else 0


class RichField(forms.CharField):
    """Says that the text is the editor's HTML: only its script says so, never a page as it is sent."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> str:  # noqa: ARG002  the parent's signature
        return ""


class FormattedField(forms.CharField):
    """The HTML whose plain form stands in the box. It is read before the fields are."""

    def clean(self, _value: Any) -> str:
        return ""


class WordsForm(forms.Form):
    """Words and their language: what writing something new and changing something old have in common.

    Rich text stands in the box in its plain form, with the HTML in `formatted` beside it: the editor's script
    takes that over, and without a script the paragraphs that come back unchanged keep their marks.
    """

    text = TextField(
        label=_("Your contribution"),
        help_text=_(
            'No need to introduce yourself. Blank line = new paragraph; "- " = list. '
            "Type @ and a name to mention a colleague."
        ),
    )
    rich = RichField(required=False)
    formatted = FormattedField(required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language of this contribution"), required=False, widget=KeptSelect)

    def __init__(self, room: Room, data: QueryDict | None = None, **options: Any) -> None:
        self.sent = _with_marks(data) or QueryDict()
        super().__init__(None if data is None else self.sent, **options)
        self.room = room
        text: Any = self.fields["text"]
        text.is_rich = bool(self.data.get("rich"))
        text.widget.attrs = {"rows": 8, "dir": "auto", "class": "voice-box"}
        languages: Any = self.fields["language"]
        languages.choices = [("", _("Found out from the text")), *language_choices(room)]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        if field_name in {"text", "formatted"} and self.initial.get("rich"):
            html = str(self.initial.get("text") or "")
            return texts.to_source(html) if field_name == "text" else html
        return "" if field_name == "formatted" else value

    @property
    def is_rich(self) -> bool:
        return bool(self.cleaned_data.get("rich"))

    @property
    def language_written(self) -> str:
        """The language chosen, else the one the words are in, else the consultation's."""
        chosen: str = self.cleaned_data.get("language") or ""
        if chosen:
            return chosen
        words = self.cleaned_data["text"]
        plain = texts.clean_html(words).plain if self.is_rich else words
        return detect(plain) or self.room.consultation.language


def written(fields: Mapping[str, str]) -> tuple[str, bool]:
    """The text of a form's fields, and whether it is rich: a plain form that came back has its marks."""
    text, formatted = fields.get("text") or "", fields.get("formatted") or ""
    if fields.get("rich") or not formatted or len(formatted) > MOST_MARKUP * MAX_CHARACTERS:
        return text, bool(fields.get("rich"))
    kept = texts.with_marks_kept(text, formatted)
    return (text, False) if kept is None else (kept, True)


def _with_marks(data: QueryDict | None) -> QueryDict | None:
    if data is None or not (data.get("formatted") or data.get("rich")):
        return data
    sent = data.copy()
    text, is_rich = written(sent)
    sent["text"], sent["rich"], sent["formatted"] = text, "1" if is_rich else "", text if is_rich else ""
    return sent


def language_choices(room: Room) -> list[tuple[str, str]]:
    """The consultation's languages first, then all others that have a name here."""
    first = room.consultation.languages or [room.consultation.language]
    return [(code, OWN_NAMES.get(code, code)) for code in dict.fromkeys([*first, *OWN_NAMES])]
