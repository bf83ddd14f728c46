from __future__ import annotations

import unicodedata
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from consultation.http import THEMES
from consultation.models import OrganisationKind, PageShows, User
from consultation.models.user import NAME_LENGTH
from consultation.notifications import choices_of
from consultation.people.codes import DIGITS
from consultation.people.lines import LineField
from consultation.people.profile import STATED

LONGEST_EMAIL = 254
NOW = "now"
NEVER = "never"


def language_choices() -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in settings.COMPLETE_LANGUAGES]


def country_choices() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *countries]


def kind_choices() -> list[tuple[str, Any]]:
    kinds = [kind for kind in OrganisationKind.choices if kind[0] != OrganisationKind.INDEPENDENT]
    return [("", _("Choose a kind")), *kinds]


def zone_choices() -> list[tuple[str, Any]]:
    """Time zones by the city that names them, under their region."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(zoneinfo.available_timezones()):
        region, _slash, city = zone.partition("/")
        if city and region not in {"Etc", "SystemV", "US", "posix", "right"}:
            regions.setdefault(region, []).append((zone, city.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *regions.items()]


class EnterForm(forms.Form):
    """The address to sign in or sign up with. `reference` is a trap: no person sees it."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send a code. No password."),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_length"), _("Enter an email address in the format name@example.org")
        ),
    )
    reference = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("It works for 15 minutes."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
        ),
        error_messages={"required": _("Enter the 6-digit code from our email")},
    )

    def clean_code(self) -> str:
        """The digits alone, whatever script they are typed in and however they are grouped."""
        typed = unicodedata.normalize("NFKC", str(self.cleaned_data["code"]))
        digits = "".join(str(unicodedata.digit(c)) for c in typed if c.isdigit())
        if len(digits) != DIGITS:
            raise forms.ValidationError(_("Enter the 6-digit code from our email"), code="length")
        return digits


class PersonForm(forms.ModelForm):
    """How a person appears, where they are and in which language they are written to."""

    name = LineField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter your full name")},
    )
    latin_name = LineField(
        label=_("Name in Latin letters"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("If your name is written in another script, so that others can find you."),
    )
    organisation = LineField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    is_independent = forms.BooleanField(label=_("I am independent"), required=False)
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"), required=False, choices=kind_choices
    )
    job_title = LineField(
        label=_("Role or job"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "dir": "auto"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Choose your country")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Dates and times are shown in it.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=language_choices, help_text=_("Our emails to you are written in it.")
    )

    page_shows = forms.ChoiceField(
        label=_("What your page shows to members"),
        required=False,
        widget=forms.RadioSelect,
        choices=PageShows,
        help_text=_("Readers who are not signed in never see it. Your posts stay as you signed them."),
    )

    class Meta:
        model = User
        fields = STATED

    field_order = ["name", "latin_name", "organisation", "is_independent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_independent"] = self.instance.organisation_kind == OrganisationKind.INDEPENDENT
        if not self.instance.has_profile:
            self.fields["time_zone"].widget.attrs["data-guess-time-zone"] = ""

    def clean_page_shows(self) -> str:
        return str(self.cleaned_data["page_shows"] or self.instance.page_shows)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_independent"):
            cleaned["organisation"] = ""
            cleaned["organisation_kind"] = OrganisationKind.INDEPENDENT
        elif not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Enter your organisation, or tick “I am independent”"))
        return cleaned


class SettingsForm(forms.Form):
    """Which mails come, in which language and time zone, and how pages look."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Dates and times are shown in it.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=language_choices, help_text=_("Our emails to you are written in it.")
    )
    theme = forms.ChoiceField(
        label=_("Display"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Match device")), *zip(THEMES, (_("Light"), _("Dark")), strict=True)],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = choices_of(user)
        for row in self.groups:
            self.fields[self.name_of(row["group"])] = forms.ChoiceField(
                label=row["label"],
                initial=NOW if row["mails"] else NEVER,
                choices=[(NOW, _("Now")), (NEVER, _("Never"))],
                widget=forms.RadioSelect,
            )

    @staticmethod
    def name_of(group: str) -> str:
        return f"mail-{group}"

    @property
    def mail_rows(self) -> list[forms.BoundField]:
        """The rows of the table, one for each kind of notice."""
        return [self[self.name_of(row["group"])] for row in self.groups]

    @property
    def wanted_mails(self) -> dict[str, bool]:
        """For each kind of notice whether its mails shall come."""
        groups = [str(row["group"]) for row in self.groups]
        return {group: self.cleaned_data[self.name_of(group)] == NOW for group in groups}
