"""Who may use the demo's own pages, and entering as somebody of the cast.

Anybody at the machine that runs the demo may be everybody in it; nobody else learns that these pages exist.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.audit import record
from consultation.models import User
from consultation.permissions import anyone
from synthesis.demo.people import DOMAIN
from synthesis.demo.reading import read_people

ENTERED = "demo.entered"
ROLES: dict[str, str | Promise] = {
    "isabel": gettext_lazy("%(name)s, participant"),
    "nadia": gettext_lazy("%(name)s, moderator"),
    "marta": gettext_lazy("%(name)s, editor"),
    "tomas": gettext_lazy("%(name)s, approver"),
    "admin": gettext_lazy("Administrator"),
}
"""Whom one can enter as: key of the cast -> what the button says."""

FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
LOCAL_NAME = "localhost"
STEP = "demo.step"
"""Session key: the step of the tour that was begun last."""

type View = Callable[..., HttpResponse]


def is_here(request: HttpRequest) -> bool:
    """Whether browser and address are this machine's own, and nobody passed the request on."""
    if not settings.DEMO or any(name in request.headers for name in FORWARDED):
        return False
    try:
        host, _port = split_domain_port(request.get_host())
    except DisallowedHost:
        return False
    return _is_loopback(host.strip("[]")) and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(name: str) -> bool:
    if name == LOCAL_NAME:
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def only_here(view: View) -> View:
    """Guard a page of the demo: 404 to everybody who does not sit at this machine, whatever the method."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not is_here(request):
            raise Http404
        return view(request, **kwargs)

    return anyone(guarded)


def label_of(key: str) -> str:
    """ "Isabel, participant"."""
    return str(ROLES[key]) % {"name": name_of(key).split()[0]}


@functools.cache
def name_of(key: str) -> str:
    """ "Isabel Quirós"."""
    return str(read_people()[key]["name"])


def address_of(key: str) -> str:
    return f"{key}@{DOMAIN}"


@transaction.atomic
def enter_as(request: HttpRequest, key: str, *, step: str = "") -> None:
    """Sign in as this person of the cast, on record; `step` names the step of the tour that asked for it.

    Raises Http404 for anybody else, PermissionDenied for somebody whom the demo has shut out meanwhile.
    """
    user = User.objects.filter(email=address_of(key)).first() if key in ROLES else None
    if user is None:
        raise Http404
    if user.is_suspended or not user.is_active:
        raise PermissionDenied(_("This person cannot log in at the moment. Enter as somebody else."))
    step_begun = step or request.session.get(STEP, "")
    if request.user.pk != user.pk:
        get_adapter().login(request, user)  # empties the session of somebody else
    if step_begun:
        request.session[STEP] = step_begun
    record(ENTERED, user, actor=user, consultation=None, after={"step": step} if step else {})
