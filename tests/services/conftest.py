"""Real servers and real processes, each test with a folder of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from consultation.embedded import Addresses, Services, start_services

ROOT = Path(__file__).resolve().parents[2]
MARK = "TEST_MARK"
SHORT = Path("/tmp")  # noqa: S108


@contextmanager
def new_open_folder() -> Iterator[Path]:
    """An empty folder that every account may enter, unlike pytest's own."""
    folder = SHORT / f"servers-{secrets.token_hex(4)}"
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with new_open_folder() as folder:
        yield folder


@pytest.fixture
def mark() -> Iterator[str]:
    """A word for the environment of started processes; whatever still bears it at the end is killed."""
    word = secrets.token_hex(8)
    yield word
    for process in marked(word):
        process.kill()


def marked(word: str) -> list[psutil.Process]:
    """The running processes that carry the mark in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == word and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_until(claim: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether the claim comes true in time."""
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def run_python(code: str, *arguments: object, mark: str = "", **environment: str) -> subprocess.Popen[str]:
    """A Python process on the checkout, its output readable line by line."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, MARK: mark, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


type Start = Callable[[Path], Services]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Services] = []

    def run(folder: Path) -> Services:
        started.append(start_services(folder, durable=False))
        return started[-1]

    yield run
    for services in started:
        services.stop()


def ask(addresses: Addresses, query: str) -> object:
    with psycopg.connect(addresses.database_url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def write(addresses: Addresses, statement: str) -> None:
    with psycopg.connect(addresses.database_url, autocommit=True) as connection:
        connection.execute(statement.encode())


def server_pid(folder: Path) -> int:
    pid_file = folder / "postgres" / "data" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])
