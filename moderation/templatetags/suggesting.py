from __future__ import annotations

from typing import Any

from django import template

from contributions.models import Contribution
from moderation.suggesting import basis_of, suggestions_of

register = template.Library()

DESK = "desk"


@register.inclusion_tag("moderation/_suggestions.html", takes_context=True)
def suggestions(context: dict[str, Any], contribution: Contribution, place: str) -> dict[str, Any]:
    """Themes suggested for a contribution, each to be accepted or refused; `place` is where to come back to.

    Used on pages of those who code, outside of any form. The desk is come back to where it stood.
    """
    consultation = contribution.room.consultation
    found = suggestions_of(consultation, [contribution]).get(contribution.pk, [])
    return {
        "contribution": contribution,
        "place": place,
        "desk": context.get("place") if place == DESK else None,
        "suggestions": found,
        "basis": basis_of(consultation) if found else None,
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }
