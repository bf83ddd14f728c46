"""Examples of a theme that leaves the codebook go to the one that takes its place, and come back with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from moderation.models import Tagging, Theme


def give_examples(source: Theme, target: Theme) -> list[int]:
    """Let one theme have the other's examples from elsewhere too; says which of them it had not, by place."""
    added = [place for place, one in enumerate(source.examples) if one not in target.examples]
    if added:
        target.examples = [*target.examples, *(source.examples[place] for place in added)]
        target.save(update_fields=["examples"])
    return added


def mark_twins(doubled: Collection[int], target: Theme) -> list[int]:
    """Where an example is taken back as its passage bears the target already, that tagging is the example."""
    examples = Tagging.objects.filter(pk__in=doubled, is_example=True, passage__isnull=False)
    twins = Tagging.objects.filter(
        theme=target, removed_at=None, is_example=False, passage__in=examples.values("passage")
    )
    marked = list(twins.values_list("pk", flat=True))
    Tagging.objects.filter(pk__in=marked).update(is_example=True)
    return marked


def take_examples_back(source: Theme, done: Mapping[str, Any]) -> None:
    """Undo both of what an act put on record."""
    Tagging.objects.filter(pk__in=done.get("marked", [])).update(is_example=False)
    if done.get("examples"):
        target, given = Theme.objects.get(pk=done["into"]), [source.examples[one] for one in done["examples"]]
        target.examples = [one for one in target.examples if one not in given]
        target.save(update_fields=["examples"])
