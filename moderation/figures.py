"""How much stands behind each theme and all below it, by the definitions of the floor below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from consultation.models import Consultation
from contributions.figures import Figures, count_voices, figures_of
from contributions.models import Contribution
from moderation.codebook import Codebook
from moderation.desk_models import Waiting
from moderation.models import Tagging, ThemeVoice


@dataclass(frozen=True)
class ThemeFigures:
    """Standing passages, and the figures of the contributions that they stand in or that are tagged whole."""

    passages: int
    said: Figures


def figures_of_themes(codebook: Codebook, only: Collection[int] | None = None) -> dict[int, ThemeFigures]:
    """The figures of each standing theme by its pk; one query, whatever the codebook's size and depth.

    With `only` those of these themes (pks).
    """
    wanted = [theme.pk for theme in codebook if only is None or theme.pk in only]
    if not wanted:
        return {}
    voices = ThemeVoice.objects.filter(consultation=codebook.consultation)
    voices = voices if only is None else voices.filter(theme__in=wanted)
    counted = count_voices(voices, "theme", "passages")
    said = {pk: ThemeFigures(passages, figures) for pk, (figures, passages) in counted.items()}
    return {pk: said.get(pk, ThemeFigures(0, Figures())) for pk in wanted}


@dataclass(frozen=True)
class Coverage:
    """How far a consultation's counted contributions are coded; `untagged` are the first without a theme."""

    passages: int
    contributions: int
    untagged_count: int
    untagged: list[Contribution]


def coverage_of(consultation: Consultation, *, listed: int) -> Coverage:
    """How much is coded, and at most `listed` of the contributions that have no theme yet; four queries."""
    taggings = Tagging.objects.counted_in(consultation)
    coded = taggings.order_by().aggregate(passages=Count("passage", distinct=True))
    waiting = untagged(consultation)
    waits, every = waiting.count(), figures_of([consultation])[consultation.pk].contributions
    rows = waiting.select_related("contribution__room", "contribution__author__user")
    first = rows.order_by("room__position", "room", "contribution__number")[:listed]
    return Coverage(coded["passages"], every - waits, waits, [row.contribution for row in first])


def untagged(consultation: Consultation) -> QuerySet[Waiting, Any]:
    """Counted contributions without a standing theme, as the desk keeps them."""
    return Waiting.objects.filter(consultation=consultation, untagged=True, room__counts_in_report=True)


def untagged_among(pks: Sequence[int]) -> list[Contribution]:
    """These contributions with their rooms, in that order."""
    found = Contribution.objects.select_related("room").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]
