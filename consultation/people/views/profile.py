from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import THEME_COOKIE
from consultation.models import User
from consultation.people.arriving import go_on, wanted_address
from consultation.people.forms import PersonForm, SettingsForm
from consultation.people.profile import PersonRequest, save_profile, save_settings
from consultation.people.views.entering import set_theme
from consultation.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: PersonRequest) -> HttpResponse:
    wanted = wanted_address(request)
    is_first = not request.user.has_profile
    # The form writes to a copy, so that a refused one leaves the page's own header as it was.
    person = User.objects.get(pk=request.user.pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        save_profile(person)
        if is_first:
            return go_on(request, wanted)
        messages.success(request, _("Your profile is saved."))
        return redirect(wanted or "account:profile")
    context = {"form": form, "is_first": is_first, "next": wanted, "person": person}
    status = 422 if form.errors else 200
    return render(request, "consultation/account/profile.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: PersonRequest) -> HttpResponse:
    user = request.user
    initial = {"time_zone": user.time_zone, "language": user.language}
    initial["theme"] = request.COOKIES.get(THEME_COOKIE, "")
    form = SettingsForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        save_settings(
            user, time_zone=chosen["time_zone"], language=chosen["language"], mails=form.wanted_mails
        )
        messages.success(request, _("Your settings are saved."))
        return set_theme(redirect("account:settings"), chosen["theme"])
    status = 422 if form.errors else 200
    return render(request, "consultation/account/settings.html", {"form": form}, status=status)
