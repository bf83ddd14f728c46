from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import form_page
from consultation.models import Audience, Consultation, Invitation
from consultation.permissions import Action, in_consultation
from consultation.setup.actions.saving import save_name, save_texts, set_audience
from consultation.setup.checklist import rows_of
from consultation.setup.forms import AudienceForm, NameForm, TextsForm
from consultation.setup.refusal import RefusedError
from consultation.setup.requests import EditorRequest


@require_safe
@in_consultation(Action.SET_UP)
def task_list(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    rows = rows_of(consultation)
    context = {
        "consultation": consultation,
        "rows": rows,
        "missing": sum(len(row.look.must) for row in rows),
        "last": len(rows) + 1,
    }
    return render(request, "consultation/manage/tasks.html", context)


def show(request: EditorRequest, template: str, form: forms.BaseForm, **more: Any) -> HttpResponse:
    """The page of an item around its form."""
    return form_page(request, f"consultation/manage/{template}.html", form, **more)


def saved(request: EditorRequest, consultation: Consultation, *sentences: str) -> HttpResponse:
    """Back to the list, which says what was saved."""
    for sentence in sentences:
        messages.success(request, sentence)
    return redirect("manage:tasks", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def name(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    # The form writes to a copy, so that a refused one leaves the page's own header as it was.
    form = NameForm(request.POST or None, instance=Consultation.objects.get(pk=consultation.pk))
    if request.method == "POST" and form.is_valid():
        try:
            save_name(consultation, form.cleaned_data, actor=request.user)
        except RefusedError as error:
            form.add_error("slug" if "slug" in form.fields else None, str(error))
        else:
            consultation.refresh_from_db()
            return saved(request, consultation, _("Name, organiser and languages are saved."))
    return show(request, "name", form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def texts(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    form = TextsForm(request.POST or None, instance=Consultation.objects.get(pk=consultation.pk))
    if request.method == "POST" and form.is_valid():
        save_texts(consultation, form.cleaned_data, actor=request.user)
        return saved(request, consultation, _("The texts are saved."))
    return show(request, "texts", form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def access(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    """Who can see it. A change of what is published already is asked twice."""
    form = AudienceForm(request.POST or None, initial={"audience": consultation.audience})
    if request.method != "POST" or not form.is_valid():
        return show(request, "access", form)
    audience = form.cleaned_data["audience"]
    is_change = audience != consultation.audience and not consultation.is_draft
    if is_change and request.POST.get("confirmed") != audience:
        context = {
            "audience": audience,
            "effect": effect_of(consultation, audience),
            "before": consultation.get_audience_display(),
            "after": Audience(audience).label,
        }
        return show(request, "access_confirm", form, **context)
    set_audience(consultation, audience, actor=request.user)
    return saved(request, consultation, _("Saved. %(effect)s") % {"effect": who_sees(consultation, audience)})


def who_sees(consultation: Consultation, audience: str) -> str:
    """One sentence on who can see it with this audience."""
    sentences = {
        Audience.PUBLIC: _("Everyone can find and read it."),
        Audience.UNLISTED: _("Everyone who has the address can read it; it stands in no list."),
        Audience.INVITED: _("Only its members and invited people can know of it."),
    }
    told = sentences[Audience(audience)]
    if consultation.is_draft:
        return f"{told} " + _("Until it is published, only the team sees it.")
    return told


def effect_of(consultation: Consultation, audience: str) -> str:
    """Who gains or loses sight of a published consultation when its audience becomes this one."""
    members = consultation.memberships.count()
    seats = Invitation.objects.waiting().filter(consultation=consultation).count()
    if audience == Audience.INVITED:
        kept = ngettext("%(n)d person keeps", "%(n)d people keep", members + seats) % {"n": members + seats}
        return _(
            "%(kept)s sight of it: its members and those invited. Everybody else loses it: lists, search and "
            "every address in it answer “Page not found”, also for those who read it before."
        ) % {"kept": kept}
    if audience == Audience.UNLISTED and consultation.audience == Audience.PUBLIC:
        return _(
            "It leaves all lists and searches. Everyone who has the address can still read it; "
            "nobody else finds it."
        )
    if audience == Audience.UNLISTED:
        return _("Everyone who has the address gains sight of it, and of all that was said in it so far.")
    return _("Everyone gains sight of it, and of all that was said in it so far.")
