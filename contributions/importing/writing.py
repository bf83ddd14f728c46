"""Contributions put into a room many at a time, as posting them one by one would have left them.

Numbers, turns, tallies, replies shown and search entries are kept by the same triggers; texts go through the
same renderer, names through the same resolver. Nobody is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation import texts
from consultation.models import Consultation, Membership
from contributions.actions import bind_waiting_mentions, people_of
from contributions.actions.mentioning import mention_rows
from contributions.actions.quoting import quotation_rows, reference_rows, with_quotations
from contributions.actions.wording import MENTION_SIGNS
from contributions.importing.coding import put_themes
from contributions.mentions import NameIndex, find_mentions, fold
from contributions.models import (
    Contribution,
    ImportRow,
    ImportRun,
    Mention,
    Provenance,
    Quotation,
    Reference,
    Revision,
)
from rooms.models import Room


class Standing(NamedTuple):
    """A contribution of the room, as a reply needs it."""

    pk: int
    thread: int | None

    @property
    def root(self) -> int:
        return self.thread or self.pk


@dataclass(frozen=True)
class Made:
    """How many contributions were written, and how many stood already."""

    made: int
    stood: int


@transaction.atomic
def write_rows(run: ImportRun, rows: Sequence[ImportRow]) -> Made:
    """Write what these rows hold into the run's room; those whose key stands there are left alone.

    Each row must come after the one it replies to, in this call or one before.
    """
    room = run.room
    standing = _standing(room, {row.key for row in rows} | {row.parent_key for row in rows} - {""})
    new = [row for row in rows if row.key not in standing]
    if not new:
        return Made(0, len(rows))
    people = _people(room.consultation, new)
    said = _Said(room.consultation, new)
    keys, revisions = _reserve(Contribution, len(new)), _reserve(Revision, len(new))
    first = _take_numbers(room, len(new))
    made: list[Contribution] = []
    for place, row in enumerate(new):
        parent = standing.get(row.parent_key)
        one = _contribution(run, row, people[row.payload["person"]["key"]])
        one.pk, one.number, one.revision_id = keys[place], first + place, revisions[place]
        one.parent_id, one.thread_id = (parent.pk, parent.root) if parent else (None, None)
        one.words = texts.count_words(said.rendered[place].plain)
        standing[row.key] = Standing(one.pk, one.thread_id)
        made.append(one)
    Contribution.objects.bulk_create(made)
    said.write(made, revisions)
    Provenance.objects.bulk_create(_provenance(run, row, one) for row, one in zip(new, made, strict=True))
    _answers(new, made)
    put_themes(run, ((one, row.payload.get("themes", [])) for row, one in zip(new, made, strict=True)))
    return Made(len(new), len(rows) - len(new))


def _standing(room: Room, keys: set[str]) -> dict[str, Standing]:
    found = Contribution.objects.filter(room=room, import_key__in=keys - {""})
    return {key: Standing(pk, thread) for key, pk, thread in found.values_list("import_key", "pk", "thread")}


def _contribution(run: ImportRun, row: ImportRow, author: Membership) -> Contribution:
    return Contribution(
        room=run.room,
        author=author,
        entered_by=run.requested_by,
        naming=row.payload["person"]["naming"],
        language=row.payload["language"],
        import_key=row.key,
        created_at=row.at or run.created_at,
    )


def _provenance(run: ImportRun, row: ImportRow, one: Contribution) -> Provenance:
    told = row.payload
    has_date = row.at is not None and row.at != run.created_at
    return Provenance(
        contribution=one,
        run=run,
        row=row.number,
        number=told["id"],
        source=told["source"],
        consent=told["consent"],
        received_at=row.at if has_date else None,
    )


def _answers(rows: Sequence[ImportRow], made: Sequence[Contribution]) -> None:
    link = Contribution.questions.through
    link.objects.bulk_create(
        link(contribution_id=one.pk, guidingquestion_id=question)
        for row, one in zip(rows, made, strict=True)
        for question in row.payload["questions"]
    )


def _people(consultation: Consultation, rows: Sequence[ImportRow]) -> dict[str, Membership]:
    """The membership of each person of these rows by its key; who is new becomes one without an account."""
    wanted: dict[str, ImportRow] = {}
    for row in rows:
        first = wanted.setdefault(row.payload["person"]["key"], row)
        if row.at and first.at and row.at < first.at:
            wanted[row.payload["person"]["key"]] = row
    known = set(_imported(consultation, wanted).values_list("import_key", flat=True))
    with translation.override(consultation.language):
        new = [_person(consultation, row) for key, row in wanted.items() if key not in known]
    Membership.objects.bulk_create(new, ignore_conflicts=True)  # another import may bring the same person
    members = {member.import_key: member for member in _imported(consultation, wanted)}
    _bind(consultation, [members[one.import_key] for one in new])
    return members


def _imported(consultation: Consultation, keys: dict[str, ImportRow]) -> models.QuerySet[Membership]:
    return Membership.objects.filter(consultation=consultation, import_key__in=list(keys))


def _person(consultation: Consultation, row: ImportRow) -> Membership:
    person = row.payload["person"]
    return Membership(
        consultation=consultation,
        name=person["name"] or _("Participant %(code)s") % {"code": person["code"]},
        organisation=row.payload["organisation"],
        country=row.payload["country"],
        joined_at=row.at or timezone.now(),
        import_key=person["key"],
    )


def _bind(consultation: Consultation, members: Sequence[Membership]) -> None:
    """Give the new people the mentions that wait for their names."""
    names = {fold(member.name): member for member in members}
    waiting = Mention.objects.waiting().of(consultation).filter(folded_name__in=list(names))
    for name in set(waiting.values_list("folded_name", flat=True)):
        bind_waiting_mentions(names[name], at=timezone.now())


class _Said:
    """The texts of some rows, rendered, with the names found in them."""

    def __init__(self, consultation: Consultation, rows: Sequence[ImportRow]) -> None:
        self.sources = [row.payload["text"] for row in rows]
        self.bare = [with_quotations(texts.render(source), consultation) for source in self.sources]
        is_calling = any(sign in one.plain for one in self.bare for sign in MENTION_SIGNS)
        index = NameIndex(people_of(consultation, at=timezone.now()) if is_calling else [])
        self.found = [
            [
                mention
                for mention in find_mentions(one.plain, index, quoted=texts.quoted_spans(one.html))
                if not mention.quoted
            ]
            if any(sign in one.plain for sign in MENTION_SIGNS)
            else []
            for one in self.bare
        ]
        self.rendered = [
            texts.with_mentions(
                one, [texts.ResolvedMention(m.start, m.end, at) for at, m in enumerate(found)]
            )
            for one, found in zip(self.bare, self.found, strict=True)
        ]

    def write(self, contributions: Sequence[Contribution], keys: Sequence[int]) -> None:
        revisions = [
            self._revision(place, one, key)
            for place, (one, key) in enumerate(zip(contributions, keys, strict=True))
        ]
        Revision.objects.bulk_create(revisions)
        pairs = list(zip(revisions, self.found, strict=True))
        Mention.objects.bulk_create(row for one, found in pairs for row in mention_rows(one, found))
        Quotation.objects.bulk_create(row for one in revisions for row in quotation_rows(one))
        Reference.objects.bulk_create(row for one in revisions for row in reference_rows(one))

    def _revision(self, place: int, contribution: Contribution, key: int) -> Revision:
        rendered = self.rendered[place]
        return Revision(
            pk=key,
            contribution=contribution,
            source=texts.normalise(self.sources[place]),
            html=rendered.html,
            plain=rendered.plain,
            sha256=sha256(rendered.plain.encode()).hexdigest(),
            length=len(rendered.plain),
            language=contribution.language,
            renderer=texts.RENDERER,
            created_at=contribution.created_at,
        )


def _take_numbers(room: Room, count: int) -> int:
    """The first of so many numbers of the room in a row. Locks its row until the transaction ends."""
    locked = Room.objects.select_for_update(no_key=True).only("last_number").get(pk=room.pk)
    Room.objects.filter(pk=room.pk).update(last_number=locked.last_number + count)
    return locked.last_number + 1


def _reserve(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001  Django's public name for it
        )
        return [int(row[0]) for row in cursor.fetchall()]
