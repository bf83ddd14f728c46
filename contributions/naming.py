"""Who may sign how, and which facts about an unnamed author single nobody out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from consultation.models import TEAM_ROLES, Consultation, Membership, OrganisationKind, Role
from consultation.models.membership import MembershipQuerySet
from contributions.models import Contribution, Naming, Voice

FEWEST = 3
"""People who must share a fact before it is told of one of them whose name is withheld."""

CAME_WITH_A_POST = timedelta(minutes=1)
"""A membership made this shortly before a post was made for it."""

KNOWS_AUTHORS = frozenset({Role.MODERATOR, Role.EDITOR})


def may_withhold(author: Membership) -> bool:
    """Those who speak for the team sign with their names."""
    return not author.is_team


def may_know_authors(viewer: Membership | None) -> bool:
    """Moderators and editors of the consultation may ask who wrote a contribution; nobody else may."""
    return viewer is not None and viewer.role in KNOWS_AUTHORS


def is_unnamed(contribution: Contribution) -> bool:
    """Whether a reader must not learn which person wrote it."""
    return contribution.naming != Naming.NAMED


def openly_here(members: MembershipQuerySet) -> MembershipQuerySet:
    """Members whom a list for everyone may hold.

    Who became a member by posting without their name is not listed before they sign something: that they are
    here would tell of it. Who was a member before stays listed: that they are gone would tell of it too.
    """
    posted = Contribution.objects.filter(author=OuterRef("pk"))
    signed = posted.filter(naming=Naming.NAMED)
    came_with = posted.filter(created_at__lte=OuterRef("joined_at") + CAME_WITH_A_POST)
    return members.filter(Q(role__in=TEAM_ROLES) | Exists(signed) | ~Exists(came_with))


@dataclass(frozen=True)
class _People:
    """How many people of one consultation posted, by what they have in common."""

    both: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class SharedFacts:
    """What may be told of authors whose names are withheld; empty, it tells nothing of anybody."""

    people: dict[int, _People] = field(default_factory=dict)

    def of(self, author: Membership) -> list[str]:
        """Kind of organisation and country in words, each as far as enough people share it."""
        people = self.people.get(author.consultation_id)
        if people is None:
            return []
        kind, country = author.organisation_kind, str(author.country)
        if people.both[kind, country] < FEWEST:
            kind = kind if people.kinds[kind] >= FEWEST else ""
            country = country if not kind and people.countries[country] >= FEWEST else ""
        facts = (
            str(OrganisationKind(kind).label) if kind in OrganisationKind.values else "",
            str(getattr(author.country, "name", "")) if country else "",
        )
        return [fact for fact in facts if fact]


def shared_facts(contributions: Iterable[Contribution]) -> SharedFacts:
    """The facts that may be told of those among these who withhold their names.

    One query when there are such, none when not. The authors' memberships must be loaded.
    """
    unnamed = {one.author.consultation_id for one in contributions if is_unnamed(one)}
    return SharedFacts(_people_of(sorted(unnamed))) if unnamed else SharedFacts()


def shared_facts_of(consultation: Consultation) -> SharedFacts:
    """The facts that may be told of any unnamed author of a consultation; one query."""
    return SharedFacts(_people_of([consultation.pk]))


def _people_of(consultations: Sequence[int]) -> dict[int, _People]:
    """Everyone who posted as a participant and is read, once each."""
    posted = Voice.objects.filter(consultation__in=consultations, as_team=False)
    members = Membership.objects.filter(
        consultation__in=consultations,
        pk__in=posted.values("author"),
    )
    rows = members.order_by("consultation").values_list("consultation", "organisation_kind", "country")
    found = {}
    for consultation, group in groupby(rows, key=lambda row: row[0]):
        pairs = [(kind, str(country)) for _, kind, country in group]
        kinds, countries = Counter(kind for kind, _ in pairs), Counter(country for _, country in pairs)
        found[consultation] = _People(Counter(pairs), kinds, countries)
    return found
