"""What the codebook gathered: for each theme the passages and the contributions tagged as a whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from consultation.models import Consultation
from moderation.codebook import CodedTheme, load
from moderation.models import Tagging, TaggingQuerySet

RELATED = ("contribution__author__user", "contribution__room", "passage__revision")


@dataclass(frozen=True)
class ThemeMaterial:
    """One theme's own material, without what is below it; contributions and authors are loaded."""

    theme: CodedTheme
    passages: list[Tagging] = field(default_factory=list)
    tagged: list[Tagging] = field(default_factory=list)


def material_of(consultation: Consultation) -> list[ThemeMaterial]:
    """Every standing theme in order with its passages and tagged contributions; two queries."""
    by_theme: defaultdict[int, list[Tagging]] = defaultdict(list)
    for tagging in in_reading_order(Tagging.objects.counted_in(consultation)):
        by_theme[tagging.theme_id].append(tagging)
    return [
        ThemeMaterial(
            theme,
            [tagging for tagging in by_theme[theme.pk] if tagging.passage_id],
            [tagging for tagging in by_theme[theme.pk] if not tagging.passage_id],
        )
        for theme in load(consultation)
    ]


def in_reading_order(taggings: TaggingQuerySet) -> TaggingQuerySet:
    """As the contributions stand in their rooms, and the passages in each of them."""
    place = ("contribution__room__position", "contribution__room", "contribution__number")
    return taggings.select_related(*RELATED).order_by(*place, "passage__start", "pk")
