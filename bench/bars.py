"""The bars: what each figure must be, as ratios to the yardstick or to each other, never as times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.items import Y
from bench.loader import Item
from bench.team import PAGES as TEAM_PAGES

MOST_STATEMENTS, MOST_WHEN_POSTING = 12, 25
NOISE = 1.15  # what "no growth" may be on a machine that does other things too


@dataclass(frozen=True)
class Bar:
    """One promise: what was found, and the limit that it keeps or breaks."""

    name: str
    found: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.found >= self.limit if self.at_least else self.found <= self.limit

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        kept = "ok    " if self.holds else "BROKEN"
        return f"{kept}  {self.name}: {self.found:.2f} ({sign} {self.limit:g})"


def bars(items: Mapping[str, Item], rates: Mapping[str, float]) -> list[Bar]:
    """Every promise that these figures can tell about."""
    room, hundred = items["room of 10,000"], items["room of 100"]
    made = [
        _ratio("room page of 50, in Y", room, items[Y], 3.0),
        Bar("room page, p95 by p50", room.p95 / room.p50, 2.0),
        _ratio("room page, growth from 100 to 10,000", room, hundred, NOISE),
        *(
            _ratio(f"{name}, in first pages", items[name], room, 1.2)
            for name in ("deepest page", "permalink in its room", "thread of 1,000 replies")
        ),
        Bar("room page, requests a second, in Y's", rates["room"] / rates[Y], 0.35, at_least=True),
        _ratio("posting with a mention, in Y", items["post, room of 10,000"], items[Y], 3.0),
        _ratio("posting, growth", items["post, room of 10,000"], items["post, room of 100"], NOISE),
        _ratio("search with 50 hits, in Y", items["search, room of 10,000"], items[Y], 3.5),
        _ratio("search, growth", items["search, room of 10,000"], items["search, room of 100"], 1.5),
        _ratio("tagging a passage, in Y", items["tag a passage"], items[Y], 2.0),
        _ratio("filter by theme with 50 hits, in Y", items["filter by theme"], items[Y], 3.0),
        *_coded(items),
        Bar("room page is compressed", float(room.is_compressed), 1, at_least=True),
        *_statements(items),
    ]
    if (million := items.get("room of 1,000,000")) is not None:
        made.append(_ratio("room page, growth from 10,000 to 1,000,000", million, room, 1.5))
    return made


def _ratio(name: str, one: Item, other: Item, limit: float) -> Bar:
    return Bar(name, one.p50 / other.p50, limit)


def _coded(items: Mapping[str, Item]) -> list[Bar]:
    """The team's pages with 20,000 contributions and 50,000 passages against a tenth of it."""
    made = []
    for name in TEAM_PAGES:
        large, small = items[f"{name}, 20,000"], items[f"{name}, 2,000"]
        made.append(_ratio(f"{name}, growth from 2,000 to 20,000", large, small, 1.5))
        made.append(Bar(f"statements of {name}, difference by size", _spread([large, small]), 0))
    return made


def _statements(items: Mapping[str, Item]) -> list[Bar]:
    pages = [item for name, item in items.items() if name.startswith("room of")]
    team = [item for item in pages if item.name.endswith("moderator")]
    readers = [item for item in pages if item not in team]
    posts = [item for name, item in items.items() if name.startswith("post,")]
    searches = [item for name, item in items.items() if name.startswith("search,")]
    return [
        Bar("statements of a room page", max(item.statements for item in pages), MOST_STATEMENTS),
        Bar("statements of a room page, difference by size", _spread(readers), 0),
        Bar("statements of a room page, difference by size for moderators", _spread(team), 0),
        Bar("statements of posting", max(item.statements for item in posts), MOST_WHEN_POSTING),
        Bar("statements of posting, difference by size", _spread(posts), 0),
        Bar("statements of a search, difference by size", _spread(searches), 0),
    ]


def _spread(items: list[Item]) -> int:
    counts = [item.statements for item in items]
    return max(counts) - min(counts)
