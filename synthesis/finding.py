"""Passages that could carry an insight, found by theme, question, country and words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Min, QuerySet
from django_countries import countries

from consultation.models import Consultation, Membership
from contributions.bylines import report_byline
from contributions.models import Contribution
from contributions.naming import SharedFacts, shared_facts
from moderation.material import in_reading_order
from moderation.models import Passage, Tagging
from rooms.models import GuidingQuestion
from synthesis.models import Evidence, Report, Section
from synthesis.support import dissent_without_place

SHOWN = 40
LONGEST_LABEL = 60  # characters of a question in the list of questions
LONGEST_PK = 18  # digits


@dataclass(frozen=True)
class Search:
    """What an editor looks for; a question and a country by key, 0 and empty for any.

    `differing`: only what carries the opposite view elsewhere in the report and has no place under `section`.
    """

    themes: Collection[int] = ()
    words: str = ""
    question: int = 0
    country: str = ""
    used_too: bool = False
    differing: bool = False

    def under(self, themes: Collection[int]) -> Search:
        return replace(self, themes=themes)


def search_from(query: Mapping[str, str]) -> Search:
    """The search that the address of a page asks for."""
    theme, question = query.get("theme", ""), query.get("question", "")
    return Search(
        themes=(int(theme),) if _is_key(theme) else (),
        words=query.get("words", "").strip(),
        question=int(question) if _is_key(question) else 0,
        country=query.get("country", "")[:2].upper(),
        used_too=query.get("used") == "1",
        differing=query.get("differs") == "1",
    )


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) <= LONGEST_PK


@dataclass(frozen=True)
class Candidate:
    """A passage with the number and byline of its contribution."""

    passage: Passage
    number: int
    room: str
    who: str
    contribution: int
    language: str
    is_team: bool


@dataclass(frozen=True)
class Found:
    """The first passages that fit, and how many fit in all."""

    candidates: list[Candidate]
    total: int


def find_passages(report: Report, search: Search, section: Section | None = None) -> Found:
    """Counted passages under these themes, each once, in reading order; three queries at most.

    Those the report rests on already are left out unless `used_too`.
    """
    first = _fitting(report, search, section).order_by().values("passage").annotate(first=Min("pk"))
    once = in_reading_order(Tagging.objects.filter(pk__in=first.values("first")))
    total = once.count()
    shown = list(once[:SHOWN]) if total else []
    shared = shared_facts(tagging.contribution for tagging in shown)
    return Found([_candidate(tagging, shared) for tagging in shown], total)


def _fitting(report: Report, search: Search, section: Section | None) -> QuerySet[Tagging]:
    taggings: QuerySet[Any] = Tagging.objects.counted_in(report.consultation)
    taggings = taggings.filter(passage__isnull=False, theme__in=search.themes)
    if search.words:
        taggings = taggings.filter(passage__quote__icontains=search.words)
    if search.question:
        taggings = taggings.filter(contribution__questions=search.question)
    if search.country:
        taggings = taggings.filter(contribution__author__country=search.country, contribution__as_team=False)
    if search.differing and section is not None:
        return taggings.filter(passage__in=dissent_without_place(section).values("passage"))
    if not search.used_too:
        used = Evidence.objects.filter(insight__section__report=report, passage__isnull=False)
        taggings = taggings.exclude(passage__in=used.values("passage"))
    return taggings


def _candidate(tagging: Tagging, shared: SharedFacts) -> Candidate:
    contribution, passage = tagging.contribution, tagging.passage
    assert passage is not None  # noqa: S101  asked for above
    return Candidate(
        passage=passage,
        number=contribution.number,
        room=contribution.room.title,
        who=report_byline(contribution, shared).line,
        contribution=contribution.pk,
        language=contribution.language,
        is_team=contribution.as_team,
    )


def questions_to_search(consultation: Consultation) -> list[tuple[int, str]]:
    """The guiding questions of counted rooms, as (key, number and words)."""
    asked = GuidingQuestion.objects.filter(room__consultation=consultation, room__counts_in_report=True)
    rows = asked.order_by("room__position", "room", "number").values_list("pk", "number", "label", "text")
    return [(pk, f"{number} {label or text}"[:LONGEST_LABEL]) for pk, number, label, text in rows]


def countries_to_search(consultation: Consultation) -> list[tuple[str, str]]:
    """The countries that people wrote from, as (code, name), by name."""
    wrote = Contribution.objects.counted().of(consultation).filter(as_team=False)
    people = Membership.objects.filter(pk__in=wrote.values("author")).exclude(country="")
    codes = people.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, str(countries.name(code))) for code in codes), key=lambda one: one[1])
