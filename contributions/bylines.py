"""The sole source of a contributor's name, on every surface."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.models import Membership, Role
from consultation.templatetags.shell import initials
from contributions.models import Contribution, Naming


@dataclass(frozen=True)
class Byline:
    """How one contribution is signed for one reader."""

    name: str
    badge: str = ""
    badge_kind: str = ""
    facts: list[str] = field(default_factory=list)
    initials: str = ""
    url: str = ""
    is_team: bool = False

    @property
    def line(self) -> str:
        """ "Isabel Quirós, Costa Rica": the name with its last fact, for lists and quotations."""
        return ", ".join([self.name, *self.facts[-1:]])


def byline(contribution: Contribution, viewer: Membership | None) -> Byline:
    """How a contribution is signed for this reader (None: the public).

    The author's membership must be loaded. A withheld name is told to nobody here.
    """
    author = contribution.author
    if contribution.naming == Naming.WITHHELD:
        return Byline(name=_("Name withheld"), badge_kind="plain")
    if contribution.naming == Naming.ORGANISATION:
        return Byline(name=author.organisation or _("Name withheld"), badge_kind="plain")
    if author.is_erased:
        return Byline(name=_("Former participant"))
    return _named(contribution, author, viewer)


def _named(contribution: Contribution, author: Membership, viewer: Membership | None) -> Byline:
    badge, kind = _badge(contribution, author)
    job = ", ".join(part for part in (author.job_title, author.organisation) if part)
    handle = author.user.handle if author.user is not None else None
    return Byline(
        name=author.name,
        badge=badge,
        badge_kind=kind,
        facts=[fact for fact in (job, str(getattr(author.country, "name", ""))) if fact],
        initials=initials(author.name),
        url=reverse("contributions:person", args=[handle]) if handle and viewer is not None else "",
        is_team=contribution.as_team,
    )


def _badge(contribution: Contribution, author: Membership) -> tuple[str, str]:
    if not contribution.as_team:
        return "", ""
    if author.role == Role.MODERATOR:
        return _("Moderator"), "mod"
    return _("Team"), "team"
