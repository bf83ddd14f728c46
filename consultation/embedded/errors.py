"""What goes wrong around the embedded servers, and how it is said."""

import sys


class EmbeddedServerError(Exception):
    """An embedded server cannot be had; the message is one sentence that tells a person what to do."""


def say(sentence: str) -> None:
    """Tell the person at the keyboard; a closed terminal must not stop a shutdown half-way."""
    try:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return
