from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from moderation.log_finding import KINDS, PARTICIPANTS, SYSTEM, Wanted, team_of

LONGEST = 120


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": _("Give the day as 2026-07-31")},
    )


class LogForm(forms.Form):
    """Which lines of the record are asked for; sent with the address, so that a list can be kept."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *KINDS.items()])
    on = forms.CharField(label=_("On"), required=False, max_length=LONGEST)
    since = _day(_("From"))
    until = _day(_("Until"))

    def __init__(self, consultation: Consultation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["person"]
        team = [(str(one.pk), one.name) for one in team_of(consultation)]
        rest = [(PARTICIPANTS, _("Participants")), (SYSTEM, _("The system"))]
        people.choices = [("", _("Anybody")), *team, *rest]
        self.fields["on"].widget.attrs |= {"dir": "auto", "placeholder": _("#12 or a theme")}

    @property
    def wanted(self) -> Wanted:
        """What is asked for; of what cannot be read, nothing."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
