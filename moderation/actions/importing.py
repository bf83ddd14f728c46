"""Themes of a file become themes of a codebook; the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from consultation.audit import record
from consultation.models import Consultation, Membership
from moderation.actions.codebook import end_of, lock, siblings_of
from moderation.exchange.nodes import Node
from moderation.models import Theme

IMPORTED = "codebook.imported"


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
    lock(consultation)
    done = Imported()
    waiting: list[tuple[Node, Theme | None]] = [(root, None) for root in roots]
    while waiting:
        node, parent = waiting.pop(0)
        theme = _take(consultation, node, parent, done)
        waiting.extend((child, theme) for child in node.children)
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


def _take(consultation: Consultation, node: Node, parent: Theme | None, done: Imported) -> Theme:
    siblings = siblings_of(consultation, parent)
    theme = _known(consultation, node.guid) or siblings.filter(name__iexact=node.name).first()
    if theme is None:
        done.added += 1
        given = {"guid": node.guid} if node.guid and _is_free(node.guid) else {}
        return Theme.objects.create(
            consultation=consultation, parent=parent, position=end_of(siblings), **_words(node), **given
        )
    changed = [field for field, value in _words(node).items() if value and value != getattr(theme, field)]
    if "name" in changed and siblings_of(consultation, theme.parent).filter(name__iexact=node.name).exclude(
        pk=theme.pk
    ):
        changed.remove("name")
    for field in changed:
        setattr(theme, field, _words(node)[field])
    if changed:
        theme.save(update_fields=changed)
    done.changed += bool(changed)
    done.kept += not changed
    return theme


def _words(node: Node) -> dict[str, str]:
    words = {"definition": node.definition, "use_when": node.use_when, "use_not": node.use_not}
    return {"name": node.name, **words, "hue": node.hue}


def _known(consultation: Consultation, guid: UUID | None) -> Theme | None:
    if guid is None:
        return None
    return Theme.objects.filter(consultation=consultation, guid=guid, retired_at=None).first()


def _is_free(guid: UUID) -> bool:
    """Whether no theme bears it: one of another consultation keeps its own."""
    return not Theme.objects.filter(guid=guid).exists()
