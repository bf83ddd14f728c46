"""Answers to suggested themes, one by one. Nothing is ever applied without a person's answer."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Consultation, Membership
from contributions.models import Contribution
from moderation.actions.coding import Coded, tag_contribution
from moderation.learned_models import Learned, Refusal
from moderation.models import Tagging, Theme
from moderation.suggesting import state_of

LEARN = "moderation.learn"
REST = timedelta(minutes=5)  # between two times of learning
AGAIN = timedelta(hours=1)  # after which a consultation whose learning failed for good is tried anew


@transaction.atomic
def accept(contribution: Contribution, theme: Theme, *, by: Membership) -> Coded:
    """Put a suggested theme on the whole contribution; the tagging keeps that it was suggested."""
    Refusal.objects.filter(contribution=contribution, theme=theme).delete()
    return tag_contribution(contribution, [theme], by=by, source=Tagging.Source.SUGGESTION)


@transaction.atomic
def refuse(contribution: Contribution, theme: Theme, *, by: Membership) -> bool:
    """Say that a suggested theme does not fit; false when it was said already."""
    refusal = Refusal(contribution=contribution, theme=theme, by=by)
    Refusal.objects.bulk_create([refusal], ignore_conflicts=True)
    is_new = Refusal.objects.filter(contribution=contribution, theme=theme, by=by, at=refusal.at).exists()
    if is_new:
        after = {"themes": [theme.pk]}
        record("suggestion.refused", contribution, actor=by.user, consultation=by.consultation, after=after)
    return is_new


def plan_learning() -> int:
    """Ask for learning wherever texts, themes or taggings changed since, every five minutes at most."""
    now, asked = timezone.now(), 0
    for consultation in Consultation.objects.exclude(archived_at__lte=now).select_related("learned"):
        learned: Learned | None = getattr(consultation, "learned", None)
        if learned is not None and learned.learned_at > now - REST:
            continue
        if learned is None or learned.state != state_of(consultation):
            ask_to_learn(consultation, learned)
            asked += 1
    return asked


def ask_to_learn(consultation: Consultation, learned: Learned | None = None) -> None:
    """Have the worker learn again. Asking many times before it does is the same as asking once."""
    learned = learned or Learned.objects.filter(consultation=consultation).first()
    last = learned.learned_at.isoformat() if learned else "never"
    hour = int(timezone.now().timestamp() // AGAIN.total_seconds())
    outbox.put(LEARN, f"learn:{consultation.pk}:{last}:{hour}", {"consultation": consultation.pk})
