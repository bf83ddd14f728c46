from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import UNPROCESSABLE
from consultation.models import TEAM_ROLES, Consultation, Invitation, State
from consultation.permissions import Action, in_consultation
from consultation.setup.actions.publishing import archive, bring_back, publish, unpublish, what_holds
from consultation.setup.checklist import rows_of
from consultation.setup.refusal import RefusedError
from consultation.setup.requests import EditorRequest
from consultation.setup.sentences import dates_sentence
from consultation.setup.views.items import who_sees


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def check(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """What is missing and who will see it; then the button that publishes."""
    if request.method != "POST":
        return _page(request, consultation)
    try:
        publish(consultation, actor=request.user)
    except RefusedError as error:
        return _page(request, consultation, str(error))
    consultation.refresh_from_db()
    told = _("The consultation is published. %(who)s")
    messages.success(request, told % {"who": who_sees(consultation, consultation.audience)})
    return redirect("consultation", consultation.slug)


def _page(request: EditorRequest, consultation: Consultation, problem: str = "") -> HttpResponse:
    rows = rows_of(consultation)
    held_back = Invitation.objects.waiting().filter(consultation=consultation).exclude(role__in=TEAM_ROLES)
    context = {
        "consultation": consultation,
        "problem": problem,
        "missing": [(row, sentence) for row in rows for sentence in row.look.must],
        "worth_a_look": [(row, sentence) for row in rows for sentence in row.look.should],
        "who_sees": who_sees(consultation, consultation.audience),
        "dates": dates_sentence(consultation),
        "held_back": held_back.count() if consultation.is_draft else 0,
        "hold": "" if consultation.is_draft else what_holds(consultation),
        "may_archive": consultation.state in {State.CLOSED, State.PUBLISHED},
    }
    status = UNPROCESSABLE if problem else 200
    return render(request, "consultation/manage/publish.html", context, status=status)


@require_POST
@in_consultation(Action.SET_UP)
def take_back(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    try:
        unpublish(consultation, actor=request.user)
    except RefusedError as error:
        return _page(request, consultation, str(error))
    messages.success(request, _("The consultation is a draft again. Only the team can see it."))
    return redirect("manage:tasks", consultation.slug)


@require_POST
@in_consultation(Action.SET_UP)
def put_away(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Archive it, or bring it back."""
    back = request.POST.get("back") == "1"
    try:
        (bring_back if back else archive)(consultation, actor=request.user)
    except RefusedError as error:
        return _page(request, consultation, str(error))
    told = _("The consultation is out of the archive.") if back else _("The consultation is archived.")
    messages.success(request, told)
    return redirect("manage:tasks", consultation.slug)
