from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


WORDS: dict[str, Any] = {
    Decision.Reason.PERSONAL_DATA: _(
        "Your contribution holds personal data. Take it out, and we will gladly show it again."
    ),
    Decision.Reason.ABUSE: _("Your contribution attacks somebody. Say what you mean without the attack."),
    Decision.Reason.OFF_TOPIC: _("Your contribution is on another subject than this room."),
    Decision.Reason.SPAM: _("Your contribution advertises something."),
    Decision.Reason.DUPLICATE: _("You said the same in another contribution, which stays."),
    Decision.Reason.AUTHOR: _("You asked us to hide your contribution."),
    Decision.Reason.SAFETY: _("We hid your contribution because it could put you or others in danger."),
}
"""What the author may be told for each reason: a beginning, to be changed by whoever decides."""


class ReasonSelect(forms.RadioSelect):
    """The reasons, each with the words that a script puts in the box below while it is untouched."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **options)
        option["attrs"]["data-words"] = str(WORDS.get(str(value), ""))
        return option


class HideForm(forms.Form):
    """Why a contribution is hidden, and what is said of it to whom. `replies` could be hidden with it."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Decision.Reason,
        widget=ReasonSelect,
        error_messages={"required": _("Choose a reason")},
    )
    to_author = _note(_("What to tell the author"), _("Sent by email with the reason."), 4)
    to_team = _note_for_team()
    with_replies = forms.BooleanField(required=False)

    def __init__(self, replies: int = 0, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = ngettext("Also hide the %(n)s reply", "Also hide the %(n)s replies", replies)
        self.fields["with_replies"].label = words % {"n": replies}
        if not replies:
            del self.fields["with_replies"]

    @property
    def words(self) -> list[tuple[Any, Any]]:
        """What the author may be told, by reason: for those whose page runs no script that fills it in."""
        return [(Decision.Reason(reason).label, words) for reason, words in WORDS.items()]


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
