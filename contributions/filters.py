"""The filters of a room's page, in its address. Unknown values are as if absent.

A filter that belongs to a floor above registers in `AppConfig.ready()`, as a slot's filling does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from consultation.http import MemberRequest
from consultation.languages import OWN_NAMES
from consultation.models import Membership
from contributions.entering import Entered
from contributions.models import Contribution, ContributionQuerySet, Naming
from contributions.ordering import OLDEST, ORDERS, Order
from contributions.pages import ThreadPage
from contributions.visits import Visit
from contributions.windows import Matching, Narrow
from rooms.models import Room

EVERYONE = (("participants", _("Participants only")), ("moderators", _("Moderators only")))
MEMBERS = (("mentions", _("Mentioning me")), ("me", _("Mine")))
SHORT, ALL = "short", "all"
VIEWS = (SHORT, ALL)
MOST_COUNTED = 1000

type Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class FilterFromAbove:
    """`choices` are those that this person may filter by, none for most people.

    `pks` says what a choice stands for, and `narrow` leaves the contributions that have to do with those.
    """

    label: Any
    choices: Callable[[MemberRequest], Choices]
    pks: Callable[[MemberRequest, str], list[int]]
    narrow: Narrow


_from_above: dict[str, FilterFromAbove] = {}


def register(name: str, more: FilterFromAbove) -> None:
    """Add a filter to rooms under this name in their addresses."""
    _from_above[name] = more


class _Filters(django_filters.FilterSet):
    """Each takes one of its choices. A country is asked only of those who show theirs with their names."""

    q = django_filters.ChoiceFilter(field_name="questions__number", label=_("Question"))
    people = django_filters.ChoiceFilter(method="by_people", label=_("People"))
    lang = django_filters.ChoiceFilter(field_name="language", label=_("Language"))
    country = django_filters.ChoiceFilter(method="by_country", label=_("Country"))
    new = django_filters.ChoiceFilter(method="by_visit", label=_("New"))

    class Meta:
        model = Contribution
        fields: list[str] = []

    membership: Membership | None = None
    visit = Visit()

    def by_people(self, queryset: ContributionQuerySet, _name: str, value: str) -> ContributionQuerySet:
        if value == "me":
            return queryset.filter(author=self.membership)
        if value == "mentions":
            return queryset.filter(revision__mentions__membership=self.membership).distinct()
        return queryset.filter(as_team=value == "moderators")

    def by_country(self, queryset: ContributionQuerySet, _name: str, value: str) -> ContributionQuerySet:
        return queryset.filter(author__country=value, naming=Naming.NAMED).exclude(author__name="")

    def by_visit(self, queryset: ContributionQuerySet, _name: str, _value: str) -> ContributionQuerySet:
        numbers = queryset.filter(number__gt=self.visit.baseline or 0)
        return numbers.exclude(author=self.membership) if self.membership else numbers


@dataclass(frozen=True)
class Field:
    """A filter as a page shows it."""

    name: str
    label: Any
    choices: Choices
    value: str
    is_asked: bool = True

    @property
    def words(self) -> str:
        """ "Question 4: budgets": what is in force."""
        return str(dict(self.choices).get(self.value, ""))


@dataclass(frozen=True)
class RoomFilter:
    """What a room's address asks for besides a place in it: filters, order and view."""

    request: MemberRequest
    room: Room
    visit: Visit
    fields: list[Field] = field(default_factory=list)
    order: Order = OLDEST
    view: str = ""

    @classmethod
    def of(cls, request: MemberRequest, entered: Entered) -> RoomFilter:
        query = request.GET
        fields = [
            Field(
                name,
                label,
                tuple(choices),
                asked if (asked := query.get(name, "")) in dict(choices) else "",
                shown,
            )
            for name, label, choices, shown in _fields(request, entered)
        ]
        view = query.get("view", "")
        return cls(
            request,
            entered.room,
            entered.visit,
            fields,
            ORDERS.get(query.get("sort", ""), OLDEST),
            view if view in VIEWS else "",
        )

    @property
    def values(self) -> dict[str, str]:
        return {one.name: one.value for one in self.fields if one.value}

    @property
    def is_active(self) -> bool:
        return bool(self.values)

    @property
    def shown(self) -> list[Field]:
        return [one for one in self.fields if one.choices and one.is_asked]

    @property
    def orders(self) -> Choices:
        return tuple((order.name, order.label) for order in ORDERS.values())

    @property
    def applied(self) -> list[tuple[str, str]]:
        """The filters in force: words, and the address without that filter."""
        return [(one.words, self.address(**{one.name: ""})) for one in self.fields if one.value]

    def address(self, **changes: str) -> str:
        """The query of this page, from its beginning, with these values changed; an empty one is left out."""
        order = "" if self.order is OLDEST else self.order.name
        values = self.values | {"sort": order, "view": self.view} | changes
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in values.items() if value})
        return f"?{query.urlencode()}"

    @property
    def paging(self) -> str:
        """The beginning of an address of another page of the same."""
        query = self.address()
        return query if query == "?" else f"{query}&"

    @property
    def ways(self) -> dict[str, str]:
        """Addresses of the same room seen otherwise; that by country asks for one."""
        cleared = {one.name: "" for one in self.fields}
        asks_country = any(one.name == "country" and one.is_asked for one in self.fields)
        return {
            "cleared": self.address(**cleared),
            "full": self.address(view=""),
            "short": self.address(view=SHORT),
            "whole": self.address(view=ALL),
            "by_country": "" if asks_country else f"{self.paging}country=",
        }

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a form of the filters carries along besides its own fields."""
        asked = {one.name for one in self.shown}
        kept = [(one.name, one.value) for one in self.fields if one.value and one.name not in asked]
        return [*kept, *([("view", self.view)] if self.view else [])]

    @cached_property
    def matching(self) -> Matching | None:
        """What the filters in force leave of the visible contributions; None without any."""
        values = self.values
        if not values:
            return None
        ways = tuple((name, more.narrow) for name, more in _from_above.items() if name in values)
        pks = {name: _from_above[name].pks(self.request, values[name]) for name, _narrow in ways}
        has_own = not values.keys().isdisjoint(_Filters.base_filters)
        return Matching(partial(self._found, ways, pks), () if has_own else ways, pks)

    def _found(
        self, ways: Sequence[tuple[str, Narrow]], pks: Mapping[str, list[int]]
    ) -> ContributionQuerySet:
        found = self._by_own_filters()
        for name, narrow in ways:
            found = narrow(found, pks[name])
        return found

    def _by_own_filters(self) -> ContributionQuerySet:
        values = self.values
        found = Contribution.objects.visible().filter(room=self.room)
        if values.keys().isdisjoint(_Filters.base_filters):
            return found
        filters = _Filters(values, queryset=found)
        filters.membership, filters.visit = self.request.membership, self.visit
        for one in self.fields:
            if one.name in filters.filters:
                filters.filters[one.name].extra["choices"] = one.choices
        narrowed: ContributionQuerySet = filters.qs
        return narrowed

    def count(self, page: ThreadPage, *, is_part: bool) -> str:
        """How many match, counted up to a thousand; one query where this page may not hold them all.

        It `is_part` of them where it begins at one that the address names.
        """
        if self.matching is None or not (is_part or page.earlier or page.later):
            return str(len({one.pk for one in page.contributions}))
        number = self.matching.all().order_by()[: MOST_COUNTED + 1].count()
        return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _fields(request: MemberRequest, entered: Entered) -> list[tuple[str, Any, Choices, bool]]:
    """Name, label and choices of each filter, and whether the form asks for it.

    The form asks for no country: a list of those that occur would tell of people who withhold their names.
    """
    questions = [(str(one.number), _question_words(one)) for one in entered.room.questions.all()]
    people = [*EVERYONE, *(MEMBERS if entered.membership else ())]
    languages = [(code, OWN_NAMES.get(code, code)) for code in entered.languages]
    has_visit = entered.visit.baseline is not None
    asks_country = "country" in request.GET  # their names are many: only who asks for one is shown them
    declared = {name: one.label for name, one in _Filters.base_filters.items()}
    return [
        ("q", declared["q"], questions, True),
        ("people", declared["people"], people, True),
        ("lang", declared["lang"], languages, len(languages) > 1),
        ("country", declared["country"], list(countries) if asks_country else [], asks_country),
        ("new", declared["new"], [("1", _("New since your last visit"))] if has_visit else [], False),
        *((name, more.label, more.choices(request), True) for name, more in _from_above.items()),
    ]


def _question_words(question: Any) -> str:
    words = _t("Question %(number)s") % {"number": question.number}
    return f"{words}: {question.label}" if question.label else words
