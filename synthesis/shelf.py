"""Where built files lie: under the media folder, each written whole before it gets its name."""

from __future__ import annotations

import os
import shutil
from hashlib import file_digest
from pathlib import Path

from django.conf import settings

FOLDER = "reports"
UNFINISHED = ".part"
ROOM_NEEDED = 16 * 1024 * 1024  # bytes; several times what one report takes


def folder_of(slug: str) -> Path:
    """The folder of one consultation's files, made if need be."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / slug
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def place_of(path: str) -> Path:
    """Where a file with this stored path lies."""
    return Path(settings.MEDIA_ROOT) / path


def put(slug: str, name: str, data: bytes, owner: str) -> str:
    """Write a file under a temporary name of its owner, then give it its own; says the path to store.

    Whoever opens the name sees the old file or the whole new one. Raises OSError, and leaves nothing half
    written then.
    """
    folder = folder_of(slug)
    unfinished = folder / f".{owner}.{name}{UNFINISHED}"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return f"{FOLDER}/{slug}/{name}"


def sweep(slug: str, owner: str) -> None:
    """Remove what this owner left half written when it was killed."""
    for unfinished in folder_of(slug).glob(f".{owner}.*{UNFINISHED}"):
        unfinished.unlink(missing_ok=True)


def holds(path: str, sha256: str) -> bool:
    """Whether the file with this stored path is there, with exactly these bytes."""
    try:
        with place_of(path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def has_room(slug: str) -> bool:
    """Whether the disk has room for the files of one build."""
    return shutil.disk_usage(folder_of(slug)).free >= ROOM_NEEDED
