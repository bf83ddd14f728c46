"""The band over every page of a demo: whom one can enter as, and the next step of the tour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from synthesis.demo.access import ROLES, STEP, address_of, is_here, label_of
from synthesis.demo.tour import following


@dataclass(frozen=True)
class Face:
    """One of the cast as the band offers them."""

    key: str
    label: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page of a demo, without a query. Empty for those who may not enter."""
    if not is_here(request):
        return {}
    user = getattr(request, "user", None)
    session = getattr(request, "session", {})
    address = user.email if user is not None and user.is_authenticated else ""
    faces = [Face(key, label_of(key), address == address_of(key)) for key in ROLES]
    return {
        "demo": {
            "faces": faces,
            "current": next((face for face in faces if face.is_current), None),
            "here": request.get_full_path() if request.method in {"GET", "HEAD"} else "",
            "next_step": following(session.get(STEP, "")),
        }
    }
