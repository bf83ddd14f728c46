"""How each process of an installation is started.

The demo starts these command lines, `manage.py run` becomes one of them, and containers call that.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from consultation.environment import env_number

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1:8000"
WEB_WORKERS = 2
WEB_THREADS = 4
TASK_PROCESSES = 2


@dataclass(frozen=True)
class Command:
    """A process by its name and its command line."""

    name: str
    arguments: tuple[str, ...]


def web(address: str = ADDRESS) -> Command:
    """The pages, on an address such as 127.0.0.1:8000."""
    server = ("-m", "gunicorn", "consultation.wsgi:application", "--bind", address, "--no-control-socket")
    workers, threads = env_number("WEB_WORKERS", WEB_WORKERS), env_number("WEB_THREADS", WEB_THREADS)
    size = ("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads))
    return _python("web", *server, *size, "--graceful-timeout", "5")


def relay() -> Command:
    """What hands committed outbox rows to the worker."""
    return _python("relay", str(ROOT / "manage.py"), "relay")


def worker() -> Command:
    """What does the heavy work."""
    size = ("--concurrency", str(env_number("TASK_PROCESSES", TASK_PROCESSES)))
    return _python("worker", "-m", "celery", "--app", "consultation", "worker", *size, "--loglevel", "INFO")


def beat() -> Command:
    """What starts the regular work."""
    return _python("beat", "-m", "celery", "--app", "consultation", "beat", "--loglevel", "INFO")


COMMANDS: dict[str, Callable[[], Command]] = {"web": web, "relay": relay, "worker": worker, "beat": beat}
"""What an installation runs, by name."""


def _python(name: str, *arguments: str) -> Command:
    return Command(name, (sys.executable, *arguments))
