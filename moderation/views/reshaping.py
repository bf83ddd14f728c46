"""Merging, splitting and retiring themes, and taking the last of these acts back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook as codebooks
from moderation.actions import placing, reshaping
from moderation.forms.reshaping import MergeForm, PlaceForm
from moderation.guards import actor_of, standing_theme, theme_in

MERGE, PLACE = "moderation/theme_merge.html", "moderation/theme_place.html"
LAST = 100_000  # a place after every theme


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def merge_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """Choose a theme, see the numbers, then merge."""
    codebook = codebooks.load(consultation)
    coded = standing_theme(codebook, theme)
    sent = request.POST if request.method == "POST" else request.GET
    form = MergeForm(codebook, sent if "into" in sent else None, theme=coded)
    context = {"consultation": consultation, "theme": coded, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, MERGE, context, status=422 if form.is_bound else 200)
    source, target = theme_in(consultation, theme), theme_in(consultation, form.cleaned_data["into"])
    if request.method != "POST":
        context |= {"target": codebook.by_pk[target.pk], "preview": reshaping.preview_merge(source, target)}
        return render(request, MERGE, context)
    try:
        done = reshaping.merge_themes(source, target, by=actor_of(request))
    except reshaping.NameIsTakenError as taken:
        name = _("Both have a theme named %(name)s below them. Rename or merge these first") % {"name": taken}
        form.add_error("into", name)
    except reshaping.NoSuchPlaceError:
        form.add_error("into", _("This place is not in the codebook any more. Choose again"))
    else:
        label = codebooks.load(consultation).by_pk[target.pk].label
        told = ngettext(
            "Merged. %(count)s tagging moved to %(theme)s.",
            "Merged. %(count)s taggings moved to %(theme)s.",
            done.moved,
        )
        told %= {"count": done.moved, "theme": label}
        return tell_reshaped(request, consultation, told, done.entry)
    return render(request, MERGE, context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE)
def place_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """Under another theme, or to another place where it is."""
    codebook = codebooks.load(consultation)
    coded = standing_theme(codebook, theme)
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(codebook, data, theme=coded, initial={"parent": coded.parent, "place": coded.place})
    context = {"consultation": consultation, "theme": coded, "form": form}
    if not form.is_bound or not form.is_valid():
        return render(request, PLACE, context, status=422 if form.is_bound else 200)
    chosen, row = form.cleaned_data, theme_in(consultation, theme)
    parent = theme_in(consultation, chosen["parent"]) if chosen["parent"] else None
    try:
        done = placing.place_theme(row, parent=parent, place=chosen["place"] or LAST, by=actor_of(request))
    except reshaping.NameIsTakenError:
        form.add_error("parent", _("There is a theme of this name in this place already"))
    except reshaping.NoSuchPlaceError:
        form.add_error("parent", _("The theme cannot stand there. Choose another place"))
    else:
        label = codebooks.load(consultation).by_pk[row.pk].label
        told = _("Theme moved: it is now %(theme)s.") % {"theme": label}
        return tell_reshaped(request, consultation, told, done.entry)
    return render(request, PLACE, context, status=422)


@require_POST
@in_consultation(Action.CODE)
def retire_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    row = theme_in(consultation, theme)
    label = codebooks.load(consultation).by_pk[row.pk].label
    try:
        done = reshaping.retire_theme(row, by=actor_of(request))
    except reshaping.ThemeIsUsedError:
        messages.error(
            request, _("%(theme)s is in use. Merge it into another theme instead.") % {"theme": label}
        )
        return redirect("moderation:codebook", consultation.slug)
    return tell_reshaped(request, consultation, _("Retired: %(theme)s.") % {"theme": label}, done.entry)


@require_POST
@in_consultation(Action.CODE)
def undo_reshaping(request: MemberRequest, consultation: Consultation, entry: int) -> HttpResponse:
    acts = AuditEntry.objects.filter(consultation_id=consultation.pk, action__in=reshaping.RESHAPED)
    found = acts.filter(pk=entry).first()
    if found is None:
        raise Http404
    try:
        reshaping.undo(found, by=actor_of(request))
    except reshaping.CannotUndoError:
        messages.error(request, _("This can no longer be undone: the codebook was changed or used since."))
    except reshaping.NameIsTakenError as taken:
        messages.error(
            request,
            _("Rename %(name)s first: the theme that comes back has the same name.") % {"name": taken},
        )
    else:
        messages.success(request, _("Undone. Everything stands where it stood."))
    return redirect("moderation:codebook", consultation.slug)


def tell_reshaped(
    request: MemberRequest, consultation: Consultation, sentence: str, entry: AuditEntry
) -> HttpResponse:
    """Say it on the codebook's page, with a button that undoes it."""
    context = {"sentence": sentence, "consultation": consultation, "entry": entry}
    messages.success(request, render_to_string("moderation/_undo_reshaping.html", context, request))
    return redirect("moderation:codebook", consultation.slug)
