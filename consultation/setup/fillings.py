"""What the set-up puts on the page of a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from consultation.models import Consultation, Membership
from consultation.permissions import Action, may, membership_of


def team(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The way into the set-up, for those who may."""
    return {
        consultation.pk: {}
        for consultation in consultations
        if may(request.user, _membership(request, consultation), Action.SET_UP, consultation)
    }


def _membership(request: HttpRequest, consultation: Consultation) -> Membership | None:
    """As the guard found it; asked for on pages without one."""
    guarded = getattr(request, "consultation", None)
    if guarded == consultation:
        known: Membership | None = getattr(request, "membership", None)
        return known
    return membership_of(request.user, consultation)
