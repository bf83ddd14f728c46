"""The record in words. Floors above add the words of their own acts and the names of their own things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consultation.models import AuditEntry, Consultation, Membership, Role, User
from contributions.bylines import byline
from contributions.models import Contribution, Naming, Visibility
from moderation import codebook as codebooks
from moderation.acts import ACTS, FIELDS, HUE_NAMES, FileForm
from moderation.codebook import Codebook
from moderation.log_finding import CONTRIBUTION
from moderation.models import Decision, Passage

ENTRIES_PER_PAGE = 50


@dataclass(frozen=True)
class Thing:
    """What an act was done to: in words, and where it can be seen ("" when it has no page)."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Undo:
    """What takes an act back: a page that asks first, or (`at_once`) a button."""

    url: str
    label: str
    at_once: bool = False


@dataclass(frozen=True)
class Line:
    """An entry as the log shows it. `changes` are (what, before, after)."""

    entry: AuditEntry
    who: str
    what: str
    thing: Thing
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reason: str = ""
    undo: Undo | None = None


type Find = Callable[[Consultation, Sequence[int]], Mapping[int, Thing]]

CHOICES: dict[str, Mapping[Any, str | Promise]] = {
    "visibility": dict(Visibility.choices),
    "naming": dict(Naming.choices),
    "role": dict(Role.choices),
    "file": dict(FileForm.choices),
    "hue": dict(HUE_NAMES),
}
THINGS: dict[str, Find] = {}
NOTHING: Mapping[int, Undo] = MappingProxyType({})


def register(acts: Mapping[str, str | Promise], things: Mapping[str, Find]) -> None:
    """Add words for acts ("report.published") and finders of things by their type ("synthesis.report")."""
    ACTS.update(acts)
    THINGS.update(things)


def lines_of(
    consultation: Consultation, entries: Sequence[AuditEntry], undos: Mapping[int, Undo] = NOTHING
) -> list[Line]:
    """These entries in words, with what takes them back; three queries and one for each type of thing."""
    codebook = codebooks.load(consultation)
    names = _names(consultation, {entry.actor_id for entry in entries if entry.actor_id})
    unnamed = _unnamed(consultation, entries)
    things = _things(consultation, entries, codebook)
    return [
        Line(
            entry,
            _who(entry, names, unnamed),
            str(ACTS.get(entry.action, entry.action)),
            things.get((entry.object_type, entry.object_id), Thing("")),
            _changes(entry, codebook),
            _reason(entry),
            undos.get(entry.pk),
        )
        for entry in entries
    ]


def _who(entry: AuditEntry, names: Mapping[int | None, str], unnamed: Mapping[tuple[int, int], str]) -> str:
    """The actor's name; that of an author on their own contribution as the contribution is signed."""
    if entry.actor_id is None:
        return _("The system")
    if entry.object_type == CONTRIBUTION and entry.object_id is not None:
        signed = unnamed.get((entry.object_id, entry.actor_id))
        if signed is not None:
            return signed
    return names.get(entry.actor_id, _("Former member"))


def _unnamed(consultation: Consultation, entries: Sequence[AuditEntry]) -> dict[tuple[int, int], str]:
    """How contributions whose authors withhold their names are signed, by contribution and author."""
    pks = {entry.object_id for entry in entries if entry.object_type == CONTRIBUTION and entry.object_id}
    found = Contribution.objects.of(consultation).filter(pk__in=pks).exclude(naming=Naming.NAMED)
    return {
        (one.pk, one.author.user_id): byline(one, None).name
        for one in found.select_related("author__user")
        if one.author.user_id is not None
    }


def _names(consultation: Consultation, users: Iterable[int]) -> dict[int | None, str]:
    """By user: the name borne in this consultation, else that of the account."""
    names: dict[int | None, str] = {}
    for user in User.objects.filter(pk__in=users):
        names[user.pk] = user.name or _("Former member")
    members = Membership.objects.filter(consultation=consultation, user__in=users).named()
    names.update(members.values_list("user", "name"))
    return names


def _things(
    consultation: Consultation, entries: Sequence[AuditEntry], codebook: Codebook
) -> dict[tuple[str, int | None], Thing]:
    found: dict[tuple[str, int | None], Thing] = {}
    for kind in {entry.object_type for entry in entries}:
        pks = [entry.object_id for entry in entries if entry.object_type == kind and entry.object_id]
        if kind == "moderation.theme":
            found |= {(kind, pk): _theme(consultation, codebook, pk) for pk in pks}
        elif kind in THINGS:
            found |= {(kind, pk): thing for pk, thing in THINGS[kind](consultation, pks).items()}
    return found


def _theme(consultation: Consultation, codebook: Codebook, pk: int) -> Thing:
    theme = codebook.by_pk.get(pk)
    if theme is None:
        return Thing("")
    url = reverse("moderation:theme", args=[consultation.slug, pk]) if theme.code else ""
    return Thing(theme.label, url)


def _changes(entry: AuditEntry, codebook: Codebook) -> list[tuple[str, str, str]]:
    keys = [key for key in FIELDS if key in entry.before or key in entry.after]
    said = [(key, _said(key, entry.before, codebook), _said(key, entry.after, codebook)) for key in keys]
    return [(str(FIELDS[key]), before, after) for key, before, after in said if before != after]


def _said(key: str, state: dict[str, Any], codebook: Codebook) -> str:
    """A value of the record in words; "" where there was none."""
    value = state.get(key)
    if value is None:
        return _("at the top") if key == "parent" and key in state else ""
    if key in {"themes", "parent"}:
        pks = value if isinstance(value, list) else [value]
        return ", ".join(codebook.by_pk[pk].label for pk in pks if pk in codebook.by_pk)
    if key == "passages" and isinstance(value, list):
        return str(len(value))  # the record names them by numbers that no page shows
    if isinstance(value, str) and value in CHOICES.get(key, {}):
        return str(CHOICES[key][value])
    if isinstance(value, bool):
        return _("written") if value else _("empty")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _reason(entry: AuditEntry) -> str:
    if entry.reason in Decision.Reason.values:
        return str(Decision.Reason(entry.reason).label)
    return entry.reason


def _contributions(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Contribution.objects.of(consultation).select_related("room").in_bulk(pks)
    return {pk: _contribution(contribution) for pk, contribution in found.items()}


def _contribution(contribution: Contribution) -> Thing:
    url = reverse("contributions:contribution", args=[contribution.pk])
    return Thing(f"#{contribution.number}, {contribution.room.title}", url)


def _passages(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    here = Passage.objects.filter(revision__contribution__room__consultation=consultation)
    found = here.select_related("revision__contribution__room").in_bulk(pks)
    return {pk: _passage(passage) for pk, passage in found.items()}


def _passage(passage: Passage) -> Thing:
    thing = _contribution(passage.revision.contribution)
    url = thing.url if passage.removed_at else f"{thing.url}#p{passage.pk}"
    return Thing(_("passage in %(contribution)s") % {"contribution": thing.label}, url)


def _members(consultation: Consultation, pks: Sequence[int]) -> dict[int, Thing]:
    found = Membership.objects.filter(consultation=consultation).in_bulk(pks)
    return {pk: Thing(member.name or _("Former member")) for pk, member in found.items()}


register(
    {},
    {
        CONTRIBUTION: _contributions,
        "moderation.passage": _passages,
        "consultation.membership": _members,
    },
)
