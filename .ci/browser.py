"""Having a Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from shell import LOCAL, ROOT, VENV_PYTHON, fresh_log, last_words, output, run, say

FINDER = ROOT / "tests" / "browser" / "chromium.py"
RECORD = LOCAL / "chromium"
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)
SYSTEM_PACKAGES = {
    "apt-get": [["update"], ["install", "-y", "--no-install-recommends", "chromium"]],
    "dnf": [["install", "-y", "chromium"]],
}


def ensure_chromium() -> None:
    """An installed one, else Playwright's, else as root the system's; else say out loud what is missed."""
    if is_found():
        return
    say("No Chromium is installed: fetching Playwright's ...")
    log = fresh_log("chromium")
    if fetch_playwrights(log) and is_found():
        return
    RECORD.unlink() if RECORD.exists() else None
    install_the_systems(log)
    if not is_found():
        say(f"NO CHROMIUM COULD BE HAD, SO THE BROWSER TESTS WILL BE SKIPPED:\n{last_words(log)}")
        say("To run them install Chromium or Chrome, or name one with CHROMIUM=/path/to/it.")


def is_found() -> bool:
    """Whether the tests will find one that answers."""
    return output(sys.executable, FINDER) is not None


def fetch_playwrights(log: Path) -> bool:
    """Playwright's own, recorded where the tests look."""
    if not run(log, VENV_PYTHON, "-m", "playwright", "install", "--no-shell", "chromium"):
        return False
    RECORD.write_text(f"{output(VENV_PYTHON, '-c', ASK_PLAYWRIGHT)}\n")
    return True


def install_the_systems(log: Path) -> None:
    """As root, ask the package manager."""
    manager = next((name for name in SYSTEM_PACKAGES if shutil.which(name)), None)
    if os.geteuid() != 0 or manager is None:
        return
    say(f"That did not work: installing Chromium with {manager} ...")
    for arguments in SYSTEM_PACKAGES[manager]:
        run(log, manager, *arguments, DEBIAN_FRONTEND="noninteractive")
