from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import Consultation, Role, User
from consultation.permissions import creator
from consultation.setup.actions.making import make_consultation
from consultation.setup.forms import StartForm
from consultation.setup.requests import EditorRequest


@require_safe
@creator
def consultations(request: EditorRequest) -> HttpResponse:
    """The consultations this person may set up, the newest first."""
    found = mine(request.user).prefetch_related("date_changes").order_by("-created_at", "-pk")
    return render(request, "consultation/manage/list.html", {"consultations": list(found)})


def mine(user: User) -> QuerySet[Consultation]:
    """Those in which this person has the right to set up."""
    if user.is_administrator:
        return Consultation.objects.all()
    return Consultation.objects.filter(memberships__user=user, memberships__role=Role.EDITOR)


@require_http_methods(["GET", "HEAD", "POST"])
@creator
def new(request: EditorRequest) -> HttpResponse:
    sources = mine(request.user).order_by("-created_at", "-pk")
    form = StartForm(request.POST or None, sources=sources)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        made = make_consultation(
            cleaned["title"], actor=request.user, source=cleaned.get("source"), parts=cleaned.get("parts", ())
        )
        messages.success(request, _("The draft is made. Only you and the team can see it."))
        return redirect("manage:tasks", made.slug)
    status = 422 if form.errors else 200
    return render(request, "consultation/manage/new.html", {"form": form}, status=status)
