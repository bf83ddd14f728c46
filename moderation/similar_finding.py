"""Finding contributions that say the same, question by question. Only the worker imports this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from consultation.models import Consultation
from contributions.models import Contribution
from moderation.learned_models import Similar, SimilarGroup
from moderation.learning.alike import groups_of


def find_groups(consultation: Consultation, texts: Mapping[int, str]) -> int:
    """Store the groups among these contributions (pk: words); says how many there are.

    Compared are contributions that answer the same question, and in each room those that answer none.
    """
    found = groups_of(texts, list(_scopes(consultation, texts).values()))
    wanted = {min(group): group for group in found}
    SimilarGroup.objects.filter(consultation=consultation).exclude(first__in=wanted).delete()
    standing = {group.first_id: group for group in SimilarGroup.objects.filter(consultation=consultation)}
    missing = [
        SimilarGroup(consultation=consultation, first_id=first) for first in wanted if first not in standing
    ]
    standing |= {group.first_id: group for group in SimilarGroup.objects.bulk_create(missing)}
    members = {pk: (standing[first], near) for first, group in wanted.items() for pk, near in group.items()}
    Similar.objects.filter(group__consultation=consultation).exclude(contribution__in=members).delete()
    rows = [Similar(contribution_id=pk, group=group, likeness=near) for pk, (group, near) in members.items()]
    Similar.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["group", "likeness"],
    )
    return len(wanted)


def _scopes(consultation: Consultation, texts: Mapping[int, str]) -> dict[tuple[str, int], list[int]]:
    counted = Contribution.objects.counted().of(consultation)
    scopes: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, room, question in counted.order_by("pk").values_list("pk", "room", "questions").iterator(1000):
        if pk in texts:
            scopes["question" if question else "room", question or room].append(pk)
    return scopes
