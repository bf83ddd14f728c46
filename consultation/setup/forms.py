from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.languages import OWN_NAMES
from consultation.models import Audience, Consultation, Role
from consultation.setup import copying
from consultation.setup.fields import (
    LaterProseField,
    LaterShortField,
    NeededLater,
    ProseField,
    ShortField,
)
from consultation.setup.slugs import LONGEST_SLUG, is_free

BLANK, COPY = "blank", "copy"
MOST_TOPICS = 8
LONGEST_TOPIC = 60
LONGEST_PASTE = 40_000
NO_TITLE = _("Enter the title of the consultation")


def language_choices() -> list[tuple[str, str]]:
    return list(OWN_NAMES.items())


class SourceField(NeededLater, forms.ModelChoiceField):
    pass


class PartsField(NeededLater, forms.MultipleChoiceField):
    pass


class StartForm(forms.Form):
    """A new consultation: its title, and what it takes over from an old one."""

    use_required_attribute = False

    title = ShortField(label=_("Title"), max_length=200, error_messages={"required": NO_TITLE})
    start = forms.ChoiceField(
        label=_("Start from"),
        choices=[(BLANK, _("Blank")), (COPY, _("Copy of a past consultation"))],
        initial=BLANK,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what to start from")),
    )
    source = SourceField(
        label=_("Consultation to copy"),
        queryset=Consultation.objects.none(),
        empty_label=_("Choose a consultation"),
        error_messages={"invalid_choice": _("Choose one of your consultations to copy")},
    )
    parts = PartsField(
        label=_("What to copy"),
        help_text=_("Never contributions, dates or followers."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose what to copy from the list")},
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["parts"]
        parts.choices = copying.choices()
        parts.initial = [key for key, _label in parts.choices]
        source: Any = self.fields["source"]
        source.queryset = sources
        if not sources.exists():
            for name in ("start", "source", "parts"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants_copy = cleaned.get("start") == COPY
        if wants_copy and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", _("Choose the consultation to copy"))
        if not wants_copy:
            cleaned["source"] = None
        return cleaned


class NameForm(forms.ModelForm):
    """What the consultation is called, who runs it, and in which languages people may write."""

    use_required_attribute = False

    title = ShortField(label=_("Title"), max_length=200, error_messages={"required": NO_TITLE})
    short_title = ShortField(
        label=_("Short title"),
        max_length=60,
        required=False,
        help_text=_("For the path at the top of pages and the running heads of the report."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=LONGEST_SLUG,
        widget=forms.TextInput(attrs={"spellcheck": "false", "dir": "ltr"}),
        error_messages={
            "required": _("Enter the last part of the address"),
            "invalid": _("The address may hold letters without accents, digits and hyphens"),
        },
    )
    summary = ShortField(
        label=_("One sentence for lists"),
        max_length=300,
        required=False,
        help_text=_("What you ask, and of whom."),
    )
    organiser = LaterShortField(
        label=_("Organiser"), max_length=200, help_text=_("The programme or office that asks.")
    )
    sponsor = ShortField(
        label=_("Supported by"), max_length=300, required=False, help_text=_("Named in the report.")
    )
    language = forms.ChoiceField(
        label=_("Language of your texts"),
        choices=language_choices,
        error_messages={"invalid_choice": _("Choose a language from the list")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages people may write in"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--two"}),
        error_messages={"invalid_choice": _("Choose languages from the list")},
    )
    topics = ShortField(
        label=_("Topics"),
        max_length=600,
        required=False,
        help_text=_("Separated by commas. People can filter the list of consultations by them."),
    )

    class Meta:
        model = Consultation
        fields = (
            "title",
            "short_title",
            "slug",
            "summary",
            "organiser",
            "sponsor",
            "language",
            "languages",
            "topics",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["topics"] = ", ".join(self.instance.topics)
        if self.instance.is_draft:
            self.fields["slug"].help_text = _(
                "The last part of the address of its page. It is fixed once the consultation is published."
            )
        else:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if not is_free(slug, besides=self.instance):
            raise ValidationError(_t("Another consultation has this address. Choose a different one"))
        return slug

    def clean(self) -> dict[str, Any]:
        """The language of the texts is always among those people may write in."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"language", "languages"} <= cleaned.keys():
            cleaned["languages"] = list(dict.fromkeys([cleaned["language"], *cleaned["languages"]]))
        return cleaned

    def clean_topics(self) -> list[str]:
        topics = [topic.strip() for topic in str(self.cleaned_data["topics"]).split(",")]
        topics = list(dict.fromkeys(topic for topic in topics if topic))
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_t("Name at most %(number)d topics") % {"number": MOST_TOPICS})
        if any(len(topic) > LONGEST_TOPIC for topic in topics):
            raise ValidationError(
                _t("Each topic must be %(limit)d characters or less") % {"limit": LONGEST_TOPIC}
            )
        return topics


class TextsForm(forms.ModelForm):
    """The three texts of the consultation page."""

    use_required_attribute = False

    welcome = ProseField(
        label=_("Welcome"),
        required=False,
        help_text=_("Up to 150 words. It is signed by the first moderator."),
    )
    objective = LaterProseField(label=_("Why we are asking"), help_text=_("The objective."))
    outcome = LaterProseField(
        label=_("What happens with your input"),
        help_text=_("The outcome: who reads the contributions, and what they decide with them."),
    )

    class Meta:
        model = Consultation
        fields = ("welcome", "objective", "outcome")


class AudienceForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Who can see it"),
        choices=[
            (Audience.PUBLIC, _("Everyone: it is listed, and everyone can find and read it")),
            (Audience.UNLISTED, _("Everyone who has the address: it stands in no list")),
            (Audience.INVITED, _("Invited people only: for everybody else it does not exist")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who can see it")),
    )


def role_choices() -> list[tuple[str, Any]]:
    """The roles from the most to the least usual, each with what it means."""
    return [
        (Role.PARTICIPANT, _("Participant: reads and contributes")),
        (Role.OBSERVER, _("Observer: reads only")),
        (Role.MODERATOR, _("Moderator: welcomes, tags and highlights, can hide")),
        (Role.EDITOR, _("Editor: sets up the consultation and writes its report")),
        (Role.APPROVER, _("Approver: signs off the report")),
    ]


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=role_choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a role")),
    )


class PeopleForm(RoleForm):
    """People pasted line by line, with one role for all of them."""

    people = ProseField(
        label=_("People to invite"),
        longest=LONGEST_PASTE,
        rows=6,
        help_text=_("One person a line: Name <name@example.org>, or an email address alone."),
        error_messages={"required": _("Enter at least one email address")},
    )
    field_order = ["people", "role"]
