"""What people are told of contributions, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications
from consultation.models import Consultation, Notification, User
from consultation.notifications import Kind, Letter, Line
from consultation.setup.sentences import in_own_city, in_words
from contributions.bylines import byline
from contributions.models import Contribution
from contributions.naming import is_unnamed
from rooms.models import GuidingQuestion

MENTION = "mention"
REPLY = "reply"
QUOTED_WORDS = 60
BEGAN_WORDS = 12
FULL_STOPS = (".", "!", "?", "…", "؟", "。", "।")
CLOSERS = "”’»)\"'"


def register() -> None:
    mentioned = gettext_lazy("You get this email because a contribution mentions you.")
    notifications.register(
        Kind(MENTION, "mentions", lambda group: _lines(group, _MENTIONED), _mention_letter, mentioned),
        gettext_lazy("Mentions"),
    )
    replied = gettext_lazy("You get this email because somebody replied to your contribution.")
    notifications.register(
        Kind(REPLY, "replies", lambda group: _lines(group, _REPLIED), _reply_letter, replied),
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
    read = _("Read and reply: %(address)s") % {"address": _address(contribution)}
    return _letter(notification, contribution, subject, told, [read])


def _reply_letter(notification: Notification) -> Letter | None:
    contribution = _readable([notification]).get(notification.pk)
    if contribution is None:
        return None
    signed = byline(contribution, None)
    name = ", ".join([signed.name, *signed.facts, ""]).rstrip() if signed.facts else signed.name
    told = _reply_told(name, contribution)
    subject = _subject(
        contribution,
        _("%(name)s replied to your contribution"),
        _("A reply to your contribution in %(room)s"),
    )
    read = _("Read the reply: %(address)s") % {"address": _address(contribution)}
    return _letter(notification, contribution, subject, told, [read, *_began(contribution)])


def _reply_told(name: str, reply: Contribution) -> str:
    """Who replied to which contribution, and which questions that one answers."""
    parent = reply.parent
    words = {"name": name, "number": parent.number if parent else ""}
    asked = list(parent.questions.all()) if parent else []
    if not asked:
        return _("%(name)s replied to your contribution #%(number)s:") % words
    words["questions"] = numbered(asked)
    told = ngettext(
        "%(name)s replied to your contribution #%(number)s about question %(questions)s:",
        "%(name)s replied to your contribution #%(number)s about questions %(questions)s:",
        len(asked),
    )
    return told % words


def numbered(questions: Sequence[GuidingQuestion]) -> str:
    """ "3 (small arms), 6": the numbers, each with its label where it has one."""
    return ", ".join(f"{one.number} ({one.label})" if one.label else str(one.number) for one in questions)


def _began(reply: Contribution) -> list[str]:
    if reply.parent is None or not reply.parent.is_visible:
        return []
    return [_("Your contribution began: “%(words)s”") % {"words": excerpt(reply.parent, BEGAN_WORDS)}]


def _address(contribution: Contribution) -> str:
    return settings.SITE_URL + reverse("contributions:contribution", args=[contribution.pk])


def _letter(
    notification: Notification, contribution: Contribution, subject: str, told: str, rest: list[str]
) -> Letter:
    hello = _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}
    paragraphs = [
        hello,
        told,
        "> " + opening(contribution, QUOTED_WORDS),
        *rest,
        *closing_lines(contribution.consultation, notification.recipient),
    ]
    return Letter(subject, paragraphs, contribution.room.title)


def closing_lines(consultation: Consultation, reader: User | None) -> list[str]:
    """When writing ends, there and where the reader lives; one paragraph while the consultation is open."""
    closes = consultation.closes_locally
    if closes is None or not consultation.is_open:
        return []
    told = _("The consultation closes on %(when)s, %(city)s time.")
    told %= {"when": in_words(closes), "city": consultation.city}
    local = in_own_city(closes, reader, consultation) if reader else ""
    return [f"{told} {local}".rstrip()]


def excerpt(contribution: Contribution, words: int) -> str:
    """The first words of a contribution, cut at a word."""
    plain = contribution.revision.plain if contribution.revision else ""
    listed = plain.split()
    return " ".join(listed[:words]) + ("…" if len(listed) > words else "")


def opening(contribution: Contribution, words: int) -> str:
    """The whole sentences among the first words; where those are too few to tell much, cut at a word."""
    listed = (contribution.revision.plain if contribution.revision else "").split()
    if len(listed) <= words:
        return " ".join(listed)
    ends = [n for n, word in enumerate(listed[:words], 1) if word.rstrip(CLOSERS).endswith(FULL_STOPS)]
    if not ends or ends[-1] * 3 < words:
        return excerpt(contribution, words)
    return f"{' '.join(listed[: ends[-1]])} …"


def _with_badge(name: str, badge: str) -> str:
    return f"{name} ({badge.lower()})" if badge else name
