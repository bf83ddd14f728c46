"""Searching contributions: those one may read, by the words of their newest texts, page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from consultation.models import PageShows
from consultation.prepared import Prepared, among
from contributions.bylines import Byline, byline
from contributions.models import Contribution, ContributionQuerySet, Naming
from contributions.naming import shared_facts
from contributions.searching import words as typed
from contributions.searching.excerpts import Part, excerpts
from contributions.searching.forms import BEST, CONTRIBUTIONS, NEWEST, SearchForm
from contributions.searching.query import Query, best_first, narrowed, understand
from contributions.searching.registry import KINDS, TEAM_FILTERS, Finding
from contributions.searching.scope import Scope
from contributions.searching.spelling import corrected

COUNTED = 200
"""Of more matches than these the newest are ranked, and no page says how many there are."""


def _midnight(day: date) -> datetime:
    """When a day begins for the reader."""
    return timezone.make_aware(datetime.combine(day, time.min))


_NAMED = Q(naming=Naming.NAMED) & ~Q(author__name="")
CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "question": lambda number: Q(questions__number=number),
    "language": lambda code: Q(language=code),
    "people": lambda who: Q(as_team=who == "moderators"),
    "country": lambda code: _NAMED & Q(author__country=code),
    "by": lambda member: _NAMED & Q(author=member) & ~Q(author__user__page_shows=PageShows.NAME),
    "since": lambda day: Q(created_at__gte=_midnight(day)),
    "until": lambda day: Q(created_at__lt=_midnight(day + timedelta(days=1))),
}
"""What would tell of an author leaves out those who withhold their name."""


@dataclass(frozen=True)
class Result:
    """A contribution that was found, as this reader sees it."""

    contribution: Contribution
    byline: Byline
    excerpt: list[Part]


@dataclass(frozen=True)
class Results:
    """One page. `total` is None on later pages; `meant` holds the words searched for instead, if any.

    `as_parts` says that the words were found only inside longer ones.
    """

    shown: list[Result] = field(default_factory=list)
    total: int | None = None
    has_more: bool = False
    after: int | None = None
    meant: str = ""
    as_parts: bool = False
    findings: list[tuple[str, list[Finding]]] = field(default_factory=list)


def search(form: SearchForm, scope: Scope, *, after: int | None = None) -> Results:
    """What the form asks for. Its cost is that of one page, however much matches."""
    asked = form.asked
    words = typed.read(asked.get("q", ""))
    query = understand(words) if words else Query()
    kind = asked.get("kind", "")
    findings = _findings(scope, query, kind) if query and after is None else []
    if kind not in {"", CONTRIBUTIONS} or (asked.get("q") and not query):
        return Results(total=0, findings=findings)
    contributions = _filtered(form, scope)
    sort = asked.get("sort") or BEST
    found = _page(contributions, query, scope, sort, after)
    if not found.shown and query.bare and after is None:
        found = _close(contributions, query, scope, sort) or found
    return replace(found, findings=findings)


def _findings(scope: Scope, query: Query, wanted: str) -> list[tuple[str, list[Finding]]]:
    kinds = [kind for name, kind in KINDS.items() if wanted in {"", name}]
    found = [(str(kind.label), list(kind.find(scope, query))) for kind in kinds]
    return [(label, findings) for label, findings in found if findings]


def _close(contributions: ContributionQuerySet, query: Query, scope: Scope, sort: str) -> Results | None:
    """What comes near when nothing has the words: they stand inside longer words, or are misspelt."""
    if query.as_parts and (found := _page(contributions, query.as_parts, scope, sort, None)).shown:
        return replace(found, as_parts=True)
    meant = corrected(contributions, query)
    if not meant:
        return None
    nearer = replace(understand(typed.read(meant)), unwanted=query.unwanted, parts=query.parts)
    found = _page(contributions, nearer, scope, sort, None)
    return replace(found, meant=meant) if found.shown else None


def _filtered(form: SearchForm, scope: Scope) -> ContributionQuerySet:
    """The contributions that the filters leave."""
    asked = form.asked
    contributions = Contribution.objects.filter(room__in=list(scope.rooms))
    state = asked.get("state")
    contributions = contributions.filter(visibility=state) if state else contributions.visible()
    for name in CONDITIONS.keys() & asked.keys():
        contributions = contributions.filter(CONDITIONS[name](asked[name]))
    if scope.consultation is not None:
        for name in TEAM_FILTERS.keys() & asked.keys():
            contributions = TEAM_FILTERS[name].apply(contributions, scope.consultation, asked[name])
    return contributions


def _page(
    contributions: ContributionQuerySet, query: Query, scope: Scope, sort: str, after: int | None
) -> Results:
    size = settings.CONTRIBUTIONS_PER_PAGE
    matching = narrowed(contributions, query)
    newest = matching.order_by("-created_at", "-pk")
    pks: list[int]
    total: int | None
    if sort == NEWEST or not query.wanted:
        asked = newest[: COUNTED + 1] if after is None else _after(newest, after)[: size + 1]
        pks = list(asked.values_list("pk", flat=True))
        total = len(pks) if after is None else None
    else:
        best = best_first(newest[: COUNTED + 1], query)
        total = len(best)
        pks = best[best.index(after) + 1 : COUNTED] if after in best else best[:COUNTED]
    page = pks[:size]
    following = page[-1] if len(pks) > size else None
    return Results(_dressed(page, query, scope), total, (total or 0) > COUNTED, following)


def _after(newest: ContributionQuerySet, pk: int) -> ContributionQuerySet:
    """Those older than one; all when there is no such one."""
    at = Contribution.objects.filter(pk=pk).values_list("created_at", flat=True).first()
    return newest.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk)) if at else newest


def _full(pks: list[int]) -> ContributionQuerySet:
    return Contribution.objects.filter(among("pk", pks)).on_page(other_words="revision__html").order_by()


_FULL = Prepared(_full, pks=[2_000_000_000])


def _dressed(pks: list[int], query: Query, scope: Scope) -> list[Result]:
    found = {row.pk: row for row in _FULL.rows(pks=pks)} if pks else {}
    contributions = [found[pk] for pk in pks if pk in found]
    shared = shared_facts(contributions)
    lines = excerpts(contributions, query)
    results = []
    for one, excerpt in zip(contributions, lines, strict=True):
        one.room = scope.rooms[one.room_id]
        viewer = scope.memberships.get(one.room.consultation_id)
        results.append(Result(one, byline(one, viewer, shared), excerpt))
    return results
