from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from consultation.models import Consultation, User
from consultation.permissions import signed_in
from contributions.models import Contribution


@require_GET
@signed_in
def person_page(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle, is_active=True)
    consultations = Consultation.objects.knowable_by(request.user)
    contributions = (
        Contribution.objects.visible()
        .filter(author__user=person, naming="named", room__consultation__in=consultations)
        .select_related("room__consultation", "revision")
        .order_by(F("created_at").desc(), "-pk")[:100]
    )
    context = {"person": person, "contributions": contributions, "is_self": person == request.user}
    response = render(request, "contributions/person.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
