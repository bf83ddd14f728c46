"""The composer's form comes back: preview, post, add files, throw away. Nobody loses what they typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation import slots
from consultation.http import MemberRequest
from consultation.notifications import is_stopped
from consultation.people import typed
from consultation.people.joining import join
from consultation.permissions import Action, in_consultation, may
from consultation.texts import to_source
from contributions import composing, drafts, limits
from contributions.actions import NewContribution, post_contribution
from contributions.actions.posting import NotTakenError, already_posted, is_taken
from contributions.actions.wording import Wording
from contributions.addresses import WAY_BACK, reply_url, room_url, way_back
from contributions.display import dress
from contributions.entering import Entered
from contributions.forms import ContributionForm
from contributions.guards import by_contribution, by_room
from contributions.models import Contribution, Visibility
from contributions.quoting import quotable_parts
from contributions.rooms_page import room_context
from contributions.views.answering import asks_for_json, tells_scripts
from contributions.words import written
from rooms.models import Room

ROOM = "contributions/room.html"
REPLY = "contributions/reply.html"
PREVIEW = "contributions/preview.html"

type Page = Callable[[ContributionForm, int], HttpResponse]


def _refused(request: MemberRequest, sentence: str, **kwargs: Any) -> HttpResponse:
    """What the guard refuses: who began before the close is let in for a minute, all keep their text."""
    room, parent = _where(**kwargs)
    if request.method == "POST" and sentence and _is_just_late(request, room):
        return _contribute(request, room, parent, kwargs.get("entered"))
    return _keep_typed(request, sentence, room, parent)


def _where(
    entered: Entered | None = None, contribution: Contribution | None = None
) -> tuple[Room, Contribution | None]:
    if contribution is not None:
        return contribution.room, contribution
    return entered.room, None  # type: ignore[union-attr]


def _is_just_late(request: MemberRequest, room: Room) -> bool:
    muted = request.membership is not None and request.membership.is_muted
    if muted or not may(request.user, request.membership, Action.TAKE_PART, request.consultation):
        return False
    return _takes(request, room)


def _takes(request: MemberRequest, room: Room) -> bool:
    return is_taken(room, composing.opened_at(request.POST.get("opened", "")), timezone.now())


def _keep_typed(
    request: MemberRequest, sentence: str, room: Room, parent: Contribution | None
) -> HttpResponse:
    """Sign in and come back to it, or have it shown with the reason."""
    back = reply_url(parent) if parent else room_url(room)
    if request.method != "POST":
        if not sentence:
            return redirect(f"{reverse('account:enter')}?next={back}")
        raise PermissionDenied(sentence)
    if not sentence:
        typed.keep(request, back, {key: request.POST.getlist(key) for key in request.POST})
        return redirect(f"{reverse('account:enter')}?next={back}")
    text, is_rich = written(request.POST)
    text = to_source(text) if is_rich else text
    context = {"sentence": sentence, "text": text, "room": room}
    return render(request, "contributions/refused.html", context, status=403)


@tells_scripts
@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CONTRIBUTE, seat=by_room, refused=_refused)
def contribute(request: MemberRequest, entered: Entered) -> HttpResponse:
    if request.method != "POST":
        return redirect(room_url(entered.room))
    return _contribute(request, entered.room, None, entered)


@tells_scripts
@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CONTRIBUTE, by_contribution, refused=_refused)
def reply(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    room = contribution.room
    if request.method == "POST":
        return _contribute(request, room, contribution)
    if not contribution.is_visible:
        return _keep_typed(
            request, _("The contribution you reply to is no longer shown."), room, contribution
        )
    form = composing.composer_form(request, room, reply_url(contribution), contribution)
    return _reply_page(request, contribution, form)


def _reply_page(
    request: MemberRequest, contribution: Contribution, form: ContributionForm | None, status: int = 200
) -> HttpResponse:
    room = contribution.room
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    dress(request, [one])
    slots.prepare(request, WAY_BACK, [one])
    context = {
        "room": room,
        "contribution": one,
        "form": form,
        "consultation": room.consultation,
        "parts": quotable_parts(contribution, request.GET) if form else [],
    }
    return render(request, REPLY, context, status=status)


def _contribute(
    request: MemberRequest, room: Room, parent: Contribution | None, entered: Entered | None = None
) -> HttpResponse:
    """A form that was sent: first whether it can be taken at all."""
    if parent is not None and not parent.is_visible:
        return _keep_typed(request, _("The contribution you reply to is no longer shown."), room, parent)
    if not _takes(request, room):
        return _keep_typed(request, _("This room is closed for contributions."), room, parent)
    if not request.user.has_profile:  # type: ignore[union-attr]
        back = reply_url(parent) if parent else room_url(room)
        typed.keep(request, back, {key: request.POST.getlist(key) for key in request.POST})
        return redirect(f"{reverse('account:profile')}?next={back}")
    if request.POST.get("action") == "discard":
        return _discard(request, room, parent)
    return _taken(request, room, parent, entered)


def _taken(
    request: MemberRequest, room: Room, parent: Contribution | None, entered: Entered | None
) -> HttpResponse:
    """Take in its files and check its fields; what it replies to is said by the address, if that says it."""
    data = request.POST.copy()
    if parent is not None:
        data["parent"] = str(parent.pk)
    data.setdefault("form_key", str(uuid4()))

    def page(form: ContributionForm, status: int) -> HttpResponse:
        if entered is None:
            return _reply_page(request, parent, form, status)  # type: ignore[arg-type]
        return render(request, ROOM, room_context(request, room, form, [entered]), status=status)

    form = composing.sent_form(request, room, data)
    composing.take_files(request, form)
    action = data.get("action", "post")
    if action in {"attach", "change", "other"}:
        return page(_unchecked(request, form, action), 200)
    form.ask_for_descriptions()
    for problem in form.file_problems:
        form.add_error(None, problem)
    if not form.is_valid():
        return page(form, 422)
    if not asks_for_json(request) and composing.told_of_other_copy(request, form, _draft_of(form)):
        return page(form, 409)
    return _checked(request, form, page, action)


def _draft_of(form: ContributionForm) -> drafts.Place:
    form.is_valid()
    return drafts.Place(form.room, form.cleaned_data.get("parent"))


def _unchecked(request: MemberRequest, form: ContributionForm, action: str) -> ContributionForm:
    """The composer again with the files added or the other copy of the draft in it, nothing else checked.

    What was refused is said on top.
    """
    for problem in form.file_problems:
        messages.warning(request, problem)
    again = composing.unsent_form(request, form)
    if action == "other":
        composing.take_other_copy(request, form, again, _draft_of(form))
    return again


def _checked(request: MemberRequest, form: ContributionForm, page: Page, action: str) -> HttpResponse:
    """A valid form: within the limits it is previewed or posted."""
    assert form.author is not None  # noqa: S101  only signed-in people come here
    new = form.new_contribution(composing.opened_at(form.cleaned_data["opened"]))
    wording = new.worded(form.room, form.author)
    limited = limits.limits_for(request.user, request.membership)  # type: ignore[arg-type]
    names = composing.check_names(form, wording, limited)
    for sentence in names.too_many:
        form.add_error("text", sentence)
    if form.errors:
        return page(form, 422)
    if action == "preview" or names.unanswered:
        return _preview(request, form, new, wording, asks=action != "preview")
    if limited is not None and limited.wait and not _is_second_sending(request, form.room, new, wording):
        return _too_fast(form, page, limited)
    return _post(request, form.room, new, wording)


def _preview(
    request: MemberRequest, form: ContributionForm, new: NewContribution, wording: Wording, *, asks: bool
) -> HttpResponse:
    context = {
        "consultation": request.consultation,
        "room": form.room,
        "parent": new.parent,
        "form": form,
        "preview": composing.preview(request, form, new, wording),
        "asks": asks,
        "action": request.path,
    }
    return render(request, PREVIEW, context)


def _is_second_sending(request: MemberRequest, room: Room, new: NewContribution, wording: Wording) -> bool:
    """Whether it is posted already: a double click is no haste."""
    return request.membership is not None and already_posted(room, request.membership, new, wording)


def _too_fast(form: ContributionForm, page: Page, limited: limits.Limits) -> HttpResponse:
    form.add_error(None, limited.sentence)
    response = page(form, 429)
    response.headers["Retry-After"] = str(limited.wait)
    return response


def _post(request: MemberRequest, room: Room, new: NewContribution, wording: Wording) -> HttpResponse:
    author = request.membership or join(request.user, room.consultation)  # type: ignore[arg-type]
    try:
        contribution = post_contribution(room, author, new, wording=wording)
    except NotTakenError as error:
        return _keep_typed(request, str(error), room, new.parent)
    for url in {request.path, room_url(room)}:
        typed.take(request, url)
    there = f"{room_url(room)}?at={contribution.number}#c{contribution.number}"
    back = way_back(request, contribution.parent)
    _tell_once(request, _success(request, contribution, there if back else ""))
    return redirect(back or there)


def _tell_once(request: MemberRequest, told: str) -> None:
    """The sentence for the next page; a form sent again after a lost answer does not have it there twice."""
    waiting = messages.get_messages(request)
    if told not in [str(message) for message in waiting]:
        messages.success(request, told)
    waiting.used = False  # type: ignore[union-attr]


def _success(request: MemberRequest, contribution: Contribution, there: str) -> str:
    """What is said next; `there` is where it stands, where the next page is another."""
    if contribution.visibility == Visibility.HELD:
        return _("Sent. A moderator will read it within 1 working day. Only you can see it now.")
    told = _("Your contribution is posted as #%(number)s.") % {"number": contribution.number}
    replies = (
        _("Get replies by email: off")
        if is_stopped(request.user, "replies")  # type: ignore[arg-type]
        else _("Get replies by email: on")
    )
    return format_html(
        '{} {}<a href="{}">{}</a> <a href="{}">{}</a>',
        told,
        format_html('<a href="{}">{}</a> ', there, _("See it in the room")) if there else "",
        reverse("contributions:edit", args=[contribution.pk]),
        _("Edit"),
        reverse("account:settings"),
        replies,
    )


def _discard(request: MemberRequest, room: Room, parent: Contribution | None) -> HttpResponse:
    """Throw away what is kept of it here: the draft, and what was typed before signing in."""
    drafts.discard(request.user, drafts.Place(room, parent))  # type: ignore[arg-type]
    back = reply_url(parent) if parent else room_url(room)
    typed.take(request, back)
    messages.success(request, _("Your draft is discarded."))
    return redirect(f"{back}#compose")
