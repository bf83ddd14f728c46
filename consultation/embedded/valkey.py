"""Valkey as a child process on a loopback port, with a password made for each start and nothing on disk."""

import secrets
import socket
import subprocess
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from consultation.embedded.account import Account, run_as
from consultation.embedded.binaries import Binaries
from consultation.embedded.errors import EmbeddedServerError
from consultation.processes.guardian import Guardian
from consultation.processes.stopping import held

LOOPBACK = "127.0.0.1"
TRIES = 5
START_SECONDS = 20.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Valkey:
    """A running Valkey, child of this process."""

    process: subprocess.Popen[bytes]
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address for Celery, redis-py and Django's cache alike."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def stop(self) -> None:
        """Stop it; it keeps nothing."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_valkey(log: Path, binaries: Binaries, account: Account | None, guardian: Guardian) -> Valkey:
    """Start it and wait until it answers. Raises EmbeddedServerError naming the log when it does not."""
    for _ in range(TRIES):  # another program may take the free port in between
        with held():
            valkey = Valkey(_spawn(log, binaries, account), _free_port(), secrets.token_urlsafe(24))
            guardian.watch(valkey.process.pid)
        _configure(valkey)
        if _wait_until_ready(valkey):
            return valkey
        valkey.stop()
        guardian.forget(valkey.process.pid)
    raise EmbeddedServerError(f"Valkey did not start; its log is {log}.")


def _spawn(log: Path, binaries: Binaries, account: Account | None) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603
            [str(binaries.valkey), "-"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=Path("/"),
            start_new_session=True,  # Ctrl-C is for us: it stops when we say so
            **run_as(account),
        )


def _configure(valkey: Valkey) -> None:
    """Hand over the settings by its standard input: a password on a command line is for all to read."""
    settings = {
        "bind": LOOPBACK,
        "port": valkey.port,
        "requirepass": valkey.password,
        "maxmemory-policy": "noeviction",
        "save": '""',
        "appendonly": "no",
    }
    pipe = valkey.process.stdin
    if pipe is not None:
        with suppress(BrokenPipeError), pipe:
            pipe.write("".join(f"{name} {value}\n" for name, value in settings.items()).encode())


def _wait_until_ready(valkey: Valkey) -> bool:
    end = time.monotonic() + START_SECONDS
    while valkey.process.poll() is None and time.monotonic() < end:
        if answers(valkey.port, valkey.password):
            return True
        time.sleep(POLL_SECONDS)
    return False


def answers(port: int, password: str) -> bool:
    """Whether a Valkey with this password listens there."""
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        return connection.recv(64).startswith(b"+OK")
    return False


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
