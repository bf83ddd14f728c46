"""What the codebook gathered: for each theme the passages and the contributions tagged as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from consultation.models import Consultation
from contributions.models import Contribution, Naming
from moderation.codebook import CodedTheme, load
from moderation.concordance import Found, find
from moderation.models import Tagging, TaggingQuerySet

RELATED = ("contribution__author__user", "contribution__room", "passage__revision")
ON_A_PAGE = ("contribution__author__user", "contribution__room", "passage")
SEARCHED = 500  # passages at most that a concordance shows words of

type Page = tuple[list[Any], int | None]


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


def taggings_under(consultation: Consultation, themes: Sequence[int]) -> TaggingQuerySet:
    """What counts of these themes, with what a page shows of it."""
    counted = Tagging.objects.counted_in(consultation).filter(theme__in=themes)
    return counted.select_related(*ON_A_PAGE)


def in_group(taggings: TaggingQuerySet, grouping: str, group: str) -> TaggingQuerySet:
    """Those of one group, "" for what has none: by `question` (its pk), `country` or `language`."""
    if grouping == "question":
        answers = Contribution.questions.through.objects.filter(contribution=OuterRef("contribution"))
        if not group:
            return taggings.filter(~Exists(answers))
        return taggings.filter(Exists(answers.filter(guidingquestion=int(group))))
    if grouping == "language":
        return taggings.filter(contribution__language=group)
    named = Q(contribution__naming=Naming.NAMED) & ~Q(contribution__author__name="")
    if group:
        return taggings.filter(named, contribution__author__country=group)
    return taggings.filter(~named | Q(contribution__author__country=""))


def page_after(taggings: TaggingQuerySet, after: int | None, size: int) -> Page:
    """One page by contribution, and the tagging to page on from, None on the last one; two queries."""
    last = Tagging.objects.filter(pk=after).first() if after else None
    if last is not None:
        beyond = Q(contribution=last.contribution_id, pk__gt=last.pk)
        taggings = taggings.filter(Q(contribution__gt=last.contribution_id) | beyond)
    found = list(taggings.order_by("contribution_id", "pk")[: size + 1])
    page = found[:size]
    return page, page[-1].pk if len(found) > len(page) else None


def concordance(
    consultation: Consultation, themes: Sequence[int], words: Sequence[str], *, by_before: bool
) -> tuple[list[Found], bool]:
    """Every place of the words in the first SEARCHED passages that have one of them; one query.

    The second says whether there are more such passages.
    """
    if not words:
        return [], False
    has_one = reduce(or_, (Q(passage__quote__icontains=word) for word in words))
    counted = Tagging.objects.counted_in(consultation).filter(has_one, theme__in=themes)
    quotes = counted.order_by("contribution_id", "pk").values_list(
        "pk", "passage", "passage__prefix", "passage__quote", "passage__suffix"
    )[: SEARCHED + 1]
    rows = list(quotes)
    once = {
        passage: (pk, prefix, quote, suffix) for pk, passage, prefix, quote, suffix in rows[:SEARCHED][::-1]
    }
    return find(once.values(), words, by_before=by_before), len(rows) > SEARCHED
