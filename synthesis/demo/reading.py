"""Reading the demo's texts.

A room's file is a list of contributions, each "# number who", then keys, an empty line, and the words:

    # 2 petro
    at: -25d 06:14
    language: en            (English if left out)
    reply: 1                (the number of the contribution it answers)
    questions: 4, 5
    themes: 2.5             (themes of the contribution as a whole, by their codes)
    passage: 3.1, 3.2 * | first words … last words     (a star: it makes a good quotation)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synthesis.demo.script import BadScriptError, ConsultationScript, Line, Mark, RoomScript

FOLDER = Path(__file__).parent
HOME = FOLDER / "consultations"
OPEN = "future-we-want"
CONSULTATIONS = (OPEN, "local-budgets", "access-to-justice", "digital-courts")
HEADING = re.compile(r"^# (?=\d+ \w+$)", re.MULTILINE)
KEYS = {"at", "language", "reply", "questions", "themes", "passage"}
USEFUL = "*"


def read_people() -> dict[str, dict[str, Any]]:
    """The cast by key: the fields of people.toml."""
    return _toml(FOLDER / "people.toml")


def read_consultation(name: str) -> ConsultationScript:
    """The script of a consultation by the name of its folder. Raises BadScriptError."""
    home = HOME / name
    fields = _toml(home / "consultation.toml")
    team = fields.pop("team")
    rooms = tuple(_room(home, room) for room in fields.pop("rooms"))
    codebook = home / "codebook.toml"
    sections = _toml(codebook)["sections"] if codebook.exists() else []
    return ConsultationScript(fields, team, rooms, tuple(sections))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise BadScriptError(f"{path.name}: {error}") from error


def _room(home: Path, room: dict[str, Any]) -> RoomScript:
    path = home / f"{room['slug']}.md"
    lines = tuple(read_lines(path.read_text(), path.name)) if path.exists() else ()
    return RoomScript(
        slug=room["slug"],
        title=room["title"],
        welcome=room["welcome"],
        moderators=tuple(room["moderators"]),
        questions=tuple(room["questions"]),
        lines=lines,
    )


def read_lines(text: str, name: str) -> Iterator[Line]:
    """What is said in a room, in order; `name` names the file in errors. Raises BadScriptError."""
    _before, *parts = HEADING.split(text)
    for number, part in enumerate(parts, start=1):
        head, _empty, words = part.partition("\n\n")
        first, *keys = head.splitlines()
        if first.split()[0] != str(number):
            raise BadScriptError(f"{name}: #{first} stands where #{number} is expected")
        try:
            yield _line(number, first.split()[1], keys, words.strip())
        except (ValueError, KeyError) as error:
            raise BadScriptError(f"{name}, #{number}: {error}") from error


def _line(number: int, who: str, keys: list[str], text: str) -> Line:
    values: dict[str, str] = {}
    marks = []
    for entry in keys:
        key, _colon, value = entry.partition(": ")
        if key not in KEYS or not value or key in values:
            raise ValueError(f'"{entry}" is not understood')
        if key == "passage":
            marks.append(_mark(value))
        else:
            values[key] = value
    if not text:
        raise ValueError("nothing is said")
    return Line(
        number=number,
        who=who,
        at=values["at"],
        text=text,
        language=values.get("language", "en"),
        reply=int(values["reply"]) if "reply" in values else None,
        questions=tuple(int(question) for question in _list(values.get("questions", ""))),
        themes=_list(values.get("themes", "")),
        marks=tuple(marks),
    )


def _mark(value: str) -> Mark:
    """ "3.5, 2.3 * | first words … last words": codes, a star if it makes a good quotation, the words."""
    codes, bar, words = value.partition(" | ")
    if not bar or not words.strip():
        raise ValueError(f'"{value}" is no passage')
    is_useful = codes.endswith(USEFUL)
    return Mark(_list(codes.removesuffix(USEFUL)), words.strip(), is_useful)


def _list(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())
