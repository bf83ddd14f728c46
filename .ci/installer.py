"""Having uv, the installer."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from pythons import numbers
from shell import LOCAL, fresh_log, last_words, output, run, say

OLDEST_UV = (0, 5)
LOCK = Path(__file__).with_name("uv.txt")
OWN = LOCAL / "uv"
OWN_UV = OWN / "bin" / "uv"


def find_uv(python: str) -> str:
    """A uv that answers: the one on the PATH, else our own in .local/uv, fetched with pip if need be."""
    for candidate in filter(None, (shutil.which("uv"), OWN_UV)):
        if answers(candidate):
            return str(candidate)
    say("Fetching uv, the installer, into .local/uv ...")
    log = fresh_log("uv")
    for interpreter in dict.fromkeys((sys.executable, python)):
        if fetch(interpreter, log) and answers(OWN_UV):
            return str(OWN_UV)
    raise SystemExit(
        f"uv could not be fetched with pip:\n{last_words(log)}\n"
        "Install uv (https://docs.astral.sh/uv/), or pip for your Python (Debian: apt install python3-pip)."
    )


def answers(uv: str | Path) -> bool:
    told = output(uv, "--version")
    return bool(told) and numbers(told.split()[1]) >= OLDEST_UV


def fetch(python: str, log: Path) -> bool:
    """With this interpreter's pip, else with that of a virtual environment it makes."""
    wanted = ["install", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", LOCK]
    shutil.rmtree(OWN, ignore_errors=True)
    if run(log, python, "-m", "pip", *wanted, "--target", OWN):
        return True
    shutil.rmtree(OWN, ignore_errors=True)
    own_python = OWN / "bin" / "python"
    return run(log, python, "-m", "venv", OWN) and run(log, own_python, "-m", "pip", *wanted)


def settings(python: str) -> dict[str, str]:
    """uv never fetches a Python here, and uses the package index that pip was told to use, if any."""
    chosen = {"UV_PYTHON_DOWNLOADS": "never"}
    index = os.environ.get("PIP_INDEX_URL") or output(
        python, "-m", "pip", "config", "get", "global.index-url"
    )
    if index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(os.environ):
        chosen["UV_DEFAULT_INDEX"] = index
    return chosen
