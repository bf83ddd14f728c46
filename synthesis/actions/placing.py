"""Putting a heading or an insight exactly where somebody dropped it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from consultation.audit import record
from consultation.models import Membership, User
from synthesis.actions.insights import lock
from synthesis.actions.outline import check_nesting
from synthesis.models import Insight, Section


@transaction.atomic
def place_section(
    section: Section, parent: Section | None, *, before: Section | None, by: User | None
) -> bool:
    """Put a heading, with all below it, under `parent` before another one there, or last.

    False when it stands there already. Raises OutlineTooDeepError.
    """
    lock(section.report)
    check_nesting(section, parent)
    siblings = list(Section.objects.filter(report=section.report_id, parent=parent))
    wanted = _with(siblings, section, before)
    if [one.pk for one in wanted] == [one.pk for one in siblings]:
        return False
    was, section.parent = section.parent_id, parent
    section.save(update_fields=["parent"])
    _renumber(wanted)
    record(
        "section.moved",
        section,
        actor=by,
        consultation=section.report.consultation,
        before={"parent": was},
        after=_place(wanted, section, parent=section.parent_id),
    )
    return True


@transaction.atomic
def place_insight(insight: Insight, section: Section, *, before: Insight | None, by: Membership) -> bool:
    """Put an insight under a heading of its report before another one there, or last.

    False when it stands there already.
    """
    lock(section.report)
    siblings = list(section.insights.all())
    wanted = _with(siblings, insight, before)
    if [one.pk for one in wanted] == [one.pk for one in siblings]:
        return False
    was, insight.section = insight.section_id, section
    insight.save(update_fields=["section"])
    insight.figures.update(section=section)
    _renumber(wanted)
    record(
        "insight.moved",
        insight,
        actor=by.user,
        consultation=section.report.consultation,
        before={"section": was},
        after=_place(wanted, insight, section=section.pk),
    )
    return True


def _with[Placed: Model](siblings: Sequence[Placed], one: Placed, before: Placed | None) -> list[Placed]:
    others = [sibling for sibling in siblings if sibling.pk != one.pk]
    places = [place for place, sibling in enumerate(others) if before and sibling.pk == before.pk]
    others.insert(places[0] if places else len(others), one)
    return others


def _renumber(siblings: Sequence[Section | Insight]) -> None:
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position != position:
            sibling.position = position
            sibling.save(update_fields=["position"])


def _place(siblings: Sequence[Model], one: Model, **where: int | None) -> dict[str, Any]:
    return {**where, "place": [sibling.pk for sibling in siblings].index(one.pk) + 1}
