"""When an invitation is mailed, and what it says.

Whoever belongs to the team is mailed at once; others cannot know of a draft, so they are mailed when it is
published. A seat's first mail and its repeats have keys of their own: each goes out once.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation import mail, outbox
from consultation.models import TEAM_ROLES, AuditEntry, Consultation, Invitation, Outbox, Role, User
from consultation.notifications import Letter
from consultation.people.entering import person_of
from consultation.setup.sentences import dates_sentence

MAIL = "invitation.mail"
PUBLISHED = "consultation.published"


def is_held_back(invitation: Invitation) -> bool:
    return invitation.consultation.is_draft and invitation.role not in TEAM_ROLES


def mail_when_due(invitation: Invitation) -> None:
    """Have a new invitation mailed now, or leave it to `mail_held_back`."""
    if not is_held_back(invitation):
        _put(invitation, _first_key(invitation))


def mail_held_back(consultation: Consultation) -> None:
    """Mail those invited while it was a draft. Whoever was mailed at an earlier publication is not again."""
    earlier = AuditEntry.objects.filter(consultation_id=consultation.pk, action=PUBLISHED)
    seats = Invitation.objects.waiting().filter(consultation=consultation).exclude(role__in=TEAM_ROLES)
    if last := earlier.order_by("-at").first():
        seats = seats.filter(created_at__gt=last.at)
    for seat in seats:
        _put(seat, _first_key(seat))


def mail_again(invitation: Invitation) -> bool:
    """Once more, at most one mail a day (UTC); false when today's is out already."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    key = f"{_first_key(invitation)}:{midnight.date().isoformat()}"
    sent = Outbox.objects.filter(
        Q(key=key) | Q(key=_first_key(invitation), created_at__gte=midnight), kind=MAIL
    )
    if sent.exists():
        return False
    _put(invitation, key)
    return True


def _first_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"


def _put(invitation: Invitation, key: str) -> None:
    outbox.put(MAIL, key, {"invitation": invitation.pk, "key": key})


def send(payload: dict[str, Any]) -> None:
    """Mail an invitation that still waits, unless the address is of somebody suspended."""
    related = Invitation.objects.waiting().select_related("consultation", "invited_by")
    seat = related.filter(pk=payload["invitation"]).first()
    if seat is None:
        return
    person = person_of(seat.email)
    if person is not None and (person.is_suspended or not person.is_active):
        return
    build(seat, person, name=payload["key"].replace(":", "-")).send()


def build(seat: Invitation, person: User | None, *, name: str) -> EmailMultiAlternatives:
    """The mail, in the language of the person where they are known. `name` makes its Message-ID."""
    with translation.override(_language(seat, person)):
        letter = _letter(seat, person)
        context = {
            "letter": letter,
            "site": settings.SITE_NAME,
            "inviter": _inviter(seat),
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        message = EmailMultiAlternatives(
            mail.one_line(letter.subject),
            render_to_string("consultation/manage/mail/invitation.txt", context),
            mail.sender(letter.sender),
            [seat.email],
            headers={"Message-ID": mail.message_id(name), "Auto-Submitted": "auto-generated"},
        )
        html = render_to_string("consultation/manage/mail/invitation.html", context)
    message.attach_alternative(html, "text/html")
    return message


def _language(seat: Invitation, person: User | None) -> str:
    wanted = person.language if person is not None else seat.consultation.language
    return wanted if wanted in settings.COMPLETE_LANGUAGES else settings.LANGUAGE_CODE


def _letter(seat: Invitation, person: User | None) -> Letter:
    consultation = seat.consultation
    words = {"inviter": _inviter(seat), "title": consultation.title, "organiser": consultation.organiser}
    name = (person.name if person is not None else "") or seat.name
    hello = _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
    invites = _("%(inviter)s invites you to take part in the consultation “%(title)s”.")
    if consultation.organiser:
        invites = _("%(inviter)s invites you to take part in “%(title)s”, a consultation by %(organiser)s.")
    address = settings.SITE_URL + reverse("account:enter")
    address += "?" + urlencode({"next": reverse("consultation", args=[consultation.slug])})
    paragraphs = [
        hello,
        invites % words,
        _part(seat.role),
        dates_sentence(consultation),
        _("Log in or sign up with this address, %(email)s:") % {"email": seat.email},
        address,
        _("If you do not want to take part, you can ignore this email."),
    ]
    subject = _("%(inviter)s invites you: %(title)s") % words
    return Letter(subject, [paragraph for paragraph in paragraphs if paragraph], consultation.name)


def _inviter(seat: Invitation) -> str:
    name = seat.invited_by.name if seat.invited_by else ""
    return name or seat.consultation.organiser or settings.SITE_NAME


def _part(role: str) -> str:
    parts = {
        Role.OBSERVER: _("You come as an observer: you can read everything that is said."),
        Role.PARTICIPANT: _("You come as a participant: you can read, contribute and reply."),
        Role.MODERATOR: _(
            "You come as a moderator: you welcome people and mark what matters for the report."
        ),
        Role.EDITOR: _("You come as an editor: you set up the consultation and write its report."),
        Role.APPROVER: _("You come as an approver: you sign off the report before it is published."),
    }
    return parts[Role(role)]
