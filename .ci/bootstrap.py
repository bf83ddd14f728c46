"""Make .venv from a lock file: `python3 .ci/bootstrap.py demo` or `dev`. Standard library only.

Python 3.8 or later runs it; the environment gets the first interpreter that is new enough. `demo` installs
what a demo needs; `dev` everything, and sees to a Chromium for the browser tests. When nothing has changed
since the last time it ends at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import sys
from collections.abc import Iterator

from browser import ensure_chromium
from environment import LOCKS, install
from shell import LOCAL


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One bootstrap at a time in this checkout."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(mode: str) -> None:
    if mode not in LOCKS:
        raise SystemExit(f"Say one of: {', '.join(LOCKS)}.")
    try:
        with alone():
            install(mode)
            if mode == "dev":
                ensure_chromium()
    except PermissionError as error:
        raise SystemExit(f"{error.filename} belongs to another user: use another checkout.") from error
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["dev"])
