"""Pictures as they may be stored: PNG or JPEG, whole, and without what a camera writes about its owner."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

MOST_BYTES = 4 * 1024 * 1024
LONGEST_SIDE = 12_000  # pixels
MOST_PIXELS = 40_000_000  # each takes four bytes once it is opened
PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
JPEG_KEPT_APPS = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
APPS = range(0xE0, 0xF0)
MARK, COMMENT, SCAN = 0xFF, 0xFE, 0xDA
END = b"\xff\xd9"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
EXIF = b"Exif\0\0"
ORIENTATION, UPRIGHT = 0x0112, 1


class PhotoError(ValueError):
    """The file cannot be stored; the message is for whoever chose it."""


def cleaned_photo(content: bytes) -> tuple[str, bytes]:
    """The media type and the picture without its metadata. Raises PhotoError."""
    if len(content) > MOST_BYTES:
        raise PhotoError(_("Choose a picture of at most 4 MB"))
    try:
        if content.startswith(PNG_START):
            return "image/png", _clean_png(content)
        if content.startswith(JPEG_START):
            return "image/jpeg", _clean_jpeg(content)
    except (struct.error, IndexError) as error:
        raise PhotoError(
            _("This picture is damaged: open it, save it again, and choose that file")
        ) from error
    raise PhotoError(_("Choose a PNG or JPEG picture"))


def _clean_png(content: bytes) -> bytes:
    kept, ends = [PNG_START], False
    for kind, chunk in _png_chunks(content):
        if kind == b"IHDR":
            _check_size(*struct.unpack(">II", chunk[8:16]))
        if kind in PNG_KEPT:
            kept.append(chunk)
        ends = kind == b"IEND"
    if not ends:
        raise struct.error("no end")
    return b"".join(kept)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the end mark, each checked against its sum."""
    place = len(PNG_START)
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        chunk = content[place : place + length + 12]
        (told,) = struct.unpack(">I", chunk[length + 8 : length + 12])
        if zlib.crc32(chunk[4 : length + 8]) != told:
            raise struct.error("wrong sum")
        yield chunk[4:8], chunk
        if chunk[4:8] == b"IEND":
            return
        place += length + 12


def _clean_jpeg(content: bytes) -> bytes:
    kept, has_frame = [b"\xff\xd8"], False
    for marker, segment in _jpeg_segments(content):
        if marker in FRAMES:
            height, width = struct.unpack(">HH", segment[5:9])
            _check_size(width, height)
            has_frame = True
        if marker in APPS and segment[4:10] == EXIF and _orientation(segment[10:]) != UPRIGHT:
            raise PhotoError(
                _("This photo is stored lying on its side: save it upright and choose that file")
            )
        if marker != COMMENT and (marker not in APPS or marker in JPEG_KEPT_APPS):
            kept.append(segment)
    if not has_frame:
        raise struct.error("no frame")
    return b"".join(kept)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG; the last one holds the picture itself, to its end mark."""
    place = 2
    while True:
        if content[place] != MARK:
            raise struct.error("no marker")
        marker = content[place + 1]
        if marker == SCAN:
            end = content.rfind(END, place)
            if end < 0:
                raise struct.error("no end")
            yield marker, content[place : end + len(END)]
            return
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        yield marker, content[place : place + 2 + length]
        place += 2 + length


def _orientation(exif: bytes) -> int:
    """How the camera was held, as EXIF states it; upright where it states nothing."""
    order = "<" if exif[:2] == b"II" else ">"
    (start,) = struct.unpack(f"{order}I", exif[4:8])
    (count,) = struct.unpack(f"{order}H", exif[start : start + 2])
    for entry in range(count):
        place = start + 2 + 12 * entry
        tag, _kind, _count, value = struct.unpack(f"{order}HHIH", exif[place : place + 10])
        if tag == ORIENTATION:
            return int(value)
    return UPRIGHT


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE:
        raise PhotoError(_("Choose a picture of at most 12,000 pixels on each side"))
    if width * height > MOST_PIXELS:
        raise PhotoError(_("Choose a picture of at most 40 megapixels, or make this one smaller"))
