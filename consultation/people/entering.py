"""Signing in and signing up in one flow: who proves an address by its code is that address's person.

allauth keeps the pending sign-in in the session, counts the tries, verifies the address and signs in.
Until a code is right nothing is looked up and nobody is created, so known and unknown addresses cannot be
told apart by words, by status or by time.
"""

from __future__ import annotations

import time
from enum import Enum, auto

from allauth.account import app_settings
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from consultation.models import Invitation, User
from consultation.people import codes, limits
from consultation.people.limits import Limit


class Answer(Enum):
    """What became of a typed code."""

    RIGHT = auto()
    WRONG = auto()
    USED_UP = auto()
    EXPIRED = auto()


class Entry(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth has no types
    """A sign-in that waits for its code."""

    @property
    def address(self) -> str:
        return str(self.state["email"])

    @property
    def wanted(self) -> str:
        """Where the person was going when they were asked to sign in; empty if nowhere."""
        return self.stage.login.redirect_url or ""

    def new_code(self, *, silently: bool = False) -> None:
        """Start again with a fresh code; the old one no longer works. `silently` sends no mail."""
        now = time.time()
        self.stage.login.initiated_at = now
        self.state.update(at=now, failed_attempts=0, seed=codes.new_seed())
        if not silently:
            codes.post(self.address, self.state["seed"])
        self.persist()

    def try_code(self, digits: str) -> Answer:
        """Compare a typed code. Raises what `limits.spend` raises."""
        if not self.is_valid():
            return Answer.EXPIRED
        if self.state["failed_attempts"] >= app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
            return Answer.USED_UP
        counted = limits.spend(self.request, Limit.TRY_CODE, self.address)
        if codes.is_code_of(self.state["seed"], digits):
            counted.give_back()
            return Answer.RIGHT
        return Answer.WRONG if self.record_invalid_attempt() else Answer.USED_UP

    def abort(self) -> None:
        """Keep a sign-in whose tries are used up, so that its owner can ask for a new code."""
        self.persist()

    def enter(self) -> HttpResponse:
        """Sign in the person whose address was proved, made now if they are new.

        Raises what `limits.spend` raises.
        """
        self._user = person_of(self.address) or self._new_person()
        EmailAddress.objects.get_or_create(user=self._user, email=self.address)
        response: HttpResponse = self.finish(self.wanted)
        return response

    def _new_person(self) -> User:
        if not Invitation.objects.waiting().for_address(self.address).exists():
            limits.spend(self.request, Limit.SIGN_UP, self.address)
        return make_person(self.address)


def begin(request: HttpRequest, address: str, wanted: str, *, silently: bool = False) -> None:
    """Send a code to this address and wait for it. `address` is lower-case; `wanted` is a safe address."""
    login = Login(email=address, redirect_url=wanted)
    controller = LoginStageController(request, login)
    controller.set_current(LoginByCodeStage.key)
    stage = LoginByCodeStage(controller, request, login)
    stage.state.update(Entry.initial_state(user=None, email=address), initiated_by_user=True)
    Entry(stage).new_code(silently=silently)


def pending(request: HttpRequest) -> Entry | None:
    """The sign-in that waits for a code in this session."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return Entry(stage) if stage else None


def person_of(address: str) -> User | None:
    """Whose address this is: proved by somebody before, or given to them when they were made."""
    proved = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    return proved.user if proved else User.objects.filter(email__iexact=address).first()


def make_person(address: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(address, language=translation.get_language() or "en")
    except IntegrityError:  # the same code sent from two tabs at once
        return User.objects.get(email__iexact=address)
