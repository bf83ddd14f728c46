"""The place at a heading changes hands: asked for, kept, given. It is about open pages, not about the report:
the record of what was done to the report has nothing of it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consultation.models import Membership
from consultation.permissions import Action, may
from synthesis.models import Insight, WriterPresence
from synthesis.notices import tell_of_asking, tell_of_place
from synthesis.presence import is_elsewhere, place_of, present, settle


@transaction.atomic
def ask_for_place(insight: Insight, *, by: Membership) -> bool:
    """Ask whoever has the place at its heading; false where nobody else has it or somebody asked already."""
    holder = place_of(insight.section_id, by).holder
    if holder is None:
        return False
    now = timezone.now()
    unasked = WriterPresence.objects.filter(membership=holder.membership_id, asked_at=None)
    if not unasked.update(asked_by=by, asked_at=now, kept_at=None):
        return False
    holder.asked_by, holder.asked_at = by, now
    tell_of_asking(holder)
    return True


def keep_place(insight: Insight, *, by: Membership) -> bool:
    """Answer "not yet"; false where nobody asked."""
    now = timezone.now()
    return bool(_asked(insight, by).update(asked_at=None, kept_at=now, seen_at=now))


@transaction.atomic
def hand_over(insight: Insight, *, by: Membership) -> Membership | None:
    """Leave the place to whoever asked for it; they come back, or None where nobody asked.

    They have it at once and are told, unless they write under another heading by now or may not write any
    more: then it is free.
    """
    row = _asked(insight, by).select_for_update(of=("self",)).select_related("asked_by__user").first()
    asker = row.asked_by if row else None
    if row is None or asker is None:
        return None
    row.delete()
    if _may_write(asker, insight) and not is_elsewhere(insight.section_id, asker):
        settle(insight, asker)
        tell_of_place(WriterPresence.objects.select_related("membership__user").get(membership=asker))
    return asker


def _may_write(asker: Membership, insight: Insight) -> bool:
    consultation = insight.section.report.consultation
    return asker.user is not None and may(asker.user, asker, Action.WRITE_REPORT, consultation)


def _asked(insight: Insight, by: Membership) -> QuerySet[WriterPresence]:
    rows = WriterPresence.objects.filter(present(), membership=by, asked_at__isnull=False)
    return rows.filter(insight__section=insight.section_id)
