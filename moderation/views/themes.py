"""What the team does to the codebook: add, change and move themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook as codebooks
from moderation.actions import codebook as actions
from moderation.acts import HUE_NAMES
from moderation.codebook import Codebook
from moderation.conflicts import theme_conflict
from moderation.forms.codebook import ThemeForm
from moderation.guards import actor_of, standing_theme, theme_in
from moderation.meanwhile import ChangedMeanwhileError, Shown, both, sent_along
from moderation.models import Theme

FORM = "moderation/theme_form.html"
CONFLICT = 409
CHOSEN = ("name", "hue", "parent")  # of which there is one; longer words are kept from both


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def add_theme(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    under = number_from(request.GET, "under")
    form = ThemeForm(codebooks.load(consultation), _posted(request), initial={"parent": under})
    made: list[Theme] = []

    def add() -> None:
        parent = _parent(consultation, form)
        made.append(actions.add_theme(consultation, form.words, parent=parent, by=actor_of(request)))

    if form.is_valid() and _done(form, add):
        messages.success(request, _("Theme added: %(theme)s.") % {"theme": _label(made[0])})
        return _to_codebook(consultation, made[0].pk)
    context = {"consultation": consultation, "form": form, "theme": None}
    return render(request, FORM, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def edit_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    codebook = codebooks.load(consultation)
    coded = standing_theme(codebook, theme)
    row = theme_in(consultation, theme)
    form = ThemeForm(codebook, _posted(request), initial=_initial(actions.as_shown(row)), theme=coded)

    def change() -> None:
        parent, seen = _parent(consultation, form), form.seen_before
        actions.change_theme(row, form.words, parent=parent, by=actor_of(request), seen=seen)

    context = {"consultation": consultation, "form": form, "theme": coded}
    try:
        if form.is_valid() and _done(form, change):
            messages.success(request, _("Theme saved: %(theme)s.") % {"theme": _label(row)})
            return _to_codebook(consultation, row.pk)
    except ChangedMeanwhileError as changed:
        context |= _see_both(row, codebook, form, changed.now)
        return render(request, FORM, context, status=CONFLICT)
    return render(request, FORM, context, status=422 if form.is_bound else 200)


def _initial(shown: Shown) -> Shown:
    return shown | {"seen": sent_along(shown)}


def _see_both(row: Theme, codebook: Codebook, form: ThemeForm, now: Shown) -> dict[str, Any]:
    """The form again with what is saved and what was about to be, side by side. What was chosen stays so."""
    mine, seen = form.mine, form.seen_before or {}
    joined = both(seen, now, mine) | {name: mine[name] for name in CHOSEN if mine[name] != seen.get(name)}
    sides = (one | {"hue": str(dict(HUE_NAMES)[one["hue"]])} for one in (now, mine))
    conflict = theme_conflict(row, codebook, form.labels, *sides, made=form.made)
    initial = joined | {"seen": sent_along(now)}
    coded = codebook.by_pk[row.pk]
    return {"conflict": conflict, "form": ThemeForm(codebook, initial=initial, theme=coded)}


@require_POST
@in_consultation(Action.CODE)
def move_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """To the place asked for, not one step on: pressing twice moves once."""
    row = theme_in(consultation, theme)
    place = number_from(request.POST, "place") or 0
    if actions.move_theme(row, place=place, by=actor_of(request)):
        messages.success(request, _("Theme moved: it is now %(theme)s.") % {"theme": _label(row)})
    else:
        messages.warning(
            request, _("Nothing was moved: %(theme)s stands there already.") % {"theme": _label(row)}
        )
    return _to_codebook(consultation, row.pk)


def _posted(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _done(form: ThemeForm, act: Callable[[], None]) -> bool:
    """Do it; what the codebook refuses becomes an error of the field concerned."""
    try:
        act()
    except actions.NameIsTakenError:
        form.add_error("name", _("There is a theme of this name in this place already"))
    except actions.NoSuchPlaceError:
        form.add_error("parent", _("The theme cannot stand there. Choose another place"))
    else:
        return True
    return False


def _parent(consultation: Consultation, form: ThemeForm) -> Theme | None:
    """The theme chosen as parent. Raises NoSuchPlaceError when it went meanwhile."""
    pk = form.cleaned_data["parent"]
    if pk is None:
        return None
    parent = Theme.objects.filter(consultation=consultation, retired_at=None, pk=pk).first()
    if parent is None:
        raise actions.NoSuchPlaceError(pk)
    return parent


def _label(theme: Theme) -> str:
    return codebooks.load(theme.consultation).by_pk[theme.pk].label


def _to_codebook(consultation: Consultation, theme: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('moderation:codebook', args=[consultation.slug])}#theme-{theme}")
