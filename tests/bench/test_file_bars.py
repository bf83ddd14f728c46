"""The benchmark's promises about files: which figures keep them, and which break them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.files import NAMES, bars
from bench.jobs import Took

GOOD = Took(cpu=1.0, first=0.2, peak=120.0, grown=20.0, size=1, statements=9)


def broken(name: str = "", **worse: float) -> list[str]:
    found = dict.fromkeys(NAMES, GOOD)
    if name:
        found[name] = replace(GOOD, **worse)  # type: ignore[arg-type]
    return [bar.name for bar in bars(found) if not bar.holds]


def test_good_figures_break_nothing():
    assert broken() == []


@pytest.mark.parametrize(
    ("name", "worse", "bar"),
    [
        ("xlsx", {"cpu": 2.6}, "XLSX of 10,000 contributions, in bare ones"),
        ("docx of 2,000", {"cpu": 2.1}, "all passages as DOCX, in bare ones"),
        ("csv of 20,000", {"statements": 11}, "statements of an export"),
        ("docx of 20,000", {"first": 1.1}, "seconds to the first byte of 20,000"),
        ("xlsx of 20,000", {"peak": 140.0}, "xlsx of 20,000, MB more than of 2,000"),
        ("report of 40 pages", {"cpu": 1.6}, "PDF of 40 pages, in bare ones"),
        ("report of 40 pages", {"peak": 251.0}, "MB for a PDF of 40 pages"),
        ("report of 1,000 insights", {"cpu": 61.0}, "seconds for every format of 1,000 insights"),
    ],
)
def test_a_worse_figure_breaks_its_bar(name, worse, bar):
    assert bar in broken(name, **worse)
