"""The moderators' desk: a list, a reader and one form. Complete without scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, may
from contributions.models import Contribution
from moderation.actions import desk as acts
from moderation.codebook import known
from moderation.desk import Page, come_to, page_of, present, read_lately, state_of
from moderation.desk_models import DeskSettings
from moderation.forms.desk import DeskForm
from moderation.guards import actor_of, themes_in
from moderation.keys import keys_of
from moderation.tallies import left_behind
from moderation.views.desk_place import Place, on_desk
from moderation.views.desk_reader import assignee_of, conflict_of, make_form, merged, reader_context
from moderation.views.suggesting import take, turn_down

DESK = "moderation/desk.html"
OK, INVALID, CONFLICT, NOTHING_OPEN = 200, 422, 409, 204
ANSWERS = {"accept": take, "refuse": turn_down}


@require_safe
@in_consultation(Action.MODERATE)
def queue(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """A queue with what is open of it: the first of the list, where the address names none."""
    place = Place.of(consultation, request.GET)
    asked = number_from(request.GET, "open")
    page = page_of(place.found, after=place.after, viewer=request.membership)
    here = asked or (page.entries[0].contribution.pk if page.entries else None)
    opened = _opened(consultation, here) if here else None
    if asked and opened is None:
        raise Http404
    return _desk(request, place, page, opened, is_asked=bool(asked))


def _opened(consultation: Consultation, pk: int) -> Contribution | None:
    related = Contribution.objects.of(consultation).select_related("author__user", "revision", "room")
    found = related.filter(pk=pk, revision__isnull=False).first()
    if found is not None:
        found.room.consultation = consultation
    return found


def _desk(
    request: MemberRequest,
    place: Place,
    page: Page,
    opened: Contribution | None,
    *,
    is_asked: bool = True,
    status: int = 200,
    **reader: Any,
) -> HttpResponse:
    if opened is not None and request.membership is not None and request.method != "HEAD":
        come_to(opened, request.membership)
    settings = _settings(request)
    consultation = place.consultation
    context = {
        "consultation": consultation,
        "place": place,
        "asked": urlencode(place.fields),
        "page": page,
        "rooms": list(consultation.rooms.all()),
        "buckets": place.buckets(),
        "changed": left_behind(consultation).count(),
        "entries": [{"entry": one, "url": place.url(one.contribution.pk)} for one in page.entries],
        "read_lately": [
            {"read": read, "byline": signed, "url": place.url(read.contribution_id)}
            for read, signed in (read_lately(consultation, request.membership) if page.is_first else [])
        ],
        "later": place.url(after=page.after) if page.after else "",
        "first": "" if page.is_first else place.url(after=None),
        "back": place.url(),
        "is_asked": is_asked,
        "settings": settings,
        "keys": keys_of(settings.keys),
        "newest": None if page.entries else _newest(consultation),
        "others": present(consultation, request.membership),
    }
    if opened is not None:
        context |= _around(place, page, opened) | reader_context(request, opened, **reader)
    return render(request, DESK, context, status=status)


def _settings(request: MemberRequest) -> DeskSettings:
    return DeskSettings.objects.filter(user=request.user).first() or DeskSettings()  # type: ignore[misc]


def _newest(consultation: Consultation) -> Contribution | None:
    return Contribution.objects.of(consultation).order_by("-created_at", "-pk").first()


def _around(place: Place, page: Page, opened: Contribution) -> dict[str, Any]:
    """What stands before and behind it in the list."""
    pks = [one.contribution.pk for one in page.entries]
    at = pks.index(opened.pk) if opened.pk in pks else None
    around: dict[str, int | None] = {"previous": None, "next": pks[0] if pks else None}
    if at is not None:
        around["previous"] = pks[at - 1] if at else None
        around["next"] = pks[at + 1] if at + 1 < len(pks) else None
    return {f"{name}_url": place.url(pk) if pk else "" for name, pk in around.items()}


@require_POST
@in_consultation(Action.MODERATE, on_desk)
def work(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Save the panel's form, and go on: `then` says where to."""
    place = Place.of(request.consultation, request.POST)
    form = make_form(request, contribution, request.POST)
    then = request.POST.get("then", "stay")
    if not form.is_valid():
        return _again(request, place, contribution, INVALID, form=form)
    if _answers_suggestion(request, contribution):
        now = state_of(contribution, assignee_of(contribution))
        fresh = make_form(request, contribution)
        fresh.initial = merged(form, now)
        return _again(request, place, contribution, OK, form=fresh)
    try:
        saved = acts.save(contribution, _sheet(request, form, is_read=then == "done"), by=actor_of(request))
    except acts.ChangedMeanwhileError as error:
        contribution.refresh_from_db(fields=["visibility", "revision"])
        conflict = conflict_of(contribution, form, error.now)
        fresh = make_form(request, contribution)
        fresh.initial = merged(form, error.now)
        return _again(request, place, contribution, CONFLICT, form=fresh, conflict=conflict)
    _tell(request, place, contribution, saved)
    goes_on = contribution.pk if then == "stay" else place.behind(contribution)
    return HttpResponseRedirect(place.url(goes_on))


def _answers_suggestion(request: MemberRequest, contribution: Contribution) -> bool:
    """Whether the panel was sent with the answer to a suggestion; nothing else of it is saved then."""
    for name, answer in ANSWERS.items():
        theme = number_from(request.POST, name)
        if theme and may(request.user, request.membership, Action.CODE, request.consultation):
            answer(request, contribution, theme)
            return True
    return False


def _sheet(request: MemberRequest, form: DeskForm, *, is_read: bool) -> acts.Sheet:
    data = form.cleaned_data
    assignee = request.consultation.memberships.filter(pk=form.chosen_assignee or 0).first()
    return acts.Sheet(
        seen=data["seen"],
        questions=form.chosen_questions,
        themes=themes_in(request.consultation, form.chosen_themes),
        assignee=assignee,
        note=data["note"],
        note_key=data["note_key"],
        is_read=is_read,
    )


def _again(
    request: MemberRequest, place: Place, contribution: Contribution, status: int, **reader: Any
) -> HttpResponse:
    page = page_of(place.found, after=place.after, viewer=request.membership)
    vars(request.consultation).pop("known_codebook", None)
    known(request.consultation)
    return _desk(request, place, page, contribution, status=status, **reader)


def _tell(request: MemberRequest, place: Place, contribution: Contribution, saved: acts.Saved) -> None:
    if not saved:
        return
    said = {"number": contribution.number}
    if not saved.is_read:
        messages.success(request, _("#%(number)s is saved.") % said)
        return
    mine = _settings(request)
    context = {
        "sentence": _("#%(number)s is read.") % said,
        "contribution": contribution,
        "place": place,
        "key": keys_of(mine.keys)["undo"] if mine.has_shortcuts else "",
    }
    messages.success(request, render_to_string("moderation/_desk_undo.html", context, request))


@require_POST
@in_consultation(Action.MODERATE, on_desk)
def unread(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Put it back among what is to be read."""
    place = Place.of(request.consultation, request.POST)
    if acts.mark_unread(contribution):
        messages.success(request, _("#%(number)s is to be read again.") % {"number": contribution.number})
    return HttpResponseRedirect(place.url(contribution.pk))


@require_POST
@in_consultation(Action.MODERATE)
def here(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Say what one has open, and hear who else has it open: what the page's script asks now and then."""
    opened = _opened(consultation, number_from(request.POST, "open") or 0)
    if opened is None:
        return HttpResponse(status=NOTHING_OPEN)
    if request.membership is not None:
        come_to(opened, request.membership)
    context = {"others": present(consultation, request.membership), "contribution": opened}
    return render(request, "moderation/_desk_present.html", context)
