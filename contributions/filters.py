from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consultation.models import Membership
from contributions.models import Contribution, ContributionQuerySet
from contributions.pages import Thread, ThreadPage
from rooms.models import Room

PEOPLE = (("participants", _("Participants only")), ("moderators", _("Moderators only")))


class _Filters(django_filters.FilterSet):
    q = django_filters.NumberFilter(field_name="questions__number", label=_("Question"))
    people = django_filters.ChoiceFilter(
        choices=PEOPLE, method="by_people", label=_("People"), empty_label=_("Everyone")
    )

    class Meta:
        model = Contribution
        fields: list[str] = []

    def by_people(self, queryset: ContributionQuerySet, _name: str, value: str) -> ContributionQuerySet:
        return queryset.filter(as_team=value == "moderators")


class RoomFilter:
    """The filters of a room's address: what is asked, in words, and the page of what matches.

    Unknown values are as if absent. A filtered page is a flat list in the order of numbers.
    """

    def __init__(self, query: QueryDict, *, room: Room, membership: Membership | None) -> None:
        self.room = room
        self.membership = membership
        self.questions = {question.number: question for question in room.questions.all()}
        asked = query.get("q", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 5 else None  # noqa: PLR2004
        self.question = self.questions.get(number) if number else None
        people = query.get("people", "")
        self.people = people if people in dict(PEOPLE) else ""

    @property
    def is_active(self) -> bool:
        return self.question is not None or bool(self.people)

    @property
    def people_choices(self) -> list[tuple[str, Any]]:
        return [("", _("Everyone")), *PEOPLE]

    @property
    def applied(self) -> list[tuple[str, str]]:
        """The filters in force: words, and the query string without that filter."""
        found: list[tuple[str, str]] = []
        if self.question is not None:
            label = self.question.label or ""
            words = _("Question %(number)s") % {"number": self.question.number}
            found.append((f"{words}: {label}" if label else str(words), self._query(people=self.people)))
        if self.people:
            number = str(self.question.number) if self.question else ""
            found.append((str(dict(PEOPLE)[self.people]), self._query(q=number)))
        return found

    def _query(self, **values: str) -> str:
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in values.items() if value})
        return query.urlencode()

    @property
    def query(self) -> str:
        """The filters as the start of a query string for the pager."""
        number = str(self.question.number) if self.question else ""
        query = self._query(q=number, people=self.people)
        return f"{query}&" if query else ""

    def matching(self) -> ContributionQuerySet:
        data = {"q": self.question.number if self.question else None, "people": self.people}
        visible = Contribution.objects.visible().filter(room=self.room)
        found: ContributionQuerySet = _Filters(data, queryset=visible).qs
        return found

    def count(self) -> int:
        return self.matching().count()

    def page(self, *, after: int | None, before: int | None) -> ThreadPage:
        size = settings.CONTRIBUTIONS_PER_PAGE
        matching = self.matching().for_display()
        if before is not None and after is None:
            found = list(matching.filter(number__lt=before).order_by("-number")[: size + 1])[::-1]
            kept, more = found[-size:], len(found) > size
            return _flat(kept, earlier=more, later=True)
        if after is not None:
            matching = matching.filter(number__gt=after)
        found = list(matching.order_by("number")[: size + 1])
        return _flat(found[:size], earlier=after is not None, later=len(found) > size)


def _flat(contributions: list[Contribution], *, earlier: bool, later: bool) -> ThreadPage:
    if not contributions:
        return ThreadPage([])
    first, last = contributions[0].number, contributions[-1].number
    threads = [Thread(contribution) for contribution in contributions]
    return ThreadPage(threads, first if earlier else None, last if later else None)
