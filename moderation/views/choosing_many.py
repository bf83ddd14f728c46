"""What is done with several passages of a theme at once, chosen on its page."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from moderation import codebook as codebooks
from moderation.actions import placing, reshaping
from moderation.actions.codebook import theme_named
from moderation.forms.reshaping import EXAMPLE, PUT_ON, TakeForm
from moderation.guards import actor_of, standing_theme, theme_in
from moderation.models import Theme
from moderation.views.reshaping import tell_reshaped
from moderation.views.theme import show_theme

LONGEST_QUERY = 500  # characters of the address it was sent from

type Given = tuple[Theme, reshaping.Reshaped]  # to which theme, and what was done


@require_POST
@in_consultation(Action.CODE)
def take_from_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """Move the chosen taggings, put one more theme on them, or call them examples."""
    codebook = codebooks.load(consultation)
    standing_theme(codebook, theme)
    form = TakeForm(codebook, request.POST)
    if not form.is_valid():
        return _asked_again(request, consultation, theme, str(next(iter(form.errors.values()))[0]))
    source = theme_in(consultation, theme)
    try:
        if form.needs_theme:
            give = _put_on if form.do_what == PUT_ON else _moved
            target, done = give(request, source, form)
        else:
            return _called_examples(request, source, form)
    except reshaping.NameIsTakenError:
        told = _("There is a theme of this name in this place already")
        return _asked_again(request, consultation, theme, told)
    except (reshaping.NothingChosenError, reshaping.NoSuchPlaceError):
        told = _("Nothing was done: what you chose stands on another theme. Open that one, and choose there.")
        return _asked_again(request, consultation, theme, told)
    return tell_reshaped(request, consultation, _told(form, target, done), done.entry)


def _asked_again(
    request: MemberRequest, consultation: Consultation, theme: int, problem: str
) -> HttpResponse:
    """The page as it was sent from, with what was ticked and typed, and what is wrong."""
    at = request.POST.get("at", "")[:LONGEST_QUERY]
    request.GET, request.META["QUERY_STRING"] = QueryDict(at), at
    request.path = reverse("moderation:theme", args=[consultation.slug, theme])
    return show_theme(request, consultation, theme, problem)


def _moved(request: MemberRequest, source: Theme, form: TakeForm) -> Given:
    by = actor_of(request)
    if form.words:
        return reshaping.split_theme(source, form.words, form.taggings, by=by)
    target = theme_in(source.consultation, form.cleaned_data["into"])
    return target, reshaping.move_taggings(source, target, form.taggings, by=by)


@transaction.atomic
def _put_on(request: MemberRequest, source: Theme, form: TakeForm) -> Given:
    by = actor_of(request)
    if form.words:
        other = theme_named(source.consultation, form.words.name, parent=source.parent, by=by)
    else:
        other = theme_in(source.consultation, form.cleaned_data["into"])
    return other, placing.put_on(source, other, form.taggings, by=by)


def _called_examples(request: MemberRequest, theme: Theme, form: TakeForm) -> HttpResponse:
    are = form.do_what == EXAMPLE
    count = placing.mark_examples(theme, form.taggings, are=are, by=actor_of(request))
    if not count:
        told = _("Nothing was changed: examples are passages that bear the theme itself.")
    elif are:
        told = ngettext("%(n)s passage is an example now.", "%(n)s passages are examples now.", count)
    else:
        told = ngettext(
            "%(n)s passage is no example any more.", "%(n)s passages are no examples any more.", count
        )
    messages.success(request, told % {"n": count} if count else told)
    return HttpResponseRedirect(reverse("moderation:theme", args=[theme.consultation.slug, theme.pk]))


def _told(form: TakeForm, target: Theme, done: reshaping.Reshaped) -> str:
    count = done.moved + done.doubled
    if form.do_what == PUT_ON and not count:
        return _("Nothing was changed: what you chose bears that theme already, or bears five themes.")
    if form.do_what == PUT_ON:
        told = ngettext("Theme added to %(count)s passage.", "Theme added to %(count)s passages.", count)
        return told % {"count": count}
    left = len(form.taggings) - count
    label = codebooks.load(target.consultation).by_pk[target.pk].label
    told = ngettext(
        "%(count)s tagging moved to %(theme)s.", "%(count)s taggings moved to %(theme)s.", count
    ) % {"count": count, "theme": label}
    stayed = _("What stands on themes below stayed there.")
    return f"{told} {stayed}" if left > 0 else told
