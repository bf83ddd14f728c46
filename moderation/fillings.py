"""What this floor puts on the pages of the floors below."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery, Sum, prefetch_related_objects
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, may, membership_of
from contributions.addresses import reply_url
from contributions.linking import linker
from contributions.models import Contribution, RoomTally, Visibility
from moderation.actions.carrying import place_of
from moderation.actions.decisions import MAY_BE_HIDDEN
from moderation.coding import Coding, coding_of
from moderation.desk import FROM_DESK, forget_ways_back, ways_back
from moderation.marks import MarkWords, mark_html
from moderation.models import SECRET_REASONS, Decision, Flag
from moderation.passage_rows import PassageRows, count_words
from moderation.similar import counts_alike

PERMALINK = "contributions:contribution"

type Contexts = dict[int, dict[str, Any]]


def bodies(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """The text with its passages marked, and the list of them, for those who code."""
    if not _may(request, Action.CODE):
        return {}
    codings = coding_of(request.consultation, contributions)
    for contribution in contributions:
        vars(contribution)["coding"] = codings.get(contribution.pk, Coding())
        if _is_page_of(request, contribution):
            _propose_places(contribution)
    bar, rows = _Bar(request), PassageRows(request, request.consultation)
    contexts: Contexts = {}
    for contribution in contributions:
        coding = codings.get(contribution.pk)
        if coding is None or _is_walked_to(request, contribution):
            continue
        drawn = rows.coded(contribution, bar.marked(contribution), coding)
        if _is_page_of(request, contribution) and coding.passages:
            contexts[contribution.pk] = {"bar": bar, "count": count_words(coding), "body": drawn}
        else:
            contexts[contribution.pk] = {"body": drawn, "drawn": drawn}
    return contexts


def _propose_places(contribution: Any) -> None:
    """Where the passages of older versions seem to stand in the newest one."""
    revision = contribution.revision
    for shown in contribution.coding.earlier:
        place = place_of(shown.passage, revision) if revision is not None else None
        shown.proposed = revision.plain[place.start : place.end] if place else ""


def _is_walked_to(request: HttpRequest, contribution: Contribution) -> bool:
    """Whether somebody follows a report to one passage of it: that one alone is marked then, for all."""
    return bool(request.GET.get("passage")) and _is_page_of(request, contribution)


class _Bar:
    """What the bar over a text says: whether marks are drawn, and read out by screen readers."""

    def __init__(self, request: HttpRequest) -> None:
        self.marks = "bar" not in request.GET or request.GET.get("marks") == "on"
        self.read_out = request.GET.get("read_out") == "on"
        said = MarkWords(start=_("passage, theme {codes}, start: "), end=_(", end of passage"))
        self.words = said if self.read_out else None

    def marked(self, contribution: Any) -> SafeString:
        """The text with its passages marked, where they are to be."""
        passages = contribution.coding.passages
        if not self.marks or not passages:
            return SafeString(contribution.body)
        marks = [shown.as_mark() for shown in passages]
        return SafeString(mark_html(contribution.body, marks, words=self.words))


def _is_page_of(request: HttpRequest, contribution: Contribution) -> bool:
    here = request.resolver_match
    return here is not None and here.view_name == PERMALINK and here.kwargs["pk"] == contribution.pk


def aside(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Which themes stand on the contribution, and notes of the team; the bodies are filled before."""
    if not _may(request, Action.CODE):
        return {}
    codings = {one.pk: vars(one).get("coding", Coding()) for one in contributions}
    prefetch_related_objects([note for one in codings.values() for note in one.noted], "created_by")
    return {pk: {"coding": coding} for pk, coding in codings.items()}


def similar(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """How many others say the same in nearly the same words, for the team."""
    if not _may(request, Action.SEE_CODEBOOK):
        return {}
    counts = counts_alike(one.pk for one in contributions if one.is_visible)
    return {pk: {"count": count} for pk, count in counts.items()}


def actions(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Links for those who code and moderate."""
    codes, moderates = _may(request, Action.CODE), _may(request, Action.MODERATE)
    if not codes and not moderates:
        return {}
    ways = _ways()
    return {
        one.pk: {
            "links": _links_under(
                one, ways, codes=codes, moderates=moderates and not one.is_by(request.membership)
            )
        }
        for one in contributions
    }


def _ways() -> dict[str, Callable[[Contribution], dict[str, str]]]:
    """Each link of the team by its name, in the language in force."""
    shown = {
        "tags": ("add", _("Tag"), "#%(number)s"),
        "new_passage": ("highlight", _("Highlight passage"), _("in #%(number)s")),
        "hide": ("hide", _("Hide"), "#%(number)s"),
        "restore": ("tick", _("Restore"), "#%(number)s"),
    }
    return {name: _way(linker(f"moderation:{name}"), *words) for name, words in shown.items()}


def _way(
    address: Callable[[int], str], icon: str, words: str, about: str
) -> Callable[[Contribution], dict[str, str]]:
    def link(one: Contribution) -> dict[str, str]:
        return {"url": address(one.pk), "icon": icon, "words": words, "about": about % {"number": one.number}}

    return link


def _links_under(
    one: Contribution,
    ways: dict[str, Callable[[Contribution], dict[str, str]]],
    *,
    codes: bool,
    moderates: bool,
) -> list[dict[str, Any]]:
    names = {
        "tags": codes and one.visibility != Visibility.WITHDRAWN,
        "new_passage": codes and one.visibility != Visibility.WITHDRAWN,
        "hide": moderates and one.visibility in MAY_BE_HIDDEN,
        "restore": moderates and one.visibility == Visibility.HIDDEN,
    }
    return [
        ways[name](one) | ({"revision": one.revision_id} if name == "new_passage" else {})
        for name, shown in names.items()
        if shown
    ]


def more(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Reporting to the moderators, for everyone but them: they decide at once."""
    reports = not request.user.is_authenticated or _may(request, Action.TAKE_PART)
    if not reports or _may(request, Action.MODERATE):
        return {}
    words, address = _("Report"), linker("moderation:report")
    return {
        one.pk: {"links": [{"url": address(one.pk), "words": words, "icon": "report"}]}
        for one in contributions
        if one.is_visible and not one.is_by(request.membership)
    }


def reports(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Open reports by readers, for those who answer them."""
    if not _may(request, Action.MODERATE):
        return {}
    flags = Flag.objects.open().filter(contribution__in=[one.pk for one in contributions])
    grouped: defaultdict[int, list[Flag]] = defaultdict(list)
    for flag in flags.select_related("by"):
        grouped[flag.contribution_id].append(flag)
    return {
        one.pk: {
            "flags": grouped[one.pk],
            "may_answer": not one.is_by(request.membership),
            "can_hide": one.visibility in MAY_BE_HIDDEN,
        }
        for one in contributions
        if one.pk in grouped
    }


def ways_to_desk(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """The way back to the queue from the reply page; a reply that is begun anew elsewhere has none."""
    if not _may(request, Action.MODERATE):
        return {}
    begun = [one for one in contributions if request.path == reply_url(one)]
    if request.method != "POST" and FROM_DESK not in request.GET:
        forget_ways_back(request.session, [one.pk for one in begun])
    kept = ways_back(request.session)
    return {one.pk: {"url": kept[one.pk]} for one in begun if one.pk in kept}


def stubs(request: MemberRequest, contributions: Sequence[Contribution]) -> Contexts:
    """Why a contribution is hidden: to all in public words, to its author and the team in full."""
    hidden = [one for one in contributions if one.visibility == Visibility.HIDDEN]
    if not hidden:
        return {}
    hidings = Decision.objects.filter(kind=Decision.Kind.HIDE, contribution__in=[one.pk for one in hidden])
    newest_first = hidings.order_by("contribution_id", "-at", "-pk").select_related("actor")
    moderates = _may(request, Action.MODERATE)
    by_contribution = {
        decision.contribution_id: decision for decision in newest_first.distinct("contribution_id")
    }
    return {
        one.pk: {
            "decision": by_contribution[one.pk],
            "is_secret": by_contribution[one.pk].reason in SECRET_REASONS,
            "shows_text": vars(one).get("shows_text", False),
            "is_author": one.is_by(request.membership),
            "is_team": moderates,
        }
        for one in hidden
        if one.pk in by_contribution
    }


def team_links(request: HttpRequest, consultations: Sequence[Consultation]) -> Contexts:
    """The ways to the desk, the codebook, the people, the participation and the log, for who may go there."""
    links: Contexts = {}
    for consultation in consultations:
        here = getattr(request, "consultation", None) == consultation
        membership = request.membership if here else membership_of(request.user, consultation)  # type: ignore[attr-defined]
        seen = {
            name: may(request.user, membership, action, consultation)
            for name, action in (
                ("queue", Action.MODERATE),
                ("codebook", Action.SEE_CODEBOOK),
                ("next", Action.CODE),
                ("people", Action.CONFIRM_PEOPLE),
                ("participation", Action.SEE_PARTICIPATION),
                ("log", Action.SEE_LOG),
            )
        }
        if any(seen.values()):
            links[consultation.pk] = {"may_see": seen}
    return links


def _may(request: MemberRequest, action: Action) -> bool:
    return may(request.user, request.membership, action, request.consultation)


def totals(_request: HttpRequest, everything: Sequence[Any]) -> Contexts:
    """How many contributions stand hidden on the public pages of this site, by reason."""
    public = Consultation.objects.knowable_by(AnonymousUser())
    newest = Decision.objects.filter(contribution=OuterRef("pk")).order_by("-at", "-pk")
    hidden = Contribution.objects.filter(room__consultation__in=public, visibility=Visibility.HIDDEN)
    counts = Counter(hidden.values_list(Subquery(newest.values("reason")[:1]), flat=True))
    rows = [(reason.label, counts[reason.value]) for reason in Decision.Reason if counts[reason.value]]
    tallies = RoomTally.objects.filter(room__consultation__in=public)
    shown = tallies.aggregate(shown=Sum("contributions"))["shown"] or 0
    return {one.pk: {"rows": rows, "hidden": sum(counts.values()), "shown": shown} for one in everything}
