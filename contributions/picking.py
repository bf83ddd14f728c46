"""Whom a person may want to name while they write: the list under the box after `@`.

Those of the thread come first, then those of the room, the team, and all other members. Somebody who wrote
there without their name stands where they would stand had they never written there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, Func, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower, Replace

from consultation.models import TEAM_ROLES, Consultation, Membership, Role
from consultation.names import APOSTROPHES, JOINERS, fold
from contributions.models import Contribution, Naming
from contributions.naming import openly_here
from rooms.models import Room

MOST_PEOPLE = 8
LONGEST_QUERY = 80
IN_THREAD, IN_ROOM, IN_TEAM, ELSEWHERE = range(4)
GAPS = "-‐‑_·・."
POINTS = "".join(map(chr, [*range(0x64B, 0x653), 0x670, *range(0x5B0, 0x5BE), 0x5BF, 0x5C1, 0x5C2]))
DROPPED = APOSTROPHES + JOINERS + POINTS
FOLDED = (GAPS + DROPPED, " " * len(GAPS))  # for PostgreSQL's translate: what has no partner goes


@dataclass(frozen=True, slots=True)
class Pick:
    """Somebody who can be named: `note` tells them apart; `who` is the folded name if others bear it.

    `words` are folded, of the name and of the name in Latin letters: whoever types how one begins finds them.
    """

    id: int
    name: str
    note: str
    words: str
    who: str = ""


def pick_people(
    consultation: Consultation,
    typed: str,
    *,
    room: Room | None,
    thread: int | None,
    viewer: Membership | None,
) -> list[Pick]:
    """At most eight members whose name, or name in Latin letters, has words that begin as typed.

    Neither capitals, accents, apostrophes nor hyphens count, and the viewer is not offered. Two queries.
    """
    wanted = fold(typed[:LONGEST_QUERY])
    if not wanted:
        return []
    words = Concat(Value(" "), _folded("name"), Value(" "), _folded("latin_name"))
    members = openly_here(consultation.memberships.named()).annotate(words=words)
    members = members.annotate(joined_up=Replace("words", Value(" "), Value("")))
    begins = Q(words__contains=f" {wanted}") | Q(joined_up__startswith=wanted.replace(" ", ""))
    rank = Case(When(words__startswith=f" {wanted}", then=0), default=1, output_field=IntegerField())
    found = members.filter(begins)
    if viewer is not None:
        found = found.exclude(pk=viewer.pk)
    nearest = found.order_by(_nearness(room, thread), rank, "name", "pk")[:MOST_PEOPLE]
    return _told_apart(consultation, list(nearest))


def _folded(column: str) -> Combinable:
    """The column as `consultation.names.fold` would have it, near enough to find people by it."""
    plain = Lower(Func(column, function="unaccent", output_field=CharField()))
    return Func(plain, *map(Value, FOLDED), function="translate", output_field=CharField())


def _nearness(room: Room | None, thread: int | None) -> Combinable:
    """Where somebody stands: only words shown with their name tell that they are in a thread or a room."""
    told = Contribution.objects.visible().filter(room=room, naming=Naming.NAMED, author=OuterRef("pk"))
    cases = [When(role__in=TEAM_ROLES, then=Value(IN_TEAM))]
    if room is not None:
        cases.insert(0, When(Exists(told), then=Value(IN_ROOM)))
        if thread is not None:
            in_thread = told.filter(Q(pk=thread) | Q(thread=thread))
            cases.insert(0, When(Exists(in_thread), then=Value(IN_THREAD)))
    return Case(*cases, default=Value(ELSEWHERE), output_field=IntegerField())


def _told_apart(consultation: Consultation, members: list[Membership]) -> list[Pick]:
    """What is offered of each; who shares a name with another member is named with their organisation."""
    folded = {member.pk: fold(member.name) for member in members}
    bearers = Counter(folded.values())
    names = {member.name for member in members}
    elsewhere = Counter(
        consultation.memberships.filter(name__in=names).values_list("name", flat=True) if names else ()
    )
    picks = []
    for member in members:
        is_shared = bearers[folded[member.pk]] > 1 or elsewhere[member.name] > 1
        who = folded[member.pk] if is_shared else ""
        words = vars(member)["words"].strip()
        picks.append(Pick(member.pk, member.name, _note(member, is_shared=is_shared), words, who))
    return picks


def _note(member: Membership, *, is_shared: bool) -> str:
    latin = member.latin_name if fold(member.latin_name) != fold(member.name) else ""
    role = Role(member.role).label if member.role in TEAM_ROLES else ""
    organisation = member.organisation if is_shared or not role else ""
    country = str(getattr(member.country, "name", ""))
    return ", ".join(filter(None, map(str, (latin, role, organisation, country))))
