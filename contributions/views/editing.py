"""Authors change and withdraw what they wrote, also after the close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Membership
from consultation.people import typed
from consultation.permissions import Action, in_consultation, to_enter
from consultation.texts import to_source
from contributions import composing, drafts
from contributions.actions import revising, withdrawing
from contributions.comparing import compare
from contributions.display import dress
from contributions.editing import EditForm
from contributions.guards import by_contribution
from contributions.models import Contribution, Revision, Visibility
from contributions.views.answering import asks_for_json, tells_scripts
from contributions.words import written

EDIT = "contributions/edit.html"
FROM_DRAFT = ("text", "rich", "questions", "language", "sequence")
AGAIN = frozenset({"attach", "change", "other"})
A_DAY = 24 * 60 * 60  # seconds


def _keep_typed(request: MemberRequest, sentence: str, contribution: Contribution) -> HttpResponse:
    """Nobody loses what they typed when their session ends or their right does."""
    if request.method != "POST":
        if sentence:
            raise PermissionDenied(sentence)
        return to_enter(request)
    if not sentence:
        typed.keep(request, request.path, {key: request.POST.getlist(key) for key in request.POST})
        return redirect(f"{reverse('account:enter')}?next={request.path}")
    return _refused(request, contribution, sentence)


def _refused(request: MemberRequest, contribution: Contribution, sentence: str) -> HttpResponse:
    text, is_rich = written(request.POST)
    text = to_source(text) if is_rich else text
    context = {"sentence": sentence, "text": text, "room": contribution.room}
    return render(request, "contributions/refused.html", context, status=403)


@tells_scripts
@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, by_contribution, refused=_keep_typed)
def edit(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    sentence = _why_not(request.membership, contribution)
    if sentence:
        return _keep_typed(request, sentence, contribution)
    if request.method != "POST":
        return _edit_page(request, contribution, _unsent_form(request, contribution))
    form = EditForm(contribution, data=request.POST)
    form.read_files(request.user, request.FILES.getlist("files"))  # type: ignore[arg-type]
    if request.POST.get("action") in AGAIN:
        return _edit_page(request, contribution, _again(request, form))
    form.ask_for_descriptions()
    for problem in form.file_problems:
        form.add_error(None, problem)
    if not form.is_valid():
        return _edit_page(request, contribution, form, status=422)
    place = drafts.Place(contribution.room, edits=contribution)
    if not asks_for_json(request) and composing.told_of_other_copy(request, form, place):
        return _edit_page(request, contribution, form, status=409)
    return _save(request, contribution, form)


def _again(request: MemberRequest, sent: EditForm) -> EditForm:
    """The form with its files as they would be, nothing checked; what was refused is said on top."""
    for problem in sent.file_problems:
        messages.warning(request, problem)
    form = EditForm(sent.contribution)
    form.initial.update(composing.as_initial(dict(sent.sent.lists())))
    form.attached, form.file_problems = sent.attached, sent.file_problems
    if request.POST["action"] == "other":
        place = drafts.Place(sent.room, edits=sent.contribution)
        composing.take_other_copy(request, sent, form, place)
    return form


def _why_not(membership: Membership | None, contribution: Contribution) -> str:
    """The sentence that tells why this person cannot edit it; empty when they can."""
    if membership is None or not contribution.is_by(membership):
        return _("Only its author can edit a contribution.")
    if contribution.visibility == Visibility.WITHDRAWN:
        return _("You withdrew this contribution. It cannot be edited any more.")
    if membership.is_muted:
        return _("You cannot write in this consultation at the moment.")
    return ""


def _unsent_form(request: MemberRequest, contribution: Contribution) -> EditForm:
    """The form as it stands, as it was typed before the session ended, or as the draft has it."""
    form = EditForm(contribution)
    waiting = drafts.of(request.user, drafts.Place(contribution.room, edits=contribution)).first()  # type: ignore[arg-type]
    if waiting is not None and "draft" in request.GET:
        kept_fields = drafts.initial(waiting)
        form.initial.update({name: kept_fields[name] for name in FROM_DRAFT})
    elif waiting is not None:
        form.waiting = waiting
    kept = typed.find(request, request.path)
    if kept:
        form.initial.update(composing.as_initial(kept))
    form.read_files(request.user)  # type: ignore[arg-type]
    return form


def _save(request: MemberRequest, contribution: Contribution, form: EditForm) -> HttpResponse:
    assert request.membership is not None  # noqa: S101  asked before
    try:
        revision = revising.revise(contribution, form.edit(), by=request.membership)
    except revising.ChangedMeanwhileError as error:
        return _changed_meanwhile(request, contribution, form, error.newest)
    except revising.TooManyEditsError:
        told = _("You have edited as often as one person can in a day. Your text is kept: save it tomorrow.")
        form.add_error(None, told)
        response = _edit_page(request, contribution, form, status=429)
        response["Retry-After"] = str(A_DAY)
        return response
    except revising.WithdrawnMeanwhileError:
        return _refused(
            request, contribution, _("You withdrew this contribution. It cannot be edited any more.")
        )
    typed.take(request, request.path)
    told = (
        _("Your changes to #%(number)s are saved.") if revision else _("Nothing was changed in #%(number)s.")
    )
    messages.success(request, told % {"number": contribution.number})
    return redirect("contributions:contribution", contribution.pk)


def _changed_meanwhile(
    request: MemberRequest, contribution: Contribution, form: EditForm, newest: Revision
) -> HttpResponse:
    """Both texts side by side. Saving again from here is a decision, so it starts from the newest."""
    mine = str(form["text"].value())
    saved = to_source(newest.source) if newest.is_rich else newest.source
    sent = form.sent.copy()
    sent["version"] = str(newest.number)
    again = EditForm(contribution, data=sent)
    again.read_files(request.user)  # type: ignore[arg-type]
    more = {"newest": newest, "parts": compare(saved, mine)}
    return _edit_page(request, contribution, again, status=409, **more)


def _edit_page(
    request: MemberRequest, contribution: Contribution, form: EditForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "consultation": contribution.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "form": form,
        "is_after_close": withdrawing.is_after_close(contribution),
        "has_replies": contribution.replies.shown().exists(),
        **more,
    }
    return render(request, EDIT, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, by_contribution)
def withdraw(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    if request.membership is None or not contribution.is_by(request.membership):
        raise PermissionDenied(_("Only its author can withdraw a contribution."))
    if request.method == "POST":
        if withdrawing.withdraw(contribution, by=request.membership):
            told = _("You withdrew #%(number)s. Its text is gone; its number and the replies stay.")
        else:
            told = _("You withdrew #%(number)s before.")
        messages.success(request, told % {"number": contribution.number})
        return redirect("contributions:contribution", contribution.pk)
    if contribution.visibility == Visibility.WITHDRAWN:
        return redirect("contributions:contribution", contribution.pk)
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    dress(request, [one])
    context = {
        "consultation": contribution.consultation,
        "room": contribution.room,
        "contribution": one,
        "is_after_close": withdrawing.is_after_close(contribution),
        "replies": contribution.replies.shown().count(),
    }
    return render(request, "contributions/withdraw.html", context)
