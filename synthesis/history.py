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
    """A page of wordings below number `before`; two queries."""
    listed = insight.wordings.select_related("by")
    newest = insight.wordings.values_list("number", flat=True).first() or 0  # numbers have no gaps
    found = list((listed.filter(number__lt=before) if before else listed)[: PER_PAGE + 1])
    pairs = list(zip(found, [*found[1:], None], strict=False))[:PER_PAGE]
    kept = [
        KeptWording(one, compare(_text(earlier or one), _text(one)), one.number == newest)
        for one, earlier in ((one, earlier if _reads(earlier) else None) for one, earlier in pairs)
    ]
    return InsightHistory(kept, newest, found[PER_PAGE - 1].number if len(found) > PER_PAGE else None)


def _reads(wording: InsightWording | None) -> bool:
    return wording is not None and wording.removed_at is None


def _text(wording: InsightWording) -> str:
    return "\n\n".join(filter(None, (wording.lead_in, wording.text)))
