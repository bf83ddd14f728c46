"""The proposals of a draft as editors see them: what each rests on, and the words it would put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from consultation.texts.plaintext import first_direction
from contributions.bylines import report_byline
from contributions.figures import Figures, count, count_by
from contributions.models import Contribution
from contributions.naming import SharedFacts, shared_facts
from synthesis.headings import Heading
from synthesis.models import Evidence, Proposal, ProposedPassage
from synthesis.outline import quotation_marks
from synthesis.snapshot_types import SupportData
from synthesis.support import NOTHING, support_from
from synthesis.trees import text_node
from synthesis.wording.overviews import overview
from synthesis.wording.table import Wording
from synthesis.writing import source_of

SHOWN = 3  # passages of a proposal that stand open
MOST = 12  # passages of a proposal on the page; the others are counted
TERMS_IN_LEAD = 3
QUOTABLE = 400  # characters of a passage that is put into an insight's text
QUOTATION_SIGNS = frozenset('"“”„«»‹›「」『』\n')
RELATED = ("contribution__author__user", "contribution__room", "revision")


@dataclass(frozen=True)
class Quoted:
    """One passage of a proposal, signed as a report signs it."""

    row: ProposedPassage
    who: str
    direction: str

    @property
    def text(self) -> str:
        return self.row.text


@dataclass(frozen=True)
class Proposed:
    """A proposal with its first passages; `total` counts them all, `support` who stands behind it."""

    proposal: Proposal
    quotes: list[Quoted] = field(default_factory=list)
    more: list[Quoted] = field(default_factory=list)
    total: int = 0
    support: SupportData = field(default_factory=lambda: NOTHING)
    sentence: str = ""

    @property
    def uncounted(self) -> int:
        """How many passages the page does not show."""
        return self.total - len(self.quotes) - len(self.more)

    @property
    def is_gone(self) -> bool:
        """Whether nothing of what it rested on is said any more."""
        return self.proposal.kind != Proposal.Kind.SENTENCE and not self.quotes


def open_by_section(sections: Collection[int]) -> dict[int, int]:
    """How many proposals wait for an answer under each of these headings; one query."""
    waiting = Proposal.objects.filter(section__in=sections, status=Proposal.Status.OPEN).order_by()
    return dict(waiting.values("section").annotate(n=Count("pk")).values_list("section", "n"))


def proposed(proposals: Sequence[Proposal], wording: Wording) -> list[Proposed]:
    """These proposals with what they rest on, without those whose passages are gone; seven queries."""
    pks = [one.pk for one in proposals]
    rows = ProposedPassage.objects.standing().filter(proposal__in=pks)
    totals = dict(rows.order_by().values("proposal").annotate(n=Count("pk")).values_list("proposal", "n"))
    first: defaultdict[int, list[ProposedPassage]] = defaultdict(list)
    for row in rows.filter(position__lte=MOST).select_related(*RELATED):
        first[row.proposal_id].append(row)
    shared = shared_facts(row.contribution for some in first.values() for row in some)
    supports = support_of(pks)
    found = [
        _proposed(one, first[one.pk], totals.get(one.pk, 0), supports.get(one.pk, NOTHING), shared, wording)
        for one in proposals
    ]
    return [one for one in found if not one.is_gone]


def _proposed(
    proposal: Proposal,
    rows: Iterable[ProposedPassage],
    total: int,
    support: SupportData,
    shared: SharedFacts,
    wording: Wording,
) -> Proposed:
    quoted = [
        Quoted(row, report_byline(row.contribution, shared).line, first_direction(row.text)) for row in rows
    ]
    sentence = proposal.words or overview(support, wording)
    return Proposed(proposal, quoted[:SHOWN], quoted[SHOWN:], total, support, sentence)


def support_of(proposals: Collection[int]) -> dict[int, SupportData]:
    """Who stands behind each proposal: the definitions of the report, two queries."""
    standing = ProposedPassage.objects.standing().filter(proposal__in=proposals)
    said, differs = (
        count_by(
            Contribution.objects.counted().filter(proposed_passages__in=standing.filter(only)),
            "proposed_passages__proposal",
        )
        for only in (Q(stance=Evidence.Stance.SUPPORTS), Q(stance=Evidence.Stance.DIFFERS))
    )
    return {
        pk: support_from(said.get(pk, Figures()), passages=0, differs=differs.get(pk, Figures()).people)
        for pk in {*said, *differs}
    }


def support_of_heading(heading: Heading) -> SupportData:
    """What stands behind a heading, with those who differ in one of its insights."""
    differing = Contribution.objects.counted().filter(
        evidence__insight__section=heading.section, evidence__stance=Evidence.Stance.DIFFERS
    )
    return {**heading.support, "differs": count(differing).people}


def support_of_rows(rows: Sequence[ProposedPassage]) -> SupportData:
    """Who stands behind these passages, with the stances that they bear now."""
    by_stance: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_stance[row.stance].append(row.contribution_id)
    counted = Contribution.objects.counted()
    stances = (Evidence.Stance.SUPPORTS, Evidence.Stance.DIFFERS)
    said, differ = (count(counted.filter(pk__in=by_stance[stance])) for stance in stances)
    return support_from(said, passages=len(rows), differs=differ.people)


def lead_in_of(proposal: Proposal, wording: Wording) -> str:
    """Its first words as a lead-in to start from."""
    words = wording.comma.join(proposal.terms[:TERMS_IN_LEAD])
    return source_of([text_node(words[:1].upper() + words[1:])], {})


def text_of(rows: Sequence[ProposedPassage], wording: Wording) -> str:
    """The computed sentence, and the passage that speaks best for all, word for word."""
    said = overview(support_of_rows(rows), wording)
    supporting = (row for row in rows if row.stance == Evidence.Stance.SUPPORTS)
    quote = next((row.text for row in supporting if _fits(row.text)), "")
    if not quote:
        return said
    begins, ends = quotation_marks(wording.language)
    return f"{said} {begins}{source_of([text_node(quote)], {})}{ends}"


def _fits(text: str) -> bool:
    return len(text) <= QUOTABLE and not QUOTATION_SIGNS & set(text)


def with_stances(rows: Sequence[ProposedPassage], stances: dict[int, str]) -> list[ProposedPassage]:
    """The rows, unsaved, with the stances that an editor chose."""
    for row in rows:
        row.stance = stances.get(row.pk, row.stance)
    return list(rows)
