"""The demo from the outside: a real run of the command, with all its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from synthesis.management.commands.demo import status_of
from tests.services.conftest import MARK, ROOT, marked, wait_until

pytestmark = pytest.mark.services

PATIENCE = 600  # seconds


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(mark: str, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *options],
        cwd=ROOT,
        env={**os.environ, MARK: mark, "DEBUG": "", "DJANGO_SETTINGS_MODULE": "consultation.settings"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the process says up to the line with these words; fails with all it said if it ends before."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if words in line:
            return "".join(said)
    pytest.fail(f"never said {words!r} but: {''.join(said)}")


def test_a_running_demo_stops_whole_on_ctrl_c(mark: str, port: int) -> None:
    process = demo(mark, "--port", str(port))
    read_until(process, f"http://localhost:{port}/account/enter/")
    assert status_of(port, "/") == 200
    assert len(marked(mark)) > 5

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert wait_until(lambda: marked(mark) == [])


def test_a_killed_demo_leaves_no_process(mark: str, port: int) -> None:
    process = demo(mark, "--port", str(port))
    read_until(process, f"http://localhost:{port}/account/enter/")

    process.kill()
    process.communicate()

    assert wait_until(lambda: marked(mark) == [])


def test_once_checks_the_pages_and_ends(mark: str, port: int) -> None:
    process = demo(mark, "--once", "--port", str(port))

    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert "/readyz answers." in said
    assert wait_until(lambda: marked(mark) == [])


def test_a_taken_port_is_refused_in_one_sentence_before_anything_starts(mark: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = demo(mark, "--port", str(port))
        said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert (
        said.splitlines()[-1]
        == f"CommandError: Port {port} cannot be had: name another with --port, or leave it out."
    )
    assert marked(mark) == []


def test_a_database_that_the_environment_names_is_never_emptied(mark: str) -> None:
    process = demo(mark, "--reset")

    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert said == "--reset empties the embedded database alone: unset DATABASE_URL.\n"
