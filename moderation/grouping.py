"""How the taggings of a theme fall into groups: by question, by country, by language.

What is kept (see `tallies`) is of each theme alone, so that a tagging concerns one theme's groups only; those
of a theme with all below it are put together when they are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, Count, F, Value, When, Window
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Coalesce, RowNumber

from consultation.models import Consultation
from contributions.models import Naming
from moderation.models import Tagging, TaggingQuerySet

SHOWN_IN_GROUP = 5
QUESTION, COUNTRY, LANGUAGE = "question", "country", "language"
GROUPINGS = (QUESTION, COUNTRY, LANGUAGE)
NONE = ""  # the group of what answers no question, or whose author's country is not shown
LAST = 2**31  # behind every passage of a contribution: where what is tagged as a whole is read
PLACE = ("contribution__room__position", "contribution__room", "contribution__number", "begins", "pk")

type Groups = dict[str, dict[str, tuple[int, list[int]]]]
"""Grouping → group → how many taggings, and the pks of the first in reading order."""

type Kept = dict[str, dict[str, list[Any]]]
"""The same of one theme alone as JSON, where each of the first is its place in reading order, its pk last."""


def groups_of_each(consultation: Consultation, themes: Collection[int]) -> dict[int, Kept]:
    """The groups of each of these themes alone, without those below it; a query for each grouping."""
    found: dict[int, Kept] = {pk: {grouping: {} for grouping in GROUPINGS} for pk in themes}
    counted = Tagging.objects.counted_in(consultation).filter(theme__in=themes).order_by()
    for grouping in GROUPINGS:
        for theme, group, count, *place in _first(counted, grouping):
            kept = found[theme][grouping].setdefault(group, [count, []])
            kept[1].append(place)
    return found


def together(kept: Iterable[Kept]) -> Groups:
    """The groups of several themes as those of one."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    places: defaultdict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for groups in kept:
        for grouping, found in groups.items():
            for group, (count, first) in found.items():
                counts[grouping, group] += count
                places[grouping, group] += first
    whole: Groups = {grouping: {} for grouping in GROUPINGS}
    for (grouping, group), count in counts.items():
        first = sorted(places[grouping, group])[:SHOWN_IN_GROUP]
        whole[grouping][group] = count, [place[-1] for place in first]
    return whole


def _first(taggings: TaggingQuerySet, grouping: str) -> Any:
    """Of each theme and group: how many there are, and where the first stand."""
    placed = taggings.annotate(group=_group(grouping), begins=Coalesce("passage__start", Value(LAST)))
    alike = [F("theme"), F("group")]
    counted = placed.annotate(
        many=Window(Count("pk"), partition_by=alike),
        nth=Window(RowNumber(), partition_by=alike, order_by=PLACE),
    )
    rows = counted.filter(nth__lte=SHOWN_IN_GROUP).order_by("theme", "group", "nth")
    return rows.values_list("theme", "group", "many", *PLACE)


def _group(grouping: str) -> Any:
    if grouping == QUESTION:
        return Coalesce(Cast("contribution__questions", CharField()), Value(NONE))
    if grouping == LANGUAGE:
        return F("contribution__language")
    named = When(contribution__naming=Naming.NAMED, contribution__author__name__gt="", then=F(_COUNTRY))
    return Case(named, default=Value(NONE), output_field=CharField())


_COUNTRY = "contribution__author__country"
