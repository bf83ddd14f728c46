from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from consultation.setup import clock
from consultation.setup.actions.dates import close_now, move_closing
from consultation.setup.actions.saving import promise_summary, save_dates
from consultation.setup.date_forms import CloseForm, DatesForm, ExtendForm, SummaryDayForm
from consultation.setup.refusal import RefusedError
from consultation.setup.requests import EditorRequest
from consultation.setup.sentences import in_other_cities, in_words, oddity_sentence
from consultation.setup.views.items import saved, show


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def dates(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """The dates of a draft; of what is published only the day of the summary."""
    if not consultation.is_draft:
        return _summary_day(request, consultation)
    form = DatesForm(request.POST or None, initial=_initial(consultation))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            save_dates(consultation, _values(consultation, cleaned), actor=request.user)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            consultation.refresh_from_db()
            return saved(request, consultation, _("The dates are saved."), *_told(consultation, cleaned))
    return show(request, "dates", form, cities=_cities(consultation))


def _initial(consultation: Consultation) -> dict[str, Any]:
    """The dates as they are saved; for those that are not the form has times of its own."""
    initial: dict[str, Any] = {
        "time_zone": consultation.time_zone,
        "summary_due_on": consultation.summary_due_on,
    }
    for which, local in (("opens", consultation.opens_locally), ("closes", consultation.closes_locally)):
        if local is not None:
            initial |= {f"{which}_day": local.date(), f"{which}_time": local.time()}
    return initial


def _values(consultation: Consultation, cleaned: dict[str, Any]) -> dict[str, Any]:
    zone = cleaned["time_zone"]
    return {
        "opens_at": cleaned["opens"].instant if cleaned["opens"] else None,
        "closes_at": cleaned["closes"].instant if cleaned["closes"] else None,
        "time_zone": zone,
        "city": consultation.city if zone == consultation.time_zone else clock.city_of(zone),
        "summary_due_on": cleaned["summary_due_on"],
    }


def _told(consultation: Consultation, cleaned: dict[str, Any]) -> list[str]:
    """What the dates mean elsewhere, and what a change of clocks did to them."""
    told = [oddity_sentence(cleaned[which], consultation.city) for which in ("opens", "closes")]
    if consultation.closes_at is not None and consultation.closes_locally is not None:
        words = {
            "when": in_words(consultation.closes_locally),
            "city": consultation.city,
            "cities": in_other_cities(consultation.closes_at, consultation),
        }
        told.append(_("It closes on %(when)s in %(city)s: %(cities)s.") % words)
    return [sentence for sentence in told if sentence]


def _cities(consultation: Consultation) -> list[tuple[str, datetime | None, datetime | None]]:
    """The saved dates on the walls of other cities."""
    both = [at for at in (consultation.opens_at, consultation.closes_at) if at is not None]
    if not both:
        return []
    return [
        (
            clock.city_of(name),
            consultation.opens_at.astimezone(clock.zone_of(name)) if consultation.opens_at else None,
            consultation.closes_at.astimezone(clock.zone_of(name)) if consultation.closes_at else None,
        )
        for name in clock.SHOWN_IN
    ]


def _summary_day(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    initial = {"summary_due_on": consultation.summary_due_on}
    form = SummaryDayForm(request.POST or None, initial=initial, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["summary_due_on"]
        promise_summary(consultation, day, actor=request.user)
        told = _("The summary is promised by %(day)s.") % {"day": formats.date_format(day, "DATE_FORMAT")}
        return saved(request, consultation, told)
    changes = consultation.date_changes.select_related("consultation")
    cities = _cities(consultation)
    return show(request, "dates_published", form, cities=cities, date_changes=changes)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def extend(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Move the closing date of a published consultation, with a reason that everybody reads."""
    if consultation.is_draft:
        return redirect("manage:dates", consultation.slug)
    form = ExtendForm(request.POST or None, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            change = move_closing(
                consultation,
                cleaned["closes"].instant,
                cleaned["reason"],
                actor=request.user,
                known=_known(cleaned["known"], consultation),
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The closing date is now %(when)s, %(city)s time. Members are told by email.")
                % {"when": in_words(change.new_locally), "city": consultation.city},
            )
            if oddity := oddity_sentence(cleaned["closes"], consultation.city):
                messages.success(request, oddity)
            return redirect("manage:tasks", consultation.slug)
    return show(request, "extend", form)


def _known(token: str, consultation: Consultation) -> datetime:
    """The closing date that the person saw; a token that is not ours stands for none there ever was."""
    if token.isascii() and token.isdigit() and len(token) <= len(str(2**33)):
        return datetime.fromtimestamp(int(token), UTC)
    return datetime.fromtimestamp(0, consultation.zone)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def close(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Close an open consultation at once."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_now(consultation, form.cleaned_data["reason"], actor=request.user)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, consultation, _("The consultation is closed. Members are told by email."))
    return show(request, "close", form)
