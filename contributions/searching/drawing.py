"""Draws the contributions that were found: markup that templates would take too long over."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation.dates import Dates
from consultation.languages import OWN_NAMES
from contributions.linking import linker
from contributions.searching.excerpts import Part
from contributions.searching.finding import Result
from contributions.searching.scope import Scope
from contributions.snippets import NOTHING, joined, safe, snippet


def drawn(results: Iterable[Result], scope: Scope) -> list[SafeString]:
    """A row of the list for each of them."""
    drawing = _Drawing(scope)
    return [drawing.row(result) for result in results]


class _Drawing:
    def __init__(self, scope: Scope) -> None:
        self.scope, self.dates, self.to = scope, Dates(), linker("contributions:contribution")
        self.title = _("Contribution #%(number)s by %(name)s")

    def row(self, result: Result) -> SafeString:
        one, signed = result.contribution, result.byline
        at = timezone.localtime(one.created_at)
        state = NOTHING if one.is_visible else snippet("state", words=one.get_visibility_display())
        return snippet(
            "found",
            url=self.to(one.pk),
            title=self.title % {"number": one.number, "name": signed.name},
            badge=snippet("badge", kind=signed.badge_kind, words=signed.badge) if signed.badge else NOTHING,
            state=state,
            code=one.language,
            excerpt=joined(_part(part) for part in result.excerpt),
            facts=joined(snippet("fact", words=fact) for fact in self._facts(result)),
            language=OWN_NAMES.get(one.language, one.language),
            iso=at.isoformat(timespec="seconds"),
            day=self.dates.day(at),
        )

    def _facts(self, result: Result) -> list[str]:
        room = result.contribution.room
        where = [room.title] if self.scope.consultation else [room.title, room.consultation.name]
        return [*where, *result.byline.place]


def _part(part: Part) -> SafeString:
    return snippet("hit", words=part.text) if part.hit else safe(part.text)
