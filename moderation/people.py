"""Who takes part in a consultation, and which typed names nobody bears yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Q

from consultation.models import Consultation, Membership
from consultation.names import fold
from contributions.figures import count_by
from contributions.models import Contribution, Mention, MentionQuerySet, Naming

MEMBERS_PER_PAGE = 100
NAMES_SHOWN = 20
PLACES_SHOWN = 200
MOST_CHOICES = 500  # above this only members of a similar name are offered


@dataclass(frozen=True)
class WaitingName:
    """A name typed after @ that is bound to nobody: how often, and contributions where it stands."""

    folded: str
    typed: str
    times: int
    contributions: list[Contribution] = field(default_factory=list)


def members_page(consultation: Consultation, *, after: int | None) -> tuple[list[Any], int | None]:
    """Members by name, each with `.figures` of what they signed; and the pk to page on from, if any."""
    members = Membership.objects.filter(consultation=consultation).named().select_related("user").by_name()
    last = Membership.objects.filter(consultation=consultation, pk=after).first() if after else None
    if last is not None:
        members = members.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found: list[Any] = list(members[: MEMBERS_PER_PAGE + 1])
    page = found[:MEMBERS_PER_PAGE]
    signed = Contribution.objects.filter(author__in=page, naming=Naming.NAMED)
    said = count_by(signed, "author")
    for member in page:
        member.figures = said.get(member.pk)
    return page, page[-1].pk if len(found) > len(page) else None


def waiting_names(consultation: Consultation) -> list[WaitingName]:
    """The names that wait in newest versions, those typed most often first; two queries."""
    waiting = _waiting(consultation)
    counted = waiting.order_by().values("folded_name").annotate(times=Count("pk"), typed=Max("typed_name"))
    names = list(counted.order_by("-times", "folded_name")[:NAMES_SHOWN])
    places: defaultdict[str, dict[int, Contribution]] = defaultdict(dict)
    here = waiting.filter(folded_name__in=[name["folded_name"] for name in names])
    for mention in here.select_related("revision__contribution__room").order_by("pk")[:PLACES_SHOWN]:
        contribution = mention.revision.contribution
        places[mention.folded_name][contribution.pk] = contribution
    return [
        WaitingName(
            name["folded_name"], name["typed"], name["times"], list(places[name["folded_name"]].values())
        )
        for name in names
    ]


def _waiting(consultation: Consultation) -> MentionQuerySet:
    newest = Q(revision=F("revision__contribution__revision"))
    return Mention.objects.waiting().of(consultation).filter(newest)


def candidates(consultation: Consultation, name: str) -> list[tuple[int, str]]:
    """Members whom a typed name may mean, as choices: those who share a word of it first."""
    return candidates_for(consultation, [name])[name]


def candidates_for(consultation: Consultation, names: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """For each folded name the members it may mean; one query for all names."""
    members = list(consultation.memberships.named().by_name())
    words = {member.pk: set(f"{fold(member.name)} {fold(member.latin_name)}".split()) for member in members}
    offered = {}
    for name in names:
        similar = [member for member in members if words[member.pk] & set(name.split())]
        others = members if len(members) <= MOST_CHOICES else []
        offered[name] = [(member.pk, _label(member)) for member in dict.fromkeys([*similar, *others])]
    return offered


def _label(member: Membership) -> str:
    facts = (member.name, member.organisation, str(getattr(member.country, "name", "")))
    return ", ".join(fact for fact in facts if fact)
