"""Merging, splitting and retiring themes, and taking the last of these acts back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook as codebooks
from moderation.actions import reshaping
from moderation.forms.reshaping import MergeForm, TakeForm
from moderation.guards import actor_of, standing_theme, theme_in

MERGE = "moderation/theme_merge.html"


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
        told = _("Merged. %(count)s taggings moved to %(theme)s.") % {"count": done.moved, "theme": label}
        return _told(request, consultation, told, done.entry)
    return render(request, MERGE, context, status=422)


@require_POST
@in_consultation(Action.CODE)
def take_from_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """Move the ticked taggings of a theme to another one, or split them off into a new one."""
    codebook = codebooks.load(consultation)
    standing_theme(codebook, theme)
    form = TakeForm(codebook, request.POST)
    back = reverse("moderation:theme", args=[consultation.slug, theme])
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return HttpResponseRedirect(f"{back}#take")
    source, by = theme_in(consultation, theme), actor_of(request)
    try:
        if form.words:
            _made, done = reshaping.split_theme(source, form.words, form.taggings, by=by)
        else:
            target = theme_in(consultation, form.cleaned_data["into"])
            done = reshaping.move_taggings(source, target, form.taggings, by=by)
    except reshaping.NameIsTakenError:
        messages.error(request, _("There is a theme of this name in this place already"))
        return HttpResponseRedirect(f"{back}#take")
    except (reshaping.NothingChosenError, reshaping.NoSuchPlaceError):
        messages.error(request, _("Nothing was moved: what you chose stands somewhere else by now."))
        return HttpResponseRedirect(back)
    count = done.moved + done.doubled
    told = ngettext("%(count)s tagging moved.", "%(count)s taggings moved.", count) % {"count": count}
    return _told(request, consultation, told, done.entry)


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
    return _told(request, consultation, _("Retired: %(theme)s.") % {"theme": label}, done.entry)


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


def _told(
    request: MemberRequest, consultation: Consultation, sentence: str, entry: AuditEntry
) -> HttpResponse:
    context = {"sentence": sentence, "consultation": consultation, "entry": entry}
    messages.success(request, render_to_string("moderation/_undo_reshaping.html", context, request))
    return redirect("moderation:codebook", consultation.slug)
