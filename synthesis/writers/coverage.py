"""Which characters a font has: read from its table of characters alone; the whole font is far larger."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

COLLECTION, TABLE = b"ttcf", b"cmap"
WHOLE = ((3, 10), (0, 6), (0, 4))  # platform and encoding of tables that reach beyond the first 65,536
BASIC = ((3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
SEGMENTS, GROUPS = 4, 12  # formats
BYTE = 8  # bits


class Covered:
    """A set of characters as one bit each, some 140 kB whatever it holds."""

    def __init__(self, runs: Iterator[range]) -> None:
        bits = 0
        for run in runs:
            bits |= ((1 << len(run)) - 1) << run.start
        self._bits = bits.to_bytes(bits.bit_length() // BYTE + 1, "little")

    def __contains__(self, code: int) -> bool:
        place, bit = divmod(code, BYTE)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)

    def codes(self) -> set[int]:
        return {code for code in range(len(self._bits) * BYTE) if code in self}


@lru_cache(maxsize=64)
def coverage(path: Path) -> Covered:
    """The characters that a font (of a collection: its first) has a glyph for."""
    with path.open("rb") as file:
        start = 0
        if file.read(4) == COLLECTION:
            file.seek(12)
            (start,) = struct.unpack(">I", file.read(4))
        file.seek(start + 4)
        (count,) = struct.unpack(">H6x", file.read(8))
        for _ in range(count):
            tag, _sum, offset, length = struct.unpack(">4sIII", file.read(16))
            if tag == TABLE:
                file.seek(offset)
                return Covered(_runs(file.read(length)))
    return Covered(iter(()))


def _runs(table: bytes) -> Iterator[range]:
    (count,) = struct.unpack_from(">2xH", table)
    places = {}
    for at in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * at)
        places[platform, encoding] = offset
    for key in (*WHOLE, *BASIC):
        if key in places:
            offset = places[key]
            (kind,) = struct.unpack_from(">H", table, offset)
            if kind == GROUPS:
                return _groups(table, offset)
            if kind == SEGMENTS:
                return _segments(table, offset)
    return iter(())


def _groups(table: bytes, offset: int) -> Iterator[range]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    for first, last, glyph in struct.iter_unpack(">III", table[offset + 16 : offset + 16 + 12 * count]):
        yield range(first if glyph else first + 1, last + 1)  # glyph 0 is the sign of what is missing


def _segments(table: bytes, offset: int) -> Iterator[range]:
    (double,) = struct.unpack_from(">H", table, offset + 6)
    count = double // 2
    ends, starts, steps, places = (
        struct.unpack_from(f">{count}H", table, offset + at)
        for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        here = offset + 16 + 3 * double + 2 * at
        for code in range(first, last + 1):
            if places[at]:
                (glyph,) = struct.unpack_from(">H", table, here + places[at] + 2 * (code - first))
            else:
                glyph = code + steps[at]
            if glyph & 0xFFFF:
                yield range(code, code + 1)
