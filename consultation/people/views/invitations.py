from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultation.people.arriving import wanted_address
from consultation.people.joining import accept_invitations, seats_for
from consultation.people.profile import PersonRequest
from consultation.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitations(request: PersonRequest) -> HttpResponse:
    """What somebody who is signed in already is invited to. Those who sign in later have accepted by that."""
    wanted = wanted_address(request)
    if request.method == "POST":
        accepted = accept_invitations(request.user)
        if accepted:
            told = ngettext(
                "You have accepted %(n)d invitation.", "You have accepted %(n)d invitations.", len(accepted)
            )
            messages.success(request, told % {"n": len(accepted)})
        return redirect(wanted or "home")
    seats = seats_for(request.user).select_related("consultation", "invited_by").order_by("pk")
    context = {"seats": list(seats), "next": wanted}
    return render(request, "consultation/account/invitations.html", context)
