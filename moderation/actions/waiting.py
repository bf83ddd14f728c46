"""Comparing what is kept of the desk's queues with what they are kept from, and keeping it anew."""

from __future__ import annotations

from django.db import connection

from moderation.desk_triggers import REFRESH_ALL, WRONG


def recount_waiting(repair: bool) -> list[str]:  # noqa: FBT001  the signature that recount asks for
    """A sentence for each contribution whose row differs; with `repair` all rows are made anew."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        wrong = [pk for (pk,) in cursor.fetchall()]
        if wrong and repair:
            cursor.execute(REFRESH_ALL)
    return [f"Contribution {pk}: what it waits for at the desk is not what is kept" for pk in wrong]
