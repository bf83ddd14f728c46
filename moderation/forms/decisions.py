from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision

NOTE_LENGTH = 2000
NAME_LENGTH = 120


def _note(label: Any, help_text: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=NOTE_LENGTH, widget=widget
    )


def _note_for_team() -> forms.CharField:
    return _note(_("Note for the team"), _("Only moderators and editors see it."), 3)


class HideForm(forms.Form):
    """Why a contribution is hidden, and what is said of it to whom."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Decision.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )
    to_author = _note(_("What to tell the author"), _("Sent by email with the reason."), 4)
    to_team = _note_for_team()


class RestoreForm(forms.Form):
    note = _note_for_team()


class NameForm(forms.Form):
    """Who a typed name is: one of these members (pk, label)."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=NAME_LENGTH)
    member = forms.TypedChoiceField(label=_("Member"), coerce=int)

    def __init__(self, members: Sequence[tuple[int, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["member"]
        choices.choices = [("", _("Choose a member")), *members]
        choices.error_messages |= {
            "required": _("Choose a member"),
            "invalid_choice": _("Choose a member of the list"),
        }
