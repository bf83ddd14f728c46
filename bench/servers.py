"""A database of the benchmark's own, and the site and the yardstick served as an installation serves them."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from consultation import embedded
from consultation.embedded.postgres import recreate_database
from consultation.processes import commands

FOLDER = embedded.LOCAL / "bench"
HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds for a server to answer
SITE, YARDSTICK = "consultation.wsgi:application", "bench.yardstick.wsgi:application"


@contextlib.contextmanager
def environment(*, anew: bool) -> Iterator[None]:
    """The environment of an installation, with servers of its own in .local/bench."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    services = embedded.start_services(FOLDER)
    try:
        if anew:
            recreate_database(services.addresses.database_url)
        os.environ.update(
            {
                "DATABASE_URL": services.addresses.database_url,
                "REDIS_URL": services.addresses.redis_url,
                "DJANGO_SETTINGS_MODULE": "bench.settings",
                "SECRET_KEY": secrets.token_hex(32),
                "ALLOWED_HOSTS": HOST,
                "STATIC_ROOT": str(FOLDER / "static"),
                "MEDIA_ROOT": str(FOLDER / "media"),
                "NO_RATE_LIMITS": "1",
                "NO_SSL_REDIRECT": "1",
                "DEBUG": "",
                "DEMO": "",
                "SMTP_URL": "",
            }
        )
        yield
    finally:
        services.stop()


def clear_files() -> None:
    shutil.rmtree(FOLDER / "static", ignore_errors=True)


@contextlib.contextmanager
def served(application: str) -> Iterator[int]:
    """The port at which gunicorn serves it, two workers with four threads each as `docker compose` does."""
    port = _free_port()
    arguments = [application if part == SITE else part for part in commands.web(f"{HOST}:{port}").arguments]
    log = FOLDER / f"{application.partition(':')[0]}.log"
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603  a command line of our own
            arguments, cwd=Path(__file__).resolve().parents[1], stdout=written, stderr=written
        )
    try:
        _wait_for(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    sys.exit(f"The server did not start; its log is {log}.")
