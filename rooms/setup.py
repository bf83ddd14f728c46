"""What this floor adds to the set-up: a line of its list, a part to copy, what keeps it published."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation.models import Consultation, User
from consultation.setup import checklist, copying
from consultation.setup.actions import publishing
from consultation.setup.checklist import Item, Look
from rooms.models import GuidingQuestion, Room

MANY_QUESTIONS = 8
COPIED = ("slug", "title", "position", "welcome", "counts_in_report", "premoderated")
COPIED_OF_QUESTIONS = ("number", "label", "text", "sub_questions", "group_heading")


def register() -> None:
    checklist.register(Item(4, gettext_lazy("Rooms and questions"), "rooms:list", look))
    copying.on_copied("rooms", gettext_lazy("Rooms and questions"), copy_rooms, place=2)
    publishing.on_unpublish(what_was_said)


def look(consultation: Consultation) -> Look:
    rooms = list(consultation.rooms.annotate(asked=Count("questions")))
    if not rooms:
        return Look(started=False, must=[_("Add a room.")])
    return Look(started=True, should=[advice for room in rooms for advice in _advice(room.title, room.asked)])


def _advice(title: str, asked: int) -> list[str]:
    if asked == 0:
        return [_("“%(room)s” has no guiding question.") % {"room": title}]
    return [f"“{title}”: {many_questions(asked)}"] if asked > MANY_QUESTIONS else []


def many_questions(asked: int) -> str:
    """A warning that so many questions are rarely all answered; empty for fewer."""
    if asked <= MANY_QUESTIONS:
        return ""
    words = ngettext(
        "%(n)d question: people rarely answer more than %(many)d.",
        "%(n)d questions: people rarely answer more than %(many)d.",
        asked,
    )
    return words % {"n": asked, "many": MANY_QUESTIONS}


def copy_rooms(source: Consultation, target: Consultation, _actor: User) -> None:
    """Rooms with their questions, empty and without dates of their own."""
    for room in source.rooms.prefetch_related("questions"):
        copied = Room.objects.create(consultation=target, **{name: getattr(room, name) for name in COPIED})
        GuidingQuestion.objects.bulk_create(
            GuidingQuestion(room=copied, **{name: getattr(question, name) for name in COPIED_OF_QUESTIONS})
            for question in room.questions.all()
        )


def what_was_said(consultation: Consultation, *, lock: bool) -> str:
    """People's contributions keep a consultation from going back to a draft."""
    rooms = Room.objects.filter(consultation=consultation)
    numbers = [room.last_number for room in (rooms.select_for_update() if lock else rooms)]
    return _("People have contributed, so it cannot become a draft again.") if any(numbers) else ""
