"""Bringing .venv to exactly what a lock file says."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

from installer import find_uv, settings
from pythons import answering, find_python
from shell import ROOT, VENV, VENV_PYTHON, fresh_log, last_words, run, say

STAMP = VENV / ".installed.json"
LOCKS = {"demo": ROOT / "requirements-demo.txt", "dev": ROOT / "requirements-dev.txt"}
SYSTEM_TRUST = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def install(mode: str) -> None:
    """Install for `demo` or `dev`, unless nothing has changed since the last time."""
    lock = LOCKS["dev" if has_development_group() else mode]
    version = present()
    if version and stamp() == fingerprint(lock, version):
        return
    started = time.monotonic()
    python, found = find_python()
    log = fresh_log("install")
    uv, environment = find_uv(python), settings(python)
    if not version and not run(log, uv, "venv", "--clear", "--python", python, VENV, **environment):
        raise SystemExit(f"The environment .venv could not be made with {python}:\n{last_words(log)}")
    STAMP.unlink() if STAMP.exists() else None
    version = version or found
    shown = version.rpartition(".")[0]
    say(f"Installing {lock.name} for Python {shown} into .venv (a minute or so the first time) ...")
    sync = [uv, "pip", "sync", "--require-hashes", "--python", VENV_PYTHON, lock]
    # uv trusts the authorities it ships; on a network that has its own, the system knows those.
    if not run(log, *sync, **environment) and not run(log, *sync, **environment, **SYSTEM_TRUST):
        why = f"The packages could not be installed:\n{last_words(log)}"
        raise SystemExit(f"{why}\nMend that and run the same again.")
    STAMP.write_text(json.dumps(fingerprint(lock, version)))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def has_development_group() -> bool:
    """A demo must not take a developer's tools away."""
    return (VENV / "bin" / "pytest").exists()


def present() -> str | None:
    """The environment's Python version; None if there is none or it is broken, moved, or not as asked for."""
    script = VENV / "bin" / "activate"
    if not script.exists() or str(VENV) not in script.read_text(errors="replace"):
        return None
    version = answering(VENV_PYTHON)
    asked_for = os.environ.get("PYTHON")
    return version if not asked_for or answering(asked_for) in {version, None} else None


def fingerprint(lock: Path, version: str) -> dict[str, str]:
    """What an installation depends on."""
    return {"lock": lock.name, "sha256": hashlib.sha256(lock.read_bytes()).hexdigest(), "python": version}


def stamp() -> dict[str, str]:
    """What the last complete installation depended on."""
    with contextlib.suppress(OSError, ValueError):
        return json.loads(STAMP.read_text())
    return {}
