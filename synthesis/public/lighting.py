"""The words a published report rests on, marked in their contributions: the end of every walk back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contributions.models import Contribution
from moderation.anchors import Anchor, AnchorState, reanchor
from moderation.marks import REPORT, Mark, mark_html
from moderation.models import Passage
from synthesis.public.uses import Use, Uses

SAME_WORDS = {AnchorState.KEPT, AnchorState.MOVED}


@dataclass(frozen=True)
class Lit:
    """A contribution's text with its marks, and where somebody came from to see one of them.

    `came_from` holds the places of the report that rest on the passage asked for; `said_then` its words as
    they stood when the report was made, where the text no longer has them.
    """

    html: SafeString
    came_from: list[Use] = field(default_factory=list)
    said_then: str = ""
    has_mark: bool = True


def lit(contributions: Sequence[Any], uses: Uses, slug: str, *, asked_for: str = "") -> dict[int, Lit]:
    """The dressed contributions that a report rests on, marked, by pk; one query.

    `asked_for` names a passage as the report does: then that one alone is marked.
    """
    wanted = {
        one.pk: by_passage(use for use in uses.get(one.pk, ()) if asked_for in {"", use.key})
        for one in contributions
    }
    lamp = _Lamp(slug, _passages([key for keys in wanted.values() for key in keys]), is_asked=bool(asked_for))
    return {one.pk: lamp.lit(one, wanted[one.pk]) for one in contributions if wanted[one.pk]}


def by_passage(uses: Any) -> dict[str, list[Use]]:
    """The places that rest on each passage."""
    found: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        found[use.key].append(use)
    return dict(found)


def _passages(keys: Sequence[str]) -> Mapping[str, Passage]:
    guids = [guid for guid in map(_guid, keys) if guid is not None]
    return {str(one.guid): one for one in Passage.objects.filter(guid__in=guids)} if guids else {}


def _guid(key: str) -> UUID | None:
    """None for a contribution as a whole."""
    try:
        return UUID(key)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Lamp:
    """The report's address, the passages it names by their ids, and whether one of them was asked for."""

    slug: str
    passages: Mapping[str, Passage]
    is_asked: bool

    def lit(self, contribution: Any, wanted: Mapping[str, list[Use]]) -> Lit:
        marks: list[Mark] = []
        lost = ""
        for key, uses in wanted.items():
            passage = self.passages.get(key)
            place = _place(contribution, passage) if passage is not None else None
            if passage is not None and place is not None:
                marks.append(self.mark(passage.pk, place, uses))
            else:
                lost = uses[0].quote
        html = SafeString(mark_html(contribution.body, marks))
        if not self.is_asked:
            return Lit(html)
        came_from = [use for uses in wanted.values() for use in uses]
        return Lit(html, came_from, said_then=lost, has_mark=bool(marks))

    def mark(self, pk: int, place: tuple[int, int], uses: Sequence[Use]) -> Mark:
        numbers = tuple(dict.fromkeys(use.number for use in uses))
        if self.is_asked:
            numbers = (_("Back to the report: %(number)s") % {"number": ", ".join(numbers)},)
        href = uses[0].address(self.slug)
        return Mark(pk, *place, numbers, (REPORT,), href, is_target=True, is_lit=self.is_asked)


def _place(contribution: Contribution, passage: Passage) -> tuple[int, int] | None:
    """Where its words stand in the text as it is now, word for word; None where they no longer do."""
    if passage.revision_id == contribution.revision_id:
        return passage.start, passage.end
    if contribution.revision is None:
        return None
    anchor = Anchor(passage.start, passage.end, passage.quote, passage.prefix, passage.suffix)
    moved = reanchor(anchor, contribution.revision.plain)
    return (moved.start, moved.end) if moved is not None and moved.state in SAME_WORDS else None
