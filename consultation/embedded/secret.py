"""The signing key of a checkout that was given none."""

import contextlib
import os
import secrets
from pathlib import Path


def local_secret(folder: Path) -> str:
    """The key in this folder, made at the first call and readable by its owner alone."""
    kept = folder / "secret_key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"secret_key.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # of several processes at once, all take the first one's
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text().strip()
