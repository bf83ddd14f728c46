from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from consultation.models import User
from consultation.people import arriving, limits, typed

BACKEND = "consultation.people.backend.ActivePeopleBackend"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth does our way: who is turned away, what survives signing in, where people go then."""

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        if user.is_suspended or not user.is_active:
            return arriving.turn_away(request, user)
        return super().pre_login(request, user, **details)  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, user: User) -> None:
        kept = typed.survivors(request, user)
        user.backend = BACKEND
        super().login(request, user)
        typed.restore(request, kept)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        super().post_login(request, user, **details)
        response = arriving.first_stop(request, user, details["redirect_url"] or "")
        if details["email"]:
            limits.remember(response, details["email"])
        return response

    def add_message(self, *_args: Any, **_details: Any) -> None:
        """allauth's own messages stay unsaid; our pages say theirs."""
