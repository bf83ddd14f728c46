"""What the team does to the codebook: add, change and move themes."""

from __future__ import annotations

from collections.abc import Callable

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
from moderation.forms.codebook import ThemeForm
from moderation.guards import actor_of, standing_theme, theme_in
from moderation.models import Theme

FORM = "moderation/theme_form.html"


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
    initial = {"name": row.name, "parent": row.parent_id, "definition": row.definition, "hue": row.hue}
    initial |= {"use_when": row.use_when, "use_not": row.use_not, "memo": row.memo}
    form = ThemeForm(codebook, _posted(request), initial=initial, theme=coded)

    def change() -> None:
        parent = _parent(consultation, form)
        actions.change_theme(row, form.words, parent=parent, by=actor_of(request))

    if form.is_valid() and _done(form, change):
        messages.success(request, _("Theme saved: %(theme)s.") % {"theme": _label(row)})
        return _to_codebook(consultation, row.pk)
    context = {"consultation": consultation, "form": form, "theme": coded}
    return render(request, FORM, context, status=422 if form.is_bound else 200)


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
