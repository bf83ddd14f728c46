"""Telling editors that a contributor was misunderstood, and the contributor what they answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import Notification, Role
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may, membership_of
from synthesis.models import Objection

RAISED = "objection.raised"
ANSWERED = "objection.answered"


def register() -> None:
    label = gettext_lazy("Consultation dates and reports")
    edits = gettext_lazy("You get this email because you are an editor of this consultation.")
    notifications.register(Kind(RAISED, "reports", _lines, _letter, edits), label)
    objected = gettext_lazy("You get this email because you said: this is not what I meant.")
    notifications.register(Kind(ANSWERED, "reports", _lines, _letter, objected), label)


def tell_editors(objection: Objection) -> None:
    consultation = objection.version.report.consultation
    editors = consultation.memberships.filter(role=Role.EDITOR, user__isnull=False).select_related("user")
    notifications.notify(
        [one.user for one in editors if one.user],
        kind=RAISED,
        key=f"objection:{objection.pk}",
        consultation=consultation,
        object_id=objection.pk,
    )


def tell_author(objection: Objection) -> None:
    if objection.by.user is not None:
        notifications.notify(
            [objection.by.user],
            kind=ANSWERED,
            key=f"objection-answered:{objection.pk}",
            consultation=objection.version.report.consultation,
            object_id=objection.pk,
        )


def _found(group: Sequence[Notification]) -> dict[int, Objection]:
    """By the notice's pk, those that their readers may still see."""
    related = Objection.objects.select_related("version__report__consultation", "contribution", "by")
    rows = related.defer("version__snapshot").in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: one
        for notice in group
        if (one := rows.get(notice.object_id or 0)) is not None and _may_see(notice, one)
    }


def _may_see(notice: Notification, objection: Objection) -> bool:
    if notice.kind == ANSWERED:
        return notice.recipient_id == objection.by.user_id
    consultation = objection.version.report.consultation
    return may(
        notice.recipient, membership_of(notice.recipient, consultation), Action.WRITE_REPORT, consultation
    )


def _told(notice: Notification, objection: Objection) -> str:
    number = {"number": objection.contribution.number}
    if notice.kind == ANSWERED:
        return _("The editors answered what you said about the use of #%(number)s") % number
    return _("The author of #%(number)s says of an insight: this is not what I meant") % number


def _address(notice: Notification, objection: Objection) -> str:
    slug = objection.version.report.consultation.slug
    return reverse("synthesis:yours" if notice.kind == ANSWERED else "synthesis:objections", args=[slug])


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    notices = {notice.pk: notice for notice in group}
    return {
        pk: Line(_told(notices[pk], one), _address(notices[pk], one), one.version.report.consultation.name)
        for pk, one in _found(group).items()
    }


def _letter(notification: Notification) -> Letter | None:
    objection = _found([notification]).get(notification.pk)
    if objection is None:
        return None
    told = _told(notification, objection)
    hello = _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}
    words = objection.answer if notification.kind == ANSWERED else objection.words
    quoted = [f"> {line}" for line in words.splitlines() if line.strip()]
    address = settings.SITE_URL + _address(notification, objection)
    read = _("Read it: %(address)s") % {"address": address}
    return Letter(told, [hello, f"{told}.", *quoted, read], objection.version.report.consultation.name)
