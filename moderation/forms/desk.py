from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from moderation.codebook import Codebook, CodedTheme
from moderation.desk import State
from moderation.keys import ACTS, DIGITS
from rooms.models import GuidingQuestion

NOTE_LENGTH = 2000
NAME_LENGTH = 160
QUESTIONS_SHOWN = 3


class DeskForm(forms.Form):
    """Everything that the panel says of one contribution: questions, themes, whose task it is, a note."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note_key = forms.UUIDField(widget=forms.HiddenInput)
    questions = forms.MultipleChoiceField(
        label=_("Questions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    add_theme = forms.CharField(label=_("Add theme"), required=False, max_length=NAME_LENGTH)
    assignee = forms.ChoiceField(label=_("Assign to"), required=False)
    note = forms.CharField(
        label=_("Note for team"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )

    def __init__(
        self,
        codebook: Codebook,
        questions: Sequence[GuidingQuestion],
        team: Sequence[Membership],
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.codebook, self.asked = codebook, questions
        fields: Any = self.fields
        fields["questions"].choices = [(str(one.pk), str(one)) for one in questions]
        fields["themes"].choices = [(str(theme.pk), theme.label) for theme in codebook]
        fields["assignee"].choices = [("", _("Nobody")), *((str(one.pk), one.name) for one in team)]
        fields["themes"].error_messages["invalid_choice"] = _(
            "One of the themes is not in the codebook any more. Choose again"
        )

    def clean_seen(self) -> State:
        state = State.read(self.cleaned_data["seen"])
        if state is None:
            raise forms.ValidationError(_t("The form came back incomplete. Choose again"))
        return state

    def clean_add_theme(self) -> int | None:
        """The theme whose code, name or both were typed."""
        typed = " ".join(self.cleaned_data["add_theme"].split()).casefold()
        if not typed:
            return None
        fitting = [
            theme
            for theme in self.codebook
            if typed in {theme.code, theme.name.casefold(), theme.label.casefold()}
        ]
        if len(fitting) == 1:
            return fitting[0].pk
        if fitting:
            raise forms.ValidationError(_t("Several themes have this name. Type the code, such as 3.5"))
        raise forms.ValidationError(_t("No theme has this name or code. Add it to the codebook first"))

    @property
    def chosen_themes(self) -> list[int]:
        """The pks of the themes ticked and typed."""
        ticked = [int(pk) for pk in self.cleaned_data["themes"]]
        typed = self.cleaned_data["add_theme"]
        return list(dict.fromkeys([*ticked, typed] if typed else ticked))

    @property
    def chosen_questions(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["questions"]]

    @property
    def chosen_assignee(self) -> int | None:
        return int(self.cleaned_data["assignee"]) if self.cleaned_data["assignee"] else None

    @property
    def offered_questions(self) -> tuple[list[Any], list[Any]]:
        """Each question with whether it is ticked: those shown at once, and the others."""
        ticked = {str(value) for value in self["questions"].value() or []}
        rows = [(question, str(question.pk) in ticked) for question in self.asked]
        first = sorted(rows, key=lambda row: not row[1])
        shown = first[: max(QUESTIONS_SHOWN, sum(is_ticked for _question, is_ticked in rows))]
        return shown, [row for row in rows if row not in shown]

    @property
    def ticked_themes(self) -> list[CodedTheme]:
        ticked = {str(value) for value in self["themes"].value() or []}
        return [theme for theme in self.codebook if str(theme.pk) in ticked]


def as_initial(state: State) -> dict[str, Any]:
    """What the form starts with where a contribution stands like this."""
    return {
        "seen": str(state),
        "note_key": uuid.uuid4(),
        "questions": [str(pk) for pk in state.questions],
        "themes": [str(pk) for pk in state.themes],
        "assignee": str(state.assignee or ""),
    }


class DismissForm(forms.Form):
    """What those are told whose reports a moderator does not follow."""

    answer = forms.CharField(
        label=_("What to tell those who reported it"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )


class ReviewForm(forms.Form):
    """Why the author of a hidden contribution asks another moderator to look."""

    note = forms.CharField(
        label=_("Why should it be shown?"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Say why it should be shown")},
    )


class KeysForm(forms.Form):
    """One sign for each act at the desk, no sign twice, and none of the digits, which stand for themes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for act, (_key, label) in ACTS.items():
            self.fields[act] = forms.CharField(
                label=str(label),
                min_length=1,
                max_length=1,
                widget=forms.TextInput({"class": "input--key", "autocapitalize": "none", "dir": "ltr"}),
                error_messages={"required": _("Give a key")},
            )

    def clean(self) -> dict[str, Any]:
        taken: dict[str, str] = {}
        for act in ACTS:
            key = str(self.cleaned_data.get(act, "")).lower()
            if not key:
                continue
            if key in DIGITS:
                self.add_error(act, _t("The digits choose recent themes. Give another key"))
            elif key in taken:
                self.add_error(act, _t("Another act has this key. Give another key"))
            taken.setdefault(key, act)
        return {act: str(value).lower() for act, value in self.cleaned_data.items()}
