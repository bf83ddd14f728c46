"""Where built files lie: under the media folder, each written whole before it gets its name."""

from __future__ import annotations

import os
import shutil
from hashlib import file_digest
from pathlib import Path

from django.conf import settings

FOLDER = "reports"
PICTURES = "pictures"
UNFINISHED = ".part"
ROOM_NEEDED = 16 * 1024 * 1024  # bytes; several times what one report takes


def folder_of(slug: str) -> Path:
    """The folder of one consultation's files, made if need be."""
    return _made(f"{FOLDER}/{slug}")


def _made(path: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def place_of(path: str) -> Path:
    """Where a file with this stored path lies."""
    return Path(settings.MEDIA_ROOT) / path


def put(slug: str, name: str, data: bytes, owner: str) -> str:
    """Write a built file whole under its name; says the path to store. Raises OSError."""
    return _put(f"{FOLDER}/{slug}", name, data, owner)


def put_picture(slug: str, name: str, data: bytes) -> str:
    """Write a picture of the report whole under its name; says the path to store. Raises OSError."""
    return _put(f"{FOLDER}/{slug}/{PICTURES}", name, data, "picture")


def _put(folder: str, name: str, data: bytes, owner: str) -> str:
    """Write under a temporary name of its owner, then give the file its own.

    Whoever opens the name sees the old file or the whole new one; nothing half written is left behind.
    Raises ValueError for a name that would lead to another folder.
    """
    if name != Path(name).name:
        raise ValueError(name)
    place = _made(folder)
    unfinished = place / f".{owner}.{name}{UNFINISHED}"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place / name)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return f"{folder}/{name}"


def read(path: str) -> bytes | None:
    """The file with this stored path; None where it is not there."""
    try:
        return place_of(path).read_bytes()
    except OSError:
        return None


def size_of(path: str) -> int | None:
    """How many bytes the file with this stored path has; None where it is not there."""
    try:
        return place_of(path).stat().st_size
    except OSError:
        return None


def drop(path: str) -> None:
    """Remove a file by its stored path."""
    place_of(path).unlink(missing_ok=True)


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
