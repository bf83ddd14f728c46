from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.permissions import Action, in_consultation, to_enter
from contributions.actions.naming import change_naming, reveal_author
from contributions.addresses import contribution_url
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Naming
from contributions.naming import is_unnamed, may_know_authors, may_withhold, shared_facts

LONGEST_REASON = 300


class NamingForm(forms.Form):
    """How the author of a contribution wants to be named."""

    naming = forms.ChoiceField(
        label=gettext_lazy("Your name on this contribution"), choices=Naming, widget=forms.RadioSelect
    )
    quotable_by_name = forms.BooleanField(
        label=gettext_lazy("Quote me by name in the summary"),
        help_text=gettext_lazy(
            "Without this your words are quoted as those of a participant from your country."
        ),
        required=False,
    )


class RevealForm(forms.Form):
    """Why somebody asks who wrote a contribution."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"), max_length=LONGEST_REASON, required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.READ, by_contribution)
def name_contribution(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """The author changes how a contribution is signed, at any time."""
    author = request.membership
    if not request.user.is_authenticated:
        return to_enter(request)
    if author is None or not contribution.is_by(author):
        raise PermissionDenied(_("Only its author can change how a contribution is signed."))
    if not may_withhold(author):
        raise PermissionDenied(_("The team of a consultation signs with their names."))
    stood = {"naming": contribution.naming, "quotable_by_name": contribution.quotable_by_name}
    form = NamingForm(request.POST if request.method == "POST" else None, initial=stood)
    if form.is_bound and form.is_valid():
        if change_naming(contribution, **form.cleaned_data, by=author):
            messages.success(
                request,
                _("Saved. Contribution #%(number)s is signed so everywhere from now on.")
                % {"number": contribution.number},
            )
        return redirect(contribution_url(contribution.pk))
    context = {
        "contribution": contribution,
        "consultation": contribution.consultation,
        "room": contribution.room,
        "form": form,
        "is_published": contribution.consultation.summary_published_at is not None,
    }
    return render(request, "contributions/naming.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.READ, by_contribution)
def show_author(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Moderators and editors ask who wrote a contribution; the answer is shown once and stays in the log."""
    viewer = request.membership
    if not request.user.is_authenticated:
        return to_enter(request)
    if viewer is None or not may_know_authors(viewer):
        raise PermissionDenied(_("Only moderators and editors of this consultation can see who wrote this."))
    if not is_unnamed(contribution):
        return redirect(contribution_url(contribution.pk))
    form = RevealForm(request.POST if request.method == "POST" else None)
    author = None
    if form.is_bound and form.is_valid():
        author = reveal_author(contribution, reason=form.cleaned_data["reason"], by=viewer)
    context = {
        "contribution": contribution,
        "consultation": contribution.consultation,
        "room": contribution.room,
        "byline": byline(contribution, viewer, shared_facts([contribution])),
        "form": form,
        "author": author,
    }
    response = render(request, "contributions/author.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
