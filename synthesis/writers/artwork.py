"""The drawing on cover, part openers and back page: a dot per contribution, a thread to each part it feeds.

Nothing in it is drawn by chance: places come from a hash of the contribution's id, so that one version has
one picture. Lengths are millimetres.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.outline import Section
from synthesis.snapshot_types import ThreadData
from synthesis.writers.brand import WHITE, Palette

MOST_DOTS = 240
THREAD_GAP = 0.9
BUNDLE_GAP = 13.0
DOTS_FROM, DOTS_WIDE = 20.0, 35.0  # the side column
GATHERED_AT = 0.92  # share of the width where a bundle is together
DIMMED = 0.28
CLOSEST = 0.62  # of the distance between two threads that a stroke may fill
SHADES = (1, 0, 2)  # neighbouring bundles never share a shade: middle, dark, light, then again
PAGE_WIDTH = 210.0


@dataclass(frozen=True)
class Field:
    """Where the drawing stands: dots between `top` and `bottom`, height of the whole field."""

    height: float
    top: float
    bottom: float


COVER = Field(255, 104, 247)
OPENER = Field(148, 7, 140.5)
SHORT_OPENER = Field(60, 5, 55)
BAND = Field(30, 3.5, 26.5)
BACK = Field(108, 8, 100)


@dataclass(frozen=True)
class Dot:
    key: str
    x: float
    y: float
    parts: tuple[int, ...]
    differs: bool


def top_parts(sections: Sequence[Section]) -> list[tuple[str, str]]:
    """(number, id) of what threads lead to: parts, and themes that stand outside every part."""
    tops: list[tuple[str, str]] = []
    for section in sections:
        group = [section] if section.kind == "part" else section.children
        tops.extend((one.number, one.key) for one in group)
    return tops


def chance(*words: object) -> float:
    """0 to 1, always the same for the same words."""
    digest = hashlib.sha256("|".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6]) / float(1 << 48)


def sample_of(threads: Sequence[ThreadData]) -> list[ThreadData]:
    """All up to 240; beyond that a fixed choice that keeps each part's share."""
    if len(threads) <= MOST_DOTS:
        return list(threads)
    by_part: dict[str, list[ThreadData]] = {}
    for thread in sorted(threads, key=lambda thread: chance("sample", thread["id"])):
        by_part.setdefault(thread["parts"][0] if thread["parts"] else "", []).append(thread)
    share = MOST_DOTS / len(threads)
    chosen = [
        thread for part in sorted(by_part) for thread in by_part[part][: round(len(by_part[part]) * share)]
    ]
    return chosen[:MOST_DOTS]


def dots_of(threads: Sequence[ThreadData], parts: Sequence[tuple[str, str]], field: Field) -> list[Dot]:
    """One dot per contribution in the side column. `parts` are (number, id) of the top sections, in order."""
    places = {name: index for index, names in enumerate(parts) for name in names if name}
    fed = [
        (thread, tuple(sorted({places[part] for part in thread["parts"] if part in places})))
        for thread in sample_of(threads)
    ]
    last = max(len(parts) - 1, 1)

    def height(pair: tuple[ThreadData, tuple[int, ...]]) -> float:
        thread, feeds = pair
        mean = sum(feeds) / len(feeds) / last if feeds else chance("idle", thread["id"])
        return 0.36 * mean + 0.64 * chance("height", thread["id"])

    step = (field.bottom - field.top) / max(len(fed), 1)
    return [
        Dot(
            key=thread["id"],
            x=DOTS_FROM + DOTS_WIDE * chance("across", thread["id"]) ** 1.7,
            y=field.top + step * (index + 0.5 + 0.5 * (chance("down", thread["id"]) - 0.5)),
            parts=feeds,
            differs=thread["differs"],
        )
        for index, (thread, feeds) in enumerate(sorted(fed, key=height))
    ]


def bundle_places(
    dots: Sequence[Dot], count: int, field: Field
) -> tuple[dict[tuple[int, str], float], float]:
    """Where each thread leaves the page, (part, dot) → y, and how far apart two threads lie.

    Threads of a part lie side by side in the order of their dots.
    """
    feeding = [[dot for dot in dots if part in dot.parts] for part in range(count)]
    threads = sum(map(len, feeding))
    room = (field.bottom - field.top) * 0.86
    gap = min(BUNDLE_GAP * field.height / COVER.height, room * 0.4 / max(count - 1, 1))
    step = min(THREAD_GAP, (room - gap * (count - 1)) / max(threads, 1))
    used = step * threads + gap * (count - 1)
    y = field.top + (field.bottom - field.top - used) * 0.44
    places: dict[tuple[int, str], float] = {}
    for part, fed in enumerate(feeding):
        for dot in fed:
            places[part, dot.key] = y
            y += step
        y += gap
    return places, step


@dataclass(frozen=True)
class _Pen:
    """How threads and dots are drawn: thinner where they lie closer; the part `lit` near-white."""

    palette: Palette
    lit: int | None
    step: float
    dot_step: float

    def thread(self, dot: Dot, part: int, leave: float) -> str:
        colour, width, opacity = self._stroke(dot, part)
        return (
            f'<path d="{_path(dot, leave)}" stroke="{colour}" '
            f'stroke-width="{min(width, self.step * CLOSEST):.3f}" stroke-opacity="{opacity}"/>'
        )

    def _stroke(self, dot: Dot, part: int) -> tuple[str, float, float]:
        """Colour, width in millimetres, opacity."""
        if self.lit is not None and part != self.lit:
            return self.palette.threads[0], 0.3, DIMMED
        if dot.differs:
            return self.palette.accent, 0.58, 1
        if self.lit is not None:
            return self.palette.lit, 0.5, 1
        return self.palette.threads[SHADES[part % len(SHADES)]], 0.4, 0.9

    def mark(self, dot: Dot) -> str:
        dim = self.lit is not None and self.lit not in dot.parts
        colour = self.palette.threads[0] if dim else self.palette.accent if dot.differs else WHITE
        radius = min(0.95, max(0.5, self.dot_step * 0.8))
        radius, opacity = (radius * 0.68, 0.6) if dim else (radius, 1)
        place = f'cx="{dot.x:.2f}" cy="{dot.y:.2f}" r="{radius:.2f}"'
        return f'<circle {place} fill="{colour}" fill-opacity="{opacity}"/>'

    def is_loud(self, dot: Dot, part: int) -> bool:
        """Whether it is drawn above the others."""
        return part == self.lit or (dot.differs and self.lit is None)


def _path(dot: Dot, leave: float) -> str:
    gathered = dot.x + (PAGE_WIDTH - dot.x) * GATHERED_AT
    bend = (gathered - dot.x) * 0.5
    return (
        f"M{dot.x:.2f} {dot.y:.2f}C{dot.x + bend:.2f} {dot.y:.2f} {gathered - bend:.2f} {leave:.2f} "
        f"{gathered:.2f} {leave:.2f}L{PAGE_WIDTH:g} {leave:.2f}"
    )


def drawing(
    threads: Sequence[ThreadData],
    parts: Sequence[tuple[str, str]],
    field: Field,
    palette: Palette,
    *,
    lit: int | None = None,
    mirrored: bool = False,
) -> str:
    """The whole field as SVG. Parts other than `lit` are dimmed; `mirrored` runs it leftwards."""
    dots = dots_of(threads, parts, field)
    places, step = bundle_places(dots, len(parts), field)
    pen = _Pen(palette, lit, step, (field.bottom - field.top) / max(len(dots), 1))
    by_key = {dot.key: dot for dot in dots}
    fed = [(by_key[key], part, leave) for (part, key), leave in places.items()]
    drawn = sorted(fed, key=lambda one: (pen.is_loud(one[0], one[1]), one[0].differs))
    marked = sorted(dots, key=lambda dot: lit is None or lit in dot.parts)
    body = "".join((*(pen.thread(*one) for one in drawn), *map(pen.mark, marked)))
    turn = f' transform="translate({PAGE_WIDTH:g} 0) scale(-1 1)"' if mirrored else ""
    size = f"{PAGE_WIDTH:g} {field.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PAGE_WIDTH:g}mm" height="{field.height:g}mm" '
        f'viewBox="0 0 {size}"><rect width="{PAGE_WIDTH:g}" height="{field.height:g}" '
        f'fill="{palette.deep}"/><g fill="none"{turn}>{body}</g></svg>'
    )
