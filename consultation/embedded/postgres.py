"""One PostgreSQL cluster: made once, started as a child process, stopped without a trace."""

import contextlib
import locale
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from consultation.embedded.account import Account, run_as
from consultation.embedded.binaries import Binaries
from consultation.embedded.errors import EmbeddedServerError, say
from consultation.embedded.home import socket_folder

DATABASE = "consultation"
START_SECONDS = 60.0
STOP_SECONDS = 15.0
POLL_SECONDS = 0.02
STATUS_LINE = 7  # the line of postmaster.pid that turns to "ready"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# pg_trgm looks at the character type alone: under plain "C" it would not see letters beyond ASCII.
CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")


@dataclass(frozen=True)
class Cluster:
    """The cluster of one home folder, with what is needed to run it."""

    home: Path
    log: Path
    binaries: Binaries
    account: Account | None

    @property
    def data(self) -> Path:
        """The data folder; it gets this name only once it is complete."""
        return self.home / "data"

    def ensure(self) -> None:
        """Make the cluster unless it is there, after clearing away what a killed run left."""
        stop_leftover(self.data)
        for half_made in self.home.glob("making-*"):
            shutil.rmtree(half_made)
        if self.data.exists() and not (self.data / "global" / "pg_control").exists():
            aside = self.data.with_name(f"incomplete-{secrets.token_hex(4)}")
            self.data.rename(aside)
            say(f"The database in {self.data} was incomplete: it is now {aside}, and a new one is made.")
        if not self.data.exists():
            self._make()

    def _make(self) -> None:
        making = self.home / f"making-{secrets.token_hex(4)}"
        encoding = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = [
            *encoding,
            f"--lc-ctype={_character_type()}",
            "--auth=trust",
            "--username=postgres",
            "--no-sync",
        ]
        command = [str(self.binaries.initdb), *options, "--no-instructions", "-D", str(making)]
        made = subprocess.run(  # noqa: S603
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=self.home,
            env=_environment(),
            **run_as(self.account),
        )
        if made.returncode != 0:
            reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise EmbeddedServerError(f"The database could not be made in {self.home}: {reason}")
        making.rename(self.data)

    def spawn(self, *, durable: bool) -> "Server":
        """Start the server, not waiting for it to answer.

        ``durable=False`` trades safety after a power cut for speed.
        """
        sockets = socket_folder(self.home, self.account)
        quoted = str(sockets).replace('"', '""')
        settings = {"listen_addresses": "", "port": "5432", "unix_socket_directories": f'"{quoted}"'}
        settings |= {} if durable else FAST
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603
                [str(self.binaries.postgres), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for us: it stops when we say so
                **run_as(self.account),
            )
        return Server(self, process, sockets)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, child of this process."""

    cluster: Cluster
    process: subprocess.Popen[bytes]
    sockets: Path

    @property
    def url(self) -> str:
        """The address of its database, for psycopg."""
        return f"postgresql://postgres@/{DATABASE}?host={quote(os.fsencode(self.sockets), safe='')}&port=5432"

    @property
    def has_own_sockets(self) -> bool:
        """Whether the socket's folder is a temporary one, to be removed after the server."""
        return self.sockets != self.cluster.home

    def wait_until_ready(self) -> None:
        """Return once it answers. Raises EmbeddedServerError with its own last words when it does not."""
        end = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            if _status(self.cluster.data / "postmaster.pid") == "ready":
                return
            time.sleep(POLL_SECONDS)
        words = self.cluster.log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
        message = f"PostgreSQL did not start: {words[-1].strip()} (its log: {self.cluster.log})"
        raise EmbeddedServerError(message)

    def stop(self) -> None:
        """Stop it; committed data are safe."""
        _stop(self.process.pid, lambda: self.process.poll() is not None)
        if self.has_own_sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)


def stop_leftover(data: Path) -> None:
    """Stop the server that a killed parent left running on these data, and remove the lock of a dead one."""
    pid_file = data / "postmaster.pid"
    pid = _leftover_pid(pid_file)
    if pid is not None:
        _stop(pid, lambda: _leftover_pid(pid_file) is None)
    pid_file.unlink(missing_ok=True)  # its number may be a stranger's by now, which would stop the next start


def _leftover_pid(pid_file: Path) -> int | None:
    """The number of the server that still runs on the data beside this file, if one does."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text(errors="replace").splitlines()[0])
        if f"-D {pid_file.parent} " in _command(pid):
            return pid
    return None


def _command(pid: int) -> str:
    """The command line of a process, empty when there is none."""
    listed = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace") if listed.exists() else ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout  # noqa: S603


def _stop(pid: int, stopped: Callable[[], bool]) -> None:
    """End a server: cut its connections, then at once without tidying up, then by force."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if stopped():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        end = time.monotonic() + STOP_SECONDS
        while not stopped() and time.monotonic() < end:
            time.sleep(POLL_SECONDS)


def _status(pid_file: Path) -> str:
    with contextlib.suppress(OSError, IndexError):
        return pid_file.read_text().splitlines()[STATUS_LINE].strip()
    return ""


def _character_type() -> str:
    """The first character type for UTF-8 that this system has."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in CHARACTER_TYPES:
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _environment() -> dict[str, str]:
    """No PGDATA, PGPORT or language of the caller's reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def ensure_database(server: Server) -> None:
    """Create the application's database if it is not there."""
    with _maintenance(server.url) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def recreate_database(url: str) -> None:
    """Empty the embedded server's database by dropping and creating it, whoever is connected."""
    name = sql.Identifier(DATABASE)
    with _maintenance(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _maintenance(url: str) -> psycopg.Connection:
    return psycopg.connect(url, dbname="postgres", autocommit=True)
