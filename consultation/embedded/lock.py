"""One owner per folder: a lock the kernel gives back even when its owner is killed."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from consultation.embedded.errors import EmbeddedServerError

LOCK_NAME = "lock"
DIGITS = 20


@contextlib.contextmanager
def only_owner(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the folder. Raises EmbeddedServerError naming the process that holds it, unless told to wait."""
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            owner = os.pread(descriptor, DIGITS, 0).decode(errors="replace").strip() or "another"
            message = f"The servers of {folder} already run, started by process {owner}: stop that one first."
            raise EmbeddedServerError(message) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
