"""The report in other languages: each text beside its original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions.outline import report_of
from synthesis.actions.translating import ChangedMeanwhileError, Seen, translate
from synthesis.models import Report, Translation
from synthesis.texts import FRONT, Group, languages_of, texts_of
from synthesis.views.common import member, outline_here
from synthesis.views.translating_rows import Form, parts_of, rows_of
from synthesis.wording import WORDINGS

LONGEST = 8000  # characters of one text
TYPED, SEEN = "t-", "seen-"
CONFLICT = 409


@require_safe
@in_consultation(Action.WRITE_REPORT)
def translations_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The languages, and how far each has come."""
    report = report_of(consultation)
    groups = texts_of(report, outline_here(report))
    found: dict[str, dict[str, Translation]] = {code: {} for code in languages_of(consultation)}
    for one in report.translations.all():
        found.setdefault(one.language, {})[one.of] = one
    rows = [(code, parts_of(groups, given), "title" in given) for code, given in found.items()]
    context = {"consultation": consultation, "rows": rows}
    return render(request, "synthesis/translations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def translate_page(request: MemberRequest, consultation: Consultation, language: str) -> HttpResponse:
    """One part or heading of the report, `?part=` its key, in this language."""
    if language not in languages_of(consultation):
        raise Http404
    report = report_of(consultation)
    groups = texts_of(report, outline_here(report))
    group = next((one for one in groups if one.key == request.GET.get("part", FRONT)), groups[0])
    if request.method == "POST":
        return _save(request, report, language, groups, group)
    return render(request, "synthesis/translate.html", _context(report, language, groups, group, Form()))


def _context(
    report: Report, language: str, groups: Sequence[Group], group: Group, form: Form
) -> dict[str, Any]:
    """The page of a group; texts of others that this person was at when they were moved follow its own."""
    given = {one.of: one for one in report.translations.filter(language=language).select_related("by")}
    others = [text for one in groups if one != group for text in one.texts]
    moved = [text for text in others if form.changed(text.key) or text.key in form.right]
    return {
        "consultation": report.consultation,
        "language": language,
        "direction": WORDINGS[language].direction,
        "group": group,
        "parts": parts_of(groups, given, group),
        "rows": rows_of(report.consultation, replace(group, texts=[*group.texts, *moved]), given, form),
        "longest": LONGEST,
    }


def _save(
    request: MemberRequest, report: Report, language: str, groups: Sequence[Group], group: Group
) -> HttpResponse:
    """Keep what was typed, wherever in the report its texts stand by now."""
    form = _sent(request.POST)
    texts = [text for one in groups for text in one.texts]
    try:
        changed = translate(
            report, language, texts, form.typed, seen=form.seen, still_right=form.right, by=member(request)
        )
    except ChangedMeanwhileError:
        return _again(request, _context(report, language, groups, group, form), form, groups)
    told = ngettext("%(n)s translation saved.", "%(n)s translations saved.", changed) % {"n": changed}
    messages.success(request, told if changed else _("Nothing was changed."))
    if _lost(form, groups):
        return _again(request, _context(report, language, groups, group, Form()), form, groups)
    address = reverse("synthesis:translate", args=[report.consultation.slug, language])
    part = request.POST.get("go") or group.key
    return redirect(f"{address}?part={part}" if part.isalnum() else address)


def _sent(posted: QueryDict) -> Form:
    fields = {name: str(value) for name, value in posted.items()}
    typed = {
        key.removeprefix(TYPED): words[:LONGEST] for key, words in fields.items() if key.startswith(TYPED)
    }
    seen = {key.removeprefix(SEEN): Seen.read(it) for key, it in fields.items() if key.startswith(SEEN)}
    return Form(typed, seen, frozenset(posted.getlist("right")))


def _lost(form: Form, groups: Sequence[Group]) -> list[str]:
    """Words for texts that are in the report no more."""
    here = {text.key for one in groups for text in one.texts}
    return [words for key, words in form.typed.items() if key not in here and words and form.changed(key)]


def _again(
    request: MemberRequest, context: dict[str, Any], form: Form, groups: Sequence[Group]
) -> HttpResponse:
    """The page with what stands there now and what this person typed, to be saved on top of it."""
    context |= {"apart": [row for row in context["rows"] if row.is_apart or row.is_anew]}
    context |= {"lost": _lost(form, groups)}
    return render(request, "synthesis/translate.html", context, status=CONFLICT)
