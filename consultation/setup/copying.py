"""What a new consultation can take over from an old one. Each floor registers the parts it owns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from consultation.models import Consultation, User

type Copy = Callable[[Consultation, Consultation, User], None]


@dataclass(frozen=True)
class Part:
    """One tick of the form: `copy(source, target, actor)` runs in the transaction that makes the target."""

    key: str
    label: Any
    copy: Copy
    place: int


_parts: list[Part] = []


def on_copied(key: str, label: Any, copy: Copy, *, place: int) -> None:
    """Offer a part to copy, in the order of `place`; parts are copied in that order too.

    Never contributions, dates or followers: what people said and when belongs to the old consultation.
    """
    _parts.append(Part(key, label, copy, place))
    _parts.sort(key=lambda part: part.place)


def choices() -> list[tuple[str, Any]]:
    return [(part.key, part.label) for part in _parts]


def copy_parts(source: Consultation, target: Consultation, keys: Collection[str], *, actor: User) -> None:
    for part in _parts:
        if part.key in keys:
            part.copy(source, target, actor)
