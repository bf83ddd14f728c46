"""`manage.py demo`: a demo of everything on this machine, until Ctrl-C."""

import os
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, suppress
from email import message_from_bytes, policy
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError

from consultation.models import Membership, Role
from consultation.processes import commands
from consultation.processes.stopping import Stopped, Terminal
from consultation.processes.supervisor import Supervisor
from rooms.models import Room

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 100
START_SECONDS = 90.0
POLL_SECONDS = 0.2
LOOK_SECONDS = 1.0
OK = 200
LAST_LINES = 15


class Command(BaseCommand):
    help = (
        "Serve a demo on this machine until Ctrl-C: sets up the database, loads the demo and runs the pages, "
        "the relay, the worker and its clock."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="where to serve; 8000 or the next free one if not given")
        parser.add_argument("--reset", action="store_true", help="empty the embedded database first")
        parser.add_argument("--once", action="store_true", help="check that the pages answer, then end")

    def handle(self, *_args: Any, port: int | None, once: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start the demo with: manage.py demo")
        port = choose_port(port, self.say)
        self.prepare()
        address = f"http://localhost:{port}"
        environment = {**os.environ, "SITE_URL": os.environ.get("SITE_URL") or address}
        processes = [commands.web(f"{LOOPBACK}:{port}"), commands.relay(), commands.worker(), commands.beat()]
        supervisor = Supervisor(processes, settings.LOCAL_DIR / "log", environment, self.say)
        try:
            supervisor.start()
            self.wait_for(supervisor, port, "/healthz")
            if once:
                self.check_pages(supervisor, port)
            else:
                self.serve(supervisor, address)
        finally:
            supervisor.stop()

    def say(self, sentence: str) -> None:
        """Tell the person at the keyboard; a closed terminal must not stop a shutdown half-way."""
        with suppress(OSError):
            self.stdout.write(sentence)
            self.stdout.flush()

    def prepare(self) -> None:
        """Bring the database and what the demo shows up to date."""
        self.say("Setting up the database ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_demo", stdout=self.stdout)
        except (InconsistentMigrationHistory, NodeNotFoundError, DatabaseError) as error:
            message = f"The demo's database does not fit this version; `--reset` loads it anew ({error})."
            raise CommandError(message) from error

    def wait_for(self, supervisor: Supervisor, port: int, path: str) -> None:
        """Return once the page answers. Raises CommandError with the last words of the web process."""
        end = time.monotonic() + START_SECONDS
        while status_of(port, path) != OK:
            if time.monotonic() > end:
                log = settings.LOCAL_DIR / "log" / "web.log"
                words = "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
                raise CommandError(f"{path} does not answer as it should. The end of {log}:\n{words}")
            time.sleep(POLL_SECONDS)
            supervisor.look_after()

    def check_pages(self, supervisor: Supervisor, port: int) -> None:
        """Fetch the pages a visitor sees first. Raises CommandError when one is not answered with 200."""
        rooms = Room.objects.select_related("consultation").order_by("pk")
        room = next((room for room in rooms if room.accepts_contributions), None)
        if room is None:
            raise CommandError("The demo has no open room: `--reset` loads it anew.")
        for path in ("/", f"/consultations/{room.consultation.slug}/rooms/{room.slug}/"):
            status = status_of(port, path)
            if status != OK:
                raise CommandError(f"{path} is answered with {status}.")
            self.say(f"{path} answers.")
        self.wait_for(supervisor, port, "/readyz")  # the worker takes longer to start than the pages
        self.say("/readyz answers.")

    def welcome(self, address: str) -> None:
        """Say where the demo is and how to get in."""
        self.say(f"\n{settings.SITE_NAME} is at {address}/ (Ctrl-C stops it; its data stay in .local/)\n")
        self.say(f"A tour of five steps, each as the right person: {address}/demo/")
        self.say(f"Sign in at {address}/account/enter/ with one of these addresses.")
        self.say(f"The code is mailed: read this demo's mail at {address}/demo/mail/ or in .local/outbox/.")
        for role in reversed(Role):
            members = Membership.objects.filter(role=role, user__is_active=True).select_related("user")
            member = members.order_by("pk").first()
            if member is not None and member.user is not None:
                self.say(f"  {role.label:12} {member.user.email:36} {member.name}")
        self.say("")

    def serve(self, supervisor: Supervisor, address: str) -> None:
        """Say where the demo is, look after the processes and name new mail until somebody asks to stop."""
        outbox = settings.LOCAL_DIR / "outbox"
        seen = {path.name for path in outbox.glob("*.eml")}
        terminal = Terminal()
        with suppress(Stopped):
            self.welcome(address)
            while not terminal.is_closed:
                time.sleep(LOOK_SECONDS)
                supervisor.look_after()
                for letter in new_letters(outbox, seen):
                    self.say(letter)
        self.say("\nStopping ...")


def choose_port(asked: int | None, say: Any) -> int:
    """A free port: the one asked for, else the first from 8000 on. Raises CommandError when there is none."""
    if asked is not None:
        if not is_free(asked):
            raise CommandError(f"Port {asked} cannot be had: name another with --port, or leave it out.")
        return asked
    port = next(filter(is_free, range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)), None)
    if port is None:
        raise CommandError("No port is free: name one with --port.")
    if port != FIRST_PORT:
        say(f"Port {FIRST_PORT} is taken, so the demo uses {port}.")
    return port


def is_free(port: int) -> bool:
    """Whether we may listen on this port of this machine and nobody does."""
    with closing(socket.socket()) as probe, suppress(OSError, OverflowError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        return port > 0
    return False


def status_of(port: int, path: str) -> int | None:
    """The status a page is answered with, None when nobody answers."""
    with suppress(OSError, HTTPException), closing(HTTPConnection(LOOPBACK, port, timeout=30)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status
    return None


def new_letters(outbox: Path, seen: set[str]) -> Iterator[str]:
    """A line for each mail that was not seen before, oldest first; adds its file's name to `seen`."""
    for path in sorted(outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime):
        if path.name not in seen:
            seen.add(path.name)
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            yield f"Mail to {letter['To']}: {letter['Subject']} (.local/outbox/{path.name})"
