"""What is done with several passages of a theme at once, chosen on its page."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
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
from moderation.forms.reshaping import EXAMPLE, MOVE, PUT_ON, TakeForm
from moderation.guards import actor_of, standing_theme, theme_in
from moderation.models import Theme
from moderation.views.reshaping import tell_reshaped


@require_POST
@in_consultation(Action.CODE)
def take_from_theme(request: MemberRequest, consultation: Consultation, theme: int) -> HttpResponse:
    """Move the chosen taggings, put one more theme on them, or call them examples."""
    codebook = codebooks.load(consultation)
    standing_theme(codebook, theme)
    form = TakeForm(codebook, request.POST)
    back = reverse("moderation:theme", args=[consultation.slug, theme])
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return HttpResponseRedirect(f"{back}#take")
    source = theme_in(consultation, theme)
    try:
        if form.needs_theme:
            done = _moved(request, source, form) if form.do_what == MOVE else _put_on(request, source, form)
        else:
            return _called_examples(request, source, form)
    except reshaping.NameIsTakenError:
        messages.error(request, _("There is a theme of this name in this place already"))
        return HttpResponseRedirect(f"{back}#take")
    except (reshaping.NothingChosenError, reshaping.NoSuchPlaceError):
        told = _("Nothing was done: what you chose stands on another theme. Open that one, and choose there.")
        messages.error(request, told)
        return HttpResponseRedirect(f"{back}#take")
    return tell_reshaped(request, consultation, _told(form, done), done.entry)


def _moved(request: MemberRequest, source: Theme, form: TakeForm) -> reshaping.Reshaped:
    by = actor_of(request)
    if form.words:
        _made, done = reshaping.split_theme(source, form.words, form.taggings, by=by)
        return done
    target = theme_in(source.consultation, form.cleaned_data["into"])
    return reshaping.move_taggings(source, target, form.taggings, by=by)


@transaction.atomic
def _put_on(request: MemberRequest, source: Theme, form: TakeForm) -> reshaping.Reshaped:
    by = actor_of(request)
    if form.words:
        other = theme_named(source.consultation, form.words.name, parent=source.parent, by=by)
    else:
        other = theme_in(source.consultation, form.cleaned_data["into"])
    return placing.put_on(source, other, form.taggings, by=by)


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


def _told(form: TakeForm, done: reshaping.Reshaped) -> str:
    count = done.moved + done.doubled
    if form.do_what == PUT_ON:
        told = ngettext("Theme added to %(count)s passage.", "Theme added to %(count)s passages.", count)
        return told % {"count": count}
    left = len(form.taggings) - count
    told = ngettext("%(count)s tagging moved.", "%(count)s taggings moved.", count) % {"count": count}
    stayed = _("What stands on themes below stayed there.")
    return f"{told} {stayed}" if left > 0 else told
