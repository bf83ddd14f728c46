"""The draft that the worker proposes: asking for it, taking a proposal into the report, refusing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from consultation import outbox
from consultation.audit import record
from consultation.models import Membership
from moderation.actions.coding import MOST_THEMES, NewPassages, RevisionIsOldError, save_passages
from moderation.models import Passage, Tagging, Theme
from synthesis.actions.insights import InsightWords, add_evidence, add_insight
from synthesis.actions.outline import write_section
from synthesis.models import DraftRun, Evidence, Insight, Proposal, ProposedPassage, Report, Section
from synthesis.proposals import lead_in_of, text_of, with_stances
from synthesis.wording import wording_for

DRAFT = "report.draft"
KIND, STATUS = Proposal.Kind, Proposal.Status


class AnsweredError(Exception):
    """Somebody answered the proposal already, or what it rested on is gone."""


@dataclass(frozen=True)
class Choice:
    """How a proposal is taken: without these passages (pks of its rows), with these stances, into `insight`.

    Without an insight a new one is made, where the kind of the proposal allows it.
    """

    left_out: frozenset[int] = frozenset()
    stances: Mapping[int, str] = field(default_factory=dict)
    insight: Insight | None = None


@transaction.atomic
def request_draft(report: Report, section: Section | None = None, *, by: Membership) -> DraftRun:
    """Have the worker draft one heading, or all. While that is under way, asking again gives the same run."""
    Report.objects.select_for_update().get(pk=report.pk)
    running = report.draft_runs.unfinished().first()
    if running is not None:
        return running
    run = DraftRun.objects.create(report=report, section=section, requested_by=by)
    outbox.put(DRAFT, f"draft:{run.pk}", {"run": run.pk})
    thing = section or report
    record("draft.requested", thing, actor=by.user, consultation=report.consultation)
    return run


@transaction.atomic
def accept(proposal: Proposal, choice: Choice, *, by: Membership) -> Insight | None:
    """Take it into the report; gives the insight that it went to, None for a sentence of the heading.

    What was taken is no quote to be proposed beside it any more. Raises AnsweredError.
    """
    proposal = _locked(proposal)
    if proposal.kind == KIND.SENTENCE:
        _write_sentence(proposal, by)
        _answer(proposal, STATUS.ACCEPTED, by, None)
        return None
    standing = proposal.passages.standing().select_related("contribution", "revision", "passage__revision")
    every = with_stances(list(standing), dict(choice.stances))
    rows = [row for row in every if row.pk not in choice.left_out]
    passages = _passages(proposal, rows, by)
    if not passages:
        raise AnsweredError(proposal.pk)
    insight = _target(proposal, choice, rows, by)
    for stance in Evidence.Stance.values:
        carrying = [passages[row.pk] for row in rows if row.stance == stance and row.pk in passages]
        add_evidence(insight, carrying, by=by, stance=stance)
    proposal.passages.filter(pk__in=choice.left_out).update(is_left_out=True)
    keys = [row.key for row in rows]
    quotes = Proposal.objects.filter(section=proposal.section, kind=KIND.QUOTE, status=STATUS.OPEN)
    quotes.filter(passages__key__in=keys).exclude(pk=proposal.pk).delete()
    _answer(proposal, STATUS.ACCEPTED, by, insight)
    return insight


@transaction.atomic
def refuse(proposal: Proposal, *, by: Membership) -> None:
    """Hide it for good, until somebody asks for it again. Raises AnsweredError."""
    proposal = _locked(proposal)
    _answer(proposal, STATUS.REFUSED, by, proposal.insight)


@transaction.atomic
def propose_again(proposal: Proposal, *, by: Membership) -> None:
    """Take a refusal back. Raises AnsweredError where it is none."""
    proposal = _locked(proposal, STATUS.REFUSED)
    proposal.status, proposal.answered_by, proposal.answered_at = STATUS.OPEN, None, None
    proposal.save(update_fields=["status", "answered_by", "answered_at"])
    _record("proposal.reopened", proposal, by)


def _locked(proposal: Proposal, status: str = STATUS.OPEN) -> Proposal:
    Report.objects.select_for_update().get(pk=proposal.section.report_id)
    related = Proposal.objects.select_related("section__report__consultation", "insight__section__report")
    found = related.filter(pk=proposal.pk, status=status).first()
    if found is None:
        raise AnsweredError(proposal.pk)
    return found


def _answer(proposal: Proposal, status: str, by: Membership, insight: Insight | None) -> None:
    proposal.status, proposal.insight = status, insight
    proposal.answered_by, proposal.answered_at = by, timezone.now()
    proposal.save(update_fields=["status", "insight", "answered_by", "answered_at"])
    _record(f"proposal.{status}", proposal, by)


def _record(action: str, proposal: Proposal, by: Membership) -> None:
    consultation = proposal.section.report.consultation
    after = {"kind": proposal.kind, "proposal": proposal.pk}
    record(action, proposal.section, actor=by.user, consultation=consultation, after=after)


def _write_sentence(proposal: Proposal, by: Membership) -> None:
    """Put it after what stands under the heading, or in the place of an older one that nobody rewrote."""
    section = proposal.section
    lead = section.lead
    accepted = section.proposals.filter(kind=KIND.SENTENCE, status=STATUS.ACCEPTED)
    older = next((one.words for one in accepted.order_by("-answered_at") if one.words in lead), "")
    after = lead.replace(older, proposal.words, 1) if older else f"{lead.rstrip()} {proposal.words}".lstrip()
    write_section(section, section.title, after, by=by.user)


def _target(proposal: Proposal, choice: Choice, rows: Sequence[ProposedPassage], by: Membership) -> Insight:
    if proposal.kind == KIND.EVIDENCE:
        if proposal.insight is None:
            raise AnsweredError(proposal.pk)
        return proposal.insight
    if choice.insight is not None:
        return choice.insight
    wording = wording_for(proposal.section.report.consultation.language)
    words = InsightWords(lead_in_of(proposal, wording), text_of(rows, wording))
    return add_insight(proposal.section, words, by=by)


def _passages(proposal: Proposal, rows: Sequence[ProposedPassage], by: Membership) -> dict[int, Passage]:
    """The passage of each row, by the row's pk; a sentence of a whole contribution is marked as one now."""
    found = {row.pk: row.passage for row in rows if row.passage is not None}
    themes = set(proposal.section.themes.values_list("pk", flat=True))
    for row in rows:
        if row.passage is None:
            marked = _marked(row, themes, by)
            if marked is not None:
                found[row.pk] = marked
    return found


def _marked(row: ProposedPassage, themes: set[int], by: Membership) -> Passage | None:
    tagged = Tagging.objects.standing().filter(contribution=row.contribution, theme__in=themes)
    on_it = Theme.objects.filter(pk__in=tagged.values("theme"))[:MOST_THEMES]
    new = NewPassages(row.revision, [(row.start, row.end)])
    try:
        save_passages(row.contribution, new, list(on_it), by=by)
    except RevisionIsOldError:
        return None
    standing = Passage.objects.standing().filter(revision=row.revision, start=row.start, end=row.end)
    return standing.select_related("revision").first()
