"""People as search finds them: only those who signed something in public with their name."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode

from consultation.models import Membership
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
    members = Membership.objects.named().filter(consultation__in=scope.searched)
    for word in words:
        members = members.filter(Q(name__unaccent__icontains=word) | Q(latin_name__unaccent__icontains=word))
    found = members.filter(Exists(signed)).by_name()[:MOST_SHOWN]
    return [_finding(member, scope.searched[member.consultation_id].slug) for member in found]


def _finding(member: Membership, slug: str) -> Finding:
    address = f"{reverse('contributions:search')}?{urlencode([('in', slug), ('by', str(member.pk))])}"
    facts = (member.organisation, str(getattr(member.country, "name", "")))
    return Finding(member.name, address, facts=[fact for fact in facts if fact])
