"""The outline: parts and headings, made from the codebook, then moved, renamed, removed by hand."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from consultation.audit import record
from consultation.models import Consultation, User
from moderation import codebook
from moderation.codebook import Codebook, CodedTheme
from synthesis.actions.insights import ChangedMeanwhileError, state_of
from synthesis.actions.sittings import is_going_on, is_told
from synthesis.headings import links_of
from synthesis.models import Report, Section

DEEPEST = 3  # part, heading, sub-heading; themes further down speak under the sub-heading above them


def report_of(consultation: Consultation) -> Report:
    """The consultation's report, made at the first wish to write in it."""
    return Report.objects.get_or_create(consultation=consultation)[0]


@transaction.atomic
def start_from_codebook(consultation: Consultation, *, by: User | None) -> int:
    """Give every theme that has no heading one of its own, in the codebook's order; says how many were made.

    Top themes with themes below them become parts. Headings that stand already are left alone, with the
    titles and places people gave them, so doing this again adds only what is new in the codebook.
    """
    planting = _Planting(_locked(report_of(consultation)), codebook.load(consultation))
    made = planting.plant()
    if made:
        report = planting.report
        record("outline.started", report, actor=by, consultation=consultation, after={"headings": made})
    return made


class _Planting:
    """One pass over the codebook: parents come before what is below them."""

    def __init__(self, report: Report, themes: Codebook) -> None:
        self.report = report
        self.themes = themes
        self.sections = {section.pk: section for section in report.sections.all()}
        self.last: defaultdict[int | None, int] = defaultdict(int)
        for section in self.sections.values():
            self.last[section.parent_id] = max(self.last[section.parent_id], section.position)
        self.section_of: dict[int, Section] = {}
        for section_id, theme_id in links_of(report):
            self.section_of.setdefault(theme_id, self.sections[section_id])

    def plant(self) -> int:
        made = 0
        for theme in self.themes:
            parent = self.section_of.get(theme.parent) if theme.parent else None
            if theme.pk in self.section_of:
                continue
            if parent is not None and self._level(parent) >= DEEPEST:
                section = parent
            else:
                section = self._make(theme, parent)
                made += 1
            section.themes.add(theme.pk)
            if section.sitting is not None:  # an open page wrote it last: now its words are older than this
                section.sitting = None
                section.save(update_fields=["sitting"])
            self.section_of[theme.pk] = section
        return made

    def _level(self, section: Section) -> int:
        level = 1
        while section.parent_id is not None:
            section = self.sections[section.parent_id]
            level += 1
        return level

    def _make(self, theme: CodedTheme, parent: Section | None) -> Section:
        is_part = parent is None and bool(self.themes.children(theme.pk))
        place = parent.pk if parent else None
        self.last[place] += 1
        section = Section.objects.create(
            report=self.report,
            parent=parent,
            kind=Section.Kind.PART if is_part else Section.Kind.HEADING,
            position=self.last[place],
            title=theme.name,
        )
        self.sections[section.pk] = section
        return section


def _locked(report: Report) -> Report:
    """The report, with its outline kept still until the transaction ends."""
    return Report.objects.select_for_update().select_related(None).get(pk=report.pk)


class OutlineTooDeepError(ValueError):
    """A heading cannot stand there: too deep, or under itself."""


@transaction.atomic
def add_section(
    consultation: Consultation, title: str, *, parent: Section | None, is_part: bool, by: User | None
) -> Section:
    """A part, or a heading under a part, a heading or nothing, at the end of its siblings.

    Raises OutlineTooDeepError.
    """
    report = _locked(report_of(consultation))
    if parent is not None and (is_part or level_of(parent) >= DEEPEST):
        raise OutlineTooDeepError(title)
    section = Section.objects.create(
        report=report,
        parent=parent,
        kind=Section.Kind.PART if is_part else Section.Kind.HEADING,
        position=_end_of(report, parent),
        title=title,
    )
    _record("section.added", section, by, after={"title": title})
    return section


@transaction.atomic
def move_section_to(section: Section, parent: Section | None, *, by: User | None) -> bool:
    """Put a heading, with all below it, at the end of another part or heading, or of the whole outline.

    False when it stands there already. Raises OutlineTooDeepError.
    """
    report = _locked(section.report)
    if section.parent_id == (parent.pk if parent else None):
        return False
    check_nesting(section, parent)
    before = section.parent_id
    section.parent, section.position = parent, _end_of(report, parent)
    section.save(update_fields=["parent", "position"])
    _record("section.moved", section, by, before={"parent": before}, after={"parent": section.parent_id})
    return True


def check_nesting(section: Section, parent: Section | None) -> None:
    """Raise OutlineTooDeepError where it cannot stand under that one, with all that stands below it."""
    if parent is None:
        return
    below = all_below(section)
    depth = max(level_of(one) for one in [section, *below]) - level_of(section)
    is_cycle = parent.pk in {section.pk, *(one.pk for one in below)}
    if section.kind == Section.Kind.PART or is_cycle or level_of(parent) + depth >= DEEPEST:
        raise OutlineTooDeepError(section.title)


def level_of(section: Section) -> int:
    """1 at the top of the outline."""
    level = 1
    while section.parent is not None:
        section, level = section.parent, level + 1
    return level


def all_below(section: Section) -> list[Section]:
    """Its headings and theirs."""
    found, waiting = [], [section]
    while waiting:
        children = list(waiting.pop().children.all())
        found += children
        waiting += children
    return found


def _end_of(report: Report, parent: Section | None) -> int:
    siblings = Section.objects.filter(report=report, parent=parent)
    return (siblings.order_by("-position").values_list("position", flat=True).first() or 0) + 1


@dataclass(frozen=True)
class SectionWords:
    """What a heading says, and the themes of the codebook that it draws on."""

    title: str
    lead: str
    themes: frozenset[int]

    @property
    def state(self) -> str:
        return state_of(self.title, self.lead, *map(str, sorted(self.themes)))


def section_words(section: Section) -> SectionWords:
    themes = section.themes.values_list("pk", flat=True)
    return SectionWords(section.title, section.lead, frozenset(themes))


@transaction.atomic
def change_section(
    section: Section, words: SectionWords, *, seen: str, by: User | None, sitting: uuid.UUID | None = None
) -> bool:
    """Save what a form of the heading says; false when nothing changed. `seen` is the state it was made from.

    A page that saves by itself sends its `sitting`: what it saved last does not stand against its next.
    Raises ChangedMeanwhileError.
    """
    _locked(section.report)
    section.refresh_from_db(fields=["title", "lead", "sitting"])
    before = section_words(section)
    if before == words:
        return False
    if before.state != seen and not is_going_on(section, sitting):
        raise ChangedMeanwhileError(section.pk)
    if not write_section(section, words.title, words.lead, by=by, sitting=sitting):
        section.sitting = sitting
        section.save(update_fields=["sitting"])
    if before.themes != words.themes:
        section.themes.set(words.themes)
        told: list[dict[str, object]] = [{"themes": sorted(one.themes)} for one in (before, words)]
        _record("section.themed", section, by, before=told[0], after=told[1])
    return True


@transaction.atomic
def write_section(
    section: Section, title: str, lead: str, *, by: User | None, sitting: uuid.UUID | None = None
) -> bool:
    """Change what a heading says; false when nothing changed. A lead that grows in a sitting is told once."""
    old = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    if (old.title, old.lead) == (title, lead):
        return False
    told = old.title == title and is_told("section.written", old, sitting)
    section.title, section.lead, section.sitting = title, lead, sitting
    section.save(update_fields=["title", "lead", "sitting"])
    if not told:
        _record("section.written", section, by, before={"title": old.title}, after={"title": title})
    return True


@transaction.atomic
def move_section(section: Section, step: int, *, by: User | None) -> int:
    """Move a heading among its siblings, up by -1 or down by 1; says its place, counted from 1."""
    _locked(section.report)
    siblings = list(Section.objects.filter(report=section.report_id, parent=section.parent_id))
    old = next(place for place, sibling in enumerate(siblings) if sibling.pk == section.pk)
    new = min(max(old + step, 0), len(siblings) - 1)
    siblings.insert(new, siblings.pop(old))
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    Section.objects.bulk_update(siblings, ["position"])
    if new != old:
        _record("section.moved", section, by, before={"place": old + 1}, after={"place": new + 1})
    return new + 1


class SectionIsInUseError(ValueError):
    """The heading still holds insights, figures or headings; removing it would lose them."""


@transaction.atomic
def remove_section(section: Section, *, by: User | None) -> None:
    """Take a heading with nothing under it out of the outline; its themes stay in the codebook.

    Raises SectionIsInUseError.
    """
    _locked(section.report)
    if section.children.exists() or section.insights.exists() or section.figures.exists():
        raise SectionIsInUseError(section.pk)
    _record("section.removed", section, by, before={"title": section.title})
    section.delete()


def _record(
    action: str,
    section: Section,
    by: User | None,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    consultation = section.report.consultation
    record(action, section, actor=by, consultation=consultation, before=before, after=after)
