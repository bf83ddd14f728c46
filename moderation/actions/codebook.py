"""What the team does to the codebook. Structural changes of one codebook happen one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from consultation.audit import record
from consultation.models import Consultation, Membership
from moderation.examples import Kept, elsewhere, unreadable
from moderation.meanwhile import ChangedMeanwhileError, Shown
from moderation.models import Theme

SHOWN = ("name", "definition", "use_when", "use_not", "hue", "memo")


class NameIsTakenError(ValueError):
    """A standing theme at that place bears the name already."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme.name)
        self.theme = theme


class NoSuchPlaceError(ValueError):
    """A theme cannot stand under itself, under what is below it, or under one that is gone."""


@dataclass(frozen=True)
class ThemeWords:
    """What a theme says of itself. An empty hue means: as the section it stands in.

    `examples` are those from elsewhere; None leaves them as they are.
    """

    name: str
    definition: str = ""
    use_when: str = ""
    use_not: str = ""
    hue: str = ""
    memo: str = ""
    examples: list[Kept] | None = None

    @property
    def given(self) -> dict[str, Any]:
        return {field: value for field, value in asdict(self).items() if value is not None}


@transaction.atomic
def add_theme(
    consultation: Consultation, words: ThemeWords, *, parent: Theme | None, by: Membership
) -> Theme:
    """Put a theme at the end of its siblings. Raises NameIsTakenError and NoSuchPlaceError."""
    lock(consultation)
    check_parent(consultation, parent)
    siblings = siblings_of(consultation, parent)
    check_name(siblings, words.name)
    theme = Theme.objects.create(
        consultation=consultation, parent=parent, position=end_of(siblings), **words.given
    )
    after = {"name": theme.name, "parent": _pk(parent)}
    record("theme.added", theme, actor=by.user, consultation=consultation, after=after)
    return theme


@transaction.atomic
def theme_named(consultation: Consultation, name: str, *, parent: Theme | None, by: Membership) -> Theme:
    """The theme of that name at that place, made if there is none: asking twice gives one theme."""
    try:
        return add_theme(consultation, ThemeWords(name), parent=parent, by=by)
    except NameIsTakenError as taken:
        return taken.theme


def as_shown(theme: Theme) -> Shown:
    """What a form shows of a theme: its words and place, its examples from elsewhere as lines."""
    lines = [one.line for one in elsewhere([theme]).get(theme.pk, ())]
    return {
        **{field: getattr(theme, field) for field in SHOWN},
        "parent": theme.parent_id,
        "examples": "\n".join(lines),
    }


@transaction.atomic
def change_theme(
    theme: Theme, words: ThemeWords, *, parent: Theme | None, by: Membership, seen: Shown | None = None
) -> bool:
    """Change what a theme says or where it stands; false when nothing was to change.

    Raises NameIsTakenError and NoSuchPlaceError, and ChangedMeanwhileError when it stands otherwise than
    `seen`, what a form showed of it.
    """
    consultation = theme.consultation
    lock(consultation)
    theme.refresh_from_db()
    check_parent(consultation, parent, moving=theme)
    siblings = siblings_of(consultation, parent).exclude(pk=theme.pk)
    check_name(siblings, words.name)
    before = {**{field: getattr(theme, field) for field in words.given}, "parent": theme.parent_id}
    given = words.given
    if "examples" in given:
        given["examples"] += unreadable(theme)
    after = {**given, "parent": _pk(parent)}
    changed = [field for field in after if after[field] != before[field]]
    if not changed:
        return False
    if seen is not None and seen != (now := as_shown(theme)):
        raise ChangedMeanwhileError(now)
    if "parent" in changed:
        theme.position = end_of(siblings)
    for field, value in given.items():
        setattr(theme, field, value)
    theme.parent = parent
    theme.save(update_fields=[*changed, "position"])
    record(
        "theme.changed",
        theme,
        actor=by.user,
        consultation=consultation,
        before={field: _told(field, before[field]) for field in changed},
        after={field: _told(field, after[field]) for field in changed},
    )
    return True


def _told(field: str, value: object) -> object:
    """What the record keeps: long texts stand in the theme itself, here only that they are there."""
    return value if field in {"name", "parent", "hue"} else bool(value)


@transaction.atomic
def move_theme(theme: Theme, *, place: int, by: Membership) -> bool:
    """Put a theme at this place (from 1) among its siblings; false when it is there or there is none such."""
    consultation = theme.consultation
    lock(consultation)
    theme.refresh_from_db()
    siblings = list(siblings_of(consultation, theme.parent))
    old = siblings.index(theme) + 1 if theme in siblings else 0
    if not old or place == old or not 1 <= place <= len(siblings):
        return False
    siblings.insert(place - 1, siblings.pop(old - 1))
    renumber(siblings)
    record(
        "theme.moved",
        theme,
        actor=by.user,
        consultation=consultation,
        before={"place": old},
        after={"place": place},
    )
    return True


def renumber(siblings: Sequence[Theme]) -> None:
    """Let these stand in this order."""
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    Theme.objects.bulk_update(siblings, ["position"])


def lock(consultation: Consultation) -> None:
    """Let nobody else change this codebook until the transaction ends."""
    Consultation.objects.select_for_update(no_key=True).values_list("pk").get(pk=consultation.pk)


def siblings_of(consultation: Consultation, parent: Theme | None) -> QuerySet[Theme]:
    """The standing themes right below one, or at the top."""
    return Theme.objects.filter(consultation=consultation, parent=parent, retired_at=None)


def end_of(siblings: QuerySet[Theme]) -> int:
    """The position after the last of them."""
    return max(siblings.values_list("position", flat=True), default=0) + 1


def check_name(siblings: QuerySet[Theme], name: str) -> None:
    """Raises NameIsTakenError when one of them bears the name, whatever its case."""
    taken = siblings.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).first()
    if taken is not None:
        raise NameIsTakenError(taken)


def check_parent(consultation: Consultation, parent: Theme | None, *, moving: Theme | None = None) -> None:
    """Raises NoSuchPlaceError where a theme on the way up is gone, of elsewhere, or the one that moves."""
    places = Theme.objects.filter(consultation=consultation, retired_at=None)
    parents = dict(places.values_list("pk", "parent"))
    place, steps = _pk(parent), 0
    while place is not None:
        if place not in parents or (moving is not None and place == moving.pk) or steps > len(parents):
            raise NoSuchPlaceError(place)
        place, steps = parents[place], steps + 1


def _pk(theme: Theme | None) -> int | None:
    return theme.pk if theme is not None else None
