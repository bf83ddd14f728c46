"""One export or report, made in a process of its own, so that its time and memory are nobody else's.

`python -m bench.jobs NAME` tells in one line of JSON what it took. Each is written once by us and once bare:
by the library alone, with one statement, without anything that makes an export worth having.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import django
from django.utils import timezone

KB = 1024
PLAIN, CODED = "benchmark", "coded-{}"
SMALL, LARGE = 2_000, 20_000  # contributions, with two and a half passages each

BARE = {
    "bare xlsx": ("xlsx", PLAIN),
    "bare csv": ("csv_lines", PLAIN),
    "bare docx": ("docx_of_passages", CODED.format(SMALL)),
}
OURS = {
    "xlsx": "moderation.exchange.contributions.contributions_xlsx",
    "csv": "moderation.exchange.contributions.contributions_csv",
    "docx": "moderation.exchange.documents.passages_docx",
}

type Make = Callable[[], Iterable[bytes]]


@dataclass
class Took:
    """Seconds of CPU and to the first byte, the most memory in MB, how much of it came, bytes, statements."""

    cpu: float
    first: float
    peak: float
    grown: float
    size: int
    statements: int


def took(make: Make) -> Took:
    """What making all the pieces took. What both sides need is loaded before."""
    from django.db import connection  # noqa: PLC0415

    from bench.statements import Counter  # noqa: PLC0415

    connection.ensure_connection()
    counter, first, size = Counter(), 0.0, 0
    rest, started, begun = _peak(), time.process_time(), time.perf_counter()
    with connection.execute_wrapper(counter):
        for piece in make():
            first = first or time.perf_counter() - begun
            size += len(piece)
    cpu, peak = time.process_time() - started, _peak()
    return Took(cpu, first, peak, peak - rest, size, counter.statements)


def _peak() -> float:
    """The most memory that this process held; by `getrusage` a child starts with what its parent held."""
    with contextlib.suppress(OSError):
        told = Path("/proc/self/status").read_text(encoding="ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) / KB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    sys.stdout.write(json.dumps(asdict(took(_ready(name)))) + "\n")


def _ready(name: str) -> Make:
    """What is measured under that name. Only what it needs is loaded, since that counts as its memory."""
    if name.startswith("bare") and name in BARE:
        from bench.yardstick import exports as bare  # noqa: PLC0415

        write, slug = BARE[name]
        return partial(getattr(bare, write), slug)
    kind, _of, size = name.partition(" of ")
    if kind in OURS:
        return partial(_ours, OURS[kind], CODED.format(size.replace(",", "")) if size else PLAIN)
    from bench import reports  # noqa: PLC0415

    return reports.job(name)


def _ours(write: str, slug: str) -> Iterator[bytes]:
    from django.utils.module_loading import import_string  # noqa: PLC0415

    from consultation.models import Consultation  # noqa: PLC0415

    at = {} if write.endswith("_csv") else {"at": timezone.now()}
    for piece in import_string(write)(Consultation.objects.get(slug=slug), **at):
        yield piece.encode() if isinstance(piece, str) else piece


if __name__ == "__main__":
    main(sys.argv[1])
