"""What people fill in to write: the words, how they are signed, the questions they answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from contributions import uploads
from contributions.actions import NewContribution
from contributions.models import Attachment, Contribution, Naming
from contributions.naming import may_withhold
from contributions.snippets import joined, snippet
from contributions.words import WordsForm
from rooms.models import Room

WHO = "who-"
AS_TEXT = "text"
WAIT = "wait"
HIDDEN = ("parent", "form_key", "rich", "formatted", "sequence", "opened")
LONGEST_PK = 18


class WithFiles:
    """What a form's page tells of its files: those it has, and why some were not taken."""

    attached: Sequence[Attachment] = ()
    file_problems: Sequence[str] = ()

    # The words of another copy of the same draft, saved elsewhere; or those somebody set aside for it.
    other_copy = ""
    set_aside = ""

    def ask_for_descriptions(self) -> None:
        """A sentence for each picture that stays and is neither described nor said to be decoration."""
        stay = [file for file in self.attached if not vars(file).get("goes")]
        missing = [
            _t("Describe the image %(name)s, or tick 'decoration only'") % {"name": file.name}
            for file in uploads.undescribed(stay)
        ]
        self.file_problems = [*self.file_problems, *missing]

    @property
    def most_files(self) -> int:
        return int(settings.FILES_PER_CONTRIBUTION)

    @property
    def largest_file(self) -> str:
        return uploads.largest_size()

    @property
    def accepted_files(self) -> str:
        return uploads.ACCEPTED


class ContributionForm(WithFiles, WordsForm):
    """What a person writes in a room. `author` is their place in it, which may not be stored yet."""

    questions = forms.MultipleChoiceField(
        required=False,
        label=_("Which questions does this answer?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the questions is not of this room. Choose again"),
            "invalid_list": _("One of the questions is not of this room. Choose again"),
        },
    )
    naming = forms.ChoiceField(
        required=False,
        label=_("How your name is shown"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose how your name is shown")},
    )
    quotable_by_name = forms.BooleanField(required=False, label=_("Quote me by name in the summary"))
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    # What composing puts around the fields.
    drafts: Sequence[Any] = ()
    is_first = False

    def __init__(
        self,
        room: Room,
        data: QueryDict | None = None,
        *,
        author: Membership | None = None,
        **options: Any,
    ) -> None:
        super().__init__(room, data, **options)
        self.author = author
        self.asked = {str(question.pk): question for question in room.questions.all()}
        questions: Any = self.fields["questions"]
        questions.choices = [(pk, str(question)) for pk, question in self.asked.items()]
        if not self.asked:
            del self.fields["questions"]
        naming: Any = self.fields["naming"]
        naming.choices = naming_choices(author)
        naming.initial = Naming.NAMED
        self.fields["form_key"].initial = str(uuid.uuid4())
        self.fields["sequence"].initial = 0

    def clean_parent(self) -> Contribution | None:
        value = self.cleaned_data["parent"]
        if not value:
            return None
        shown = Contribution.objects.filter(room=self.room).select_related("author__user")
        parent = shown.filter(pk=value).first() if value.isdecimal() and len(value) <= LONGEST_PK else None
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

    def clean_naming(self) -> str:
        return self.cleaned_data["naming"] or Naming.NAMED

    def clean_quotable_by_name(self) -> bool:
        """Nobody is quoted by a name they withhold."""
        return self.cleaned_data["quotable_by_name"] and self.cleaned_data.get("naming") == Naming.NAMED

    @property
    def hidden(self) -> SafeString:
        """What it carries along unseen, drawn at once."""
        values = {name: self[name].value() for name in HIDDEN}
        return joined(
            snippet("hidden", name=name, value="" if value is None else value)
            for name, value in values.items()
        )

    @property
    def naming_rows(self) -> list[dict[str, Any]]:
        """Each way to sign, with what is promised to those who choose it."""
        guarantees = {
            Naming.NAMED.value: _t("Readers see your name, organisation and country."),
            Naming.ORGANISATION.value: _t("Readers see %(organisation)s and never your name.")
            % {"organisation": self.author.organisation if self.author else ""},
            Naming.WITHHELD.value: _t(
                "Readers never learn who wrote this: your name is in no page, search, mail or report. "
                "Only moderators and editors of this consultation can look it up; each time is put on record."
            ),
        }
        rows: Any = self["naming"]
        return [{"choice": row, "guarantee": guarantees[str(row.data["value"])]} for row in rows]

    @property
    def chosen_names(self) -> dict[str, int | None]:
        """What the person said of unclear names: folded name -> member, None for plain text."""
        return names_chosen(self.data)

    @property
    def names_answered(self) -> set[str]:
        """The folded names on which the person said anything, also that they shall wait."""
        return {key.removeprefix(WHO) for key in self.data if key.startswith(WHO)}

    def new_contribution(self, opened_at: datetime | None = None) -> NewContribution:
        data = self.cleaned_data
        return NewContribution(
            text=data["text"],
            language=self.language_written,
            parent=data["parent"],
            questions=[self.asked[pk] for pk in data.get("questions") or []],
            form_key=data["form_key"],
            naming=data["naming"],
            quotable_by_name=data["quotable_by_name"],
            is_rich=self.is_rich,
            attachments=[file.guid for file in self.attached],
            chosen=self.chosen_names,
            opened_at=opened_at,
            draft=data["sequence"] or 0,
        )


def names_chosen(data: Mapping[str, Any]) -> dict[str, int | None]:
    """Of each answer about a name: the member it means, or None where it is plain text."""
    answers = {key.removeprefix(WHO): str(data[key]) for key in data if key.startswith(WHO)}
    return {
        name: None if answer == AS_TEXT else int(answer)
        for name, answer in answers.items()
        if answer == AS_TEXT or (answer.isdecimal() and len(answer) <= LONGEST_PK)
    }


def naming_choices(author: Membership | None) -> list[tuple[str, str]]:
    """The ways in which this person may sign."""
    offered = [Naming.NAMED]
    if author is None or may_withhold(author):
        by_organisation = author is not None and author.organisation
        offered += [Naming.ORGANISATION, Naming.WITHHELD] if by_organisation else [Naming.WITHHELD]
    return [(value, str(value.label)) for value in offered]
