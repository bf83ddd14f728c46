"""Reading the demo's reports.

A report is written on the outline that the codebook gives, part by part and heading by heading:

    # 1 Title of the part             (or "# 1", and the theme's name stays)

    Its lead paragraph.

    ## 1.1 Title of the heading

    ### Lead-in of an insight.
    supports: hearings 2 | first words … last words     (a passage of contribution 2 in that room)
    differs: files 10 | all of its words
    context: hearings 24 | all of its words
    figure: chair.png               (then caption, credit, alt, as far as the figure has them)

    Its paragraphs, in the signs of `synthesis.writing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from synthesis.demo.reading import HOME
from synthesis.demo.script import BadScriptError, Chapter, Picture, Point, Proof
from synthesis.models import Evidence

FILE = "report.md"
CHAPTER = re.compile(r"^##? (?=\d)", re.MULTILINE)
POINT = re.compile(r"^### ", re.MULTILINE)
PROOF = re.compile(r"(?P<room>[\w-]+) (?P<number>\d+) \| (?P<words>.+)")
PICTURE = ("figure", "caption", "credit", "alt")


def read_report(name: str) -> list[Chapter]:
    """The report of a consultation by the name of its folder; empty where none is written yet.

    Raises BadScriptError.
    """
    path = HOME / name / FILE
    return list(chapters_of(path)) if path.exists() else []


def chapters_of(path: Path) -> Iterator[Chapter]:
    """What stands in the file, in order. Raises BadScriptError."""
    before, *parts = CHAPTER.split(path.read_text())
    if before.strip():
        raise BadScriptError(f'{path.name}: "{before.strip()[:40]}" stands before the first heading')
    for part in parts:
        head, *points = POINT.split(part)
        first, _newline, lead = head.partition("\n")
        number, _space, title = first.partition(" ")
        try:
            yield Chapter(number, title.strip(), lead.strip(), tuple(_point(point) for point in points))
        except ValueError as error:
            raise BadScriptError(f"{path.name}, {number}: {error}") from error


def _point(part: str) -> Point:
    head, _empty, text = part.partition("\n\n")
    lead_in, *entries = head.splitlines()
    proofs, picture = [], {}
    for entry in entries:
        key, _colon, value = entry.partition(": ")
        if key in Evidence.Stance.values:
            proofs.append(_proof(key, value))
        elif key in PICTURE and value and key not in picture:
            picture[key] = value
        else:
            raise ValueError(f'"{entry}" is not understood')
    return Point(lead_in.strip(), text.strip(), tuple(proofs), _picture(picture))


def _proof(stance: str, value: str) -> Proof:
    found = PROOF.fullmatch(value)
    if found is None:
        raise ValueError(f'"{value}" names no passage')
    return Proof(stance, found["room"], int(found["number"]), found["words"].strip())


def _picture(values: dict[str, str]) -> Picture | None:
    if not values:
        return None
    if "figure" not in values:
        raise ValueError("a figure has words but no file")
    return Picture(values.pop("figure"), **values)
