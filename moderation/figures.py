"""How much stands behind each theme and all below it, by the definitions of the floor below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Count, Func, IntegerField, QuerySet, Value, When

from consultation.models import Consultation
from contributions.figures import Figures, count_by
from contributions.models import Contribution
from moderation.codebook import Codebook
from moderation.models import Tagging

PKS: ArrayField = ArrayField(IntegerField())


@dataclass(frozen=True)
class ThemeFigures:
    """Standing passages, and the figures of the contributions that they stand in or that are tagged whole."""

    passages: int
    said: Figures


class _Unnest(Func):
    """A row for each element of an array."""

    function = "unnest"
    output_field = IntegerField()
    set_returning = True


def figures_of_themes(codebook: Codebook) -> dict[int, ThemeFigures]:
    """The figures of each standing theme by its pk; two queries, whatever the codebook's size and depth."""
    if not codebook.themes:
        return {}
    taggings = Tagging.objects.counted_in(codebook.consultation)
    contributions = Contribution.objects.filter(taggings__in=taggings)
    said = count_by(contributions.annotate(counts_for=_upwards(codebook, "taggings__theme")), "counts_for")
    marked = taggings.order_by().annotate(counts_for=_upwards(codebook, "theme")).values("counts_for")
    passages = dict(marked.annotate(n=Count("passage", distinct=True)).values_list("counts_for", "n"))
    return {
        theme.pk: ThemeFigures(passages.get(theme.pk, 0), said.get(theme.pk, Figures())) for theme in codebook
    }


def _upwards(codebook: Codebook, path: str) -> _Unnest:
    """A tagging's theme and all themes above it, a row for each; nothing for retired themes."""
    whens = [When(**{path: theme.pk}, then=Value([*theme.above, theme.pk], PKS)) for theme in codebook]
    return _Unnest(Case(*whens, default=Value([], PKS)))


@dataclass(frozen=True)
class Coverage:
    """How far a consultation's counted contributions are coded; `untagged` are the first without a theme."""

    passages: int
    contributions: int
    untagged_count: int
    untagged: list[Contribution]


def coverage_of(consultation: Consultation, *, listed: int) -> Coverage:
    """How much is coded, and at most `listed` of the contributions that have no theme yet; three queries."""
    taggings = Tagging.objects.counted_in(consultation)
    coded = taggings.order_by().aggregate(
        passages=Count("passage", distinct=True), contributions=Count("contribution", distinct=True)
    )
    waiting = untagged(consultation)
    return Coverage(**coded, untagged_count=waiting.count(), untagged=list(waiting[:listed]))


def untagged(consultation: Consultation) -> QuerySet[Contribution, Any]:
    """Counted contributions without a standing theme, in the order of the rooms and their numbers."""
    tagged = Tagging.objects.counted_in(consultation).values("contribution")
    waiting = Contribution.objects.counted().of(consultation).exclude(pk__in=tagged)
    return waiting.select_related("room", "author__user").order_by("room__position", "room", "number")


def untagged_among(pks: Sequence[int]) -> list[Contribution]:
    """These contributions with their rooms, in that order."""
    found = Contribution.objects.select_related("room").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]
