"""Two versions of the report beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.comparing import compare_versions
from synthesis.models import Version
from synthesis.views.common import may_write

COUNTS = {
    "people": _("People"),
    "countries": _("Countries"),
    "contributions": _("Contributions"),
    "passages": _("Passages"),
    "differs": _("People who differ"),
    "team_contributions": _("Contributions of the team"),
    "organisations": _("Organisations"),
    "languages": _("Languages"),
    "rooms": _("Rooms"),
}


@require_safe
@in_consultation(Action.SEE_REPORT_DRAFT)
def compare_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Any two versions; at first the newest with the one before it."""
    versions = list(Version.objects.filter(report__consultation=consultation).defer("snapshot"))
    new = _wanted(request.GET.get("new", ""), versions) or (versions[0] if versions else None)
    earlier = [one for one in versions if new is not None and one.draft < new.draft]
    old = _wanted(request.GET.get("old", ""), versions) or (earlier[0] if earlier else None)
    context = {
        "consultation": consultation,
        "versions": versions,
        "old": old,
        "new": new,
        "counts": COUNTS,
        "may_write": may_write(request),
        "found": compare_versions(old.snapshot, new.snapshot) if old and new else None,
    }
    return render(request, "synthesis/compare.html", context)


def _wanted(pk: str, versions: Sequence[Version]) -> Version | None:
    return next((one for one in versions if str(one.pk) == pk), None)
