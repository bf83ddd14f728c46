"""The sentence picker: passages made of ticked sentences, or of words selected in the text."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest, number_from
from consultation.models import Membership
from consultation.permissions import Action, in_consultation
from contributions.bylines import byline
from contributions.guards import by_contribution_alone
from contributions.models import Contribution, Revision
from moderation import codebook as codebooks
from moderation.actions import carrying, coding
from moderation.anchors import AnchorState, make_anchor, reanchor
from moderation.coding import coding_of
from moderation.desk import recent_themes
from moderation.forms.coding import PassageForm, selected, ticks_carried_over, words_of
from moderation.guards import actor_of, passage_in, refuse_withdrawn
from moderation.models import Passage, Theme
from moderation.passage_rows import PassageRows
from moderation.sentences import split_sentences
from moderation.views.choosing import chosen_themes
from moderation.views.desk_place import place_asked
from moderation.views.telling import tell, themes_of

PICKER = "moderation/picker.html"


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.CODE, by_contribution_alone)
def new_passage(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """`start`, `end` and `revision` in the address are a selection; `instead` is a passage to place anew."""
    refuse_withdrawn(contribution)
    revision = _revision_of(contribution)
    if request.method != "POST":
        initial = {
            **_initial_of(_instead(request, contribution)),
            **_selection(request, contribution, revision),
        }
        form = PassageForm(codebooks.load(request.consultation), revision, initial=initial)
        return _picker(request, contribution, form, 200)
    if request.POST.get("revision") != str(revision.pk):
        return _edited_meanwhile(request, contribution, revision)
    form = PassageForm(codebooks.load(request.consultation), revision, request.POST)
    if not form.is_valid():
        return _picker(request, contribution, form, 422)
    try:
        return _saved(request, contribution, form)
    except coding.RevisionIsOldError:
        contribution.refresh_from_db(fields=["revision"])
        return _edited_meanwhile(request, contribution, _revision_of(contribution))
    except coding.ThemeCountError:
        form.blame_themes(_("A passage has 1 to 5 themes, and this one has some already. Choose fewer"))
        return _picker(request, contribution, form, 422)


def _revision_of(contribution: Contribution) -> Revision:
    assert contribution.revision is not None  # noqa: S101  every contribution has one once it is posted
    return contribution.revision


def _instead(request: MemberRequest, contribution: Contribution) -> Passage | None:
    """The passage, left behind by an edit, that is placed anew by this form."""
    sent = request.POST if request.method == "POST" else request.GET
    pk = number_from(sent, "instead")
    passage = passage_in(contribution, pk) if pk else None
    return passage if passage and passage.revision_id != contribution.revision_id else None


def _initial_of(passage: Passage | None) -> dict[str, Any]:
    if passage is None:
        return {}
    return words_of(coding.shown_of(passage))


def _selection(request: MemberRequest, contribution: Contribution, revision: Revision) -> dict[str, Any]:
    """What was selected on another page; of an older version only if its words are still there."""
    start, end = number_from(request.GET, "start") or 0, number_from(request.GET, "end") or 0
    seen = number_from(request.GET, "revision")
    if seen is None or seen == revision.pk:
        return selected(revision, start, end)
    old = Revision.objects.filter(contribution=contribution, pk=seen).first()
    try:
        moved = reanchor(make_anchor(old.plain, start, end), revision.plain) if old else None
    except ValueError:
        moved = None
    if moved is None or moved.state == AnchorState.NEAR:
        messages.warning(request, _("The text changed since you selected these words. Choose them again."))
        return {}
    return selected(revision, moved.start, moved.end)


def _picker(
    request: MemberRequest, contribution: Contribution, form: PassageForm, status: int, **more: Any
) -> HttpResponse:
    found = coding_of(request.consultation, [contribution]).get(contribution.pk)
    rows, place = PassageRows(request, request.consultation), place_asked(request)
    context = {
        "consultation": request.consultation,
        "room": contribution.room,
        "contribution": contribution,
        "byline": byline(contribution, request.membership),
        "form": form,
        "recent": recent_themes(form.codebook, request.membership),
        "coding": found,
        "passages": rows.drawn(contribution, found.passages) if found else "",
        "instead": _instead(request, contribution),
        "place": place,
        "back": place.url(contribution.pk) if place else "",
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


def _saved(request: MemberRequest, contribution: Contribution, form: PassageForm) -> HttpResponse:
    by, instead = actor_of(request), _instead(request, contribution)
    new = form.new_passages()
    with transaction.atomic():
        themes = chosen_themes(request, form)
        whole, marked = coding.Coded(), coding.Coded()
        if form.cleaned_data["whole"]:
            whole = coding.tag_contribution(contribution, themes, by=by)
        is_placed = instead is not None and bool(new.spans) and _placed_anew(instead, new, themes, by)
        if new.spans:
            marked = coding.save_passages(contribution, new, themes, by=by)
    if is_placed:
        messages.success(request, _("Carried over. The passage stands in the newest version now."))
        return redirect("moderation:changed", request.consultation.slug)
    _tell_saved(request, contribution, form, whole, marked)
    place, again = place_asked(request), reverse("moderation:new_passage", args=[contribution.pk])
    return redirect(f"{again}?{urlencode(place.fields)}" if place else again)


def _placed_anew(passage: Passage, new: coding.NewPassages, themes: list[Theme], by: Membership) -> bool:
    """Let the first of the spans be where the passage stands now; false when that was settled meanwhile."""
    try:
        carried = carrying.place_anew(passage, new.revision, new.spans[0], by=by)
    except carrying.NothingToCarryError:
        return False
    if carried.origin_id == passage.pk:  # what somebody else had marked there keeps its themes and its note
        useful = new.useful_as_quote
        coding.change_passage(carried, themes, note=new.note, useful_as_quote=useful, by=by)
    return True


def _tell_saved(
    request: MemberRequest,
    contribution: Contribution,
    form: PassageForm,
    whole: coding.Coded,
    marked: coding.Coded,
) -> None:
    taggings = [*whole.taggings, *marked.taggings]
    words = {
        "n": len(marked.passages),
        "number": contribution.number,
        "themes": themes_of(contribution, taggings, form.codebook),
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
