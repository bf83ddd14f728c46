"""What a form showed, sent along with it: a save can tell whether somebody changed it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

type Shown = dict[str, Any]

MADE = "made_at"  # sent along too: when the form was made, in seconds since 1970


class ChangedMeanwhileError(Exception):
    """It no longer stands as the form showed it. `now` says how it stands."""

    def __init__(self, now: Shown) -> None:
        super().__init__(str(now))
        self.now = now


def sent_along(shown: Mapping[str, Any]) -> str:
    """For a hidden field of the form; lists in it stand for sets and are sorted."""
    made = {**shown, MADE: timezone.now().timestamp()}
    return json.dumps(made, sort_keys=True, ensure_ascii=False)


def come_back(told: str) -> Shown | None:
    """What a form sends back; None for what none of ours sent."""
    sent = _read(told)
    return None if sent is None else {name: value for name, value in sent.items() if name != MADE}


def made_at(told: str) -> float | None:
    """When the form was made that sends this back, in seconds since 1970; None where it does not say."""
    made = (_read(told) or {}).get(MADE)
    return made if isinstance(made, float) else None


def _read(told: str) -> dict[str, Any] | None:
    try:
        sent = json.loads(told)
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


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
