"""Putting one more theme on many passages at once, and a theme at another place of the codebook.

Both are undone in one step, as all acts of `reshaping` are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from moderation.actions.codebook import check_name, check_parent, lock, renumber, siblings_of
from moderation.actions.coding import MOST_THEMES
from moderation.actions.reshaping import (
    PLACED,
    PUT_ON,
    NothingChosenError,
    Reshaped,
    check_target,
    recorded,
)
from moderation.models import Tagging, Theme

EXAMPLES = "theme.examples"


@transaction.atomic
def put_on(source: Theme, theme: Theme, taggings: Collection[int], *, by: Membership) -> Reshaped:
    """Put one more theme on what some taggings of a theme, or of those below it, stand on.

    Passages that bear as many themes as one may bear stay as they are. Raises NothingChosenError.
    """
    lock(source.consultation)
    check_target(theme, theme, whole=False, same=True)
    in_codebook = Tagging.objects.standing().filter(theme__consultation=source.consultation)
    chosen = in_codebook.filter(pk__in=list(taggings))
    places = set(chosen.values_list("contribution", "passage"))
    if not places:
        raise NothingChosenError(source.pk)
    passages = [passage for _contribution, passage in places if passage]
    whole = [contribution for contribution, passage in places if not passage]
    standing = Tagging.objects.standing()
    there = set(standing.filter(theme=theme, passage__in=passages).values_list("contribution", "passage"))
    there |= set(
        standing.filter(theme=theme, contribution__in=whole, passage=None).values_list(
            "contribution", "passage"
        )
    )
    borne = Counter(standing.filter(passage__in=passages).values_list("passage", flat=True))
    free = [place for place in sorted(places - there, key=str) if borne[place[1]] < MOST_THEMES]
    added = Tagging.objects.bulk_create(
        Tagging(theme=theme, contribution_id=contribution, passage_id=passage, by=by)
        for contribution, passage in free
    )
    return recorded(PUT_ON, theme, by, {"added": [tagging.pk for tagging in added], "chosen": len(places)})


@transaction.atomic
def place_theme(theme: Theme, *, parent: Theme | None, place: int, by: Membership) -> Reshaped:
    """Put a theme, with all below it, at this place (from 1) under another one or at the top.

    Raises NameIsTakenError and NoSuchPlaceError.
    """
    lock(theme.consultation)
    theme.refresh_from_db()
    check_parent(theme.consultation, parent, moving=theme)
    old = list(siblings_of(theme.consultation, theme.parent).values_list("pk", flat=True))
    siblings = list(siblings_of(theme.consultation, parent).exclude(pk=theme.pk))
    check_name(siblings_of(theme.consultation, parent).exclude(pk=theme.pk), theme.name)
    before = {"parent": theme.parent_id, "place": old.index(theme.pk) + 1 if theme.pk in old else 1}
    place = min(max(place, 1), len(siblings) + 1)
    siblings.insert(place - 1, theme)
    theme.parent = parent
    theme.save(update_fields=["parent"])
    renumber(siblings)
    after = {"parent": theme.parent_id, "place": place, "was": before, "siblings": old}
    return recorded(PLACED, theme, by, after)


@transaction.atomic
def mark_examples(theme: Theme, taggings: Collection[int], *, are: bool, by: Membership) -> int:
    """Say that these passages show how the theme is meant, or no longer; gives how many that changed."""
    standing = Tagging.objects.standing().filter(theme=theme, passage__isnull=False, pk__in=list(taggings))
    count = (
        Tagging.objects.filter(pk__in=standing.values("pk")).exclude(is_example=are).update(is_example=are)
    )
    if count:
        after = {"examples": count if are else -count}
        record(EXAMPLES, theme, actor=by.user, consultation=theme.consultation, after=after)
    return count
