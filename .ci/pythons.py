"""Finding an interpreter that is new enough and really runs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from shell import output

OLDEST = (3, 12)
ASK = "import sys; print(*sys.version_info[:3], sys.implementation.name, sep='.')"


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def answering(python: str | Path) -> str | None:
    """The version of an interpreter that runs and is new enough, else None.

    It is really run: a version manager may offer a name whose version is not there.
    """
    told = output(python, "-c", ASK)
    return told if told and numbers(told) >= OLDEST and told.endswith("cpython") else None


def find_python() -> tuple[str, str]:
    """Path and version of the interpreter for the environment. Exits with a sentence when there is none."""
    named = [os.environ.get("PYTHON"), "python3.13", "python3.12", "python3"]
    for candidate in [*filter(None, named), *under_pyenv(), sys.executable]:
        version = answering(candidate)
        if version:
            return shutil.which(str(candidate)) or str(candidate), version
    raise SystemExit(
        "Python 3.12 or newer is needed: install it, or name one with PYTHON=/path/to/python3.12."
    )


def under_pyenv() -> Iterator[Path]:
    """Every interpreter in a pyenv versions folder, newest first."""
    folders = {Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser(), Path("~/.pyenv").expanduser()}
    found = [path for folder in folders for path in folder.glob("versions/*/bin/python3")]
    return iter(sorted(found, key=lambda path: numbers(path.parts[-3]), reverse=True))
