"""What this floor has on the list of the set-up: how far each item is."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Consultation, Invitation, Membership, Role
from consultation.setup.actions.saving import has_audience
from consultation.setup.checklist import Item, Look, register


def register_all() -> None:
    """Rooms and questions stand at place 4, on the floor above."""
    register(Item(1, gettext_lazy("Name, organiser, languages"), "manage:name", _name))
    register(Item(2, gettext_lazy("Welcome, objective, outcome"), "manage:texts", _texts))
    register(Item(3, gettext_lazy("Dates and time zone"), "manage:dates", _dates))
    register(Item(5, gettext_lazy("People"), "manage:people", _people))
    register(Item(6, gettext_lazy("Access"), "manage:access", _access))


def _name(consultation: Consultation) -> Look:
    must = [] if consultation.organiser else [_("Say who organises it.")]
    should = [] if consultation.summary else [_("There is no sentence for lists.")]
    return Look(started=True, must=must, should=should)


def _texts(consultation: Consultation) -> Look:
    must = []
    if not consultation.objective:
        must.append(_("Say why you are asking."))
    if not consultation.outcome:
        must.append(_("Say what happens with people's input."))
    should = [] if consultation.welcome else [_("There is no welcome.")]
    written = consultation.welcome or consultation.objective or consultation.outcome
    return Look(started=bool(written), must=must, should=should)


def _dates(consultation: Consultation) -> Look:
    must = []
    if consultation.opens_at is None:
        must.append(_("Choose the opening date."))
    if consultation.closes_at is None:
        must.append(_("Choose the closing date."))
    should = []
    if consultation.closes_at is not None and consultation.closes_at <= timezone.now():
        should.append(_("The closing date has passed: it will be published as closed."))
    return Look(started=len(must) < len(("opens", "closes")), must=must, should=should)


def _people(consultation: Consultation) -> Look:
    members = Membership.objects.filter(consultation=consultation)
    seats = Invitation.objects.waiting().filter(consultation=consultation)
    others = members.exclude(role=Role.EDITOR).exists() or seats.exists()
    moderated = members.filter(role=Role.MODERATOR).exists() or seats.filter(role=Role.MODERATOR).exists()
    should = [] if moderated else [_("There is no moderator: the editors moderate.")]
    return Look(started=others or members.filter(role=Role.EDITOR).count() > 1, should=should)


def _access(consultation: Consultation) -> Look:
    decided = not consultation.is_draft or has_audience(consultation)
    return Look(started=decided, must=[] if decided else [_("Decide who can see it.")])
