"""The demo's texts as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class BadScriptError(Exception):
    """The demo's texts do not fit together; the message names the file and the place."""


@dataclass(frozen=True)
class Mark:
    """A passage to highlight: its words, or its first and last words joined by " … "; and codes of themes."""

    themes: tuple[str, ...]
    words: str
    is_useful: bool = False


@dataclass(frozen=True)
class Line:
    """One contribution. `at` is told as in `Clock.at`, `reply` is the number of the one it answers."""

    number: int
    who: str
    at: str
    text: str
    language: str = "en"
    reply: int | None = None
    questions: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class RoomScript:
    """A room as consultation.toml has it, and what is said in it."""

    slug: str
    title: str
    welcome: str
    moderators: tuple[str, ...]
    questions: tuple[dict[str, Any], ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class ConsultationScript:
    """A consultation: its fields, the roles of its team by key, its rooms, the sections of its codebook."""

    fields: dict[str, Any]
    team: dict[str, str]
    rooms: tuple[RoomScript, ...]
    codebook: tuple[dict[str, Any], ...] = ()

    @property
    def slug(self) -> str:
        return str(self.fields["slug"])


@dataclass(frozen=True)
class Proof:
    """A passage that an insight rests on: its stance, room and contribution, and words as in `Mark`."""

    stance: str
    room: str
    number: int
    words: str


@dataclass(frozen=True)
class Picture:
    """A figure of the report; `name` is that of its file among the demo's pictures."""

    name: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Point:
    """One insight as an editor types it, and what it rests on."""

    lead_in: str
    text: str
    proofs: tuple[Proof, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Chapter:
    """What is written under one part or heading of the outline, by its number; no title keeps the old."""

    number: str
    title: str
    lead: str
    points: tuple[Point, ...] = ()
