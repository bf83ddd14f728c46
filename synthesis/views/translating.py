"""The report in other languages: each text beside its original."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultation.http import MemberRequest
from consultation.models import AuditEntry, Consultation
from consultation.permissions import Action, in_consultation
from contributions.comparing import Part, compare
from synthesis.actions.outline import report_of
from synthesis.actions.translating import translate
from synthesis.models import Report, Translation
from synthesis.texts import FRONT, Group, Text, languages_of, texts_of
from synthesis.views.common import member, outline_here
from synthesis.wording import WORDINGS

LONGEST = 8000  # characters of one text
WRITES = ("written", "restored", "changed", "objective", "themed")


@dataclass(frozen=True)
class Row:
    """A text beside its translation; `changes` tells what became of the original since, `on` when."""

    text: Text
    translation: Translation | None
    typed: str
    changes: list[Part]
    on: datetime | None

    @property
    def field(self) -> str:
        return f"t-{self.text.key}"


@dataclass(frozen=True)
class Progress:
    """How much of some texts is translated, and how much of that is older than its original."""

    total: int
    done: int
    older: int


def progress(texts: Iterable[Text], given: dict[str, Translation]) -> Progress:
    listed = list(texts)
    done = [text for text in listed if text.key in given]
    older = sum(given[text.key].original != text.original for text in done)
    return Progress(len(listed), len(done), older)


@require_safe
@in_consultation(Action.WRITE_REPORT)
def translations_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """The languages, and how far each has come."""
    report = report_of(consultation)
    texts = [text for group in texts_of(report, outline_here(report)) for text in group.texts]
    found: dict[str, dict[str, Translation]] = {code: {} for code in languages_of(consultation)}
    for one in report.translations.all():
        found.setdefault(one.language, {})[one.of] = one
    rows = [(code, progress(texts, given), "title" in given) for code, given in found.items()]
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
        return _save(request, report, language, group)
    given = {one.of: one for one in report.translations.filter(language=language)}
    place = groups.index(group)
    context = {
        "consultation": consultation,
        "language": language,
        "direction": WORDINGS[language].direction,
        "group": group,
        "next": groups[place + 1] if place + 1 < len(groups) else None,
        "groups": [(one, progress(one.texts, given)) for one in groups if one.texts],
        "rows": _rows(consultation, group, given),
        "longest": LONGEST,
    }
    return render(request, "synthesis/translate.html", context)


def _save(request: MemberRequest, report: Report, language: str, group: Group) -> HttpResponse:
    typed = {
        text.key: request.POST[f"t-{text.key}"][:LONGEST]
        for text in group.texts
        if f"t-{text.key}" in request.POST
    }
    right = request.POST.getlist("right")
    changed = translate(report, language, group.texts, typed, still_right=right, by=member(request))
    told = ngettext("%(n)s translation saved.", "%(n)s translations saved.", changed) % {"n": changed}
    messages.success(request, told if changed else _("Nothing was changed."))
    address = reverse("synthesis:translate", args=[report.consultation.slug, language])
    part = request.POST.get("go") or group.key
    return redirect(f"{address}?part={part}" if part.isalnum() else address)


def _rows(consultation: Consultation, group: Group, given: dict[str, Translation]) -> list[Row]:
    older = [text for text in group.texts if text.key in given and _is_older(text, given)]
    changed = _changed_at(consultation, {text.thing for text in older if text.thing[0]})
    return [
        Row(
            text,
            found := given.get(text.key),
            found.text if found else "",
            compare(found.original, text.original) if found and text in older else [],
            changed.get(text.thing) if text in older else None,
        )
        for text in group.texts
    ]


def _is_older(text: Text, given: dict[str, Translation]) -> bool:
    return given[text.key].original != text.original


def _changed_at(consultation: Consultation, things: set[tuple[str, int]]) -> dict[tuple[str, int], datetime]:
    """When each was written last, as the record has it; one query, none where nothing is asked."""
    if not things:
        return {}
    wanted = Q()
    for kind, pk in things:
        wanted |= Q(object_type=kind, object_id=pk)
    acts = AuditEntry.objects.filter(wanted, consultation_id=consultation.pk).order_by()
    written = acts.filter(action__regex=rf"\.({'|'.join(WRITES)})$")
    rows = written.values_list("object_type", "object_id").annotate(Max("at"))
    return {(kind, pk): at for kind, pk, at in rows}
