from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Flag

NOTE_LENGTH = 2000


class ReportForm(forms.Form):
    """Why a reader thinks the moderators should look."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[choice for choice in Flag.Reason.choices if choice[0] != Flag.Reason.REVIEW],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it")},
    )
    note = forms.CharField(
        label=_("What should the moderators know?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
