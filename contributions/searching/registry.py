"""What floors above add to search: things of other kinds that are found, and filters for the team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from consultation.models import Consultation
from contributions.models import ContributionQuerySet
from contributions.searching.excerpts import Part
from contributions.searching.query import Query
from contributions.searching.scope import Scope


@dataclass(frozen=True)
class Finding:
    """Something found that is no contribution: its title, where it stands, and the words of it."""

    title: str
    url: str
    parts: list[Part] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    language: str = ""


type Find = Callable[[Scope, Query], Sequence[Finding]]
type Choices = Callable[[Consultation], Sequence[tuple[str, str]]]
type Apply = Callable[[ContributionQuerySet, Consultation, str], ContributionQuerySet]


@dataclass(frozen=True)
class Kind:
    label: str | Promise
    find: Find


@dataclass(frozen=True)
class TeamFilter:
    """A filter for the team of one consultation; `apply` gets only values among its choices."""

    label: str | Promise
    choices: Choices
    apply: Apply


KINDS: dict[str, Kind] = {}
TEAM_FILTERS: dict[str, TeamFilter] = {}


def register(kind: str, label: str | Promise, find: Find) -> None:
    """Add a kind of thing that search finds, a few at a time, in a constant number of queries."""
    KINDS[kind] = Kind(label, find)


def register_filter(name: str, label: str | Promise, choices: Choices, apply: Apply) -> None:
    """Add a filter that the team of a consultation sees when it searches inside it."""
    TEAM_FILTERS[name] = TeamFilter(label, choices, apply)
