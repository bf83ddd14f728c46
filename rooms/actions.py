"""What editors do with rooms and questions. Each act is one transaction with an explicit actor, on record.

All of them wait for the consultation's row, so that positions and numbers never collide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Consultation, User
from consultation.setup.actions.saving import locked
from consultation.setup.refusal import RefusedError
from consultation.setup.slugs import first_free, slug_of
from rooms.models import GuidingQuestion, Room

ROOM_MADE = "room.made"
ROOM_CHANGED = "room.changed"
ROOM_MOVED = "room.moved"
ROOM_DELETED = "room.deleted"
QUESTION_MADE = "question.made"
QUESTION_CHANGED = "question.changed"
QUESTION_MOVED = "question.moved"
QUESTION_REMOVED = "question.removed"
RESERVED = frozenset({"new"})
UP, DOWN = -1, 1


@transaction.atomic
def make_room(consultation: Consultation, values: Mapping[str, Any], *, actor: User) -> Room:
    """A room behind the others, its address from its title."""
    now = locked(consultation)
    rooms = list(now.rooms.all())
    slug = first_free(slug_of(values["title"], "room"), {room.slug for room in rooms} | RESERVED)
    position = max((room.position for room in rooms), default=0) + 1
    room = Room.objects.create(consultation=now, slug=slug, position=position, **values)
    record(ROOM_MADE, room, actor=actor, consultation=now, after={"title": room.title})
    return room


@transaction.atomic
def change_room(room: Room, values: Mapping[str, Any], *, actor: User) -> Room:
    """Its address follows the title as long as the consultation is a draft, which nobody else has seen."""
    consultation = locked(room.consultation)
    now = _locked_room(room)
    changed = {name: value for name, value in values.items() if getattr(now, name) != value}
    if "title" in changed and consultation.is_draft:
        others = set(consultation.rooms.exclude(pk=now.pk).values_list("slug", flat=True))
        changed["slug"] = first_free(slug_of(changed["title"], "room"), others | RESERVED)
    _change(now, consultation, ROOM_CHANGED, changed, actor)
    return now


@transaction.atomic
def move_room(room: Room, step: int, *, actor: User) -> tuple[int, int]:
    """Up or down by one; gives its place and how many there are. At the end it stays where it is."""
    consultation = locked(room.consultation)
    rooms = list(consultation.rooms.all())
    before, after = _swapped(rooms, room.pk, step)
    for place, one in enumerate(rooms, 1):
        one.position = place
    Room.objects.bulk_update(rooms, ["position"])
    if after != before:
        _record_move(ROOM_MOVED, room, consultation, actor, before, after)
    return after, len(rooms)


@transaction.atomic
def delete_room(room: Room, *, actor: User) -> None:
    """Raises RefusedError once anybody has contributed in it."""
    consultation = locked(room.consultation)
    now = _locked_room(room)
    if now.last_number:
        raise RefusedError(_("People have contributed in this room, so it stays."))
    before = {"title": now.title, "questions": now.questions.count()}
    record(ROOM_DELETED, now, actor=actor, consultation=consultation, before=before)
    now.delete()


@transaction.atomic
def add_question(room: Room, values: Mapping[str, Any], *, actor: User) -> GuidingQuestion:
    """A question behind the others."""
    consultation = locked(room.consultation)
    numbers = room.questions.values_list("number", flat=True)
    question = GuidingQuestion.objects.create(room=room, number=max(numbers, default=0) + 1, **values)
    after = {"number": question.number, "text": question.text}
    record(QUESTION_MADE, question, actor=actor, consultation=consultation, after=after)
    return question


@transaction.atomic
def change_question(question: GuidingQuestion, values: Mapping[str, Any], *, actor: User) -> None:
    consultation = locked(question.room.consultation)
    now = GuidingQuestion.objects.get(pk=question.pk)
    changed = {name: value for name, value in values.items() if getattr(now, name) != value}
    _change(now, consultation, QUESTION_CHANGED, changed, actor)


@transaction.atomic
def move_question(question: GuidingQuestion, step: int, *, actor: User) -> tuple[int, int]:
    """Up or down by one; gives its number and how many there are.

    Raises RefusedError once anybody has contributed: people speak of questions by their numbers.
    """
    consultation = locked(question.room.consultation)
    _check_unanswered(question.room)
    questions = list(question.room.questions.all())
    before, after = _swapped(questions, question.pk, step)
    _renumber(questions)
    if after != before:
        _record_move(QUESTION_MOVED, question, consultation, actor, before, after)
    return after, len(questions)


@transaction.atomic
def remove_question(question: GuidingQuestion, *, actor: User) -> None:
    """Raises RefusedError once anybody has contributed in the room."""
    consultation = locked(question.room.consultation)
    _check_unanswered(question.room)
    before = {"number": question.number, "text": question.text}
    record(QUESTION_REMOVED, question, actor=actor, consultation=consultation, before=before)
    room = question.room
    question.delete()
    _renumber(list(room.questions.all()))


def _locked_room(room: Room) -> Room:
    """The room as it stands now; nobody takes a number in it until the transaction ends."""
    return Room.objects.select_for_update().select_related(None).get(pk=room.pk)


def _check_unanswered(room: Room) -> None:
    if _locked_room(room).last_number:
        raise RefusedError(
            _("People have contributed here and speak of the questions by number, so their order stays.")
        )


def _swapped(things: list[Any], pk: int, step: int) -> tuple[int, int]:
    """Change places with the neighbour, in the list; the places before and after, counted from 1."""
    here = next(place for place, thing in enumerate(things) if thing.pk == pk)
    there = min(max(here + step, 0), len(things) - 1)
    things[here], things[there] = things[there], things[here]
    return here + 1, there + 1


def _renumber(questions: Sequence[GuidingQuestion]) -> None:
    """Number them in this order from 1. Through numbers nobody has, as two may never share one."""
    beyond = max((question.number for question in questions), default=0) + len(questions)
    for start in (beyond, 0):
        for number, question in enumerate(questions, start + 1):
            question.number = number
        for question in questions:
            question.save(update_fields=["number"])


def _change(
    thing: Room | GuidingQuestion,
    consultation: Consultation,
    action: str,
    changed: Mapping[str, Any],
    actor: User,
) -> None:
    """Store what differs and put it on record; of an introduction, which may name people, the length."""
    if not changed:
        return
    before = {name: _recorded(name, getattr(thing, name)) for name in changed}
    for name, value in changed.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(changed))
    after = {name: _recorded(name, value) for name, value in changed.items()}
    record(action, thing, actor=actor, consultation=consultation, before=before, after=after)


def _recorded(name: str, value: Any) -> Any:
    return {"characters": len(value)} if name == "welcome" else value


def _record_move(
    action: str, thing: Room | GuidingQuestion, consultation: Consultation, actor: User, *places: int
) -> None:
    before, after = places
    was, now = {"place": before}, {"place": after}
    record(action, thing, actor=actor, consultation=consultation, before=was, after=now)
