"""The sentence picker, and changing or removing a passage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consultation.http import MemberRequest, number_from
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution
from contributions.models import Contribution, Revision
from moderation import codebook as codebooks
from moderation.actions import carrying, coding
from moderation.coding import coding_of
from moderation.forms.coding import PassageForm, PassageWordsForm, ticks_carried_over, words_of
from moderation.guards import actor_of, passage_in, refuse_withdrawn
from moderation.models import Passage, Tagging
from moderation.sentences import split_sentences
from moderation.views.choosing import chosen_themes
from moderation.views.tags import tell_removed
from moderation.views.telling import tell, themes_of

PICKER = "moderation/picker.html"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution)
def new_passage(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    refuse_withdrawn(contribution)
    revision = _revision_of(contribution)
    if request.method != "POST":
        form = PassageForm(codebooks.load(request.consultation), revision)
        return _picker(request, contribution, form, 200)
    if request.POST.get("revision") != str(revision.pk):
        return _edited_meanwhile(request, contribution, revision)
    form = PassageForm(codebooks.load(request.consultation), revision, request.POST)
    if not form.is_valid():
        return _picker(request, contribution, form, 422)
    try:
        _save(request, contribution, form)
    except coding.RevisionIsOldError:
        contribution.refresh_from_db(fields=["revision"])
        return _edited_meanwhile(request, contribution, _revision_of(contribution))
    except coding.ThemeCountError:
        form.blame_themes(_("A passage has 1 to 5 themes, and this one has some already. Choose fewer"))
        return _picker(request, contribution, form, 422)
    return redirect("moderation:new_passage", contribution.pk)


def _revision_of(contribution: Contribution) -> Revision:
    assert contribution.revision is not None  # noqa: S101  every contribution has one once it is posted
    return contribution.revision


def _picker(
    request: MemberRequest, contribution: Contribution, form: PassageForm, status: int, **more: Any
) -> HttpResponse:
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "form": form,
        "coding": coding_of(request.consultation, [contribution]).get(contribution.pk),
        **more,
    }
    return render(request, PICKER, context, status=status)


def _edited_meanwhile(request: MemberRequest, contribution: Contribution, revision: Revision) -> HttpResponse:
    """The picker over the newest version with every choice kept, and the ticks of sentences still there."""
    data = request.POST.copy()
    pk = number_from(request.POST, "revision")
    old = Revision.objects.filter(contribution=contribution, pk=pk or 0).first()
    before = split_sentences(old.plain) if old is not None else []
    ticked = ticks_carried_over(before, data.getlist("sentence"), split_sentences(revision.plain))
    data.setlist("sentence", ticked)
    form = PassageForm(codebooks.load(request.consultation), revision, data)
    told = _("This contribution was edited while you worked. Check the sentences and save again")
    form.add_error(None, told)
    return _picker(request, contribution, form, 409)


def _save(request: MemberRequest, contribution: Contribution, form: PassageForm) -> None:
    by = actor_of(request)
    with transaction.atomic():
        themes = chosen_themes(request, form)
        whole = coding.Coded()
        if form.cleaned_data["whole"]:
            whole = coding.tag_contribution(contribution, themes, by=by)
        marked = coding.Coded()
        if form.spans:
            marked = coding.save_passages(contribution, form.new_passages(), themes, by=by)
    _tell_saved(request, contribution, whole, marked)


def _tell_saved(
    request: MemberRequest, contribution: Contribution, whole: coding.Coded, marked: coding.Coded
) -> None:
    taggings = [*whole.taggings, *marked.taggings]
    words = {
        "n": len(marked.passages),
        "number": contribution.number,
        "themes": themes_of(contribution, taggings),
    }
    if not taggings:
        told = _("#%(number)s had these themes there already.")
    elif marked.passages:
        told = ngettext(
            "Passage saved in #%(number)s: %(themes)s.",
            "%(n)s passages saved in #%(number)s: %(themes)s.",
            len(marked.passages),
        )
    else:
        told = _("#%(number)s is tagged as a whole: %(themes)s.")
    tell(request, told % words, contribution, taggings)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution)
def change_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    refuse_withdrawn(contribution)
    row = passage_in(contribution, passage)
    standing = Tagging.objects.standing().filter(passage=row).order_by("pk").values_list("theme", flat=True)
    data = request.POST if request.method == "POST" else None
    form = PassageWordsForm(codebooks.load(request.consultation), data, initial=words_of(row, list(standing)))
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            themes = chosen_themes(request, form)
            words = {key: form.cleaned_data[key] for key in ("note", "useful_as_quote")}
            coding.change_passage(row, themes, **words, by=actor_of(request))
        tell(request, _("Passage changed in #%(number)s.") % {"number": contribution.number})
        return _to_contribution(contribution, row.pk)
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "passage": row,
        "form": form,
    }
    return render(request, "moderation/passage.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def remove_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    row = get_object_or_404(Passage, pk=passage, revision__contribution=contribution)
    gone = coding.take_back_passage(contribution, row, by=actor_of(request))
    tell_removed(request, contribution, gone)
    return _to_contribution(contribution)


def _to_contribution(contribution: Contribution, passage: int | None = None) -> HttpResponse:
    url = reverse("contributions:contribution", args=[contribution.pk])
    return HttpResponseRedirect(f"{url}#p{passage}" if passage else url)


@require_POST
@in_consultation(Action.CODE, by_contribution)
def carry_passage(request: MemberRequest, contribution: Contribution, passage: int) -> HttpResponse:
    """The passage stands in the newest version where it was proposed."""
    refuse_withdrawn(contribution)
    found = passage_in(contribution, passage)
    back = reverse("contributions:contribution", args=[contribution.pk])
    revision = _revision_of(contribution)
    shown = Revision.objects.filter(contribution=contribution, pk=number_from(request.POST, "revision") or 0)
    try:
        carried = carrying.confirm_place(found, shown.first() or revision, by=actor_of(request))
    except carrying.NothingToCarryError:
        messages.error(request, _("Nothing was carried over: the text or the passage changed meanwhile."))
        return redirect(f"{back}#text-changed")
    messages.success(request, _("Carried over. The passage stands in the newest version now."))
    return redirect(f"{back}#p{carried.pk}")
