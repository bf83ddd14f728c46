"""Checking a draft or a frozen version: the rules of `synthesis.checks`, with what the database knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from consultation.models import Consultation
from contributions.models import Contribution
from moderation.codebook import load
from moderation.models import Tagging
from rooms.models import GuidingQuestion
from synthesis.checks import Behind, Check, checks_of
from synthesis.checks.draft import Lost, every, trees_of
from synthesis.checks.links import CONTRIBUTION, links_in
from synthesis.checks.quoted import typed_in
from synthesis.models import Evidence, Figure, Report, Section, SetAside, Version
from synthesis.public.making import contribution_of
from synthesis.snapshot import NoDatesError, freeze, one_moment
from synthesis.snapshot_body import MisquoteError
from synthesis.snapshot_types import Snapshot
from synthesis.taken_back import taken_back

type Told = Callable[[int], None]

SPACES = re.compile(r"\s+")
LABEL = 80  # characters of a question


def check_draft(report: Report, told: Told = lambda _done: None) -> list[Check]:
    """The findings on the report as it would be frozen now; a constant number of queries."""
    try:
        with one_moment():
            snapshot = freeze(report, at=timezone.now())
            behind = behind_draft(report, snapshot)
    except NoDatesError:
        return [Check("no-dates").settled("")]
    except MisquoteError:
        return [Check("misquote").settled("")]
    return checks_of(snapshot, behind, told)


def behind_draft(report: Report, snapshot: Snapshot) -> Behind:
    """What the rules ask of the database about the report as it stands."""
    unagreed = Figure.objects.filter(report=report, people_agreed=False).exclude(image="")
    return Behind(
        lost=list(_lost(report)),
        edited=list(_edited(report)),
        dead=_dead(snapshot),
        site=settings.SITE_URL,
        texts=_texts(report),
        taken_back=_taken_back(report, snapshot),
        unagreed=frozenset(str(guid) for guid in unagreed.values_list("guid", flat=True)),
        questions=_unheard_questions(report),
        themes=_unplaced_themes(report),
        strays=report.footnotes.count() - len(snapshot["footnotes"]),
        open=snapshot["ledger"]["open"],
        previous=_previous(report),
    )


def _rows(report: Report) -> Any:
    return Evidence.objects.filter(insight__section__report=report).order_by("pk")


def _lost(report: Report) -> Iterator[Lost]:
    lost = _rows(report).exclude(contribution__in=Contribution.objects.counted())
    rows = lost.values_list("insight__guid", "contribution__number", "contribution__visibility")
    for guid, number, visibility in rows:
        yield Lost(str(guid), number, visibility)


def _edited(report: Report) -> Iterator[tuple[str, int]]:
    """Evidence on an older revision whose words the newest one has not, whatever its spaces."""
    old = _rows(report).filter(passage__isnull=False).exclude(revision=F("contribution__revision"))
    fields = ("insight__guid", "contribution__number", "passage__quote", "contribution__revision__plain")
    for guid, number, quote, plain in old.values_list(*fields).iterator():
        if SPACES.sub(" ", quote) not in SPACES.sub(" ", plain or ""):
            yield str(guid), number


def _dead(snapshot: Snapshot) -> frozenset[int]:
    """The contributions that the report links to and nobody can read."""
    links = (
        link.get("href", "")
        for section in every(snapshot["sections"])
        for insight in section["insights"]
        for link in links_in(trees_of(insight))
    )
    ours = (CONTRIBUTION.search(href) for href in links if href.startswith(settings.SITE_URL))
    named = {int(found[1]) for found in ours if found}
    if not named:
        return frozenset()
    shown = Contribution.objects.visible().filter(pk__in=named)
    return frozenset(named - set(shown.values_list("pk", flat=True)))


def _texts(report: Report) -> dict[str, str]:
    whole = _rows(report).filter(passage__isnull=True, contribution__in=Contribution.objects.counted())
    rows = whole.values_list("contribution", "revision__plain").distinct()
    return {f"c{pk}": plain for pk, plain in rows}


def _taken_back(report: Report, snapshot: Snapshot) -> frozenset[str]:
    """What the text quotes of contributions that are hidden, withdrawn or held by now."""
    found = taken_back(report.consultation, typed_in(snapshot))
    return frozenset(quote for quote, is_gone in found.items() if is_gone)


def _unheard_questions(report: Report) -> list[str]:
    """Questions that people answered and no insight draws on, as the charts name them."""
    voices = Contribution.objects.counted().filter(as_team=False, questions=OuterRef("pk"))
    used = Evidence.objects.filter(contribution__questions=OuterRef("pk"), insight__section__report=report)
    asked = GuidingQuestion.objects.filter(
        Exists(voices), ~Exists(used), room__consultation=report.consultation, room__counts_in_report=True
    )
    rows = asked.order_by("room__position", "room", "number").values_list("number", "label", "text")
    return [f"{number} {label or text}"[:LABEL] for number, label, text in rows]


def _unplaced_themes(report: Report) -> list[str]:
    taggings = Tagging.objects.counted_in(report.consultation)
    placed = Section.themes.through.objects.filter(section__report=report).values("theme_id")
    unplaced = set(taggings.exclude(theme__in=placed).values_list("theme", flat=True))
    return [theme.label for theme in load(report.consultation) if theme.pk in unplaced] if unplaced else []


def _previous(report: Report) -> Snapshot | None:
    return report.versions.values_list("snapshot", flat=True).first()


def check_version(version: Version) -> list[Check]:
    """What stands against a frozen version now: its own faults first, and words that were hidden since."""
    snapshot = version.snapshot
    unagreed = Figure.objects.filter(report=version.report_id, people_agreed=False).exclude(image="")
    behind = Behind(
        dead=_dead(snapshot),
        site=settings.SITE_URL,
        texts=_texts(version.report),
        taken_back=_taken_back(version.report, snapshot),
        unagreed=frozenset(str(guid) for guid in unagreed.values_list("guid", flat=True)),
    )
    found = checks_of(snapshot, behind)
    gone = len(cited_in(snapshot) - still_shown(version.report.consultation, cited_in(snapshot)))
    if differing := version.recount.get("differences"):
        found.insert(0, Check("recount", facts={"n": len(differing)}).settled(""))
    if gone:
        found.insert(0, Check("gone", facts={"n": gone}).settled(""))
    return found


def cited_in(snapshot: Snapshot) -> set[int]:
    """The contributions that stand in a version by words or by number."""
    found: set[int] = set()
    for section in every(snapshot["sections"]):
        evidence = [one for insight in section["insights"] for one in insight["evidence"]]
        for one in (*evidence, *section["passages"], *section["tagged"]):
            found.add(contribution_of(one["url"])[0])
    return found - {0}


def still_shown(consultation: Consultation, contributions: set[int]) -> set[int]:
    shown = Contribution.objects.counted().of(consultation).filter(pk__in=contributions)
    return set(shown.values_list("pk", flat=True))


def split(report: Report, found: Sequence[Check]) -> tuple[list[Check], list[tuple[Check, SetAside]]]:
    """The findings that stand, and those that somebody set aside as they are now, each with why."""
    aside = {one.state: one for one in SetAside.objects.filter(report=report).select_related("by")}
    standing = [check for check in found if check.must or check.state not in aside]
    return standing, [
        (check, aside[check.state]) for check in found if not check.must and check.state in aside
    ]
