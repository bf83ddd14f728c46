"""Both servers together: started for one folder, found there by other commands, stopped with their owner."""

import contextlib
import json
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from psycopg.conninfo import conninfo_to_dict

from consultation.embedded.account import account_for
from consultation.embedded.binaries import binaries_for
from consultation.embedded.errors import EmbeddedServerError
from consultation.embedded.home import SOCKET_NAME, open_home
from consultation.embedded.lock import only_owner
from consultation.embedded.postgres import Cluster, ensure_database
from consultation.embedded.valkey import start_valkey
from consultation.processes.guardian import Guardian
from consultation.processes.stopping import held

STATE_NAME = "services.json"


class Addresses(NamedTuple):
    """Where the servers answer; empty for one that was not asked for."""

    database_url: str = ""
    redis_url: str = ""


class Services:
    """Servers that this process started and must stop."""

    def __init__(self, addresses: Addresses, undo: ExitStack) -> None:
        self.addresses = addresses
        self._undo = undo
        self._owner = os.getpid()

    @property
    def are_mine(self) -> bool:
        """False in a forked child, which must leave them alone."""
        return os.getpid() == self._owner

    def stop(self) -> None:
        """Stop them and free the folder. Safe to call twice; a forked child's call does nothing."""
        if self.are_mine:
            self._undo.close()


def start_services(
    folder: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True
) -> Services:
    """Start the servers whose data and logs are in this folder, made if need be, and wait until they answer.

    ``durable=False`` is for tests: faster, and not safe after a power cut. Raises EmbeddedServerError when
    another process runs them already or one does not start; nothing is left running then.
    """
    folder = open_folder(folder)
    (folder / "log").mkdir(exist_ok=True)
    with ExitStack() as undo:
        undo.enter_context(only_owner(folder))
        guardian = Guardian()
        undo.callback(guardian.close)
        account = account_for(folder / "postgres")
        binaries = binaries_for(account)
        database_url = redis_url = ""
        if postgres:
            home = open_home(folder, account, is_kept=durable)
            cluster = Cluster(home, folder / "log" / "postgres.log", binaries, account)
            database_url = _start_postgres(cluster, guardian, undo, durable=durable)
        if valkey:
            broker = start_valkey(folder / "log" / "valkey.log", binaries, account, guardian)
            undo.callback(guardian.forget, broker.process.pid)
            undo.callback(broker.stop)
            redis_url = broker.url
        addresses = Addresses(database_url, redis_url)
        _publish(folder / STATE_NAME, addresses)
        undo.callback((folder / STATE_NAME).unlink, missing_ok=True)
        return Services(addresses, undo.pop_all())


def open_folder(folder: Path) -> Path:
    """The folder by its real name, made if need be. Raises EmbeddedServerError when it is not ours."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(f"{folder} cannot be written ({error.strerror}).") from error
    if not os.access(folder, os.W_OK):
        raise EmbeddedServerError(
            f"{folder} belongs to another user: run this as that user, or in a checkout of your own."
        )
    return folder.resolve()


def _start_postgres(cluster: Cluster, guardian: Guardian, undo: ExitStack, *, durable: bool) -> str:
    cluster.ensure()
    with held():
        server = cluster.spawn(durable=durable)
        guardian.watch(server.process.pid, "INT")
        undo.callback(guardian.forget, server.process.pid)
        undo.callback(server.stop)
    if server.has_own_sockets:
        guardian.remove_afterwards(server.sockets)
    server.wait_until_ready()
    ensure_database(server)
    return server.url


def _publish(state: Path, addresses: Addresses) -> None:
    """Leave the addresses for other commands of this user; they hold a password."""
    fresh = state.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"pid": os.getpid(), **addresses._asdict()}, file)
    fresh.rename(state)


def running_services(folder: Path) -> Addresses | None:
    """The addresses of the servers that another process runs for this folder, None when none does."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        state = json.loads((folder / STATE_NAME).read_text())
        os.kill(state["pid"], 0)
        addresses = Addresses(state["database_url"], state["redis_url"])
        if not addresses.database_url or _listens(addresses.database_url):
            return addresses
    return None


def _listens(database_url: str) -> bool:
    host = str(conninfo_to_dict(database_url)["host"])
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.connect(f"{host}/{SOCKET_NAME}")
        return True
    return False
