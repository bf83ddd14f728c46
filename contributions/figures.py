"""The figures of a consultation or room: one definition each, asked in one query, used everywhere.

- people: authors of visible contributions who wrote them as participants, not as the team
- contributions: all visible contributions; the team's are stated apart
- countries, organisations: those that these people gave when they joined
- languages: those their contributions are written in

A consultation counts its counted rooms, a room counts itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Lower
from django.utils import timezone

from consultation.models import Consultation
from contributions.models import Contribution, ContributionQuerySet, Visibility
from rooms.models import GuidingQuestion, Room

_VOICE = Q(as_team=False)

EXPRESSIONS: dict[str, Count] = {
    "people": Count("author", distinct=True, filter=_VOICE),
    "team_people": Count("author", distinct=True, filter=~_VOICE),
    "contributions": Count("pk", distinct=True),
    "team_contributions": Count("pk", distinct=True, filter=~_VOICE),
    "countries": Count("author__country", distinct=True, filter=_VOICE & ~Q(author__country="")),
    "organisations": Count(
        Lower("author__organisation"), distinct=True, filter=_VOICE & ~Q(author__organisation="")
    ),
    "languages": Count("language", distinct=True, filter=_VOICE),
    "rooms": Count("room", distinct=True),
}


@dataclass(frozen=True)
class Figures:
    """The counts at one moment. All are numbers of distinct things."""

    people: int = 0
    team_people: int = 0
    contributions: int = 0
    team_contributions: int = 0
    countries: int = 0
    organisations: int = 0
    languages: int = 0
    rooms: int = 0
    as_of: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "as_of": self.as_of.isoformat() if self.as_of else None}


def count(contributions: ContributionQuerySet) -> Figures:
    """The figures over any set of contributions, by the same definitions."""
    return Figures(**contributions.visible().order_by().aggregate(**EXPRESSIONS), as_of=timezone.now())


def count_by(contributions: ContributionQuerySet, key: str) -> dict[Any, Figures]:
    """The figures of each group of a set, in one query: `key` is a field path such as "room"."""
    now = timezone.now()
    counted = contributions.visible().order_by().values(group=F(key)).annotate(**EXPRESSIONS)
    return {
        group: Figures(**dict(zip(EXPRESSIONS, counts, strict=True)), as_of=now)
        for group, *counts in counted.values_list("group", *EXPRESSIONS)
    }


def figures_of(consultations: Iterable[Consultation]) -> dict[int, Figures]:
    """The figures of each consultation by its pk; one query for all."""
    pks = [consultation.pk for consultation in consultations]
    counted = Contribution.objects.counted().filter(room__consultation__in=pks)
    found = count_by(counted, "room__consultation")
    return {pk: found.get(pk) or Figures(as_of=timezone.now()) for pk in pks}


def figures_of_rooms(rooms: Iterable[Room]) -> dict[int, Figures]:
    """The figures of each room by its pk; one query for all."""
    pks = [room.pk for room in rooms]
    found = count_by(Contribution.objects.filter(room__in=pks), "room")
    return {pk: found.get(pk) or Figures(as_of=timezone.now()) for pk in pks}


def questions_with_counts() -> Prefetch[str, Any, Any]:
    """To prefetch a room's questions, each with `.answers`: how many visible contributions answer it."""
    answers = Count("contributions", filter=Q(contributions__visibility=Visibility.VISIBLE))
    return Prefetch("questions", GuidingQuestion.objects.annotate(answers=answers))


def question_counts(room: Room) -> dict[int, int]:
    """How many visible contributions answer each question of a room, by the question's pk."""
    prefetch_related_objects([room], questions_with_counts())
    return {question.pk: question.answers for question in room.questions.all()}  # type: ignore[attr-defined]
