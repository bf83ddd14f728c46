from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from consultation import slots
from consultation.setup import copying, fillings, notices, own_items, tasks  # noqa: F401  tasks register
from consultation.setup.actions.making import copy_moderators, copy_texts


def register() -> None:
    """Make the set-up known to the registries of this floor. Rooms are copied at place 2, above."""
    notices.register()
    own_items.register_all()
    copying.on_copied("texts", _("Texts, languages and access"), copy_texts, place=1)
    copying.on_copied("moderators", _("Moderators"), copy_moderators, place=9)
    slots.register("consultation.team", "consultation/manage/slots/team.html", fillings.team)
