from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command with our options: all languages, and no guesses between one message and another."""

    # `_t` is a plain gettext where `_` is the lazy one.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_t"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(
            locale=[code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE],
            ignore_patterns=["tests", "bench", "static", "node_modules", "staticfiles", "media"],
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
        )
