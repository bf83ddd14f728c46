from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation.desk_models import DeskSettings
from moderation.forms.desk import KeysForm
from moderation.keys import ACTS, keys_of
from moderation.views.desk_place import Place


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.MODERATE)
def keys(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The settings of the desk: whether keys are shortcuts, and which. One set for all consultations."""
    mine = DeskSettings.objects.filter(user=request.user).first() or DeskSettings(user=request.user)  # type: ignore[misc]
    act = request.POST.get("act", "")
    if act in {"on", "off"}:
        mine.has_shortcuts = act == "on"
        mine.save()
        messages.success(request, _("Shortcuts are on.") if mine.has_shortcuts else _("Shortcuts are off."))
        return HttpResponseRedirect(_back(request, consultation))
    if act == "reset":
        mine.keys = {}
        mine.save()
        messages.success(request, _("All keys are as they were at first."))
        return HttpResponseRedirect(reverse("moderation:queue_keys", args=[consultation.slug]))
    form = KeysForm(request.POST if request.method == "POST" else None, initial=keys_of(mine.keys))
    if form.is_bound and form.is_valid():
        first = keys_of({})
        mine.keys = {act: key for act, key in form.cleaned_data.items() if key != first[act]}
        mine.save()
        messages.success(request, _("Your keys are saved."))
        return HttpResponseRedirect(reverse("moderation:queue_keys", args=[consultation.slug]))
    context = {"consultation": consultation, "form": form, "settings": mine, "acts": ACTS}
    return render(request, "moderation/desk_keys.html", context, status=422 if form.is_bound else 200)


def _back(request: MemberRequest, consultation: Consultation) -> str:
    """To the list of keys, or to the place at the desk where the button was pressed."""
    if "in" not in request.POST:
        return reverse("moderation:queue_keys", args=[consultation.slug])
    opened = request.POST.get("open", "")
    return Place.of(consultation, request.POST).url(int(opened) if opened.isdecimal() else None)
