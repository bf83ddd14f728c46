from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.people import links
from consultation.people.arriving import first_stop
from consultation.permissions import anyone

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@anyone
def log_in_by_link(request: HttpRequest, link: str) -> HttpResponse:
    """A button for whoever looks, since mail programs look too; signed in for whoever presses it."""
    page = "consultation/account/link.html"
    if request.method != "POST":
        person = links.person_of(link)
        return render(request, page, {"person": person}, status=200 if person else GONE)
    user = links.use_link(request, link)
    if user is None:
        return render(request, page, {"person": None}, status=GONE)
    return first_stop(request, user, "")
