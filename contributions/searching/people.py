"""People as search finds them: only those who signed something in public with their name.

Whose page shows their name only is found by that name alone, without anything else beside it.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode

from consultation.models import Membership, PageShows
from contributions.linking import link_to_person
from contributions.models import Contribution, Naming
from contributions.searching.query import Query
from contributions.searching.registry import Finding
from contributions.searching.scope import Scope

MOST_SHOWN = 5
MOST_WORDS = 5
SHORTEST = 2  # letters of a name's word


def find_people(scope: Scope, query: Query) -> list[Finding]:
    """Members whose names have all the words; one query."""
    words = [word for word in (*query.bare, *query.parts) if len(word) >= SHORTEST]
    if not words or len(words) > MOST_WORDS or not scope.rooms:
        return []
    signed = Contribution.objects.visible().filter(
        author=OuterRef("pk"), naming=Naming.NAMED, room__in=list(scope.rooms)
    )
    members = Membership.objects.named().filter(consultation__in=scope.searched).select_related("user")
    for word in words:
        latin = Q(latin_name__unaccent__icontains=word) & ~_NAME_ONLY
        members = members.filter(Q(name__unaccent__icontains=word) | latin)
    found = members.filter(Exists(signed)).by_name()[:MOST_SHOWN]
    return [_finding(member, scope.searched[member.consultation_id].slug) for member in found]


_NAME_ONLY = Q(user__page_shows=PageShows.NAME)


def _finding(member: Membership, slug: str) -> Finding:
    if member.user is not None and member.user.page_shows == PageShows.NAME:
        handle = member.user.handle
        return Finding(member.name, link_to_person(handle) if handle else "", facts=[])
    address = f"{reverse('contributions:search')}?{urlencode([('in', slug), ('by', str(member.pk))])}"
    facts = (member.organisation, str(getattr(member.country, "name", "")))
    return Finding(member.name, address, facts=[fact for fact in facts if fact])
