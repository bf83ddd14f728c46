"""The one place that knows how people are told. Floors above say whom, of what, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise

from consultation import outbox
from consultation.models import Consultation, NoticeStop, Notification, User

MAIL = "notice.mail"
_SALT = "consultation.stop-mails"


@dataclass(frozen=True)
class Line:
    """A notice as a sentence with the address it leads to."""

    text: str
    url: str
    consultation: str = ""


@dataclass(frozen=True)
class Letter:
    """A notice as a mail: a subject and paragraphs. A paragraph that starts with "> " is a quotation."""

    subject: str
    paragraphs: Sequence[str]
    sender: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of notice: the settings row it belongs to and who writes its words.

    `lines` gives a line per notification id, in a constant number of queries; ids it leaves out are not
    shown. `letter` gives the mail, or None when there is nothing left to tell; `why` ends it: a sentence that
    says why this person gets it.
    """

    name: str
    group: str
    lines: Callable[[Sequence[Notification]], dict[int, Line]]
    letter: Callable[[Notification], Letter | None]
    why: str | Promise = ""


KINDS: dict[str, Kind] = {}
GROUPS: dict[str, str | Promise] = {}


def register(kind: Kind, group_label: str | Promise) -> None:
    KINDS[kind.name] = kind
    GROUPS[kind.group] = group_label


def notify(
    recipients: Iterable[User],
    *,
    kind: str,
    key: str,
    consultation: Consultation | None,
    object_id: int | None,
) -> None:
    """Tell each person once: a notice on the site and, unless they stopped that kind, a mail.

    Twice with one key is the same as once. Suspended people and the erased hear nothing.
    """
    people = sorted({person for person in recipients if not person.is_suspended}, key=lambda p: p.pk)
    rows = [
        Notification(recipient=p, kind=kind, key=key, consultation=consultation, object_id=object_id)
        for p in people
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stopped = set(
        NoticeStop.objects.filter(user__in=people, group=KINDS[kind].group).values_list("user", flat=True)
    )
    told = Notification.objects.filter(key=key, recipient__in=people).exclude(recipient__in=stopped)
    for notification in told:
        outbox.put(MAIL, f"mail:{notification.pk}", {"notification": notification.pk})


def lines_for(notifications: Sequence[Notification]) -> list[tuple[Notification, Line]]:
    """Each notice with its words, in the given order; those without words any more are left out."""
    by_kind: dict[str, list[Notification]] = {}
    for notification in notifications:
        by_kind.setdefault(notification.kind, []).append(notification)
    lines: dict[int, Line] = {}
    for kind, group in by_kind.items():
        if kind in KINDS:
            lines.update(KINDS[kind].lines(group))
    return [
        (notification, lines[notification.pk]) for notification in notifications if notification.pk in lines
    ]


def stop_token(user: User, group: str) -> str:
    """A token that lets whoever holds the mail stop this kind of mail, and nothing else."""
    return signing.dumps([user.pk, group], salt=_SALT)


def stop_path(user: User, group: str) -> str:
    return reverse("account:stop", kwargs={"token": stop_token(user, group)})


def read_stop_token(token: str) -> tuple[User, str] | None:
    """The person and the group a token speaks of; None for one that is not ours."""
    try:
        pk, group = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, str(group)) if user is not None and group in GROUPS else None


def stop(user: User, group: str) -> None:
    NoticeStop.objects.get_or_create(user=user, group=group)


def is_stopped(user: User, group: str) -> bool:
    return NoticeStop.objects.filter(user=user, group=group).exists()


def resume(user: User, group: str) -> None:
    NoticeStop.objects.filter(user=user, group=group).delete()


def choices_of(user: User) -> list[dict[str, Any]]:
    """The settings table: each kind of notice and whether its mails come."""
    stopped = set(NoticeStop.objects.filter(user=user).values_list("group", flat=True))
    return [
        {"group": group, "label": label, "mails": group not in stopped} for group, label in GROUPS.items()
    ]
