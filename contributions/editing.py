"""The form in which an author changes what they wrote."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.actions.revising import Edit
from contributions.forms import WordsForm, language_choices
from contributions.models import Contribution, Draft

CHANGED_ON_ITS_WAY = _("This form was changed on its way. Check your text and save again")


class EditForm(WordsForm):
    """The composer's fields for a contribution that exists: the words, the questions answered, the language.

    `version` is the number of the version the author saw when they began. `waiting` is a draft of theirs.
    """

    waiting: Draft | None = None

    questions = forms.MultipleChoiceField(
        required=False,
        label=_("Which questions does this answer?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the questions is not of this room. Choose again"),
            "invalid_list": _("One of the questions is not of this room. Choose again"),
        },
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), CHANGED_ON_ITS_WAY),
    )

    form_key = forms.CharField(required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, contribution: Contribution, *args: Any, **options: Any) -> None:
        super().__init__(contribution.room, *args, initial=initial_of(contribution), **options)
        self.contribution = contribution
        self.asked = {str(question.pk): question for question in contribution.room.questions.all()}
        questions: Any = self.fields["questions"]
        questions.choices = [(pk, str(question)) for pk, question in self.asked.items()]
        if not self.asked:
            del self.fields["questions"]
        languages: Any = self.fields["language"]
        languages.choices = language_choices(contribution.room)

    def edit(self) -> Edit:
        data = self.cleaned_data
        return Edit(
            text=data["text"],
            started_from=data["version"],
            language=data.get("language") or self.contribution.language,
            questions=[self.asked[pk] for pk in data.get("questions") or []],
            is_rich=self.is_rich,
        )


def initial_of(contribution: Contribution) -> dict[str, Any]:
    """The form's values for the newest version as it stands."""
    revision = contribution.revision
    return {
        "text": revision.source if revision else "",
        "rich": "1" if revision and revision.is_rich else "",
        "version": revision.number if revision else 1,
        "language": contribution.language,
        "questions": [str(question.pk) for question in contribution.questions.all()],
        "form_key": str(uuid.uuid4()),
        "sequence": 0,
    }
