"""The cover of the report: logos and a photograph."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions.cover import CoverFullError, add_cover_picture, remove_cover_picture
from synthesis.actions.outline import report_of
from synthesis.forms import CoverPictureForm
from synthesis.models import CoverPicture
from synthesis.views.common import member


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def cover_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.POST.get("remove", "").isdecimal():
        return _remove(request, consultation, int(request.POST["remove"]))
    form = CoverPictureForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            report = report_of(consultation)
            add_cover_picture(report, data["kind"], form.words(), data["picture"], by=member(request))
        except CoverFullError:
            form.add_error("kind", _("There are four logos already. Remove one first."))
        else:
            messages.success(request, _("Saved."))
            return redirect("synthesis:cover", consultation.slug)
    pictures = CoverPicture.objects.filter(report__consultation=consultation)
    context = {"consultation": consultation, "form": form, "pictures": pictures}
    return render(request, "synthesis/cover.html", context, status=422 if form.is_bound else 200)


def _remove(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    found = get_object_or_404(CoverPicture, pk=pk, report__consultation=consultation)
    remove_cover_picture(found, by=member(request))
    messages.success(request, _("The picture is removed."))
    return redirect("synthesis:cover", consultation.slug)
