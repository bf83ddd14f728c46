"""Running other programs and speaking to the person who waits."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
PATIENCE = 900  # seconds until a download counts as impossible
LAST_LINES = 8


def say(sentence: str) -> None:
    print(sentence, flush=True)


def output(*command: str | Path, timeout: float = 60) -> str | None:
    """What a command prints, None when it cannot be run or fails."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=timeout,
        )
        if done.returncode == 0:
            return done.stdout.strip()
    return None


def fresh_log(name: str) -> Path:
    """An empty log of this name in .local/log."""
    log = LOCAL / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    return log


def run(log: Path, *command: str | Path, **environment: str) -> bool:
    """Run a command with its output in a log; whether it succeeded."""
    with log.open("ab") as file:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                cwd=ROOT,
                timeout=PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            file.write(f"{error}\n".encode())
            return False
    return done.returncode == 0


def last_words(log: Path) -> str:
    """The end of a log, for a person who wonders why."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return "\n".join(f"  {line}" for line in lines[-LAST_LINES:])
