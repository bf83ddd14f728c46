"""Which Chromium the browser tests drive. The bootstrap asks here too, so: standard library only."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

RECORD = Path(__file__).resolve().parents[2] / ".local" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ANSWER_SECONDS = 60


@functools.cache
def find_chromium() -> str | None:
    """The first Chromium that answers: ``$CHROMIUM``, an installed one, or the one the bootstrap found."""
    installed = [shutil.which(name) for name in NAMES]
    recorded = RECORD.read_text(encoding="utf-8").strip() if RECORD.exists() else None
    candidates = [os.environ.get("CHROMIUM"), *installed, *ON_MACOS, recorded]
    return next((path for path in candidates if path and answers(path)), None)


def answers(path: str) -> bool:
    """Whether a browser is there: some systems ship a script of that name that only says how to get one."""
    try:
        told = subprocess.run([path, "--version"], check=False, capture_output=True, timeout=ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if find_chromium() else 1)
