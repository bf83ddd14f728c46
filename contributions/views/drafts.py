"""The composer's script keeps drafts here; without it the banner's buttons work the same address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation, to_enter
from consultation.texts import MAX_CHARACTERS
from contributions import drafts
from contributions.addresses import reply_url, room_url
from contributions.forms import LONGEST_PK
from contributions.guards import room_of
from contributions.models import Contribution, Draft
from contributions.views.answering import settle
from contributions.words import MOST_MARKUP


def _refused(request: MemberRequest, sentence: str, consultation: Consultation, room: str) -> HttpResponse:  # noqa: ARG001  the guard's arguments
    if request.method in {"GET", "HEAD"}:
        if sentence:
            raise PermissionDenied(sentence)
        return to_enter(request)
    return JsonResponse(
        {"error": sentence or _("Log in to keep drafts on the site.")}, status=403 if sentence else 401
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.TAKE_PART, refused=_refused)
def draft(request: MemberRequest, consultation: Consultation, room: str) -> HttpResponse:
    """POST keeps or discards a draft, also after the close; GET gives it as a text file."""
    found = room_of(consultation, room)
    fields = request.POST if request.method == "POST" else request.GET
    place = _place(request, found, fields)
    if request.method != "POST":
        return _download(request, place)
    if "discard" in fields:
        return _discard(request, place)
    return _save(request, place)


def _place(request: MemberRequest, room: Any, fields: Any) -> drafts.Place:
    """The contribution of this room that the draft answers, or one's own that it changes. Raises Http404."""
    edits = _contribution(room, fields.get("edits", ""))
    if edits is not None and not edits.is_by(request.membership):
        raise Http404
    return drafts.Place(room, None if edits else _contribution(room, fields.get("parent", "")), edits)


def _contribution(room: Any, value: str) -> Contribution | None:
    if not value:
        return None
    pk = int(value) if value.isdecimal() and len(value) <= LONGEST_PK else 0
    found = Contribution.objects.shown().filter(room=room, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _save(request: MemberRequest, place: drafts.Place) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "")
    if len(text) > MOST_MARKUP * MAX_CHARACTERS:
        return JsonResponse({"error": _("This text is too long to keep.")}, status=413)
    sequence, version = (number_from(request.POST, name) or 0 for name in ("sequence", "version"))
    known = {str(question.pk) for question in place.room.questions.all()}
    questions = [pk for pk in request.POST.getlist("questions") if pk in known]
    fields = request.POST.dict() | {"text": text, "form_key": _key(request.POST.get("form_key", ""))}
    try:
        copy = drafts.from_fields(fields, questions, sequence, version)
        kept = drafts.save(request.user, place, copy)  # type: ignore[arg-type]
    except drafts.PostedError:
        return JsonResponse({"saved_at": None, "sequence": 0, "posted": True})
    except drafts.OtherCopyError as error:
        return JsonResponse(_other(error.other), status=409)
    if kept is None:
        return JsonResponse({"saved_at": None, "sequence": 0})
    return JsonResponse({"saved_at": _iso(kept.saved_at), "sequence": kept.sequence})


def _key(value: str) -> str:
    try:
        return str(UUID(value)) if value else ""
    except ValueError:
        return ""


def _other(other: Draft) -> dict[str, Any]:
    return {
        "text": other.text,
        "rich": other.is_rich,
        "saved_at": _iso(other.saved_at),
        "sequence": other.sequence,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _discard(request: MemberRequest, place: drafts.Place) -> HttpResponse:
    same_as = drafts.from_fields(request.POST, [], 0) if "same" in request.POST else None
    kept = drafts.of(request.user, place).first()  # type: ignore[arg-type]
    drafts.discard(request.user, place, same_as=same_as)  # type: ignore[arg-type]
    if "page" not in request.POST:
        return JsonResponse({"saved_at": None, "sequence": 0})
    messages.success(request, _("Your draft is discarded."))
    response = redirect(_back(place))
    if kept is not None and kept.form_key:
        settle(response, str(kept.form_key))
    return response


def _back(place: drafts.Place) -> str:
    if place.edits is not None:
        return reverse("contributions:edit", args=[place.edits.pk])
    if place.parent is not None and place.room.accepts_contributions:
        return reply_url(place.parent)
    return room_url(place.room)


def _download(request: MemberRequest, place: drafts.Place) -> HttpResponse:
    kept = drafts.of(request.user, place).first()  # type: ignore[arg-type]
    if kept is None:
        raise Http404
    name = f"draft-{place.room.slug}.txt"
    return HttpResponse(
        drafts.plain(kept),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
