from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultation.http import number_from
from consultation.models import Membership
from consultation.permissions import anyone
from contributions.searching import SearchForm, drawn, scope_of, search


@require_safe
@anyone
def search_page(request: HttpRequest) -> HttpResponse:
    """Everybody searches what they may read; the team also what is hidden in its own consultation."""
    scope = scope_of(request.user, request.GET.get("in", ""))
    form = SearchForm(request.GET, scope)
    narrows = bool(form.asked.keys() - {"in", "sort", "kind"})
    after = number_from(request.GET, "after")
    results = search(form, scope, after=after) if narrows else None
    context = {
        "search": form,
        "scope": scope,
        "results": results,
        "rows": drawn(results.shown, scope) if results else [],
        "applied": form.applied(_labels(form)) if narrows else [],
        "is_open": any(bound.name in form.asked or bound.errors for bound in form.filters),
        "further": _address(request, after=results.after) if results and results.after else "",
        "instead": _address(request, q=results.meant) if results and results.meant else "",
        "newest": _address(request, sort="newest") if results and results.has_more else "",
    }
    response = render(request, "contributions/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _labels(form: SearchForm) -> dict[str, str]:
    """The name behind a filter by person."""
    if "by" not in form.asked:
        return {}
    member = Membership.objects.filter(pk=form.asked["by"]).first()
    signed = (
        member is not None
        and member.contributions.visible().filter(naming="named", room__in=list(form.scope.rooms)).exists()
    )
    return {"by": (member.name if member is not None and signed else "") or _("Somebody")}


def _address(request: HttpRequest, **changes: object) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query[name] = str(value)
    return f"{reverse('contributions:search')}?{query.urlencode()}"
