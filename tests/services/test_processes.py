from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from consultation.processes.commands import Command
from consultation.processes.guardian import Guardian
from consultation.processes.supervisor import Supervisor
from tests.services.conftest import MARK, marked, run_python, wait_until

# A process that starts another and does not end when asked to, as a hung worker would.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", deaf])
time.sleep(600)
"""
SUPERVISE = """
import os, sys, time
from pathlib import Path
from consultation.processes.commands import Command
from consultation.processes.supervisor import Supervisor
child = Command("child", (sys.executable, "-c", "import time; time.sleep(600)"))
supervisor = Supervisor([child], Path(sys.argv[1]), os.environ, print)
supervisor.start()
print("ready", flush=True)
time.sleep(600)
"""
WAIT_TO_BE_STOPPED = """
import signal, time
from consultation.processes.stopping import held, stop_on_signals
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may run under nohup
stop_on_signals()
try:
    with held():
        print("ready", flush=True)
        time.sleep(0.4)
        print("the block was finished", flush=True)
    time.sleep(600)
finally:
    print("cleaning", flush=True)
    time.sleep(0.4)
    print("clean", flush=True)
"""


def python(code: str) -> Command:
    return Command("child", (sys.executable, "-c", code))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisors(tmp_path: Path, mark: str, said: list[str]) -> Iterator[list[Supervisor]]:
    made: list[Supervisor] = []
    yield made
    for supervisor in made:
        supervisor.stop()


def supervise(command: Command, folder: Path, mark: str, said: list[str]) -> Supervisor:
    supervisor = Supervisor([command], folder, {**os.environ, MARK: mark}, said.append, patience=0.5)
    supervisor.start()
    return supervisor


def test_what_ends_by_itself_is_started_again_later_and_later(
    tmp_path: Path, mark: str, said: list[str], supervisors: list[Supervisor]
) -> None:
    supervisor = supervise(python("print('hello'); raise SystemExit(3)"), tmp_path, mark, said)
    supervisors.append(supervisor)

    def ended_twice() -> bool:
        supervisor.look_after()
        return len(said) == 2

    assert wait_until(ended_twice)
    assert [line.partition(". ")[0] for line in said] == [
        "The child process ended (status 3): again in 1 s",
        "The child process ended (status 3): again in 2 s",
    ]
    assert (tmp_path / "child.log").read_text() == "hello\nhello\n"


def test_stopping_ends_what_does_not_want_to_and_what_that_started(
    tmp_path: Path, mark: str, said: list[str]
) -> None:
    supervisor = supervise(python(STUBBORN), tmp_path, mark, said)
    assert wait_until(lambda: len(marked(mark)) == 2)

    supervisor.stop()

    assert wait_until(lambda: not marked(mark))  # a signal of the system's takes a moment
    assert said == []


def test_a_killed_supervisor_leaves_no_process(tmp_path: Path, mark: str) -> None:
    owner = run_python(SUPERVISE, tmp_path, mark=mark)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    assert wait_until(lambda: len(marked(mark)) == 3)  # itself, its guardian, the child

    owner.kill()
    owner.communicate()

    assert wait_until(lambda: marked(mark) == [])


def test_a_guardian_forgets_what_has_ended(mark: str) -> None:
    guardian = Guardian()
    spared = run_python("import time; time.sleep(600)", mark=mark)
    guardian.watch(spared.pid)
    guardian.forget(spared.pid)

    guardian.close()

    assert spared.poll() is None
    spared.kill()
    spared.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_waits_for_the_block_and_lets_the_cleaning_finish(
    number: signal.Signals, mark: str
) -> None:
    process = run_python(WAIT_TO_BE_STOPPED, mark=mark)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"

    process.send_signal(number)
    assert process.stdout.readline() == "the block was finished\n"
    assert process.stdout.readline() == "cleaning\n"
    process.send_signal(number)
    rest, _ = process.communicate()

    assert rest == "clean\n"
    assert process.returncode == 128 + number
    assert not psutil.pid_exists(process.pid)
