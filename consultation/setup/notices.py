"""What people are told of a consultation's dates and of their role, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import AuditEntry, Consultation, DateChange, Membership, Notification, Role, User
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import membership_of
from consultation.setup.sentences import in_own_city, in_words

DATES = "consultation.dates"
ROLE = "consultation.role"
DATE_CHANGED = "consultation.date_changed"
GROUP = "reports"


type ToDo = Callable[[Membership, datetime], list[str]]

_more_time: list[ToDo] = []


def on_more_time(to_do: ToDo) -> None:
    """Have `to_do(membership, now)` add lines to the mail of a later closing date.

    Higher floors register in `AppConfig.ready()`.
    """
    _more_time.append(to_do)


def register() -> None:
    label = gettext_lazy("Consultation dates and reports")
    why = gettext_lazy("You get this email because you are a member of this consultation.")
    notifications.register(Kind(DATES, GROUP, _date_lines, _date_letter, why), label)
    notifications.register(Kind(ROLE, "roles", _role_lines, _role_letter, why), gettext_lazy("My role"))


def tell_of_dates(payload: dict[str, Any]) -> None:
    """Tell every member with an account, once, that the closing date moved; not whoever moved it."""
    change = DateChange.objects.select_related("consultation").filter(pk=payload["change"]).first()
    if change is None:
        return
    members = User.objects.filter(memberships__consultation=change.consultation, is_active=True)
    notifications.notify(
        [member for member in members if member.pk != change.actor_id],
        kind=DATES,
        key=f"date-change:{change.pk}",
        consultation=change.consultation,
        object_id=change.pk,
    )


def _changes(notices: Sequence[Notification]) -> dict[int, DateChange]:
    """The changes these notices speak of whose readers may still know of the consultation."""
    found = DateChange.objects.select_related("consultation").in_bulk([n.object_id for n in notices])
    return {
        notice.pk: found[notice.object_id]
        for notice in notices
        if notice.object_id in found and _may_know(notice, found[notice.object_id].consultation)
    }


def _may_know(notice: Notification, consultation: Consultation) -> bool:
    return Consultation.objects.knowable_by(notice.recipient).filter(pk=consultation.pk).exists()


def _date_lines(notices: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_told(change), _address(change.consultation), change.consultation.name)
        for pk, change in _changes(notices).items()
    }


def _told(change: DateChange) -> str:
    words = {
        "name": change.consultation.name,
        "new": formats.date_format(change.new_locally, "MONTH_DAY_FORMAT"),
        "old": formats.date_format(change.old_locally, "MONTH_DAY_FORMAT"),
    }
    if change.new_closes_at > change.old_closes_at:
        return _("More time: closes on %(new)s, not %(old)s") % words
    if change.new_closes_at <= change.at:
        return _("%(name)s was closed on %(new)s, not %(old)s") % words
    return _("Less time: closes on %(new)s, not %(old)s") % words


def _date_letter(notice: Notification) -> Letter | None:
    change = _changes([notice]).get(notice.pk)
    if change is None:
        return None
    consultation, reader = change.consultation, notice.recipient
    words = {"when": in_words(change.new_locally), "city": consultation.city, "title": consultation.title}
    if change.new_closes_at > change.at:
        closes = _("The consultation “%(title)s” now closes on %(when)s, %(city)s time.") % words
    else:
        closes = _("The consultation “%(title)s” was closed on %(when)s, %(city)s time.") % words
    local = in_own_city(change.new_closes_at, reader, consultation)
    paragraphs = [
        _hello(reader),
        f"{closes} {local}".rstrip(),
        _("Reason: %(reason)s") % {"reason": change.reason},
        settings.SITE_URL + _address(consultation),
        *_to_do(change, reader),
    ]
    return Letter(_told(change), paragraphs, consultation.name)


def _to_do(change: DateChange, reader: User) -> list[str]:
    """What a member has more time for, as the floors above see it."""
    consultation = change.consultation
    is_later = change.new_closes_at > change.old_closes_at and consultation.closes_at == change.new_closes_at
    membership = membership_of(reader, consultation)
    if not is_later or membership is None or not consultation.is_open:
        return []
    return [line for to_do in _more_time for line in to_do(membership, timezone.now())]


def tell_of_role(member: Membership, *, actor: User, before: str) -> None:
    """Tell somebody that they were given a role; nobody is told what they did themselves."""
    if member.user is None or member.user == actor:
        return
    entries = AuditEntry.objects.filter(consultation_id=member.consultation_id).order_by("-pk")
    key = f"role:{member.pk}:{entries.values_list('pk', flat=True).first()}"
    if before != member.role:
        notifications.notify(
            [member.user], kind=ROLE, key=key, consultation=member.consultation, object_id=member.pk
        )


def _members(notices: Sequence[Notification]) -> dict[int, Membership]:
    found = Membership.objects.select_related("consultation").in_bulk([n.object_id for n in notices])
    return {
        notice.pk: found[notice.object_id]
        for notice in notices
        if notice.object_id in found
        and found[notice.object_id].user_id == notice.recipient_id
        and _may_know(notice, found[notice.object_id].consultation)
    }


def _role_lines(notices: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_named(member), _address(member.consultation), member.consultation.name)
        for pk, member in _members(notices).items()
    }


def _named(member: Membership) -> str:
    words = {"name": member.consultation.name, "role": str(Role(member.role).label).lower()}
    return _("Your role in %(name)s is now: %(role)s") % words


def _role_letter(notice: Notification) -> Letter | None:
    member = _members([notice]).get(notice.pk)
    if member is None:
        return None
    consultation = member.consultation
    paragraphs = [_hello(notice.recipient), _named(member) + ".", settings.SITE_URL + _address(consultation)]
    return Letter(_named(member), paragraphs, consultation.name)


def _address(consultation: Consultation) -> str:
    return reverse("consultation", args=[consultation.slug])


def _hello(reader: User) -> str:
    return _("Hello %(name)s,") % {"name": reader.name} if reader.name else _("Hello,")
