"""The sign-in code: a number that only this site can work out of a random seed, and the mail that carries it.

Session and outbox hold the seed alone. Without the secret key nobody can tell the code from it, so neither
a database dump nor a backup lets anybody in.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from consultation import mail, outbox

MAIL = "account.code"
DIGITS = 6
LIFETIME = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
_SALT = "consultation.sign-in-code"
_BYTES = 8


def new_seed() -> str:
    return secrets.token_urlsafe(24)


def code_of(seed: str) -> str:
    """The six digits that belong to a seed: the start of its HMAC as a number, much as in RFC 4226."""
    digest = salted_hmac(_SALT, seed, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:_BYTES]) % 10**DIGITS:0{DIGITS}d}"


def is_code_of(seed: str, digits: str) -> bool:
    return constant_time_compare(digits, code_of(seed))


def post(address: str, seed: str) -> None:
    """Have the code mailed, in the language of the page that asked for it."""
    sent_at = timezone.now()
    language = translation.get_language() or settings.LANGUAGE_CODE
    payload = {"address": address, "seed": seed, "language": language, "sent_at": sent_at.isoformat()}
    outbox.put(MAIL, f"code:{seed}", payload)


def send(payload: dict[str, Any]) -> None:
    """Mail a code that was asked for, unless it has run out meanwhile."""
    if timezone.now() < datetime.fromisoformat(payload["sent_at"]) + LIFETIME:
        letter(payload["address"], payload["seed"], payload["language"]).send()


def letter(address: str, seed: str, language: str) -> EmailMultiAlternatives:
    code = code_of(seed)
    half = DIGITS // 2
    with translation.override(language):
        context = {
            "code": f"{code[:half]} {code[half:]}",
            "minutes": LIFETIME // timedelta(minutes=1),
            "site": settings.SITE_NAME,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        message = EmailMultiAlternatives(
            mail.one_line(_("%(code)s is your %(site)s code") % context),
            render_to_string("consultation/mail/code.txt", context),
            mail.sender(""),
            [address],
            headers={"Message-ID": mail.message_id(f"code-{seed}"), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("consultation/mail/code.html", context), "text/html")
    return message
