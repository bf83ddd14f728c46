"""What is decided at the desk beside its form: reports, held contributions, unknown names, first replies."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest
from consultation.people import typed
from consultation.permissions import Action, in_consultation
from contributions.actions import bind_typed_name
from contributions.addresses import reply_url
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Naming, Visibility
from moderation.actions import decisions, flagging
from moderation.desk import FROM_DESK, keep_way_back
from moderation.forms.decisions import NameForm
from moderation.forms.desk import ReviewForm
from moderation.guards import actor_of
from moderation.people import candidates
from moderation.views.desk_place import Place, on_desk

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@require_POST
@in_consultation(Action.MODERATE, on_desk)
def release(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Let a held contribution through."""
    place = Place.of(request.consultation, request.POST)
    goes_on = place.behind(contribution)
    try:
        decisions.release(contribution, by=actor_of(request))
    except decisions.OwnContributionError as error:
        told = _("This is your own contribution. Another moderator lets it through.")
        raise PermissionDenied(told) from error
    except decisions.NotToBeMovedError:
        told = _("Somebody was faster: #%(number)s is no longer held.")
        messages.warning(request, told % {"number": contribution.number})
    else:
        told = _("#%(number)s is shown to everyone now. Its author is told.")
        messages.success(request, told % {"number": contribution.number})
    return HttpResponseRedirect(place.url(goes_on))


@require_POST
@in_consultation(Action.MODERATE, on_desk)
def name(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Say who a typed name is: "This is …"."""
    place = Place.of(request.consultation, request.POST)
    folded = request.POST.get("name", "")
    form = NameForm(candidates(request.consultation, folded), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a member, then press “This is this person” again."))
        return HttpResponseRedirect(place.url(contribution.pk))
    member = request.consultation.memberships.named().filter(pk=form.cleaned_data["member"]).first()
    if member is None:
        raise Http404
    bound = bind_typed_name(request.consultation, folded, member, by=actor_of(request))
    told = ngettext(
        "%(name)s is now named in %(n)s place and will be told.",
        "%(name)s is now named in %(n)s places and will be told.",
        bound,
    )
    if bound:
        messages.success(request, told % {"name": member.name, "n": bound})
    else:
        messages.warning(request, _("Nobody waits under this name any more."))
    return HttpResponseRedirect(place.url(contribution.pk))


@require_POST
@in_consultation(Action.MODERATE, on_desk)
def answer(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Begin a reply, with a welcome or a mention in it. It is never sent by itself."""
    text, place = "@", Place.of(request.consultation, request.POST)
    if request.POST.get("with") == "welcome":
        language = contribution.language if contribution.language in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            text = _welcome(contribution)
    fields = {"text": [text], "language": [contribution.language]}
    typed.keep(request, reply_url(contribution), fields)
    keep_way_back(request.session, contribution, place.url(contribution.pk))
    return redirect(f"{reply_url(contribution)}?{FROM_DESK}=1")


def _welcome(contribution: Contribution) -> str:
    """The first words to somebody who writes for the first time, in the language they wrote in."""
    signed = byline(contribution, None)
    if contribution.naming == Naming.NAMED:
        greeting = _("Welcome, %(name)s, and thank you for your first contribution.") % {"name": signed.name}
    else:
        greeting = _("Welcome, and thank you for your first contribution.")
    question = contribution.questions.order_by("number").first()
    if question is None:
        return f"{greeting}\n\n"
    asked = _("You answer question %(number)s, “%(text)s” Could you tell us more about what you have seen?")
    return f"{greeting}\n\n{asked % {'number': question.number, 'text': question.text}}\n"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, by_contribution)
def review(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """The author of a hidden contribution asks another moderator to look at it."""
    if not contribution.is_by(request.membership):
        raise PermissionDenied(_("Only its author can ask for a review."))
    if contribution.visibility != Visibility.HIDDEN:
        raise PermissionDenied(_("This contribution is not hidden. There is nothing to review."))
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        context = {
            "consultation": request.consultation,
            "room": contribution.room,
            "contribution": contribution,
            "form": form,
            "decision": contribution.decisions.first(),
        }
        return render(request, "moderation/desk_review.html", context, status=422 if form.is_bound else 200)
    try:
        flagging.ask_for_review(contribution, note=form.cleaned_data["note"], by=actor_of(request))
    except (flagging.ReportedAlreadyError, flagging.NotHiddenError):
        messages.info(request, _("You asked before. Another moderator will answer within 2 working days."))
    else:
        messages.success(request, _("Another moderator will look and answer within 2 working days."))
    return redirect("contributions:contribution", contribution.pk)
