"""Themes of a file become themes of a codebook; the same file twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from consultation.audit import record
from consultation.models import Consultation, Membership
from moderation.actions.codebook import lock
from moderation.examples import Example, Kept, as_kept
from moderation.exchange.nodes import Node
from moderation.models import Theme

IMPORTED = "codebook.imported"
WORDS = ("name", "definition", "use_when", "use_not", "memo", "hue", "examples")


@dataclass
class Imported:
    """How many themes of the file are new, changed their words, and stood there already."""

    added: int = 0
    changed: int = 0
    kept: int = 0


@transaction.atomic
def import_codebook(consultation: Consultation, roots: Sequence[Node], *, by: Membership) -> Imported:
    """Add the themes of a tree, below those that stand there.

    A theme is known again by its guid, else by its name under the same theme. Its words are taken from the
    file where the file has any; nothing is moved and nothing is taken away.
    """
    nodes = [node for root in roots for node in root.walk()]
    kept = as_kept([one for node in nodes for one in node.examples], consultation)  # slow: before the lock
    lock(consultation)
    shelf = _Shelf(consultation, nodes, kept)
    level: list[tuple[Node, Theme | None]] = [(root, None) for root in roots]
    while level:  # a level at a time: themes need the theme that they stand under
        taken = shelf.take(level)
        level = [(child, theme) for node, theme in taken for child in node.children]
    done = shelf.finish()
    if done.added or done.changed:
        after = {"added": done.added, "changed": done.changed}
        record(IMPORTED, consultation, actor=by.user, consultation=consultation, after=after)
    return done


def preview_import(consultation: Consultation, roots: Sequence[Node], *, by: Membership) -> Imported:
    """What importing would do; nothing is kept of it."""
    with transaction.atomic():
        done = import_codebook(consultation, roots, by=by)
        transaction.set_rollback(True)
    return done


class _Shelf:
    """The standing themes of a codebook while a file is taken into it; the same statements for any file."""

    def __init__(
        self, consultation: Consultation, nodes: Sequence[Node], kept: dict[Example, Kept | None]
    ) -> None:
        self.consultation, self.kept = consultation, kept
        standing = list(Theme.objects.filter(consultation=consultation, retired_at=None).order_by("position"))
        self.by_guid = {theme.guid: theme for theme in standing}
        self.by_name = {(theme.parent_id, theme.name.lower()): theme for theme in standing}
        self.ends: Counter[int | None] = Counter()
        for theme in standing:
            self.ends[theme.parent_id] = max(self.ends[theme.parent_id], theme.position)
        given = {node.guid for node in nodes if node.guid}
        self.taken = set(Theme.objects.filter(guid__in=given).values_list("guid", flat=True))
        self.done = Imported()
        self.changed: dict[int, Theme] = {}

    def take(self, level: Sequence[tuple[Node, Theme | None]]) -> list[tuple[Node, Theme]]:
        taken = [(node, self._take(node, parent)) for node, parent in level]
        Theme.objects.bulk_create({id(theme): theme for _node, theme in taken if theme.pk is None}.values())
        return taken

    def finish(self) -> Imported:
        Theme.objects.bulk_update(self.changed.values(), WORDS, batch_size=500)
        self.done.changed = len(self.changed)
        self.done.kept -= self.done.changed
        return self.done

    def _take(self, node: Node, parent: Theme | None) -> Theme:
        key = (parent.pk if parent else None, node.name.lower())
        known = self.by_guid.get(node.guid) if node.guid else None
        theme = known or self.by_name.get(key)
        if theme is None:
            return self._add(node, parent, key)
        if theme.pk is not None:  # twice in the file: it is one theme
            self.done.kept += 1
            self._change(theme, node)
        return theme

    def _add(self, node: Node, parent: Theme | None, key: tuple[int | None, str]) -> Theme:
        self.ends[key[0]] += 1
        given = {"guid": node.guid} if node.guid and node.guid not in self.taken else {}
        place = {"consultation": self.consultation, "parent": parent, "position": self.ends[key[0]]}
        theme = self.by_name[key] = Theme(**place, **self._words(node), **given)
        self.taken.add(theme.guid)
        self.done.added += 1
        return theme

    def _change(self, theme: Theme, node: Node) -> None:
        given = self._words(node)
        given["examples"] = [
            *theme.examples,
            *(one for one in given["examples"] if one not in theme.examples),
        ]
        words = {field: value for field, value in given.items() if value and value != getattr(theme, field)}
        renamed = (theme.parent_id, words.get("name", "").lower())
        if "name" in words and self.by_name.get(renamed, theme) is not theme:
            del words["name"]
        elif "name" in words:
            del self.by_name[theme.parent_id, theme.name.lower()]
            self.by_name[renamed] = theme
        for field, value in words.items():
            setattr(theme, field, value)
        if words:
            self.changed[theme.pk] = theme

    def _words(self, node: Node) -> dict[str, Any]:
        words: dict[str, Any] = {field: getattr(node, field) for field in WORDS}
        return {**words, "examples": [kept for one in node.examples if (kept := self.kept[one]) is not None]}
