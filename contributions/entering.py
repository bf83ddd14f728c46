"""A room as its page needs it: everything about it and about who asks, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404, QueryDict
from django.utils import timezone

from consultation.http import number_from
from consultation.models import Membership
from consultation.prepared import Prepared
from contributions import figures, visits
from contributions.models import QuestionTally
from contributions.visits import VISIT_ENDS_AFTER, Person, Visit
from contributions.windows import Target, target, target_from
from rooms.models import GuidingQuestion, Room, RoomFollow

QUESTION = ("id", "number", "label", "text", "sub_questions", "group_heading")
TARGETS = ("at", "thread")


class AskedQuestion(NamedTuple):
    """A guiding question as a room's page shows it; `answers` are the visible contributions to it."""

    number: int
    label: str
    text: str
    sub_questions: tuple[str, ...]
    group_heading: str
    answers: int


@dataclass(frozen=True)
class Entered:
    """A room with its place among its consultation's rooms, and what concerns the person who asks.

    `at` and `thread` are the contributions that the address names so.
    """

    room: Room
    membership: Membership | None
    place: int
    rooms: int
    figures: figures.Figures
    languages: list[str]
    visit: Visit = field(default_factory=Visit)
    is_followed: bool = False
    questions: tuple[AskedQuestion, ...] = ()
    at: Target | None = None
    thread: Target | None = None


def enter(consultation: str, slug: str, person: Person, asked: QueryDict) -> Entered:
    """The room with that address in that consultation; one query. Raises Http404 where there is none."""
    now = timezone.now()
    numbers = {name: number for name in TARGETS if (number := number_from(asked, name))}
    values = {"consultation": consultation, "slug": slug, **numbers}
    if person.is_authenticated:
        values |= {"user": person.pk, "ended": now - VISIT_ENDS_AFTER}
    rooms = _prepared(frozenset(values)).rows(**values)
    if not rooms:
        raise Http404
    room = rooms[0]
    found = vars(room)
    found["_prefetched_objects_cache"] = {"questions": _questions(room, found["asked"])}
    targets = {name: target_from(json) for name in TARGETS if (json := found.get(f"{name}_json")) is not None}
    return Entered(
        room,
        _seat(room, person),
        found["room_pks"].index(room.pk) + 1,
        len(found["room_pks"]),
        figures.figures_from(found["counted"]),
        (found["counted"] or {}).get(figures.SPOKEN, []),
        visits.visit_of(room, now),
        found.get("is_followed", False),
        tuple(_asked_question(row) for row in found["asked"]),
        **targets,
    )


@cache
def _prepared(names: frozenset[str]) -> Prepared:
    return Prepared(_rooms, **{name: SAMPLES[name] for name in names})


SAMPLES: dict[str, Any] = {
    "consultation": "a consultation",
    "slug": "a room",
    "user": 2_000_000_001,
    "ended": datetime(1900, 1, 1, tzinfo=UTC),
    "at": 2_000_000_002,
    "thread": 2_000_000_003,
}


def _rooms(consultation: str, slug: str, **values: Any) -> QuerySet[Room]:
    around = Room.objects.filter(consultation=OuterRef("consultation")).order_by("position", "pk")
    named = {
        f"{name}_json": Subquery(target(OuterRef("pk"), values[name])) for name in TARGETS if name in values
    }
    rooms = Room.objects.filter(consultation__slug=consultation, slug=slug).select_related("consultation")
    rooms = rooms.annotate(
        room_pks=ArraySubquery(around.values("pk")),
        asked=ArraySubquery(_asked()),
        counted=figures.of_this_room(),
        **named,
    )
    return _with_person(rooms, values["user"], values["ended"]) if "user" in values else rooms


def _with_person(rooms: QuerySet[Room], user: int, ended: datetime) -> QuerySet[Room]:
    seat = FilteredRelation("consultation__memberships", condition=Q(consultation__memberships__user=user))
    follows = RoomFollow.objects.filter(room=OuterRef("pk"), membership__user=user)
    rooms = rooms.annotate(seat=seat, is_followed=Exists(follows), **visits.of_this_room(user, ended))
    return rooms.select_related("consultation", "seat")  # type: ignore[misc]


def _asked() -> QuerySet[Any, Any]:
    """The JSON of a room's questions, each with how many visible contributions answer it."""
    tallies = QuestionTally.objects.filter(question=OuterRef("pk")).order_by().values("question")
    answers = Coalesce(Subquery(tallies.values(number=Sum("contributions"))), 0)
    questions = GuidingQuestion.objects.filter(room=OuterRef("pk")).order_by("number")
    return questions.values(json=JSONObject(answers=answers, **{name: name for name in QUESTION}))


def _questions(room: Room, rows: list[dict[str, Any]]) -> list[GuidingQuestion]:
    questions = []
    for row in rows:
        question = GuidingQuestion.from_db("default", QUESTION, [row[name] for name in QUESTION])
        vars(question)["answers"] = row["answers"]
        question.room = room
        questions.append(question)
    return questions


def _asked_question(row: dict[str, Any]) -> AskedQuestion:
    shown = {name: row[name] for name in AskedQuestion._fields}
    return AskedQuestion(**shown | {"sub_questions": tuple(row["sub_questions"])})


def _seat(room: Room, person: Person) -> Membership | None:
    membership: Membership | None = vars(room).get("seat")
    if membership is not None:
        membership.user = person  # type: ignore[assignment]
        membership.consultation = room.consultation
    return membership
