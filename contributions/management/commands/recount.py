from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from consultation.texts import count_words
from contributions import triggers
from contributions.models import Contribution

ROWS_AT_ONCE = 500

type Recount = Callable[[bool], list[str]]

_more: list[Recount] = []


def register(more: Recount) -> None:
    """Have compared what a floor above keeps: called with whether to repair, it tells what differs."""
    _more.append(more)


class Command(BaseCommand):
    help = "Compares the tallies behind all figures with the contributions; ends with 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="count anew; nobody posts for as long")
        parser.add_argument("--words", action="store_true", help="also count the words of every text anew")

    def handle(self, *_args: Any, repair: bool, words: bool, **_options: Any) -> None:
        found = _differences(locked=repair, words=words)
        for line in found:
            self.stdout.write(line)
        if not found:
            self.stdout.write("The figures are equal to the contributions.")
        elif repair:
            self.stdout.write("Counted anew.")
        else:
            self.stdout.write("Counted nothing anew: `manage.py recount --repair` does.")
            sys.exit(1)


@transaction.atomic
def _differences(*, locked: bool, words: bool) -> list[str]:
    """A sentence for each difference. Locked, nothing changes meanwhile and all of them are repaired."""
    with connection.cursor() as cursor:
        if locked:
            cursor.execute(triggers.NO_CHANGES_MEANWHILE)
        found = [*(_wrong_words(repair=locked) if words else []), *_wrong_tallies(cursor)]
        if found and locked:
            cursor.execute(triggers.RECOUNT)
    return [*found, *(line for more in _more for line in more(locked))]


def _wrong_tallies(cursor: CursorWrapper) -> list[str]:
    cursor.execute(triggers.WRONG_ROOMS)
    rooms = [
        f"Room {room}, author {author}{', as team' if as_team else ''}, {language}: "
        f"{kept} contributions with {kept_words} words kept, {counted} with {counted_words} counted"
        for room, author, as_team, language, kept, counted, kept_words, counted_words in cursor.fetchall()
    ]
    cursor.execute(triggers.WRONG_QUESTIONS)
    questions = [
        f"Question {question}: {kept} contributions kept, {counted} counted"
        for question, kept, counted in cursor.fetchall()
    ]
    cursor.execute(triggers.WRONG_REPLIES)
    replies = [
        f"Contribution {pk}: {kept} replies kept, {counted} counted"
        for pk, kept, counted in cursor.fetchall()
    ]
    return rooms + questions + replies


def _wrong_words(*, repair: bool) -> list[str]:
    """Texts in sight whose number of words is not the one kept with them."""
    found: list[str] = []
    texts = Contribution.objects.visible().order_by().values_list("pk", "words", "revision__plain")
    for pk, kept, plain in texts.iterator(ROWS_AT_ONCE):
        counted = count_words(plain or "")
        if counted != kept:
            found.append(f"Contribution {pk}: {kept} words kept, {counted} counted")
            if repair:
                Contribution.objects.filter(pk=pk).update(words=counted)
    return found
