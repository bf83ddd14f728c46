from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from consultation.models import User

LONGEST_STEM = 50


def give_handle(user: User) -> None:
    """Give a person the address of their page, from their name in Latin letters; once, and for good."""
    while not user.handle:
        handle = free_handle(user)
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).update(handle=handle)
        except IntegrityError:  # somebody of the same name took it this moment
            continue
        user.handle = handle


def free_handle(user: User) -> str:
    """petro-lysenko, petro-lysenko-2 and so on; person-7 for a name without a Latin letter."""
    stem = slugify(user.latin_name)[:LONGEST_STEM] or slugify(user.name)[:LONGEST_STEM] or f"person-{user.pk}"
    taken = set(User.objects.filter(handle__startswith=stem).values_list("handle", flat=True))
    handle = stem
    number = 1
    while handle in taken:
        number += 1
        handle = f"{stem}-{number}"
    return handle
