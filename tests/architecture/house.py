"""What the tests of the house share: its floors and its files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("consultation", "rooms", "contributions", "moderation", "synthesis")


def modules(app: str) -> Iterator[Path]:
    """The app's Python files, migrations apart."""
    return (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def floors_above(app: str) -> tuple[str, ...]:
    return FLOORS[FLOORS.index(app) + 1 :]
