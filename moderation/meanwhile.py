"""What a form showed, sent along with it: a save can tell whether somebody changed it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

type Shown = dict[str, Any]


class ChangedMeanwhileError(Exception):
    """It no longer stands as the form showed it. `now` says how it stands."""

    def __init__(self, now: Shown) -> None:
        super().__init__(str(now))
        self.now = now


def sent_along(shown: Mapping[str, Any]) -> str:
    """For a hidden field of the form; lists in it stand for sets and are sorted."""
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)


def come_back(told: str) -> Shown | None:
    """What a form sends back; None for what none of ours sent."""
    try:
        shown = json.loads(told)
    except ValueError:
        return None
    return shown if isinstance(shown, dict) else None


def both(seen: Shown, now: Shown, mine: Shown) -> Shown:
    """How it stands now, with what this person changed: of a list what was added and taken away.

    Words that both changed stand one under the other.
    """
    return {name: _both(seen.get(name), now[name], mine[name]) for name in now}


def _both(seen: Any, now: Any, mine: Any) -> Any:
    if isinstance(now, list):
        before = set(seen or ())
        return sorted((set(now) | (set(mine) - before)) - (before - set(mine)))
    if isinstance(now, str) and seen not in {now, mine} and now and mine and now != mine:
        return f"{now}\n{mine}"
    return now if mine == seen else mine
