from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.languages import OWN_NAMES
from consultation.texts import MAX_CHARACTERS
from contributions.actions import NewContribution
from contributions.models import Contribution
from rooms.models import Room

DAMAGED = "�"


class TextField(forms.CharField):
    """A long text. What cannot be stored is refused with a sentence; nothing is cut."""

    default_validators: list[Any] = []
    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = []

    def to_python(self, value: object) -> str:
        return str(value or "").replace("\r\n", "\n")

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002  the parent's signature
        return data.replace("\x00", "") if isinstance(data, str) else data

    def validate(self, value: str) -> None:
        if not value.strip():
            raise forms.ValidationError(_t("Enter your contribution"))
        if "\x00" in value:
            raise forms.ValidationError(
                _t("Your text held characters that cannot be stored. They are gone now: check and post again")
            )
        if DAMAGED in value:
            raise forms.ValidationError(
                _t("Some characters did not arrive intact and show as %(sign)s. Correct them and post again")
                % {"sign": DAMAGED}
            )
        if len(value) > MAX_CHARACTERS:
            raise forms.ValidationError(
                _t("Contribution must be %(limit)s characters or less. It has %(length)s")
                % {"limit": f"{MAX_CHARACTERS:,}", "length": f"{len(value):,}"}
            )


class ContributionForm(forms.Form):
    """What a person writes in a room: the words, the questions answered, the contribution replied to."""

    questions = forms.MultipleChoiceField(
        required=False,
        label=_("Which questions does this answer?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the questions is not of this room. Choose again"),
            "invalid_list": _("One of the questions is not of this room. Choose again"),
        },
    )
    text = TextField(
        label=_("Your contribution"),
        help_text=_(
            'No need to introduce yourself. Blank line = new paragraph; "- " = list. '
            "Type @ and a name to mention a colleague."
        ),
    )
    language = forms.ChoiceField(label=_("Language of this contribution"), required=False)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, room: Room, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.room = room
        self.asked = {str(question.pk): question for question in room.questions.all()}
        questions: Any = self.fields["questions"]
        questions.choices = [(pk, str(question)) for pk, question in self.asked.items()]
        if not self.asked:
            del self.fields["questions"]
        languages: Any = self.fields["language"]
        languages.choices = language_choices(room)
        languages.initial = room.consultation.language
        self.fields["form_key"].initial = str(uuid.uuid4())
        self.fields["text"].widget.attrs = {"rows": 8, "dir": "auto", "class": "voice-box"}

    def clean_parent(self) -> Contribution | None:
        value = self.cleaned_data["parent"]
        if not value:
            return None
        shown = Contribution.objects.filter(room=self.room).select_related("author__user")
        parent = shown.filter(pk=value).first() if value.isdecimal() and len(value) < 19 else None  # noqa: PLR2004
        if parent is None:
            raise forms.ValidationError(_t("The contribution you reply to is not in this room"))
        if not parent.is_visible:
            raise forms.ValidationError(_t("The contribution you reply to is no longer shown"))
        return parent

    def clean_form_key(self) -> uuid.UUID:
        value = self.cleaned_data["form_key"]
        try:
            return uuid.UUID(value) if value else uuid.uuid4()
        except ValueError:
            raise forms.ValidationError(
                _t("This form was changed on its way. Check your text and post again")
            ) from None

    def new_contribution(self) -> NewContribution:
        data = self.cleaned_data
        return NewContribution(
            text=data["text"],
            language=data.get("language") or self.room.consultation.language,
            parent=data["parent"],
            questions=[self.asked[pk] for pk in data.get("questions") or []],
            form_key=data["form_key"],
        )


def language_choices(room: Room) -> list[tuple[str, str]]:
    """The consultation's languages first, then all others that have a name here."""
    first = room.consultation.languages or [room.consultation.language]
    return [(code, OWN_NAMES.get(code, code)) for code in dict.fromkeys([*first, *OWN_NAMES])]
