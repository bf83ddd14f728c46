"""Exports and reports: each made in a process of its own beside a bare one, and the bars they must keep."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.bars import Bar
from bench.jobs import LARGE, SMALL, Took

RUNS = 3
FLAT = 16.0  # MB that ten times as many rows may take more
MANY, FEW = f"{LARGE:,}", f"{SMALL:,}"
NAMES = (
    "bare xlsx",
    "xlsx",
    "bare csv",
    "csv",
    "bare docx",
    f"xlsx of {FEW}",
    f"xlsx of {MANY}",
    f"csv of {FEW}",
    f"csv of {MANY}",
    f"docx of {FEW}",
    f"docx of {MANY}",
    "bare typesetter, 40 pages",
    "report of 40 pages",
    "report of 1,000 insights",
)


def prepare() -> None:
    """The consultations that are exported, and the report that is set."""
    from bench import coding, reports  # noqa: PLC0415

    for size in (SMALL, LARGE):
        coding.coded(size)
    reports.prepare()


def measured(only: str = "") -> dict[str, Took]:
    """Every job in turn, as often as RUNS; of each the run that took least."""
    found: dict[str, Took] = {}
    for _ in range(RUNS):
        for name in NAMES:
            if only in name:
                took = _run(name)
                found[name] = min(found.get(name, took), took, key=lambda one: one.cpu)
    return found


def _run(name: str) -> Took:
    done = subprocess.run(  # noqa: S603  a command line of our own
        [sys.executable, "-m", "bench.jobs", name],
        cwd=Path(__file__).resolve().parents[1],
        check=True,
        stdout=subprocess.PIPE,
    )
    return Took(**json.loads(done.stdout))


def bars(found: Mapping[str, Took]) -> list[Bar]:
    """Every promise about files that these figures can tell about."""
    pages, bare = found["report of 40 pages"], found["bare typesetter, 40 pages"]
    many = [found[f"{kind} of {MANY}"] for kind in ("xlsx", "csv", "docx")]
    return [
        _cpu("XLSX of 10,000 contributions, in bare ones", found["xlsx"], found["bare xlsx"], 2.5),
        _cpu("CSV of 10,000 contributions, in bare ones", found["csv"], found["bare csv"], 4.0),
        _cpu("all passages as DOCX, in bare ones", found[f"docx of {FEW}"], found["bare docx"], 2.0),
        Bar("statements of an export", max(one.statements for one in many), 10),
        *(
            Bar(
                f"statements of {kind}, difference by size",
                found[f"{kind} of {MANY}"].statements - found[f"{kind} of {FEW}"].statements,
                0,
            )
            for kind in ("xlsx", "csv", "docx")
        ),
        Bar(f"seconds to the first byte of {MANY}", max(one.first for one in many), 1.0),
        *(
            Bar(
                f"{kind} of {MANY}, MB more than of {FEW}",
                found[f"{kind} of {MANY}"].peak - found[f"{kind} of {FEW}"].peak,
                FLAT,
            )
            for kind in ("xlsx", "csv", "docx")
        ),
        _cpu("PDF of 40 pages, in bare ones", pages, bare, 1.5),
        Bar("MB for a PDF of 40 pages", pages.peak, 250),
        Bar("seconds for every format of 1,000 insights", found["report of 1,000 insights"].cpu, 60),
    ]


def _cpu(name: str, one: Took, other: Took, limit: float) -> Bar:
    return Bar(name, one.cpu / other.cpu, limit)


def lines(found: Mapping[str, Took]) -> list[str]:
    """The figures as a table."""
    head = f"{'':28}{'CPU s':>8}{'first s':>9}{'MB':>7}{'grown':>7}{'SQL':>5}{'kB':>9}"
    return [head] + [
        f"{name:28}{one.cpu:8.2f}{one.first:9.2f}{one.peak:7.0f}{one.grown:7.0f}{one.statements:5}"
        f"{one.size / 1000:9.0f}"
        for name, one in found.items()
    ]
