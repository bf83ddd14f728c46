#!/usr/bin/env python
"""Run a command. For `demo`, and with DEBUG=1, PostgreSQL and Valkey are run too where none are named."""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator

from django.core.management import execute_from_command_line

from consultation import embedded
from consultation.processes.stopping import stop_on_signals

ON_FILES_ALONE = {"evaluate_suggestions", "evaluate_agreement"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    try:
        with servers():
            execute_from_command_line(sys.argv)
    except embedded.EmbeddedServerError as error:
        sys.exit(str(error))


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """The servers that the command needs and the environment does not name, for as long as it runs."""
    if ON_FILES_ALONE & set(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())  # nothing is signed or stored
        yield
        return
    is_demo = sys.argv[1:2] == ["demo"]
    if is_demo:
        os.environ["DEMO"] = "1"
    if {"-h", "--help"} & set(sys.argv):
        yield
    elif is_demo:
        stop_on_signals()
        with embedded.provided(anew="--reset" in sys.argv):
            yield
    else:
        # `run` is replaced by another program, which could not stop what was started here.
        if os.environ.get("DEBUG") == "1" and sys.argv[1:2] != ["run"]:
            embedded.provide_for_development()
        yield


if __name__ == "__main__":
    main()
