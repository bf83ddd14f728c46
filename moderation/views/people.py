"""The people page: who takes part, and who a typed name is."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from consultation.http import MemberRequest, number_from
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from contributions.actions import bind_typed_name
from moderation.forms.decisions import NameForm
from moderation.guards import actor_of
from moderation.people import candidates, candidates_for, members_page, waiting_names


@require_safe
@in_consultation(Action.CONFIRM_PEOPLE)
def people_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    return _page(request, consultation, None)


def _page(request: MemberRequest, consultation: Consultation, failed: NameForm | None) -> HttpResponse:
    members, later = members_page(consultation, after=number_from(request.GET, "after"))
    names = waiting_names(consultation)
    offered = candidates_for(consultation, [name.folded for name in names])
    rows = [
        {"name": name, "form": failed if _is_of(failed, name.folded) else _form(name.folded, members_)}
        for name, members_ in ((name, offered[name.folded]) for name in names)
    ]
    context = {
        "consultation": consultation,
        "members": members,
        "later": later,
        "names": rows,
        "form": failed,
    }
    return render(request, "moderation/people.html", context, status=422 if failed else 200)


def _form(name: str, members: Sequence[tuple[int, str]], data: QueryDict | None = None) -> NameForm:
    """The form of one typed name; several stand on the page, so the name is part of the ids."""
    return NameForm(members, data, initial={"name": name}, auto_id=f"id_%s_{name.replace(' ', '-')}")


def _is_of(form: NameForm | None, name: str) -> bool:
    return form is not None and form.data.get("name") == name


@require_POST
@in_consultation(Action.CONFIRM_PEOPLE)
def confirm_name(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    name = request.POST.get("name", "")
    form = _form(name, candidates(consultation, name), request.POST)
    if not form.is_valid():
        return _page(request, consultation, form)
    member = consultation.memberships.named().filter(pk=form.cleaned_data["member"]).first()
    if member is None:
        raise Http404
    bound = bind_typed_name(consultation, form.cleaned_data["name"], member, by=actor_of(request))
    if bound:
        told = ngettext(
            "%(name)s is now named in %(n)s place and will be told.",
            "%(name)s is now named in %(n)s places and will be told.",
            bound,
        )
        messages.success(request, told % {"name": member.name, "n": bound})
    else:
        messages.warning(request, _("Nobody waits under this name any more."))
    return redirect("moderation:people", consultation.slug)
