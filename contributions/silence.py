"""Questions with few voices: one rule, for the team's page and for mails that ask for help."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from consultation.models import Membership
from consultation.permissions import Action, may
from contributions.figures import Figures, count_by
from contributions.models import Contribution
from rooms.models import GuidingQuestion

FEWEST = 3  # people


def few_below(people: Sequence[int]) -> int:
    """Fewer people than this are few, given those of each question: three, or a third of the middle one's."""
    return max(FEWEST, -(-int(median(people)) // 3)) if people else FEWEST


def question_to_help_with(membership: Membership) -> GuidingQuestion | None:
    """The first of `questions_to_help_with`; None where there is none."""
    return next(iter(questions_to_help_with(membership)), None)


def questions_to_help_with(membership: Membership) -> list[GuidingQuestion]:
    """The questions with few voices that this member can answer and has not, the fewest voices first.

    None of them where they may not write. Rooms counted in the report; three queries.
    """
    user, consultation = membership.user, membership.consultation
    if user is None or not may(user, membership, Action.CONTRIBUTE, consultation):
        return []
    asked = GuidingQuestion.objects.filter(room__consultation=consultation, room__counts_in_report=True)
    questions = list(asked.select_related("room").order_by("room__position", "room", "number"))
    answering = Contribution.objects.counted().of(consultation).filter(questions__isnull=False)
    counted: dict[Any, Figures] = count_by(answering, "questions")
    people = {question.pk: counted.get(question.pk, Figures()).people for question in questions}
    answered = set(asked.filter(contributions__author=membership).values_list("pk", flat=True))
    for question in questions:
        question.room.consultation = consultation
    few = few_below(list(people.values()))
    open_ones = [
        question
        for question in questions
        if people[question.pk] < few and question.pk not in answered and question.room.accepts_contributions
    ]
    return sorted(open_ones, key=lambda question: people[question.pk])
