"""What people are told of contributions, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import Consultation, Notification
from consultation.notifications import Kind, Letter, Line
from contributions.bylines import byline
from contributions.models import Contribution
from contributions.naming import is_unnamed

MENTION = "mention"
REPLY = "reply"
QUOTED_WORDS = 60


def register() -> None:
    notifications.register(
        Kind(MENTION, "mentions", lambda group: _lines(group, _MENTIONED), _mention_letter),
        gettext_lazy("Mentions"),
    )
    notifications.register(
        Kind(REPLY, "replies", lambda group: _lines(group, _REPLIED), _reply_letter),
        gettext_lazy("Replies to me"),
    )


_MENTIONED = gettext_lazy("%(name)s mentioned you in #%(number)s, %(room)s")
_REPLIED = gettext_lazy("%(name)s replied to your contribution in #%(number)s, %(room)s")


def _subject(contribution: Contribution, named: str, unnamed: str) -> str:
    """A subject line stands in lists and on locked screens: it says nothing of who did not sign."""
    facts = {"name": byline(contribution, None).name, "room": contribution.room.title}
    return (unnamed if is_unnamed(contribution) else named) % facts


def _readable(notifications_: Sequence[Notification]) -> dict[int, Contribution]:
    """The contributions these notices speak of that their readers may still see."""
    related = Contribution.objects.visible().select_related("author__user", "room__consultation", "revision")
    found = related.in_bulk([n.object_id for n in notifications_])
    return {
        n.pk: found[n.object_id]
        for n in notifications_
        if n.object_id in found and may_know(n, found[n.object_id].consultation)
    }


def may_know(notification: Notification, consultation: Consultation) -> bool:
    known = Consultation.objects.knowable_by(notification.recipient)
    return bool(known.filter(pk=consultation.pk).exists())


def _lines(group: Sequence[Notification], template: object) -> dict[int, Line]:
    return {
        pk: Line(
            str(template)
            % {
                "name": byline(contribution, None).name,
                "number": contribution.number,
                "room": contribution.room.title,
            },
            reverse("contributions:contribution", args=[contribution.pk]),
            contribution.consultation.name,
        )
        for pk, contribution in _readable(group).items()
    }


def _mention_letter(notification: Notification) -> Letter | None:
    contribution = _readable([notification]).get(notification.pk)
    if contribution is None:
        return None
    signed = byline(contribution, None)
    told = _("%(name)s mentioned you in contribution #%(number)s:") % {
        "name": _with_badge(signed.name, signed.badge),
        "number": contribution.number,
    }
    subject = _subject(
        contribution, _("%(name)s mentioned you in %(room)s"), _("You are mentioned in %(room)s")
    )
    return _letter(notification, contribution, subject, told)


def _reply_letter(notification: Notification) -> Letter | None:
    contribution = _readable([notification]).get(notification.pk)
    if contribution is None:
        return None
    signed = byline(contribution, None)
    told = _("%(name)s replied to your contribution:") % {"name": ", ".join([signed.name, *signed.facts])}
    subject = _subject(
        contribution,
        _("%(name)s replied to your contribution"),
        _("A reply to your contribution in %(room)s"),
    )
    return _letter(notification, contribution, subject, told)


def _letter(notification: Notification, contribution: Contribution, subject: str, told: str) -> Letter:
    address = settings.SITE_URL + reverse("contributions:contribution", args=[contribution.pk])
    hello = _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}
    paragraphs = [
        hello,
        told,
        "> " + excerpt(contribution, QUOTED_WORDS),
        _("Read and reply: %(address)s") % {"address": address},
    ]
    return Letter(subject, [*paragraphs, *closing_lines(contribution.consultation)], contribution.room.title)


def closing_lines(consultation: Consultation) -> list[str]:
    """When writing ends, for mails: one sentence while the consultation is open."""
    closes = consultation.closes_locally
    if closes is None or not consultation.is_open:
        return []
    when = formats.date_format(closes, "DATETIME_FORMAT")
    return [
        _("The consultation closes on %(when)s, %(city)s time.") % {"when": when, "city": consultation.city}
    ]


def excerpt(contribution: Contribution, words: int) -> str:
    """The first words of a contribution, cut at a word."""
    plain = contribution.revision.plain if contribution.revision else ""
    listed = plain.split()
    return " ".join(listed[:words]) + ("…" if len(listed) > words else "")


def _with_badge(name: str, badge: str) -> str:
    return f"{name} ({badge.lower()})" if badge else name
