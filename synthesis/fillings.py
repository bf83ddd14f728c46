"""What this floor puts on the pages of the floors below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, may, membership_of
from contributions.models import Contribution
from moderation.models import Passage, Theme
from synthesis.headings import name_of
from synthesis.models import BuiltFile, Evidence, Insight, Report, Section, Version
from synthesis.public.facts import facts_of
from synthesis.public.lighting import lit
from synthesis.public.responses import by_insight, counted_statuses, public_responses
from synthesis.public.uses import Uses, places, uses_of
from synthesis.public.versions import current_of, published, unprefixed

PERMALINK = "contributions:contribution"

type Contexts = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class DraftUse:
    """An insight that only the team can see, and what the contribution does for it."""

    insight: Insight
    name: str
    stance: str


def team_link(request: HttpRequest, consultations: Sequence[Consultation]) -> dict[int, dict[str, Any]]:
    """The way into the studio, for those who may see it."""
    visible = [one for one in consultations if _may_see(request, one)]
    reports = Report.objects.filter(consultation__in=visible) if visible else Report.objects.none()
    drafts = dict(reports.values_list("consultation", "draft_number"))
    return {one.pk: {"draft": drafts.get(one.pk)} for one in visible}


def _may_see(request: HttpRequest, consultation: Consultation) -> bool:
    here = getattr(request, "consultation", None)
    known = here is not None and here.pk == consultation.pk
    membership = request.membership if known else membership_of(request.user, consultation)  # type: ignore[attr-defined]
    return may(request.user, membership, Action.SEE_REPORT_DRAFT, consultation)


def into_report(request: MemberRequest, themes: Sequence[Theme]) -> Contexts:
    """The headings of the draft, those of a theme first, where a new insight from its passages may stand."""
    if not may(request.user, request.membership, Action.WRITE_REPORT, request.consultation):
        return {}
    sections = Section.objects.filter(report__consultation=request.consultation, kind=Section.Kind.HEADING)
    headings = list(sections.order_by("parent__position", "position", "pk").prefetch_related("themes"))
    if not headings:
        return {}
    return {
        theme.pk: {"headings": sorted(headings, key=lambda one: theme not in one.themes.all())}
        for theme in themes
    }


def report_card(request: HttpRequest, consultations: Sequence[Consultation]) -> Contexts:
    """The published summary, first on the consultation's page."""
    done = [one for one in consultations if one.summary_published_at is not None]
    if not done:
        return {}
    return _known(request, "report_cards", lambda: _cards(done))


def what_was_done(request: HttpRequest, consultations: Sequence[Consultation]) -> Contexts:
    """Of a summary that stands, how many rows of "We asked, you said, we did" are public."""
    return {pk: card for pk, card in report_card(request, consultations).items() if card["did"]}


def _cards(done: Sequence[Consultation]) -> Contexts:
    current = published(done).current().select_related("report")
    pdfs = BuiltFile.objects.filter(version__in=current.values("pk"), is_public=True, format="pdf")
    pdfs = pdfs.select_related("version__report__consultation").defer("version__snapshot")
    by_version = {file.version_id: file for file in pdfs}
    statuses = counted_statuses(done)
    return {
        one.version.report.consultation_id: {
            "one": one,
            "pdf": _offered(by_version.get(one.version.pk)),
            "did": statuses.get(one.version.report.consultation_id, []),
        }
        for one in facts_of(list(current))
    }


def _offered(pdf: BuiltFile | None) -> dict[str, Any] | None:
    if pdf is None:
        return None
    slug, number = pdf.version.report.consultation.slug, pdf.version.number
    return {"file": pdf, "address": unprefixed("synthesis:report_file", slug, number, pdf.name)}


def bodies(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """What a published report rests on, marked in the text for its readers; the team has marks of its own.

    Who follows the report to one passage sees that one alone, whoever they are.
    """
    walked_to = _walked_to(request, contributions)
    asked_for = request.GET.get("passage", "") if walked_to else ""
    if not walked_to and may(request.user, request.membership, Action.CODE, request.consultation):
        return {}
    version = _current(request)
    if version is None:
        return {}
    slug = request.consultation.slug
    shown = lit(walked_to or contributions, uses_of(version), slug, asked_for=asked_for)
    return {
        pk: {"lit": one, "back": [(use, use.address(slug)) for use in one.came_from]}
        for pk, one in shown.items()
    }


def _current(request: MemberRequest) -> Version | None:
    """The published version, asked for once for all the slots of a page."""
    return _known(request, "published_version", lambda: current_of(request.consultation))


def _known[Found](request: HttpRequest, name: str, find: Callable[[], Found]) -> Found:
    """What several slots of a page ask for, found once for its request."""
    known = vars(request)
    if name not in known:
        known[name] = find()
    return cast("Found", known[name])


def _walked_to(request: HttpRequest, contributions: Sequence[Contribution]) -> list[Contribution]:
    """The contribution whose page this is, where its address asks for one passage; else nothing."""
    here = request.resolver_match
    if here is None or here.view_name != PERMALINK or not request.GET.get("passage"):
        return []
    return [one for one in contributions if one.pk == here.kwargs["pk"]]


def used_in(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Where the published report uses a contribution and what was done there; for the team also its draft."""
    consultation = request.consultation
    version = _current(request)
    uses = uses_of(version) if version is not None else {}
    resting = {use.insight for one in contributions for use in uses.get(one.pk, ()) if use.insight}
    did = by_insight(public_responses(consultation).filter(insight__in=resting)) if resting else {}
    drafts = _draft_uses(request, contributions, uses)
    return {
        one.pk: {
            "uses": [
                (use, use.address(consultation.slug), did.get(use.insight, []))
                for use in places(uses.get(one.pk, []))
            ],
            "drafts": drafts.get(one.pk, []),
            "is_own": one.is_by(request.membership),
            "opens_studio": may(request.user, request.membership, Action.SEE_REPORT_DRAFT, consultation),
        }
        for one in contributions
        if one.is_visible and (one.pk in uses or one.pk in drafts)
    }


def resting_on(request: MemberRequest, passages: Sequence[Passage]) -> dict[int, dict[str, Any]]:
    """The insights that rest on passages, or on what these were carried over from, for those who code."""
    stems = {passage.pk: passage.pk for passage in passages}
    above = {passage.origin_id: passage.pk for passage in passages if passage.origin_id}
    while above:
        stems |= above
        older = Passage.objects.filter(pk__in=above).values_list("pk", "origin")
        above = {origin: above[pk] for pk, origin in older if origin and origin not in stems}
    rows = Evidence.objects.filter(passage__in=stems).select_related("insight")
    found: dict[int, dict[int, DraftUse]] = {}
    for one in rows.order_by("insight__section__position", "insight__position", "pk"):
        use = DraftUse(one.insight, name_of(one.insight), one.stance)
        found.setdefault(stems[one.passage_id or 0], {}).setdefault(one.insight_id, use)
    opens = may(request.user, request.membership, Action.SEE_REPORT_DRAFT, request.consultation)
    return {pk: {"drafts": list(uses.values()), "opens_studio": opens} for pk, uses in found.items()}


def _draft_uses(
    request: MemberRequest, contributions: Sequence[Contribution], uses: Uses
) -> dict[int, list[DraftUse]]:
    """The insights of the draft that rest on these contributions and are not published, for the team."""
    consultation = request.consultation
    seen_by = (Action.CODE, Action.SEE_REPORT_DRAFT)
    if not any(may(request.user, request.membership, action, consultation) for action in seen_by):
        return {}
    rows = Evidence.objects.filter(contribution__in=contributions)
    in_order = rows.select_related("insight").order_by(
        "insight__section__position", "insight__position", "pk"
    )
    found: dict[int, dict[int, DraftUse]] = {}
    for one in in_order:
        public = {use.insight for use in uses.get(one.contribution_id, ())}
        if str(one.insight.guid) not in public:
            use = DraftUse(one.insight, name_of(one.insight), one.stance)
            found.setdefault(one.contribution_id, {}).setdefault(one.insight_id, use)
    return {pk: list(by_insight.values()) for pk, by_insight in found.items()}
