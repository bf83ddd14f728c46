"""Who is named in a text, and who a typed name turns out to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultation import outbox, texts
from consultation.audit import record
from consultation.models import Consultation, Membership
from contributions.mentions import FoundMention, Person, find_mentions, fold, names_typed
from contributions.models import Contribution, Mention, Revision

BOUND = "mention.bound"
NAME_LENGTH = 120
LONGEST_KEY = 160
MOST_NAMES = 5000  # in one text; in longer lists of names everybody is looked at


def named_in(rendered: texts.Rendered, contribution: Contribution) -> list[FoundMention]:
    """The names typed in a text; naming somebody in a quotation is no call."""
    people = people_typed(rendered.plain, contribution.room.consultation, at=contribution.created_at)
    found = find_mentions(rendered.plain, people, quoted=texts.quoted_spans(rendered.html))
    return [mention for mention in found if not mention.quoted]


def as_chosen(found: Sequence[FoundMention], chosen: Mapping[str, int | None]) -> list[FoundMention]:
    """The names with what their author said of the unclear ones: one of several bearers, or nobody (None)."""
    settled = []
    for mention in found:
        answer = chosen.get(fold(mention.typed), 0)
        if len(mention.people) == 1 or answer == 0:
            settled.append(mention)
        elif answer in mention.people:
            settled.append(replace(mention, people=(answer,)))
        elif answer is not None:
            settled.append(mention)
    return settled


def mention_rows(revision: Revision, found: Sequence[FoundMention]) -> list[Mention]:
    """One row per typed name; a name that nobody or more than one person bears waits."""
    return [
        Mention(
            revision=revision,
            position=position,
            typed_name=mention.typed[:NAME_LENGTH],
            folded_name=fold(mention.typed)[:NAME_LENGTH],
            membership_id=mention.people[0] if len(mention.people) == 1 else None,
            created_at=revision.created_at,
            bound_at=revision.created_at if len(mention.people) == 1 else None,
        )
        for position, mention in enumerate(found)
    ]


def people_typed(text: str, consultation: Consultation, *, at: datetime) -> list[Person]:
    """Those of `people_of` whose names or handles may stand in the text; one query whatever their number."""
    names, handles = names_typed(text)
    if len(names) > MOST_NAMES:
        return people_of(consultation, at=at)
    members = consultation.memberships.named().filter(joined_at__lte=at).order_by()
    keys = [name[:LONGEST_KEY] for name in names]
    columns = ("pk", "name", "latin_name", "user__handle")
    by_name = members.filter(name_keys__overlap=keys).values_list(*columns)
    by_handle = members.filter(user__handle__in=handles).values_list(*columns)
    found = by_name.union(by_handle) if handles else by_name
    return [Person(pk, name, latin_name, handle or "") for pk, name, latin_name, handle in sorted(found)]


def people_of(consultation: Consultation, *, at: datetime) -> list[Person]:
    """Those who could be mentioned at that instant: members who had joined and still bear a name."""
    members = consultation.memberships.named().filter(joined_at__lte=at)
    rows = members.values_list("pk", "name", "latin_name", "user__handle")
    return [Person(pk, name, latin_name, handle or "") for pk, name, latin_name, handle in rows]


def bind_waiting_mentions(
    membership: Membership, names: Sequence[str] = (), *, at: datetime | None = None
) -> int:
    """Give a member whom the team vouched for the names typed before they came; says how many.

    `names` are those vouched for, the member's own by default. With `at` (an import) nobody is told.
    """
    vouched = {fold(name) for name in names or (membership.name, membership.latin_name)} - {""}
    return _bind(membership.consultation, vouched, membership, by=None, at=at)


@transaction.atomic
def bind_typed_name(
    consultation: Consultation, folded_name: str, membership: Membership, *, by: Membership
) -> int:
    """A moderator says who a typed name is. Says how many mentions that were."""
    bound = _bind(consultation, {folded_name}, membership, by=by, at=None)
    if bound:
        record(
            "mention.confirmed",
            membership,
            actor=by.user,
            consultation=consultation,
            after={"mentions": bound},
        )
    return bound


@transaction.atomic
def _bind(
    consultation: Consultation,
    names: set[str],
    membership: Membership,
    *,
    by: Membership | None,
    at: datetime | None,
) -> int:
    bound = 0
    waiting = Mention.objects.waiting().of(consultation).filter(folded_name__in=names)
    for mention in waiting.select_related("revision").select_for_update(of=["self"]):
        if not mention.bind(membership, by=by, at=at or timezone.now()):
            continue
        bound += 1
        if at is None:  # an import tells nobody
            pk = mention.revision.contribution_id
            outbox.put(BOUND, f"bound:{mention.pk}", {"contribution": pk, "membership": membership.pk})
    return bound
