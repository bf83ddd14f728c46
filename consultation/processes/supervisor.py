"""Keeping a set of processes running, and ending all of them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from consultation.processes.commands import ROOT, Command
from consultation.processes.guardian import Guardian
from consultation.processes.stopping import held

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STABLE_SECONDS = 30.0  # a process that lived this long starts afresh with the shortest pause
STOP_SECONDS = 10.0
POLL_SECONDS = 0.05


class Child:
    """One process and all that it starts, in a process group of its own."""

    def __init__(self, command: Command, log: Path, environment: Mapping[str, str]) -> None:
        self.command = command
        self.log = log
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.due_at = 0.0
        self.pause = FIRST_PAUSE

    def start(self, guardian: Guardian) -> None:
        """Start it; its output goes to its log."""
        with held(), self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command.arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,  # Ctrl-C is for us: it stops when we say so
            )
            guardian.watch(-self.process.pid)
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        """Whether it was started and is no more."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        """Ask the process itself, which ends what it started once the work in hand is done."""
        if self.process is not None:
            self.process.terminate()

    def clear(self, guardian: Guardian) -> None:
        """After its end: nothing it started outlives it."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            guardian.forget(-self.process.pid)
            self.process = None


class Supervisor:
    """Starts commands in the order given, starts again what ends by itself, and stops all."""

    def __init__(
        self,
        commands: Sequence[Command],
        logs: Path,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        patience: float = STOP_SECONDS,
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._say = say
        self._patience = patience
        self._guardian = Guardian()
        self.children = [Child(command, logs / f"{command.name}.log", environment) for command in commands]

    def start(self) -> None:
        """Start every process, each with an empty log."""
        for child in self.children:
            child.log.write_bytes(b"")
            child.start(self._guardian)

    def look_after(self) -> None:
        """Start again what has ended; call this about once a second."""
        now = time.monotonic()
        for child in self.children:
            if child.has_ended():
                self._note_end(child, now)
            if child.process is None and now >= child.due_at:
                child.start(self._guardian)

    def _note_end(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process else 0
        if now - child.started_at > STABLE_SECONDS:
            child.pause = FIRST_PAUSE
        child.clear(self._guardian)
        name = child.command.name
        how = f"status {status}" if status >= 0 else f"killed by signal {-status}"
        self._say(f"The {name} process ended ({how}): again in {child.pause:.0f} s. Its log: {child.log}")
        child.due_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what does not; nothing they started is left."""
        for child in self.children:
            child.ask_to_end()
        end = time.monotonic() + self._patience
        running = [child for child in self.children if child.process is not None]
        while not all(child.has_ended() for child in running) and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
        for child in running:
            child.clear(self._guardian)
        self._guardian.close()
