"""The insights of published reports, and what was done with them, as search finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.texts import shortened
from contributions.searching import Finding, Query, Scope, excerpt_of
from synthesis.models import Response, Version
from synthesis.public.making import every_section
from synthesis.public.versions import insight_address, published
from synthesis.trees import plain

REPORTS_READ = 50
ROWS_READ = 500
MOST_SHOWN = 5
LONGEST_TITLE = 80  # characters of what was asked


class SaidInsight(NamedTuple):
    """An insight of a published version: its number, its heading, and its words."""

    number: str
    heading: str
    words: str


def find_insights(scope: Scope, query: Query) -> list[Finding]:
    """Insights of the current reports in which all words stand.

    One query, and one for each report that this process has not read yet.
    """
    if not query.bare and not query.parts:
        return []
    versions = published(scope.searched.values()).current().select_related("report")[:REPORTS_READ]
    found: list[Finding] = []
    for version in versions:
        consultation = scope.searched[version.report.consultation_id]
        for said in _insights(version.pk, version.checksum):
            parts = excerpt_of(said.words, query)
            if parts and len(found) < MOST_SHOWN:
                title = _("%(number)s %(heading)s") % {"number": said.number, "heading": said.heading}
                url = insight_address(consultation.slug, said.number)
                found.append(Finding(title, url, parts, [consultation.name], consultation.language))
    return found


def find_responses(scope: Scope, query: Query) -> list[Finding]:
    """Public rows of "We asked, you said, we did" in which all words stand, the newest first; one query."""
    if not query.bare and not query.parts:
        return []
    current = published(scope.searched.values()).current()
    public = Response.objects.public().filter(report__in=current.values("report")).select_related("report")
    found: list[Finding] = []
    for row in public.order_by("-published_at", "-pk")[:ROWS_READ]:
        parts = excerpt_of("\n".join(filter(None, row.words.values())), query)
        if parts and len(found) < MOST_SHOWN:
            consultation = scope.searched[row.report.consultation_id]
            url = f"{reverse('synthesis:report', args=[consultation.slug])}#{row.anchor}"
            facts = [str(row.get_status_display()), consultation.name]
            found.append(
                Finding(shortened(row.asked, LONGEST_TITLE), url, parts, facts, consultation.language)
            )
    return found


@lru_cache(maxsize=REPORTS_READ)
def _insights(pk: int, _checksum: str) -> Sequence[SaidInsight]:
    """Read once in the life of a process: a published version never changes."""
    sections = Version.objects.values_list(KeyTransform("sections", "snapshot"), flat=True).get(pk=pk)
    return list(_said(sections))


def _said(sections: Any) -> Iterator[SaidInsight]:
    for section in every_section(sections):
        for insight in section["insights"]:
            trees = [insight["lead_in"], *(paragraph["content"] for paragraph in insight["paragraphs"])]
            words = " ".join(filter(None, (plain(tree).strip() for tree in trees)))
            yield SaidInsight(insight["number"], section["title"], words)
