"""Posting in a room, and the one place that writes a revision."""

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
from consultation.models import Membership
from contributions.actions.mentioning import mention_rows, named_in
from contributions.models import Contribution, Mention, Naming, Revision, Visibility
from rooms.models import GuidingQuestion, Room

POSTED = "contribution.posted"
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
    found = named_in(bare, contribution) if any(sign in bare.plain for sign in MENTION_SIGNS) else []
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
    Mention.objects.bulk_create(mention_rows(revision, found))
    contribution.revision = revision
    contribution.words = texts.count_words(rendered.plain)
    contribution.save(update_fields=["revision", "words"])
    return revision
