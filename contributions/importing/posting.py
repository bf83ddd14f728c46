"""The contributions of an import, posted one after the other in the order of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from consultation import texts
from contributions.actions import NewContribution, post_contribution
from contributions.importing.account import Account, Verdict
from contributions.importing.people import People
from contributions.importing.rows import ContributionRow
from contributions.models import Contribution, Revision
from rooms.models import Room


class Standing(NamedTuple):
    """A contribution that was imported before, without its words."""

    pk: int
    thread_id: int | None


def post_rows(room: Room, rows: Sequence[ContributionRow], people: People, account: Account) -> None:
    """Post what the room lacks. `rows` come each after the one it answers; ids that stand are left alone."""
    standing = _standing(room)
    for row in rows:
        if row.key in standing:
            account.add("contribution", row.key, Verdict.EXISTS, _difference(standing[row.key], row))
            continue
        author = people.author(row.author, row.posted_at)
        parent = Contribution(**standing[row.parent_key]._asdict()) if row.parent_key else None
        new = NewContribution(
            text=row.text,
            language=room.consultation.language,
            parent=parent,
            at=row.posted_at,
            import_key=row.key,
            silent=True,
        )
        contribution = post_contribution(room, author, new)
        standing[row.key] = Standing(contribution.pk, contribution.thread_id)
        account.add("contribution", row.key, Verdict.CREATE, _note(row, contribution))


def _standing(room: Room) -> dict[str, Standing]:
    imported = Contribution.objects.filter(room=room).exclude(import_key="")
    return {
        key: Standing(pk, thread) for key, pk, thread in imported.values_list("import_key", "pk", "thread")
    }


def _note(row: ContributionRow, contribution: Contribution) -> str:
    said = _("#%(number)s by %(name)s") % {"number": contribution.number, "name": row.author}
    closes_at = contribution.room.consultation.closes_at
    late = closes_at is not None and row.posted_at > closes_at
    return said + (_(", dated after the closing") if late else "")


def _difference(standing: Standing, row: ContributionRow) -> str:
    first = Revision.objects.filter(contribution=standing.pk, number=1).only("source", "sealed_at").get()
    if first.sealed_at is None and first.source != texts.normalise(row.text):
        return _("its words here differ from the file and stay as they are")
    return ""
