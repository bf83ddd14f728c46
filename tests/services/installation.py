"""A whole installation on this machine: real servers and processes of its own, with production settings."""

from __future__ import annotations

import json
import re
import secrets
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg
import redis

from consultation.embedded import Services, start_services
from consultation.embedded.binaries import binaries_for
from consultation.embedded.valkey import answers
from consultation.processes.commands import COMMANDS
from tests import compose
from tests.architecture.house import ROOT
from tests.services.conftest import MARK, wait_until

LOOPBACK = "127.0.0.1"
HOST = compose.SIX["SITE_HOST"]
SEED = """
import json, django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from consultation.people.joining import join
from consultation.people.sessions import SessionStore
from tests.conftest import make_consultation, make_room, make_user
call_command("migrate", interactive=False, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "flags"])
room = make_room(make_consultation())
petro, carlos = make_user("petro"), make_user("carlos")
for user in (petro, carlos):
    join(user, room.consultation)
session = SessionStore()
session[SESSION_KEY] = str(petro.pk)
session[BACKEND_SESSION_KEY] = "consultation.people.backend.ActivePeopleBackend"
session[HASH_SESSION_KEY] = petro.get_session_auth_hash()
session.save()
address = f"/consultations/{room.consultation.slug}/rooms/{room.slug}/"
print(json.dumps({"session": session.session_key, "room": address}))
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@dataclass
class Broker:
    """A Valkey that comes back under the same address."""

    folder: Path
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=secrets.token_hex)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        settings = f'bind {LOOPBACK}\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\n'
        with (self.folder / "broker.log").open("ab") as log:
            program = [str(binaries_for(None).valkey), "-"]
            self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=log, stderr=log)
        assert self.process.stdin is not None
        self.process.stdin.write(settings.encode())
        self.process.stdin.close()
        assert wait_until(lambda: answers(self.port, self.password))

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()  # also one that is frozen
            self.process.wait()

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with redis.from_url(self.url) as client:
            client.flushall()


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that accepts everything and keeps it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), Letters)
        self.ids: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.server_address[1]}"


class Letters(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        with suppress(ConnectionError):  # a worker that was killed hangs up
            self.converse()

    def converse(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.ids.append(message_from_bytes(letter)["Message-ID"])
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 fine\r\n")


class Installation:
    """Servers, processes, and somebody signed in who writes in an open room."""

    def __init__(self, folder: Path, mark: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.broker = Broker(folder)
        self.mailbox = Mailbox()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.broker.start()
        self.database: Services = self.start_database()
        self.environment = compose.process_environment(
            DATABASE_URL=self.database.addresses.database_url,
            REDIS_URL=self.broker.url,
            SMTP_URL=self.mailbox.url,
            STATIC_ROOT=str(folder / "static"),
            MEDIA_ROOT=str(folder / "media"),
            BEAT_FILE=str(folder / "beat"),
            RELAY_PULSE=str(folder / "relay"),
            WEB_WORKERS="2",
            TASK_PROCESSES="1",
            OUTBOX_LEASE="2",
            NO_RATE_LIMITS="1",
            **{MARK: mark},
        )
        seeded = subprocess.run(
            [sys.executable, "-c", SEED], cwd=ROOT, env=self.environment, capture_output=True, check=True
        )
        seed = json.loads(seeded.stdout)
        self.room: str = seed["room"]
        self.cookie = f"__Host-session={seed['session']}"
        self.token = ""

    def start_database(self) -> Services:
        return start_services(self.folder / "database", durable=False, valkey=False)

    def restart_database(self) -> None:
        self.database.stop()
        self.database = self.start_database()

    def start(self, name: str) -> None:
        """Start a process by the command that containers use."""
        bind = ["--bind", f"{LOOPBACK}:{self.port}"] if name == "web" else []
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "manage.py", "run", name, *bind],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_all(self) -> None:
        for name in COMMANDS:
            self.start(name)

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.broker.stop()
        self.database.stop()
        self.mailbox.shutdown()
        self.mailbox.server_close()

    def family(self, name: str) -> list[psutil.Process]:
        """A process and all it started."""
        parent = psutil.Process(self.processes[name].pid)
        return [parent, *parent.children(recursive=True)]

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Send a request as the proxy would; gives the status and the body. 0 when nobody answers."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        headers |= {"Cookie": self.cookie, "Origin": f"https://{HOST}"}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            with closing(HTTPConnection(LOOPBACK, self.port, timeout=60)) as connection:
                connection.request(method, path, urlencode(fields) if fields else None, headers)
                response = connection.getresponse()
                for cookie in response.headers.get_all("Set-Cookie", []):
                    if cookie.startswith("__Host-csrf=") and "__Host-csrf=" not in self.cookie:
                        self.cookie += f"; {cookie.partition(';')[0]}"
                return response.status, response.read().decode()
        except OSError:
            return 0, ""

    def get(self, path: str) -> int:
        return self.ask("GET", path)[0]

    def post(self, text: str) -> float:
        """Post in the room; gives the seconds it took. Fails unless the text was taken."""
        if not self.token:
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", self.room)[1])
            assert found
            self.token = found[1]
        fields = {"text": text, "csrfmiddlewaretoken": self.token, "language": "en"}
        began = time.monotonic()
        status, body = self.ask("POST", f"{self.room}contributions/", fields)
        seconds = time.monotonic() - began
        assert status == 302, body
        return seconds

    def count(self, query: str) -> Any:
        """The first value that a query on the installation's database gives."""
        with psycopg.connect(self.database.addresses.database_url) as connection:
            row = connection.execute(query.encode()).fetchone()
            return row[0] if row else None
