"""Servers for a process that has none named in its environment: the demo, development and tests."""

import atexit
import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from consultation.embedded.errors import EmbeddedServerError
from consultation.embedded.home import remove_home
from consultation.embedded.lock import only_owner
from consultation.embedded.postgres import recreate_database, stop_leftover
from consultation.embedded.start import Addresses, Services, open_folder, running_services, start_services

LOCAL = Path(__file__).resolve().parents[2] / ".local"
NAMES = ("DATABASE_URL", "REDIS_URL")


def _is_missing(name: str) -> bool:
    return not os.environ.get(name)


def _publish(addresses: Addresses) -> None:
    """Name the servers in the environment, where settings and child processes look; named ones stay."""
    for name, address in zip(NAMES, addresses, strict=True):
        if address and _is_missing(name):
            os.environ[name] = address


def _start_missing(folder: Path, *, durable: bool) -> Services:
    postgres, valkey = map(_is_missing, NAMES)
    try:
        services = start_services(folder, durable=durable, postgres=postgres, valkey=valkey)
    except PermissionError as error:
        message = f"{error.filename} belongs to another user: run this as that user, or in another checkout."
        raise EmbeddedServerError(message) from error
    _publish(services.addresses)
    return services


@contextlib.contextmanager
def provided(folder: Path = LOCAL, *, anew: bool = False) -> Iterator[None]:
    """Run what the environment does not name, for as long as the block lasts.

    ``anew`` empties the embedded database first; a database named by the environment is never emptied.
    """
    if anew and not _is_missing(NAMES[0]):
        raise EmbeddedServerError("--reset empties the embedded database alone: unset DATABASE_URL.")
    if not any(map(_is_missing, NAMES)):
        yield
        return
    before = {name: os.environ.get(name) for name in NAMES}
    services = _start_missing(folder, durable=True)
    try:
        if anew:
            recreate_database(services.addresses.database_url)
        yield
    finally:
        services.stop()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def provide_running(folder: Path = LOCAL) -> bool:
    """Name the servers that another process runs from this folder; says whether both are named now."""
    addresses = running_services(folder) if any(map(_is_missing, NAMES)) else None
    _publish(addresses or Addresses())
    return not any(map(_is_missing, NAMES))


def provide_for_development(folder: Path = LOCAL) -> None:
    """Use the servers that run from this folder, or run them until this process ends."""
    if not provide_running(folder):
        atexit.register(_start_missing(folder, durable=True).stop)


def start_for_tests(folder: Path = LOCAL) -> Addresses:
    """Run throw-away servers until this process ends, unless the environment names some; says where they are.

    Worker processes of the test runner inherit the environment and so share them.
    """
    if any(map(_is_missing, NAMES)):
        shelf = open_folder(folder / "tests")
        with only_owner(shelf, wait=True):
            _sweep(shelf)
            own = shelf / secrets.token_hex(4)
            own.mkdir()
            services = _start_missing(own, durable=False)
        atexit.register(_throw_away, services, own)
    return Addresses(*(os.environ[name] for name in NAMES))


def _throw_away(services: Services, folder: Path) -> None:
    if services.are_mine:
        services.stop()
        remove_home(folder)


def _sweep(shelf: Path) -> None:
    """Remove what test runs left that were killed: their lock is free."""
    for folder in shelf.iterdir():
        if folder.is_dir():
            with contextlib.suppress(EmbeddedServerError, PermissionError), only_owner(folder):
                stop_leftover((folder / "postgres").resolve() / "data")
                remove_home(folder)
