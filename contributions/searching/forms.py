from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from consultation.languages import OWN_NAMES
from contributions.models import Visibility
from contributions.searching.registry import KINDS, TEAM_FILTERS
from contributions.searching.scope import Scope
from contributions.searching.words import LONGEST

BEST, NEWEST = "best", "newest"
CONTRIBUTIONS = "contributions"
STATES = (Visibility.HIDDEN, Visibility.HELD)
PEOPLE = (("participants", _("Participants only")), ("moderators", _("Moderators only")))
NO_FILTERS = frozenset({"q", "sort", "kind"})


class _Select(forms.Select):
    """A native list drawn at once: going through each of 250 countries would cost more than the search."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        options = _options(tuple((str(key), str(label)) for key, label in self.choices))
        for one in value if isinstance(value, list) else [value or ""]:
            start = format_html('<option value="{}"', one)
            options = options.replace(f"{start}>", f"{start}{SELECTED}>", 1)
        attributes = flatatt({"name": name} | (attrs or {}))
        return format_html("<select{}>{}</select>", attributes, SafeString(options))


SELECTED = " selected"


@lru_cache(maxsize=100)
def _options(choices: tuple[tuple[str, str], ...]) -> str:
    return format_html_join("", '<option value="{}">{}</option>', choices)


def _choice(label: Any, choices: Any, empty: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False, widget=_Select)


def _day(label: Any) -> forms.DateField:
    words = {"invalid": _("Choose a day")}
    return forms.DateField(
        label=label, required=False, error_messages=words, widget=forms.DateInput(attrs={"type": "date"})
    )


@lru_cache(maxsize=len(settings.LANGUAGES))
def _countries(_language: str | None) -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in countries]


class SearchForm(forms.Form):
    """What is searched for and how it is narrowed, all in the address. What is not understood is left out."""

    q = forms.CharField(
        label=_("Search words"),
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Search for %(limit_value)d characters or less")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
    )
    question = forms.IntegerField(label=_("Question"), required=False, min_value=1, max_value=1000)
    people = _choice(_("People"), PEOPLE, _("Everyone"))
    since = _day(_("From this day"))
    until = _day(_("Up to this day"))
    by = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=_("Sort"),
        choices=((BEST, _("Best match")), (NEWEST, _("Newest first"))),
        required=False,
        widget=_Select,
    )

    def __init__(self, query: QueryDict, scope: Scope) -> None:
        super().__init__(query, use_required_attribute=False)
        self.scope, self.query = scope, query
        self.fields["in"] = _choice(_("Where"), _places(scope), _("All consultations"))
        self.fields["language"] = _choice(_("Language"), OWN_NAMES.items(), _("Any"))
        self.fields["country"] = _choice(_("Country"), _countries(get_language()), _("Any"))
        kinds = [(CONTRIBUTIONS, _("Contributions")), *((name, kind.label) for name, kind in KINDS.items())]
        self.fields["kind"] = _choice(_("What"), kinds, _("Everything"))
        if scope.room is None:
            del self.fields["question"]
        if scope.may_code and scope.consultation is not None:
            states = [(state.value, state.label) for state in STATES]
            self.fields["state"] = _choice(_("State"), states, Visibility.VISIBLE.label)
            for name, team_filter in TEAM_FILTERS.items():
                self.fields[name] = _choice(
                    team_filter.label, team_filter.choices(scope.consultation), _("Any")
                )
        self.full_clean()
        self.asked = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that stand in the fold of filters."""
        return [self[name] for name in self.fields if name not in NO_FILTERS | {"by", "in"}]

    def applied(self, labels: dict[str, str]) -> list[tuple[str, str]]:
        """The filters in force: words (`labels` has those of ids), and the address without that filter."""
        names = [name for name in self.asked if name not in NO_FILTERS]
        return [(labels.get(name) or self._words(name), self._without(name)) for name in names]

    def _words(self, name: str) -> str:
        value, field = self.asked[name], self.fields[name]
        choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
        if name == "question":
            return _t("Question %(number)s") % {"number": value}
        return choices.get(str(value)) or f"{field.label}: {value}"

    def _without(self, name: str) -> str:
        query = self.query.copy()
        for gone in (name, "after", *(["question"] if name == "in" else [])):
            query.pop(gone, None)
        return f"?{query.urlencode()}"


def _places(scope: Scope) -> list[tuple[str, str]]:
    """The consultations, and the rooms of the one searched."""
    places = []
    for consultation in scope.consultations:
        places.append((consultation.slug, consultation.name))
        if consultation == scope.consultation:
            places += [
                (f"{consultation.slug}/{room.slug}", f"— {room.title}") for room in scope.rooms_offered
            ]
    return places
