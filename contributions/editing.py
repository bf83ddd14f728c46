"""The form in which an author changes what they wrote."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultation.models import User
from contributions import uploads
from contributions.actions.filing import Description, FileEdit
from contributions.actions.revising import Edit
from contributions.forms import WithFiles
from contributions.models import Contribution, Draft
from contributions.words import WordsForm, language_choices

CHANGED_ON_ITS_WAY = _("This form was changed on its way. Check your text and save again")


class EditForm(WithFiles, WordsForm):
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
            files=self._file_edit(),
            draft=data["sequence"] or 0,
        )

    @property
    def key(self) -> uuid.UUID:
        """The key under which files wait for this form."""
        try:
            return uuid.UUID(str(self["form_key"].value()))
        except ValueError:
            return uuid.uuid4()

    def read_files(self, user: User, uploaded: Sequence[UploadedFile] = ()) -> None:
        """Take in the files sent with the form, and what was said of those it has. Nothing changes yet."""
        posted = list(self.contribution.attachments.filter(removed_at=None))
        for file in posted:
            vars(file)["goes"] = f"remove_{file.guid}" in self.data
            if f"title_{file.guid}" in self.data:
                file.title, file.alt, file.is_decoration = uploads.said_of(file, self.data)
        stays = [file for file in posted if not vars(file)["goes"]]
        waiting = uploads.describe(uploads.waiting(user, self.key), self.data)
        sent = uploads.receive(user, self.key, uploaded, [*stays, *waiting])
        self.attached = [*sent.files, *(file for file in posted if vars(file)["goes"])]
        self.file_problems = sent.refused

    def _file_edit(self) -> FileEdit:
        posted = [file for file in self.attached if file.contribution_id is not None]
        return FileEdit(
            form_key=self.key,
            added=[file.guid for file in self.attached if file.contribution_id is None],
            removed=[file.guid for file in posted if vars(file)["goes"]],
            described={file.guid: Description(file.title, file.alt, file.is_decoration) for file in posted},
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
