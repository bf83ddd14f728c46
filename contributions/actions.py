"""What people do with contributions. Each act is one transaction with an explicit actor."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from consultation import outbox, texts
from consultation.audit import record
from consultation.models import Consultation, Membership
from contributions.mentions import FoundMention, Person, find_mentions, fold
from contributions.models import Contribution, Mention, Naming, Revision, Visibility
from rooms.models import GuidingQuestion, Room

POSTED = "contribution.posted"
BOUND = "mention.bound"
NAME_LENGTH = 120
MENTION_SIGNS = "@＠"


@dataclass(frozen=True)
class NewContribution:
    """What a person hands in. `at` is UTC and only for imports; `silent` tells nobody."""

    text: str
    language: str = "en"
    parent: Contribution | None = None
    questions: Sequence[GuidingQuestion] = ()
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)
    naming: str = Naming.NAMED
    entered_by: Membership | None = None
    at: datetime | None = None
    import_key: str = ""
    silent: bool = False


@transaction.atomic
def post_contribution(room: Room, author: Membership, new: NewContribution) -> Contribution:
    """Post in a room. The same form key of the same author gives the contribution posted first."""
    number = room.take_number()
    if posted := Contribution.objects.filter(author=author, form_key=new.form_key).first():
        transaction.set_rollback(True)
        return posted
    contribution = Contribution.objects.create(
        room=room,
        number=number,
        parent=new.parent,
        thread_id=new.parent.root_id if new.parent else None,
        author=author,
        entered_by=new.entered_by,
        as_team=author.is_team,
        naming=new.naming,
        visibility=_first_visibility(room, author, new),
        language=new.language,
        form_key=new.form_key,
        import_key=new.import_key,
        created_at=new.at or timezone.now(),
    )
    contribution.questions.set(new.questions)
    write_revision(contribution, new.text)
    if not new.silent:
        actor = (new.entered_by or author).user
        record(POSTED, contribution, actor=actor, consultation=room.consultation, after={"number": number})
        outbox.put(POSTED, f"posted:{contribution.pk}", {"contribution": contribution.pk})
    return contribution


def _first_visibility(room: Room, author: Membership, new: NewContribution) -> str:
    held = room.premoderated and not author.is_team and not new.silent
    return Visibility.HELD if held else Visibility.VISIBLE


def write_revision(contribution: Contribution, source: str) -> Revision:
    """Render a text and make it the contribution's newest revision, with its mentions."""
    bare = texts.render(source)
    found = _named_in(bare, contribution) if any(sign in bare.plain for sign in MENTION_SIGNS) else []
    places = [texts.ResolvedMention(m.start, m.end, position) for position, m in enumerate(found)]
    rendered = texts.with_mentions(bare, places)
    last = contribution.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(
        contribution=contribution,
        number=last + 1,
        source=texts.normalise(source),
        html=rendered.html,
        plain=rendered.plain,
        sha256=sha256(rendered.plain.encode()).hexdigest(),
        length=len(rendered.plain),
        language=contribution.language,
        renderer=texts.RENDERER,
        created_at=contribution.created_at if last == 0 else timezone.now(),
    )
    Mention.objects.bulk_create(_mentions(revision, found))
    contribution.revision = revision
    contribution.save(update_fields=["revision"])
    return revision


def _named_in(rendered: texts.Rendered, contribution: Contribution) -> list[FoundMention]:
    """The names typed in a text; naming somebody in a quotation is no call."""
    people = people_of(contribution.room.consultation, at=contribution.created_at)
    found = find_mentions(rendered.plain, people, quoted=texts.quoted_spans(rendered.html))
    return [mention for mention in found if not mention.quoted]


def _mentions(revision: Revision, found: Sequence[FoundMention]) -> list[Mention]:
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
