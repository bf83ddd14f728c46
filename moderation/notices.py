"""What authors are told of decisions on their contributions, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import Notification
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may, membership_of
from consultation.templatetags.shell import day
from contributions.models import Contribution, Visibility
from moderation.models import Decision, Flag

HIDDEN = "hidden"
RESTORED = "restored"
RELEASED = "released"
KEPT = "kept"
REPORTED = "reported"
ANSWERED = "report-answered"
GROUP = "moderation"
REPORTS = "reports"


def register() -> None:
    label = gettext_lazy("Moderation of my posts")
    mine = gettext_lazy("You get this email because you wrote this contribution.")
    notifications.register(Kind(HIDDEN, GROUP, _lines, _hidden_letter, mine), label)
    notifications.register(Kind(RESTORED, GROUP, _lines, _restored_letter, mine), label)
    notifications.register(Kind(RELEASED, GROUP, _lines, _released_letter, mine), label)
    notifications.register(Kind(KEPT, GROUP, _kept_lines, _kept_letter, mine), label)
    reports = gettext_lazy("Reports to the moderators")
    moderates = gettext_lazy("You get this email because you moderate this consultation.")
    reported = gettext_lazy("You get this email because you asked the moderators to look at something.")
    notifications.register(Kind(REPORTED, REPORTS, _reported_lines, _reported_letter, moderates), reports)
    notifications.register(Kind(ANSWERED, REPORTS, _answered_lines, _answered_letter, reported), reports)


def _decisions(group: Sequence[Notification]) -> dict[int, Decision]:
    """The decisions these notices speak of, where the reader wrote the contribution, by the notice's pk."""
    related = Decision.objects.select_related("contribution__author", "contribution__room__consultation")
    found = related.in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: found[notice.object_id]
        for notice in group
        if notice.object_id in found
        and found[notice.object_id].contribution.author.user_id == notice.recipient_id
    }


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(
            _told(decision), _address(decision.contribution), decision.contribution.room.consultation.name
        )
        for pk, decision in _decisions(group).items()
    }


def _told(decision: Decision) -> str:
    where = {"number": decision.contribution.number, "room": decision.contribution.room.title}
    if decision.kind == Decision.Kind.RESTORE:
        return _("Your contribution #%(number)s in %(room)s is shown again") % where
    if decision.kind == Decision.Kind.RELEASE:
        return _("Your contribution #%(number)s in %(room)s is shown to everyone now") % where
    told = _("A moderator hid your contribution #%(number)s in %(room)s: %(reason)s")
    return told % {**where, "reason": decision.get_reason_display()}


def _hidden_letter(notice: Notification) -> Letter | None:
    decision = _decisions([notice]).get(notice.pk)
    if decision is None or not _holds(decision, Visibility.HIDDEN):
        return None
    contribution = decision.contribution
    facts = {
        "number": contribution.number,
        "room": contribution.room.title,
        "day": day(decision.at),
        "reason": decision.get_reason_display(),
    }
    told = _("A moderator hid your contribution #%(number)s in %(room)s on %(day)s. Reason: %(reason)s.")
    paragraphs = [_hello(notice), told % facts]
    if decision.to_author:
        paragraphs += [_("What they said:"), "> " + decision.to_author]
    paragraphs += [
        _("You can still read it: %(address)s") % {"address": settings.SITE_URL + _address(contribution)},
        _("Others see only that a contribution stood there. Replies to it stay."),
        _("You can edit it and ask for a review: %(address)s")
        % {"address": settings.SITE_URL + reverse("moderation:review", args=[contribution.pk])},
        _("Another moderator will answer within 2 working days."),
        _("House rules: %(address)s") % {"address": settings.SITE_URL + reverse("house_rules")},
    ]
    subject = _("Your contribution #%(number)s is not shown to others") % facts
    return Letter(subject, paragraphs, contribution.room.title)


def _restored_letter(notice: Notification) -> Letter | None:
    decision = _decisions([notice]).get(notice.pk)
    if decision is None or not _holds(decision, Visibility.VISIBLE):
        return None
    contribution = decision.contribution
    facts = {"number": contribution.number, "room": contribution.room.title}
    told = _("A moderator restored your contribution #%(number)s in %(room)s. Everybody can read it again.")
    address = settings.SITE_URL + _address(contribution)
    read = _("Read it: %(address)s") % {"address": address}
    subject = _("Your contribution #%(number)s is shown again") % facts
    return Letter(subject, [_hello(notice), told % facts, read], contribution.room.title)


def _released_letter(notice: Notification) -> Letter | None:
    decision = _decisions([notice]).get(notice.pk)
    if decision is None or not _holds(decision, Visibility.VISIBLE):
        return None
    contribution = decision.contribution
    facts = {"number": contribution.number, "room": contribution.room.title}
    told = _("A moderator has read your contribution #%(number)s in %(room)s. Everybody can read it now.")
    read = _("Read it: %(address)s") % {"address": settings.SITE_URL + _address(contribution)}
    subject = _("Your contribution #%(number)s is shown now") % facts
    return Letter(subject, [_hello(notice), told % facts, read], contribution.room.title)


def _kept(group: Sequence[Notification]) -> dict[int, Contribution]:
    """The contributions that these notices say are kept, where they still are, by the notice's pk."""
    related = Contribution.objects.visible().select_related("author", "room__consultation")
    found = related.in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: found[notice.object_id]
        for notice in group
        if notice.object_id in found and found[notice.object_id].author.user_id == notice.recipient_id
    }


def _kept_lines(group: Sequence[Notification]) -> dict[int, Line]:
    told = _("Your contribution #%(number)s in %(room)s was reported; the moderators keep it shown")
    return {
        pk: Line(
            told % {"number": one.number, "room": one.room.title}, _address(one), one.room.consultation.name
        )
        for pk, one in _kept(group).items()
    }


def _kept_letter(notice: Notification) -> Letter | None:
    """Says nothing of who reported it, and of what."""
    contribution = _kept([notice]).get(notice.pk)
    if contribution is None:
        return None
    facts = {"number": contribution.number, "room": contribution.room.title}
    told = _("A reader reported your contribution #%(number)s in %(room)s. The moderators keep it shown.")
    rest = _("You need not do anything: %(address)s") % {
        "address": settings.SITE_URL + _address(contribution)
    }
    subject = _("Your contribution #%(number)s stays") % facts
    return Letter(subject, [_hello(notice), told % facts, rest], contribution.room.title)


def _holds(decision: Decision, visibility: str) -> bool:
    """Whether it is still the last word: what was undone before the mail left is not worth a mail."""
    contribution = decision.contribution
    return contribution.visibility == visibility and contribution.decisions.first() == decision


def _flags(group: Sequence[Notification]) -> dict[int, Flag]:
    """The reports these notices speak of, by the notice's pk."""
    related = Flag.objects.select_related("contribution__room__consultation", "by")
    found = related.in_bulk([notice.object_id for notice in group])
    return {notice.pk: found[notice.object_id] for notice in group if notice.object_id in found}


def _reported_lines(group: Sequence[Notification]) -> dict[int, Line]:
    """For those who moderate; nothing of it once they no longer do."""
    told = _("A reader reported #%(number)s in %(room)s: %(reason)s")
    return {
        pk: Line(told % _facts(flag), _address(flag.contribution), flag.contribution.room.consultation.name)
        for pk, flag in _flags(group).items()
        if _moderates(group, pk, flag)
    }


def _moderates(group: Sequence[Notification], pk: int, flag: Flag) -> bool:
    reader = next(notice.recipient for notice in group if notice.pk == pk)
    consultation = flag.contribution.room.consultation
    return may(reader, membership_of(reader, consultation), Action.MODERATE, consultation)


def _reported_letter(notice: Notification) -> Letter | None:
    """Says nothing of who wrote the contribution, nor its words: they stand on the page."""
    flag = _flags([notice]).get(notice.pk)
    if flag is None or flag.resolved_at is not None or not _moderates([notice], notice.pk, flag):
        return None
    if flag.reason == Flag.Reason.REVIEW:
        told = _("The author of the hidden contribution #%(number)s in %(room)s asks for a review.")
    else:
        told = _("A reader reported contribution #%(number)s in %(room)s. Reason: %(reason)s.")
    paragraphs = [_hello(notice), told % _facts(flag)]
    if flag.note:
        paragraphs += [_("What they said:"), "> " + flag.note]
    look = _("Look at it, then keep it shown or hide it: %(address)s")
    paragraphs.append(look % {"address": settings.SITE_URL + _address(flag.contribution)})
    subject = _("Contribution #%(number)s in %(room)s was reported") % _facts(flag)
    return Letter(subject, paragraphs, flag.contribution.room.title)


def _answered_lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_outcome(flag), _address(flag.contribution), flag.contribution.room.consultation.name)
        for pk, flag in _flags(group).items()
        if flag.by_id == next(notice.recipient_id for notice in group if notice.pk == pk)
    }


def _answered_letter(notice: Notification) -> Letter | None:
    flag = _flags([notice]).get(notice.pk)
    if flag is None or flag.by_id != notice.recipient_id:
        return None
    address = settings.SITE_URL + _address(flag.contribution)
    if flag.reason == Flag.Reason.REVIEW:
        subject = _("Your contribution #%(number)s was looked at again") % _facts(flag)
    else:
        subject = _("Your report of contribution #%(number)s") % _facts(flag)
    answer = [_("What they said:"), "> " + flag.answer] if flag.answer else []
    paragraphs = [
        _hello(notice),
        _outcome(flag) + ".",
        *answer,
        _("Thank you. See it here: %(address)s") % {"address": address},
    ]
    return Letter(subject, paragraphs, flag.contribution.room.title)


def _outcome(flag: Flag) -> str:
    if flag.reason == Flag.Reason.REVIEW and not flag.contribution.is_visible:
        return _("Another moderator looked at your #%(number)s; it stays hidden") % _facts(flag)
    if flag.reason == Flag.Reason.REVIEW:
        return _("Another moderator looked at your contribution #%(number)s; it is shown again") % _facts(
            flag
        )
    if flag.contribution.is_visible:
        return _("The moderators looked at #%(number)s, which you reported, and keep it shown") % _facts(flag)
    return _("#%(number)s, which you reported, is no longer shown") % _facts(flag)


def _facts(flag: Flag) -> dict[str, object]:
    contribution = flag.contribution
    return {
        "number": contribution.number,
        "room": contribution.room.title,
        "reason": flag.get_reason_display(),
    }


def _hello(notice: Notification) -> str:
    return _("Hello %(name)s,") % {"name": notice.recipient.name or _("and welcome")}


def _address(contribution: Contribution) -> str:
    return reverse("contributions:contribution", args=[contribution.pk])
