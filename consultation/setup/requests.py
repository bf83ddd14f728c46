from __future__ import annotations

from consultation.http import MemberRequest
from consultation.models import User


class EditorRequest(MemberRequest):
    """A request of somebody who may set up, as the guard hands it to the view."""

    user: User
