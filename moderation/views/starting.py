"""A codebook started from a template, or from that of another consultation."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import GRANTS, Action, in_consultation
from moderation.actions.importing import import_codebook, preview_import
from moderation.exchange.nodes import Node, count, placed
from moderation.exchange.templates import TEMPLATES, template
from moderation.guards import actor_of
from moderation.models import Theme
from moderation.views.exchange import SHOWN, tree_of_all
from moderation.views.telling import imported

PAGE = "moderation/codebook_start.html"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def start_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Choose where to start from, see its themes, then take them."""
    others = _others(request, consultation)
    context: dict[str, Any] = {"consultation": consultation, "templates": TEMPLATES, "others": others}
    if request.method != "POST":
        return render(request, PAGE, context)
    if not request.POST.get("from"):
        messages.error(request, _("Choose where to start from"))
        return redirect("moderation:start_codebook", consultation.slug)
    roots, by = _roots(request.POST["from"], others), actor_of(request)
    if "apply" not in request.POST:
        nodes = list(islice(placed(roots), SHOWN))
        context |= {"preview": preview_import(consultation, roots, by=by), "chosen": request.POST["from"]}
        context |= {"nodes": nodes, "count": count(roots)}
        return render(request, PAGE, context)
    messages.success(request, imported(import_codebook(consultation, roots, by=by)))
    return redirect("moderation:codebook", consultation.slug)


def _others(request: MemberRequest, consultation: Consultation) -> list[Consultation]:
    """Consultations with themes whose codebooks this person may see, the newest first."""
    assert request.user.is_authenticated  # noqa: S101  the guard lets nobody else in
    themed = Exists(Theme.objects.filter(consultation=OuterRef("pk"), retired_at=None))
    found = Consultation.objects.filter(themed).exclude(pk=consultation.pk)
    if not request.user.is_administrator:
        roles = [role for role, actions in GRANTS.items() if Action.SEE_CODEBOOK in actions]
        seats = request.user.memberships.filter(role__in=roles)
        found = found.filter(pk__in=seats.values("consultation"))
    return list(found.order_by("-pk"))


def _roots(chosen: str, others: list[Consultation]) -> list[Node]:
    """Raises Http404 for what was not offered. Themes of another consultation are new ones here."""
    if chosen in TEMPLATES:
        return template(chosen)
    other = next((one for one in others if one.slug == chosen), None)
    if other is None:
        raise Http404
    roots = tree_of_all(other)
    for node in (node for root in roots for node in root.walk()):
        node.guid = None
    return roots
