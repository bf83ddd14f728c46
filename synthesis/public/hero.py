"""The home page's live insight: a sentence of the newest report, walked back to its passage and its voice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from consultation.models import Consultation
from contributions.bylines import report_byline
from contributions.models import Visibility
from contributions.naming import shared_facts
from moderation.coding import coding_of
from moderation.models import HUES, Passage
from synthesis.models import Version
from synthesis.public.making import sentence
from synthesis.public.versions import insight_address
from synthesis.public.walks import Walk, walks_of
from synthesis.sentences import support_of
from synthesis.wording import wording_for

REPORTS_TRIED = 3
WALKS_TRIED = 8
VOICE = ("revision__contribution__author__user", "revision__contribution__room")


def hero(_request: HttpRequest, sites: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Nothing where no public report has a sentence whose passage still stands as it was said."""
    found = find_walk()
    if found is None:
        return {}
    context = _shown(*found)
    return {site.pk: context for site in sites}


def find_walk(slug: str = "") -> tuple[Version, Walk, Passage] | None:
    """What everybody may see of the newest published reports, or of the report of one consultation."""
    listed = Consultation.objects.listed_for(AnonymousUser())
    now = timezone.now()
    published = Version.objects.published().filter(
        report__consultation__in=listed.filter(slug=slug) if slug else listed,
        report__consultation__summary_published_at__lte=now,
        published_at__lte=now,
    )
    newest = published.order_by("-published_at", "-pk").select_related("report__consultation")
    for version in newest.defer("snapshot")[:REPORTS_TRIED]:
        for walk, passage in _standing(_walks(version.pk, version.checksum)):
            return version, walk, passage
    return None


@lru_cache(maxsize=16)
def _walks(pk: int, _checksum: str) -> list[Walk]:
    """What a version offers. A version never changes: its snapshot is read once in the life of a process."""
    snapshot = Version.objects.values_list("snapshot", flat=True).get(pk=pk)
    return walks_of(snapshot)[:WALKS_TRIED]


def _standing(walks: Sequence[Walk]) -> list[tuple[Walk, Passage]]:
    """Those whose passage nobody took back, of a contribution that everybody may still read."""
    shown = Passage.objects.standing().filter(
        guid__in=[walk.passage["id"] for walk in walks],
        revision__sealed_at__isnull=True,
        revision__contribution__visibility=Visibility.VISIBLE,
    )
    found = {passage.guid: passage for passage in shown.select_related(*VOICE)}
    pairs = ((walk, found.get(UUID(walk.passage["id"]))) for walk in walks)
    return [(walk, passage) for walk, passage in pairs if passage is not None]


def _shown(version: Version, walk: Walk, passage: Passage) -> dict[str, Any]:
    consultation = version.report.consultation
    contribution = passage.revision.contribution
    page = reverse("contributions:contribution", args=[contribution.pk])
    return {
        "walk": walk,
        "consultation": consultation,
        "contribution": contribution,
        "voice": report_byline(contribution, shared_facts([contribution])),
        "hue": _hue(consultation, passage),
        "basis": _basis(walk),
        "report_url": insight_address(consultation.slug, walk.insight["number"]),
        "passage_url": f"{page}?passage={passage.guid}#p{passage.pk}",
    }


def _hue(consultation: Consultation, passage: Passage) -> str:
    """The hue in which the team sees the passage."""
    contribution = passage.revision.contribution
    coding = coding_of(consultation, [contribution]).get(contribution.pk)
    marks = [shown.as_mark() for shown in coding.passages if shown.passage == passage] if coding else []
    return next((hue for mark in marks for hue in mark.hues), HUES[-1])


def _basis(walk: Walk) -> str:
    """ "Based on 9 contributions from 7 people in 5 countries. One person differs." """
    wording = wording_for(get_language() or "en")
    support = support_of(walk.insight["support"], wording)
    return " ".join(sentence(phrase, wording) for phrase in (support.line, support.differs) if phrase)
