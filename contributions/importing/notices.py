"""What whoever started an import is told when it ends, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications
from consultation.models import Notification
from consultation.notifications import Kind, Letter, Line
from consultation.permissions import Action, may, membership_of
from contributions.models import ImportRun

ENDED = "contributions.import-ended"
GROUP = "imports"


def register() -> None:
    why = gettext_lazy("You get this email because you started this import.")
    notifications.register(Kind(ENDED, GROUP, _lines, _letter, why), gettext_lazy("Imports that I started"))


def tell_of_import(run: ImportRun) -> None:
    """Tell whoever started it how it ended. Call it in the transaction that ends it."""
    asker = run.requested_by.user
    if asker is not None:
        notifications.notify(
            [asker], kind=ENDED, key=_key(run), consultation=run.room.consultation, object_id=run.pk
        )


def _key(run: ImportRun) -> str:
    """One for each end: a run that failed may be tried again, and end once more."""
    end = run.finished_at.isoformat() if run.finished_at else ""
    return f"import:{run.pk}:{run.status}:{end}"


def _runs(group: Sequence[Notification]) -> dict[int, ImportRun]:
    """The imports these notices speak of whose readers may still see them, by the notice's pk.

    The notice of a failure has nothing to say any more once somebody tried again.
    """
    related = ImportRun.objects.select_related("room__consultation")
    found = related.in_bulk([notice.object_id for notice in group])
    return {
        notice.pk: run
        for notice in group
        if (run := found.get(notice.object_id or 0)) and notice.key == _key(run) and _may_see(notice, run)
    }


def _may_see(notice: Notification, run: ImportRun) -> bool:
    consultation, reader = run.room.consultation, notice.recipient
    return may(reader, membership_of(reader, consultation), Action.IMPORT, consultation)


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_told(run), _address(run), run.room.consultation.name) for pk, run in _runs(group).items()
    }


def _told(run: ImportRun) -> str:
    words = _("Your import of %(file)s is done")
    if run.status == ImportRun.Status.FAILED:
        words = _("Your import of %(file)s stopped")
    return words % {"file": run.name}


def _address(run: ImportRun) -> str:
    return reverse("contributions:import", args=[run.room.consultation.slug, run.pk])


def _letter(notification: Notification) -> Letter | None:
    run = _runs([notification]).get(notification.pk)
    if run is None:
        return None
    made = ngettext(
        "%(n)s contribution was brought into the room “%(room)s”.",
        "%(n)s contributions were brought into the room “%(room)s”.",
        run.made,
    )
    refused = ngettext("%(n)s row was refused.", "%(n)s rows were refused.", run.refused)
    paragraphs = [
        _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")},
        made % {"n": run.made, "room": run.room.title},
        refused % {"n": run.refused} if run.refused else "",
        run.reason,
        _("See the import: %(address)s") % {"address": settings.SITE_URL + _address(run)},
    ]
    return Letter(_told(run), [one for one in paragraphs if one], run.room.consultation.name)
