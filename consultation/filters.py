from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, State
from consultation.models.consultation import ConsultationQuerySet
from consultation.templatetags.shell import language_name

STATUSES = (
    (State.OPEN, _("Open")),
    (State.SCHEDULED, _("Opening soon")),
    (State.CLOSED, _("Closed: summary in preparation")),
    (State.PUBLISHED, _("Summary published")),
)


class ConsultationFilter(django_filters.FilterSet):
    """The filters of the list of consultations. Unknown values are as if absent."""

    q = django_filters.CharFilter(method="by_words", label=_("Words"))
    status = django_filters.ChoiceFilter(
        choices=STATUSES,
        method="by_status",
        label=_("Status"),
        empty_label=_("Any"),
        widget=forms.RadioSelect,
    )
    topic = django_filters.MultipleChoiceFilter(
        method="by_topic", label=_("Topic"), widget=forms.CheckboxSelectMultiple
    )
    language = django_filters.MultipleChoiceFilter(
        method="by_language", label=_("Language"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Consultation
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: ConsultationQuerySet) -> None:
        super().__init__(request.GET, queryset=queryset, request=request)
        everything = list(queryset.values_list("topics", "languages"))
        topics = sorted({topic for topics, _languages in everything for topic in topics})
        languages = sorted({code for _topics, codes in everything for code in codes})
        self.filters["topic"].extra["choices"] = [(topic, topic) for topic in topics]
        self.filters["language"].extra["choices"] = [(code, language_name(code)) for code in languages]

    def by_words(self, queryset: ConsultationQuerySet, _name: str, value: str) -> ConsultationQuerySet:
        for word in value.split()[:10]:
            queryset = queryset.filter(Q(title__icontains=word) | Q(summary__icontains=word))
        return queryset

    def by_status(self, queryset: ConsultationQuerySet, _name: str, value: str) -> ConsultationQuerySet:
        return queryset.in_state(value, timezone.now())

    def by_topic(self, queryset: ConsultationQuerySet, _name: str, value: list[str]) -> ConsultationQuerySet:
        return queryset.filter(topics__overlap=value) if value else queryset

    def by_language(
        self, queryset: ConsultationQuerySet, _name: str, value: list[str]
    ) -> ConsultationQuerySet:
        return queryset.filter(languages__overlap=value) if value else queryset

    def valid(self) -> ConsultationQuerySet:
        """What matches; a value that is not among the choices filters nothing."""
        found: ConsultationQuerySet = self.qs if self.is_valid() else self.queryset.all()
        return found

    def applied(self) -> list[tuple[str, str]]:
        """The filters in force: words, and the address without that filter."""
        if not self.is_valid():
            return []
        found: list[tuple[str, str]] = []
        for name, value in self.form.cleaned_data.items():
            values = value if isinstance(value, list) else [value] if value else []
            found += [(self._words(name, one), self._without(name, one)) for one in values]
        return found

    def _words(self, name: str, value: Any) -> str:
        labels = {str(key): str(label) for key, label in getattr(self.form.fields[name], "choices", [])}
        return labels.get(str(value), str(value))

    def _without(self, name: str, value: Any) -> str:
        query = self.data.copy()
        query.setlist(name, [one for one in query.getlist(name) if one != str(value)])
        return f"?{query.urlencode()}"
