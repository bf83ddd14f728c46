"""Finding lines of the record: by who did it, what kind of act it was, what it was done to, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultation.models import TEAM_ROLES, AuditEntry, Consultation, Membership
from contributions.models import Contribution, Naming
from moderation import codebook as codebooks
from moderation.acts import ACTS
from moderation.models import Passage

CONTRIBUTION, PASSAGE, THEME = "contributions.contribution", "moderation.passage", "moderation.theme"
MEMBERSHIP = "consultation.membership"
PARTICIPANTS, SYSTEM = "participants", "system"
REPORT = "report"

KINDS: dict[str, str | Promise] = {
    "hiding": _("Hiding and restoring"),
    "reports": _("Reports and reviews"),
    "contributions": _("Contributions and their edits"),
    "coding": _("Tags and passages"),
    "codebook": _("Codebook"),
    "people": _("People and roles"),
    "setup": _("Set-up and dates"),
    REPORT: _("Summary report"),
}
_SINGLE = {
    "contribution.hidden": "hiding",
    "contribution.restored": "hiding",
    "contribution.released": "hiding",
    "contribution.sealed": "hiding",
    "contribution.reported": "reports",
    "contribution.kept": "reports",
    "contribution.review_asked": "reports",
    "contribution.tagged": "coding",
}
_OF_PREFIX = {
    "contribution": "contributions",
    "contributions": "contributions",
    "import": "contributions",
    "suggestion": "coding",
    "passage": "coding",
    "passages": "coding",
    "tagging": "coding",
    "theme": "codebook",
    "codebook": "codebook",
    "membership": "people",
    "invitation": "people",
    "author": "people",
    "mention": "people",
    "log": "people",
    "consultation": "setup",
    "room": "setup",
    "question": "setup",
    "outbox": "setup",
    "demo": "setup",
}


def kind_of(act: str) -> str:
    """The kind of an act; those that higher floors add are acts on the report."""
    return _SINGLE.get(act) or _OF_PREFIX.get(act.partition(".")[0], REPORT)


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty fields ask for nothing.

    `person` is the pk of a member of the team, PARTICIPANTS or SYSTEM. `on` is the number of a contribution,
    the code or a part of the name of a theme, or of a member. `since` and `until` are days, both included.
    """

    person: str = ""
    kind: str = ""
    on: str = ""
    since: date | None = None
    until: date | None = None


def entries_of(consultation: Consultation, wanted: Wanted) -> QuerySet[AuditEntry]:
    """These lines of the record, the newest first; days are those of the time zone in force."""
    found = AuditEntry.objects.filter(consultation_id=consultation.pk).order_by("-at", "-pk")
    if wanted.person:
        found = _by(consultation, found, wanted.person)
    if wanted.kind:
        found = found.filter(action__in=[act for act in ACTS if kind_of(act) == wanted.kind])
    if wanted.on:
        found = found.filter(_on(consultation, wanted.on))
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def team_of(consultation: Consultation) -> list[Membership]:
    """Those of the team who can be asked for by name."""
    team = consultation.memberships.filter(role__in=TEAM_ROLES, user__isnull=False)
    return list(team.named().by_name())


def _by(consultation: Consultation, found: QuerySet[AuditEntry], person: str) -> QuerySet[AuditEntry]:
    if person == SYSTEM:
        return found.filter(actor_id=None)
    team = team_of(consultation)
    if person == PARTICIPANTS:
        others = ~Q(actor_id__in=[one.user_id for one in team])
        return found.filter(others | _unnamed(consultation), actor_id__isnull=False)
    user = next((one.user_id for one in team if str(one.pk) == person), None)
    # Who asks by name does not learn what the same person wrote without it.
    unnamed = Contribution.objects.of(consultation).filter(author__user=user).exclude(naming=Naming.NAMED)
    return found.filter(actor_id=user or 0).exclude(object_type=CONTRIBUTION, object_id__in=_pks(unnamed))


def _unnamed(consultation: Consultation) -> Q:
    """Acts on contributions signed otherwise than by name, by who wrote them.

    Those of the team too: what is missing among participants would tell that its author sits on the team.
    """
    own = Contribution.objects.of(consultation).filter(pk=OuterRef("object_id"))
    unnamed = own.filter(author__user=OuterRef("actor_id")).exclude(naming=Naming.NAMED)
    return Q(Exists(unnamed), object_type=CONTRIBUTION)


def _on(consultation: Consultation, typed: str) -> Q:
    typed = typed.strip().removeprefix("#").strip()
    folded = typed.casefold()
    codebook = codebooks.load(consultation)
    themes = [
        theme.pk
        for theme in codebook.by_pk.values()
        if folded == theme.code or (not typed.isdecimal() and folded in theme.label.casefold())
    ]
    on = Q(object_type=THEME, object_id__in=themes)
    if typed.isdecimal():
        number = min(int(typed[:9]), 10**9) if len(typed) < 10 else 0  # noqa: PLR2004  digits of an integer
        contributions = Contribution.objects.of(consultation).filter(number=number)
        passages = Passage.objects.filter(revision__contribution__in=contributions)
        on |= Q(object_type=CONTRIBUTION, object_id__in=_pks(contributions))
        return on | Q(object_type=PASSAGE, object_id__in=_pks(passages))
    members = Membership.objects.filter(consultation=consultation, name__icontains=typed)
    return on | Q(object_type=MEMBERSHIP, object_id__in=_pks(members))


def _pks(found: QuerySet[Contribution] | QuerySet[Passage] | QuerySet[Membership]) -> Iterable[int]:
    return found.values_list("pk", flat=True)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def behind(found: QuerySet[AuditEntry], last: AuditEntry) -> QuerySet[AuditEntry]:
    """Those that stand behind this one."""
    return found.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)


def in_parts(found: QuerySet[AuditEntry], size: int) -> Iterable[Sequence[AuditEntry]]:
    """All of them, some at a time, so that no list of all is ever held."""
    part = list(found[:size])
    while part:
        yield part
        part = list(behind(found, part[-1])[:size])
