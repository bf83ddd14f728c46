"""Ending in good order on Ctrl-C, on a request to terminate and when the terminal is closed."""

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SIGNAL_BASE = 128  # what shells add to a signal's number in an exit status


class Stopped(SystemExit):
    """Somebody asked this process to end."""


class _Stopping:
    depth = 0
    pending: int | None = None


def stop_on_signals() -> None:
    """Let the first of these signals raise Stopped; more of them do not disturb the ``finally`` blocks."""
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means what it says
            signal.signal(number, _receive)


class Terminal:
    """The terminal this process was started from, if any.

    When it is closed only its first process is told; make, for one, does not pass that on.
    """

    def __init__(self) -> None:
        self._was_there = os.isatty(0)

    @property
    def is_closed(self) -> bool:
        """Whether there was one and it is no more."""
        return self._was_there and not os.isatty(0)


def _receive(number: int, _frame: FrameType | None) -> None:
    if _Stopping.depth:
        _Stopping.pending = number
    else:
        _leave(number)


def _leave(number: int) -> None:
    for each in STOP_SIGNALS:  # what follows is cleaning up, with time limits of its own
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(SIGNAL_BASE + number)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Put signals off until the block is done, so that no process starts without its number being known."""
    _Stopping.depth += 1
    try:
        yield
    finally:
        _Stopping.depth -= 1
        if _Stopping.pending is not None and not _Stopping.depth:
            number, _Stopping.pending = _Stopping.pending, None
            _leave(number)
