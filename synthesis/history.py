"""The wordings of an insight, newest first, each with what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass

from contributions.comparing import Part, compare
from synthesis.models import Insight, InsightWording

PER_PAGE = 10


@dataclass(frozen=True)
class KeptWording:
    """A wording beside the one before it; `parts` of one that was removed are empty."""

    wording: InsightWording
    parts: list[Part]
    is_newest: bool


@dataclass(frozen=True)
class InsightHistory:
    wordings: list[KeptWording]
    total: int
    older: int | None = None  # the address's `before` of the next page


def history_of(insight: Insight, before: int | None = None) -> InsightHistory:
    """A page of wordings below number `before`, each beside the one that stood before it; four queries."""
    listed = insight.wordings.select_related("by")
    total = insight.wordings.values_list("number", flat=True).first() or 0  # numbers have no gaps
    standing = insight.wordings.standing()
    newest = standing.values_list("number", flat=True).first()
    found = list((listed.filter(number__lt=before) if before else listed)[:PER_PAGE])
    if not found:
        return InsightHistory([], total)
    last = found[-1].number
    stood = [*(one for one in found if not one.is_aside), standing.filter(number__lt=last).first()]
    kept = []
    for one in found:
        earlier = next((two for two in stood if two is None or two.number < one.number), None)
        parts = compare(_text(earlier if earlier and _reads(earlier) else one), _text(one))
        kept.append(KeptWording(one, parts, one.number == newest))
    return InsightHistory(kept, total, last if last > 1 else None)


def _reads(wording: InsightWording) -> bool:
    return wording.removed_at is None


def _text(wording: InsightWording) -> str:
    return "\n\n".join(filter(None, (wording.lead_in, wording.text)))
