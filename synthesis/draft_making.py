"""What the worker proposes for the headings of a report. Nothing that a person wrote or answered is touched.

Only the worker imports this: it loads the learning stack. Doing it twice gives the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from moderation import codebook
from moderation.quiet import Quiet, quiet_in
from synthesis.draft_material import (
    Candidate,
    Roots,
    background_of,
    candidates_of,
    evidence_in,
    stance_of,
)
from synthesis.drafting.heading import draft
from synthesis.drafting.terms import Background, as_terms, spelled, telling
from synthesis.headings import Heading, every, headings_of
from synthesis.heartbeat import alive
from synthesis.models import DraftRun, Evidence, Proposal, ProposedPassage, Report
from synthesis.proposals import support_of_heading
from synthesis.wording import wording_for
from synthesis.wording.overviews import overview

TERMS = 5
TERMS_OF_HEADING = 8
MOST_ATTEMPTS = 3
MOST_SENTENCES = 60  # of a group, that would be marked as passages when it is taken
KIND, STATUS = Proposal.Kind, Proposal.Status

type Member = tuple[Candidate, bool]  # with whether it is shown first, as a quote


class StoppedAgainError(Exception):
    """The run ended its workers several times: it is not tried any more."""


@dataclass
class Wanted:
    """A proposal as it should stand."""

    kind: str
    state: str
    members: list[Member] = field(default_factory=list)
    words: str = ""
    terms: list[str] = field(default_factory=list)
    insight: int | None = None


@dataclass
class Answered:
    """What people did under a heading: keys that are not proposed again, and groups that draw in others.

    `insights` are what stands with its evidence; `refused` the words of groups that were refused, by pk.
    """

    taken: set[str]
    barred: set[str]
    differing: set[str]
    insights: dict[int, list[str]]
    refused: dict[int, list[str]]
    no_sentence: bool
    states: set[tuple[str, str]]

    def has(self, candidate: Candidate) -> bool:
        """Whether it is spoken for, by itself or as part of a whole contribution."""
        return candidate.key in self.taken or candidate.key.partition("-")[0] in self.taken


def work_off(run: DraftRun) -> None:
    """Draft the headings of a claimed run, from where a worker was stopped. Raises StoppedAgainError."""
    if run.attempts > MOST_ATTEMPTS:
        raise StoppedAgainError
    report = run.report
    headings = headings_of(report, codebook.load(report.consultation))
    themed = sorted((one for one in every(headings) if one.themes), key=lambda one: one.section.pk)
    wanted = [one for one in themed if run.section_id in {None, one.section.pk}]
    run.mine().update(total=len(wanted))
    with alive(run):
        background, quiet = background_of(report.consultation), quiet_in(report.consultation)
        for place, heading in enumerate(wanted, start=1):
            if heading.section.pk <= run.reached:
                continue
            draft_heading(report, heading, background, quiet)
            if not run.extend_lease(timezone.now(), done=place, reached=heading.section.pk):
                return  # another worker has it
    run.finish()


def draft_heading(report: Report, heading: Heading, background: Background, quiet: Quiet) -> None:
    """Propose what one heading could say."""
    section = heading.section.pk
    roots = Roots(report.consultation)
    found = candidates_of(report.consultation, [theme.pk for theme in heading.themes], roots)
    answered = answered_in(section, roots)
    wanted, joined = _proposals(found, answered, background, quiet)
    sentence = _sentence(report, heading, found, background, quiet)
    if sentence is not None and not answered.no_sentence:
        wanted.insert(0, sentence)
    _store(report, section, wanted, joined, roots)


def answered_in(section: int, roots: Roots) -> Answered:
    evidence = evidence_in(section, roots)
    differing = Evidence.objects.filter(
        insight__section__report__sections=section, stance=Evidence.Stance.DIFFERS, passage__isnull=False
    )
    answers = list(Proposal.objects.filter(section=section).exclude(status=STATUS.OPEN))
    members = ProposedPassage.objects.filter(proposal__in=answers).select_related("revision")
    taken = {key for rows in evidence.values() for key, _words in rows}
    barred: set[str] = set()
    refused: dict[int, list[str]] = {}
    kinds = {one.pk: one for one in answers}
    for member in members:
        proposal = kinds[member.proposal_id]
        if proposal.status == STATUS.ACCEPTED:
            if proposal.insight_id is not None:  # its insight stands, here or elsewhere
                taken.add(member.key)
        elif proposal.kind == KIND.QUOTE:
            barred.add(member.key)
        else:
            taken.add(member.key)
            if proposal.kind == KIND.INSIGHT:
                refused.setdefault(proposal.pk, []).append(member.text)
    return Answered(
        taken=taken,
        barred=barred,
        differing={roots.key(pk) for pk in differing.values_list("passage", flat=True) if pk is not None},
        insights={pk: [words for _key, words in rows] for pk, rows in evidence.items()},
        refused=refused,
        no_sentence=any(one.kind == KIND.SENTENCE and one.status == STATUS.REFUSED for one in answers),
        states={(one.kind, one.state) for one in answers},
    )


def _proposals(
    found: Sequence[Candidate], answered: Answered, background: Background, quiet: Quiet
) -> tuple[list[Wanted], dict[int, list[Candidate]]]:
    """What to propose, and for each refused group the newer passages that say the same."""
    free = [one for one in found if not answered.has(one)]
    sayings = [
        one.saying(
            is_barred=one.key in answered.barred, differs=stance_of(one, answered.differing)[0] == "differs"
        )
        for one in free
    ]
    standing, refused = list(answered.insights.values()), list(answered.refused.values())
    drafted = draft(sayings, standing, refused, background.kept)
    wanted = []
    insights = list(answered.insights)
    for insight, places in zip(insights, drafted.joined, strict=False):
        if places:
            members = _members(free, places, places)
            wanted.append(Wanted(KIND.EVIDENCE, _state(members, str(insight)), members, insight=insight))
    for places, quotes in zip(drafted.groups, drafted.quotes_of, strict=True):
        members = _members(free, places, quotes)
        terms = _terms([one for one, _is_quote in members], background, quiet, TERMS)
        wanted.append(Wanted(KIND.INSIGHT, _state(members), members, terms=terms))
    for place in drafted.quotes:
        members = [(free[place], True)]
        wanted.append(Wanted(KIND.QUOTE, _state(members), members))
    joined = zip(answered.refused, drafted.joined[len(insights) :], strict=True)
    return wanted, {pk: [free[place] for place in places] for pk, places in joined}


def _members(free: Sequence[Candidate], places: Iterable[int], quotes: Collection[int]) -> list[Member]:
    """Quotes first; of contributions that are tagged as a whole, one sentence each and not too many."""
    ordered = [*quotes, *(place for place in places if place not in set(quotes))]
    members: list[Member] = []
    whole: set[int] = set()
    for place in ordered:
        one = free[place]
        if one.passage is None:
            if one.contribution in whole or len(whole) == MOST_SENTENCES:
                continue
            whole.add(one.contribution)
        members.append((one, place in quotes))
    return members


def _state(members: Sequence[Member], about: str = "") -> str:
    keys = sorted(one.key for one, _is_quote in members)
    return sha256("|".join([about, *keys]).encode()).hexdigest()[:32]


def _terms(candidates: Sequence[Candidate], background: Background, quiet: Quiet, most: int) -> list[str]:
    texts = [one.text for one in candidates]
    words = telling([(one.who, one.text) for one in candidates], background, most)
    silent = quiet(words, spelled(words, texts)) if words else set()
    return as_terms([word for word in words if word not in silent], texts, most)


def _sentence(
    report: Report, heading: Heading, found: Sequence[Candidate], background: Background, quiet: Quiet
) -> Wanted | None:
    """What stands behind the heading in words; None where it stands there already, or nobody spoke."""
    words = overview(support_of_heading(heading), wording_for(report.consultation.language))
    if not words or words in heading.section.lead:
        return None
    state = sha256(words.encode()).hexdigest()[:32]
    return Wanted(KIND.SENTENCE, state, words=words, terms=_terms(found, background, quiet, TERMS_OF_HEADING))


@transaction.atomic
def _store(
    report: Report, section: int, wanted: Sequence[Wanted], joined: dict[int, list[Candidate]], roots: Roots
) -> None:
    """Leave what is the same, add what is new, drop what is open and no longer wanted."""
    Report.objects.select_for_update().get(pk=report.pk)
    answered = answered_in(section, roots)  # people may have answered meanwhile
    standing = {
        (one.kind, one.state): one for one in Proposal.objects.filter(section=section, status=STATUS.OPEN)
    }
    kept: set[tuple[str, str]] = set()
    for position, one in enumerate(wanted, start=1):
        key = (one.kind, one.state)
        if key in answered.states or not _still_free(one, answered):
            continue
        kept.add(key)
        if key in standing:
            Proposal.objects.filter(pk=standing[key].pk).update(position=position, terms=one.terms)
        else:
            _make(section, one, position, answered)
    dropped = [one.pk for key, one in standing.items() if key not in kept]
    Proposal.objects.filter(pk__in=dropped).delete()
    for pk, candidates in joined.items():
        if pk in answered.refused:
            rows = [_row(pk, one, place, answered) for place, one in enumerate(candidates)]
            ProposedPassage.objects.bulk_create(rows, ignore_conflicts=True)


def _still_free(wanted: Wanted, answered: Answered) -> bool:
    """Whether it can be proposed as it was worked out; what was answered meanwhile waits for the next run."""
    if wanted.kind == KIND.SENTENCE:
        return not answered.no_sentence
    if wanted.insight is not None and wanted.insight not in answered.insights:
        return False
    is_barred = wanted.kind == KIND.QUOTE and any(
        one.key in answered.barred for one, _shown in wanted.members
    )
    return not is_barred and not any(answered.has(one) for one, _shown in wanted.members)


def _make(section: int, wanted: Wanted, position: int, answered: Answered) -> None:
    made = Proposal.objects.create(
        section_id=section,
        kind=wanted.kind,
        state=wanted.state,
        words=wanted.words,
        terms=wanted.terms,
        insight_id=wanted.insight,
        position=position,
    )
    rows: list[Any] = [
        _row(made.pk, one, place, answered, is_quote=is_quote)
        for place, (one, is_quote) in enumerate(wanted.members, start=1)
    ]
    ProposedPassage.objects.bulk_create(rows, batch_size=1000)


def _row(
    proposal: int, one: Candidate, place: int, answered: Answered, *, is_quote: bool = False
) -> ProposedPassage:
    stance, cue = stance_of(one, answered.differing)
    row = one.row(place, stance, cue, is_quote=is_quote)
    row.proposal_id = proposal
    return row
