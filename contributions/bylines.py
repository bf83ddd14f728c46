"""The sole source of a contributor's name, on every surface."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultation.models import Membership, Role
from consultation.templatetags.shell import initials
from contributions.linking import country_name, link_to_person
from contributions.models import Contribution, Naming
from contributions.naming import SharedFacts, may_know_authors

NOTHING_SHARED = SharedFacts()
KEPT = 5000  # signatures: the same people write again and again


@dataclass(frozen=True)
class Byline:
    """How one contribution is signed for one reader.

    `note` stands beside it for its author alone; `reveal_url` leads those who may ask who wrote it.
    """

    name: str
    badge: str = ""
    badge_kind: str = ""
    facts: list[str] = field(default_factory=list)
    initials: str = ""
    url: str = ""
    is_team: bool = False
    note: str = ""
    reveal_url: str = ""

    @property
    def line(self) -> str:
        """ "Isabel Quirós, Costa Rica": the name with its last fact, for lists and quotations."""
        return ", ".join([self.name, *self.place])

    @property
    def place(self) -> list[str]:
        """The facts that a short signature keeps: the country of a name, everything of a withheld one."""
        return self.facts if self.badge_kind == "plain" else self.facts[-1:]


def byline(
    contribution: Contribution, viewer: Membership | None, shared: SharedFacts = NOTHING_SHARED
) -> Byline:
    """How a contribution is signed for this reader (None: the public).

    The author's membership must be loaded. A withheld name is told to nobody here: its author reads it in a
    note. `shared` holds the facts that may stand beside it: ask `naming.shared_facts` once for a page.
    """
    if contribution.naming != Naming.NAMED:
        return _unnamed(contribution, viewer, shared)
    if contribution.author.is_erased:
        return Byline(name=_("Former participant"))
    return _named(contribution, contribution.author, viewer)


def report_byline(contribution: Contribution, shared: SharedFacts = NOTHING_SHARED) -> Byline:
    """How a contribution is signed in a report: by name only where its author agreed to that too."""
    signed = byline(contribution, None, shared)
    if contribution.naming != Naming.NAMED or contribution.quotable_by_name or contribution.author.is_erased:
        return signed
    name = _("A member of the team") if contribution.as_team else _("A participant")
    country = str(getattr(contribution.author.country, "name", ""))
    return Byline(name=name, facts=[country] if country else [], is_team=signed.is_team)


def _unnamed(contribution: Contribution, viewer: Membership | None, shared: SharedFacts) -> Byline:
    author, by_organisation = contribution.author, contribution.naming == Naming.ORGANISATION
    organisation = author.organisation if by_organisation else ""
    own = contribution.is_by(viewer)
    return Byline(
        name=organisation or _("Name withheld"),
        badge_kind="plain",
        facts=[] if organisation else shared.of(author),
        note=_("You, %(name)s. Only you and the moderators know.") % {"name": author.name} if own else "",
        reveal_url=reverse("contributions:author", args=[contribution.pk])
        if _may_ask(viewer, own=own)
        else "",
    )


def _may_ask(viewer: Membership | None, *, own: bool) -> bool:
    return may_know_authors(viewer) and not own


def _named(contribution: Contribution, author: Membership, viewer: Membership | None) -> Byline:
    handle = author.user.handle if author.user is not None and viewer is not None else None
    role = author.role if contribution.as_team else ""
    work = (author.job_title, author.organisation)
    return _signed(author.name, work, author.country_code, handle or "", role, get_language())


@lru_cache(maxsize=KEPT)
def _signed(
    name: str, work: tuple[str, ...], country: str, handle: str, role: str, _language: str | None
) -> Byline:
    """All that it tells is in its arguments; the role is that of who speaks for the team."""
    badge, kind = _badge(role)
    job = ", ".join(part for part in work if part)
    return Byline(
        name=name,
        badge=badge,
        badge_kind=kind,
        facts=[fact for fact in (job, country_name(country)) if fact],
        initials=initials(name),
        url=link_to_person(handle) if handle else "",
        is_team=bool(role),
    )


def _badge(role: str) -> tuple[str, str]:
    if not role:
        return "", ""
    if role == Role.MODERATOR:
        return _("Moderator"), "mod"
    return _("Team"), "team"
