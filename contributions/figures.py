"""The figures of a consultation or room: one definition each, asked in one query, used everywhere.

- people: authors of visible contributions who wrote them as participants, not as the team
- contributions: all visible contributions; the team's are stated apart
- words: those of all visible contributions as they stand now; the team's are stated apart
- countries, organisations: those that these people gave when they joined
- languages: those their contributions are written in

A consultation counts its counted rooms, a room counts itself; both read the tallies, which triggers keep with
every change, so that they cost the same at any size. Any other set is counted from the contributions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Aggregate,
    BigIntegerField,
    Count,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, Lower
from django.utils import timezone

from consultation.models import Consultation
from contributions.models import Contribution, ContributionQuerySet, Voice
from rooms.models import GuidingQuestion, Room

_VOICE = Q(as_team=False)
SPOKEN = "spoken"
_WORDS_BITS = 2**20  # above the words of any contribution: 70,000 characters are the most

type Expressions = dict[str, Any]


def _distinct(key: Any, only: Q | None = None) -> Count:
    return Count(key, distinct=True, filter=only)


# The same over contributions, and over voices: one for each author and language of a room.
_OF_PEOPLE: Expressions = {
    "people": _distinct("author", _VOICE),
    "team_people": _distinct("author", ~_VOICE),
    "countries": _distinct("author__country", _VOICE & ~Q(author__country="")),
    "organisations": _distinct(Lower("author__organisation"), _VOICE & ~Q(author__organisation="")),
    "languages": _distinct("language", _VOICE),
    "rooms": _distinct("room"),
}


def _words_once(only: Q | None = None) -> Any:
    """The words of each contribution once, however often a join repeats its row."""
    place = F("pk") * _WORDS_BITS
    total = Sum(place + F("words"), distinct=True, filter=only) - Sum(place, distinct=True, filter=only)
    return Coalesce(Cast(total, BigIntegerField()), 0)


def _total(key: str, only: Q | None = None) -> Aggregate | Coalesce:
    return Coalesce(Cast(Sum(key, filter=only), BigIntegerField()), 0)


_OF_CONTRIBUTIONS: Expressions = {
    **_OF_PEOPLE,
    "contributions": _distinct("pk"),
    "team_contributions": _distinct("pk", ~_VOICE),
    "words": _words_once(),
    "team_words": _words_once(~_VOICE),
}
_OF_VOICES: Expressions = {
    **_OF_PEOPLE,
    "contributions": _total("contributions"),
    "team_contributions": _total("contributions", ~_VOICE),
    "words": _total("words"),
    "team_words": _total("words", ~_VOICE),
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
    words: int = 0
    team_words: int = 0
    as_of: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures that reports freeze. No report prints words, so they stay out of its snapshot."""
        values = {name: value for name, value in asdict(self).items() if "words" not in name}
        return {**values, "as_of": self.as_of.isoformat() if self.as_of else None}


def count(contributions: ContributionQuerySet) -> Figures:
    """The figures over any set of contributions, by the same definitions."""
    counted = contributions.visible().order_by().aggregate(**_named(_OF_CONTRIBUTIONS))
    return _figures(_OF_CONTRIBUTIONS, counted.values())


def count_by(contributions: ContributionQuerySet, *keys: str) -> dict[Any, Figures]:
    """The figures of each group of a set, in one query: a key is a field path such as "room".

    With several keys a group is the tuple of their values.
    """
    return _grouped(contributions.visible(), keys, _OF_CONTRIBUTIONS)


def count_voices(voices: QuerySet[Any], key: str, also: str) -> dict[Any, tuple[Figures, int]]:
    """The figures of each group of rows that are like voices, with the sum of another column; one query."""
    expressions = {**_OF_VOICES, also: _total(also)}
    counted = voices.order_by().values(group=F(key)).annotate(**_named(expressions))
    rows = counted.values_list("group", *_named(expressions))
    return {row[0]: (_figures(_OF_VOICES, row[1:-1]), row[-1]) for row in rows}


def figures_of(consultations: Iterable[Consultation]) -> dict[int, Figures]:
    """The figures of each consultation by its pk; one query for all."""
    pks = [consultation.pk for consultation in consultations]
    counted = Voice.objects.filter(consultation__in=pks, counts_in_report=True)
    found = _grouped(counted, ["consultation"], _OF_VOICES)
    return {pk: found.get(pk) or Figures(as_of=timezone.now()) for pk in pks}


def figures_of_rooms(rooms: Iterable[Room]) -> dict[int, Figures]:
    """The figures of each room by its pk; one query for all."""
    pks = [room.pk for room in rooms]
    found = _grouped(Voice.objects.filter(room__in=pks), ["room"], _OF_VOICES)
    return {pk: found.get(pk) or Figures(as_of=timezone.now()) for pk in pks}


def of_this_room() -> Subquery:
    """To annotate a queryset of rooms with their figures, as JSON that `figures_from` reads.

    Under `SPOKEN` it also holds the languages of what is visible there.
    """
    counted = Voice.objects.filter(room=OuterRef("pk")).order_by().values("room")
    values = {name: f"number_of_{name}" for name in _OF_VOICES} | {SPOKEN: SPOKEN}
    spoken = ArrayAgg("language", distinct=True, order_by="language")
    return Subquery(
        counted.annotate(**_named(_OF_VOICES), **{SPOKEN: spoken}).values(json=JSONObject(**values))
    )


def figures_from(json: dict[str, Any] | None) -> Figures:
    counts = {name: number for name, number in (json or {}).items() if name != SPOKEN}
    return Figures(**counts, as_of=timezone.now())


def _grouped(rows: QuerySet[Any], keys: Sequence[str], expressions: Expressions) -> dict[Any, Figures]:
    groups = {f"group_{place}": F(key) for place, key in enumerate(keys)}
    counted = rows.order_by().values(**groups).annotate(**_named(expressions))
    found = {}
    for row in counted.values_list(*groups, *_named(expressions)):
        group = row[: len(keys)]
        found[group if len(keys) > 1 else group[0]] = _figures(expressions, row[len(keys) :])
    return found


def _named(expressions: Expressions) -> Expressions:
    """Under names that no column has, since one that does would be taken for it."""
    return {f"number_of_{name}": expression for name, expression in expressions.items()}


def _figures(expressions: Expressions, counts: Iterable[int]) -> Figures:
    return Figures(**dict(zip(expressions, counts, strict=True)), as_of=timezone.now())


def last_visible_at(rooms: Iterable[Room]) -> dict[int, datetime | None]:
    """When somebody last contributed to each room, by its pk, of what is shown; one query, by an index."""
    newest = Contribution.objects.visible().filter(room=OuterRef("pk")).order_by("-created_at")
    asked = Room.objects.filter(pk__in=[room.pk for room in rooms]).order_by()
    return dict(asked.values_list("pk", Subquery(newest.values("created_at")[:1])))


def questions_with_counts() -> Prefetch[str, Any, Any]:
    """To prefetch a room's questions, each with `.answers`: how many visible contributions answer it."""
    answers = Coalesce(Sum("tallies__contributions"), 0)
    return Prefetch("questions", GuidingQuestion.objects.annotate(answers=answers))


def question_counts(room: Room) -> dict[int, int]:
    """How many visible contributions answer each question of a room, by the question's pk."""
    prefetch_related_objects([room], questions_with_counts())
    return {question.pk: question.answers for question in room.questions.all()}  # type: ignore[attr-defined]
