"""Groups of contributions in nearly the same words, as the team sees them; found by the worker.

Whoever counts voices can ask here how many contributions say the same: `counts_alike`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from consultation.models import Consultation
from contributions.comparing import Part, compare
from contributions.models import Contribution
from contributions.models.contribution import ContributionQuerySet
from moderation.learned_models import Similar, SimilarGroup
from moderation.sentences import split_sentences


@dataclass(frozen=True)
class Member:
    """A contribution of a group and how its words differ from the group's first."""

    contribution: Contribution
    parts: list[Part]

    @property
    def is_same(self) -> bool:
        return all(part.change == "same" for part in self.parts)


def counts_alike(contributions: Iterable[int]) -> dict[int, int]:
    """How many other visible contributions say the same as each of these (pks); those with none left out."""
    mine = dict(Similar.objects.filter(contribution__in=contributions).values_list("contribution", "group"))
    shown = Similar.objects.filter(
        group__in=set(mine.values()), contribution__in=Contribution.objects.counted()
    )
    members: dict[int, set[int]] = {}
    for group, pk in shown.values_list("group", "contribution"):
        members.setdefault(group, set()).add(pk)
    counts = {pk: len(members.get(group, set()) - {pk}) for pk, group in mine.items()}
    return {pk: count for pk, count in counts.items() if count}


def groups_in(consultation: Consultation) -> QuerySet[SimilarGroup]:
    """The groups with two or more visible contributions, the largest first; each has `size`."""
    counted = Contribution.objects.counted().of(consultation)
    shown = SimilarGroup.objects.filter(consultation=consultation, members__contribution__in=counted)
    sized = shown.annotate(size=Count("members")).filter(size__gt=1)
    return sized.order_by("-size", "pk")


def first_shown(groups: Iterable[SimilarGroup]) -> dict[int, Contribution]:
    """By group: what was said first of the visible contributions in it."""
    counted = Contribution.objects.counted()
    shown = Similar.objects.filter(group__in=list(groups), contribution__in=counted)
    ordered = shown.order_by("group", "contribution__created_at", "contribution").distinct("group")
    firsts = dict(ordered.values_list("group", "contribution"))
    found = Contribution.objects.for_display().in_bulk(firsts.values())
    return {group: found[pk] for group, pk in firsts.items() if pk in found}


def group_members(contribution: Contribution) -> ContributionQuerySet:
    """The visible contributions of the group that this one is in, the first said first."""
    group = Similar.objects.filter(contribution=contribution).values("group")
    counted = Contribution.objects.counted().filter(similar__group__in=group)
    return counted.order_by("created_at", "pk")


def common_text(texts: Sequence[str]) -> list[str]:
    """The sentences of the first text that stand in every other too, in its order."""
    kept: list[str] | None = None
    for text in dict.fromkeys(texts):
        sentences = [sentence.text for sentence in split_sentences(text)]
        if kept is None:
            kept = sentences
        here = {_plain(sentence) for sentence in sentences}
        kept = [sentence for sentence in kept if _plain(sentence) in here]
    return kept or []


def differences(first: Contribution, others: Sequence[Contribution]) -> list[Member]:
    """Each of the others with what it adds to and leaves out of the first one's words."""
    words = _words(first)
    return [Member(one, compare(words, _words(one))) for one in others]


def _words(contribution: Contribution) -> str:
    return contribution.revision.plain if contribution.revision is not None else ""


def _plain(sentence: str) -> str:
    return " ".join(sentence.casefold().split())
