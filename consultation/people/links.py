"""Log-in links for support: made by a command, good once and for 15 minutes.

A link is bound to the person's last sign-in, so that signing in with it, or in any other way, uses it up.
Nothing of it is stored.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from consultation.audit import record
from consultation.models import User

LIFETIME = timedelta(minutes=15)
MADE = "log_in_link.made"
USED = "log_in_link.used"
_SALT = "consultation.log-in-link"


@transaction.atomic
def make_link(user: User) -> str:
    """The full address that signs this person in; on record."""
    link = signing.dumps([user.pk, _last_time(user)], salt=_SALT)
    record(MADE, user, actor=None, consultation=None)
    return settings.SITE_URL + reverse("account:link", kwargs={"link": link})


def person_of(link: str) -> User | None:
    """Whom a link would sign in now; None for one that is too old, used up or not ours."""
    try:
        pk, last_time = signing.loads(link, salt=_SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk).first()
    is_good = user is not None and user.is_active and not user.is_suspended and _last_time(user) == last_time
    return user if is_good else None


@transaction.atomic
def use_link(request: HttpRequest, link: str) -> User | None:
    """Sign in the link's person; None when somebody was faster or it is no good. On record."""
    found = person_of(link)
    if found is None:
        return None
    User.objects.select_for_update().get(pk=found.pk)
    user = person_of(link)
    if user is None:
        return None
    get_adapter().login(request, user)
    record(USED, user, actor=user, consultation=None)
    return user


def _last_time(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""
