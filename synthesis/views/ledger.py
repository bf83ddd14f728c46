"""The ledger page: what became of every contribution, and one form for those that are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from consultation.texts import shortened
from contributions.bylines import report_byline
from contributions.models import Contribution
from contributions.naming import shared_facts
from moderation.codebook import load
from moderation.models import Tagging
from synthesis.actions.ledger import NotSettledError, Settling, reopen
from synthesis.actions.ledger import settle as settle_them
from synthesis.actions.outline import report_of
from synthesis.headings import name_of
from synthesis.ledger import FATES, OPEN, equals_of, ledger_of, with_fates
from synthesis.models import Disposition, Evidence, Insight, Report
from synthesis.views.common import back_to, may_write, member, report_here

ON_A_PAGE = 50
EXCERPT = 220  # characters
PLACES = 12  # of a contribution; its own page tells them all


@dataclass
class Entry:
    """A contribution in the ledger; `places` are (words, address) of what uses or gathers it.

    `equal` is the one in nearly the same words that stands for it.
    """

    contribution: Contribution
    who: str
    excerpt: str
    places: list[tuple[str, str]] = field(default_factory=list)
    settled: Disposition | None = None
    equal: Contribution | None = None


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def ledger_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    return render(request, "synthesis/ledger.html", _context(request, consultation))


def _context(request: MemberRequest, consultation: Consultation) -> dict[str, Any]:
    report = report_here(consultation) or Report(consultation=consultation)
    ledger = ledger_of(report)
    fate = request.GET.get("fate", OPEN)
    fate = fate if fate in FATES else OPEN
    rows = (
        with_fates(report).filter(fate=fate).order_by("pk").select_related("author__user", "room", "revision")
    )
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    return {
        "consultation": consultation,
        "ledger": ledger,
        "fates": [(key, label, ledger.people[key], ledger.team[key]) for key, label in FATES.items()],
        "fate": fate,
        "fate_label": FATES[fate],
        "entries": _entries(report, shown, consultation),
        "after": shown[-1].pk if len(found) > ON_A_PAGE else "",
        "kinds": Disposition.Kind.choices,
        "is_open": fate == OPEN,
        "several_rooms": consultation.rooms.count() > 1,
        "may_write": may_write(request),
    }


def _entries(report: Report, shown: Sequence[Contribution], consultation: Consultation) -> list[Entry]:
    shared = shared_facts(shown)
    places = _places(report, shown, consultation)
    equals = equals_of(report, shown)
    settled = {one.contribution_id: one for one in _settled(shown)}
    return [
        Entry(
            one,
            report_byline(one, shared).line,
            shortened(one.revision.plain if one.revision else "", EXCERPT),
            places.get(one.pk, []),
            settled.get(one.pk),
            equals.get(one.pk),
        )
        for one in shown
    ]


def _settled(shown: Sequence[Contribution]) -> Any:
    return Disposition.objects.filter(contribution__in=shown).select_related("by", "same_as")


def _places(
    report: Report, shown: Sequence[Contribution], consultation: Consultation
) -> dict[int, list[tuple[str, str]]]:
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = Evidence.objects.filter(contribution__in=shown, insight__section__report_id=report.pk)
    pairs = list(rows.order_by().values_list("contribution", "insight").distinct())
    insights = Insight.objects.in_bulk({insight for _pk, insight in pairs})
    for contribution, pk in sorted(pairs):
        address = reverse("synthesis:insight", args=[consultation.slug, pk])
        found[contribution][name_of(insights[pk]) or _("Not written yet")] = address
    labels = {theme.pk: theme.label for theme in load(consultation)}
    taggings = Tagging.objects.standing().filter(contribution__in=shown, theme__in=labels).order_by()
    for contribution, theme in sorted(taggings.values_list("contribution", "theme").distinct()):
        address = reverse("moderation:theme", args=[consultation.slug, theme])
        found[contribution].setdefault(labels[theme], address)
    return {pk: list(places.items())[:PLACES] for pk, places in found.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def settle(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Settle the ticked contributions, or open one again."""
    if request.method != "POST":
        return back_to("ledger", consultation.slug)
    report = report_of(consultation)
    again = request.POST.get("reopen", "")
    if again.isdecimal():
        standing = Disposition.objects.select_related("contribution__room__consultation")
        here = standing.filter(contribution__room__consultation=consultation)
        reopen(get_object_or_404(here, pk=int(again)), by=member(request))
        messages.success(request, _("It is open again."))
        return back_to("ledger", consultation.slug)
    ticked = [int(pk) for pk in request.POST.getlist("contributions") if pk.isdecimal()]
    contributions = list(with_fates(report).filter(pk__in=ticked).select_related("room__consultation"))
    try:
        n = settle_them(contributions, _said(request, consultation, contributions), by=member(request))
    except NotSettledError as error:
        messages.error(request, str(error))
    else:
        told = ngettext("%(n)s contribution settled.", "%(n)s contributions settled.", n)
        messages.success(request, told % {"n": n})
    return back_to("ledger", consultation.slug)


def _said(
    request: MemberRequest, consultation: Consultation, contributions: Sequence[Contribution]
) -> Settling:
    """What the form says. A number is one of the room of the ticked contributions."""
    kind = request.POST.get("kind", "")
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    number = request.POST.get("same_as", "").strip().removeprefix("#")
    same = None
    if kind == Disposition.Kind.SAME and number.isdecimal() and contributions:
        counted = Contribution.objects.counted().of(consultation)
        same = counted.filter(room=contributions[0].room, number=int(number)).first()
    return Settling(kind, reason, same)
