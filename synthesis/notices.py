"""What people are told of reports, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import notifications
from consultation.models import Membership, Notification, Role, User
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may, membership_of
from synthesis.models import Build, SignOff, WriterPresence
from synthesis.presence import number_of, present

BUILT = "report.built"
SIGN_OFF = "report.sign-off"
PLACE = "report.place"


def register() -> None:
    label = gettext_lazy("Consultation dates and reports")
    asked = gettext_lazy("You get this email because you asked for these files.")
    notifications.register(Kind(BUILT, "reports", _built_lines, _built_letter, asked), label)
    signs = gettext_lazy("You get this email because you take part in signing off this summary.")
    notifications.register(Kind(SIGN_OFF, "reports", _sign_off_lines, _sign_off_letter, signs), label)
    notifications.register(Kind(PLACE, "reports", _place_lines, _no_letter), label)


def tell_of_build(build: Build) -> None:
    """Tell whoever asked for a build how it ended. Call it in the transaction that ends it."""
    asker = build.requested_by
    if asker is None or asker.user is None:
        return
    consultation = build.report.consultation
    notifications.notify(
        [asker.user], kind=BUILT, key=build.key, consultation=consultation, object_id=build.pk
    )


def _builds(group: Sequence[Notification]) -> dict[int, Build]:
    """The builds these notices speak of whose readers may still see them, by the notice's pk.

    The notice of a failure has nothing to say any more once somebody tried again.
    """
    related = Build.objects.select_related("report__consultation")
    found = related.in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: build
        for notice in group
        if (build := found.get(notice.object_id or 0)) and notice.key == build.key and _may_see(notice, build)
    }


def _may_see(notice: Notification, build: Build) -> bool:
    consultation, reader = build.report.consultation, notice.recipient
    return may(reader, membership_of(reader, consultation), Action.SEE_REPORT_DRAFT, consultation)


def _built_lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_told(build), _address(build), build.report.consultation.name)
        for pk, build in _builds(group).items()
    }


def _told(build: Build) -> str:
    if build.publishes_id:
        return _published_told(build)
    if build.status == Build.Status.DONE:
        return _("Your draft is built")
    return _("Your draft could not be built")


def _published_told(build: Build) -> str:
    if build.status == Build.Status.DONE:
        return _("The files of the published summary are ready")
    return _("The files of the published summary could not be made")


def _address(build: Build) -> str:
    return reverse("synthesis:build", args=[build.report.consultation.slug])


def _built_letter(notification: Notification) -> Letter | None:
    build = _builds([notification]).get(notification.pk)
    if build is None:
        return None
    consultation = build.report.consultation
    address = settings.SITE_URL + _address(build)
    paragraphs = [_hello(notification)]
    if build.publishes_id:
        paragraphs += [f"{_told(build)}: {consultation.title}", build.reason, address]
    elif build.status == Build.Status.DONE:
        told = _("The draft of the summary report of “%(title)s” that you asked for is built.")
        paragraphs += [
            told % {"title": consultation.title},
            _("See and download the files: %(address)s") % {"address": address},
        ]
    else:
        told = _("The draft of the summary report of “%(title)s” that you asked for could not be built.")
        paragraphs += [
            told % {"title": consultation.title},
            build.reason,
            _("See where it stopped and try again: %(address)s") % {"address": address},
        ]
    return Letter(_told(build), [one for one in paragraphs if one], consultation.name)


def _hello(notification: Notification) -> str:
    return _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}


def tell_of_sending(sent: SignOff) -> None:
    """Tell the approvers that a draft waits for them, but not whoever sent it."""
    consultation = sent.version.report.consultation
    approvers = consultation.memberships.filter(role=Role.APPROVER, user__isnull=False).exclude(pk=sent.by_id)
    _tell_of_step(sent, [one.user for one in approvers.select_related("user") if one.user])


def tell_of_answer(answer: SignOff, sender: Membership) -> None:
    """Tell whoever sent a draft what the approver said to it."""
    _tell_of_step(answer, [sender.user] if sender.user else [])


def _tell_of_step(step: SignOff, people: list[User]) -> None:
    consultation, key = step.version.report.consultation, f"sign-off:{step.pk}"
    notifications.notify(people, kind=SIGN_OFF, key=key, consultation=consultation, object_id=step.pk)


def _steps(group: Sequence[Notification]) -> dict[int, SignOff]:
    """The steps these notices speak of whose readers may still see them, by the notice's pk."""
    found = SignOff.objects.select_related("version__report__consultation", "by").defer("version__snapshot")
    steps = found.in_bulk([notice.object_id for notice in group])
    may_see = Action.SEE_REPORT_DRAFT
    return {
        notice.pk: step
        for notice in group
        if (step := steps.get(notice.object_id or 0))
        and may(
            notice.recipient,
            membership_of(notice.recipient, step.version.report.consultation),
            may_see,
            step.version.report.consultation,
        )
    }


def _step_told(step: SignOff) -> str:
    named = {"name": step.by.name, "draft": step.version.draft}
    if step.kind == SignOff.Kind.SENT:
        return _("%(name)s sent draft %(draft)s of the summary for sign-off") % named
    return _("%(name)s asks for changes in draft %(draft)s of the summary") % named


def _sign_off_lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_step_told(step), _step_address(step), step.version.report.consultation.name)
        for pk, step in _steps(group).items()
    }


def _step_address(step: SignOff) -> str:
    return reverse("synthesis:sign_off", args=[step.version.report.consultation.slug])


def _sign_off_letter(notification: Notification) -> Letter | None:
    step = _steps([notification]).get(notification.pk)
    if step is None:
        return None
    consultation = step.version.report.consultation
    address = settings.SITE_URL + _step_address(step)
    quoted = [f"> {step.note}"] if step.note else []
    paragraphs = [_hello(notification), f"{_step_told(step)}: {consultation.title}", *quoted]
    read = _("Read it and answer: %(address)s") % {"address": address}
    return Letter(_step_told(step), [*paragraphs, read], consultation.name)


def tell_of_asking(row: WriterPresence) -> None:
    """Tell whoever has a place that somebody asks for it."""
    _tell_of_place(row, _asking_key(row))


def tell_of_place(row: WriterPresence) -> None:
    """Tell whoever asked for a place that it is theirs now."""
    _tell_of_place(row, _given_key(row))


def _tell_of_place(row: WriterPresence, key: str) -> None:
    section, user = row.insight.section, row.membership.user
    notifications.notify(
        [user] if user else [],
        kind=PLACE,
        key=key,
        consultation=section.report.consultation,
        object_id=section.pk,
    )


def _asking_key(row: WriterPresence) -> str:
    return f"place-asked:{row.membership_id}:{row.asked_at and row.asked_at.timestamp()}"


def _given_key(row: WriterPresence) -> str:
    return f"place-given:{row.membership_id}:{row.since.timestamp()}"


def _place_lines(group: Sequence[Notification]) -> dict[int, Line]:
    """Questions that wait for their answer, and places still had: of all others nothing is left to say."""
    rows = WriterPresence.objects.filter(present(), membership__user__in={one.recipient_id for one in group})
    related = rows.select_related("membership", "asked_by", "insight__section__report__consultation")
    found = {key: row for row in related for key in (_asking_key(row), _given_key(row))}
    lines: dict[int, Line] = {}
    for notice in group:
        row = found.get(notice.key)
        if row is None:
            continue
        section = row.insight.section
        consultation = section.report.consultation
        if may(notice.recipient, row.membership, Action.WRITE_REPORT, consultation):
            address = reverse("synthesis:insight", args=[consultation.slug, row.insight_id])
            lines[notice.pk] = Line(_place_told(row, notice.key), address, consultation.name)
    return lines


def _place_told(row: WriterPresence, key: str) -> str:
    section = row.insight.section
    named = {"heading": f"{number_of(section)} {section.title}"}
    if key == _given_key(row):
        return _("You can write at %(heading)s now") % named
    asker = row.asked_by.name if row.asked_by else ""
    return _("%(name)s asks to take over %(heading)s") % {**named, "name": asker}


def _no_letter(_notification: Notification) -> None:
    """A place is given or gone within minutes: before a mail is read."""
