"""Pictures as small as a page on a screen needs them: the typesetter keeps for a while whatever it opened."""

from __future__ import annotations

import io

from PIL import Image

QUALITY = 88
LONGEST_SIDE = 1600  # pixels: three for each of the text column at the resolution of a preview
READABLE = ["PNG", "JPEG"]
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError)


class TooManyPixelsError(Exception):
    """The picture is larger than may be opened."""


def shrunk(content: bytes, most: int) -> tuple[bytes, int]:
    """A PNG or JPEG small in the same format, and how many pixels it had; nothing of what nobody can open.

    Raises TooManyPixelsError, before it is opened, where it has more than `most`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READABLE) as image:
            pixels = image.width * image.height
            return _small(image, content, most), pixels
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixelsError from error
    except DAMAGED:
        return b"", 0


def _small(image: Image.Image, content: bytes, most: int) -> bytes:
    """The picture anew; as it was where it is small, or where only the typesetter may be able to open it."""
    if image.width * image.height > most:
        raise TooManyPixelsError
    if max(image.size) <= LONGEST_SIDE:
        return content
    wanted = image.format
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is opened no larger than it needs to be
    try:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before anything else: each copy of the whole is large
    except DAMAGED:
        return content
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    out = io.BytesIO()
    plain = image.convert("RGB" if wanted == "JPEG" else "RGBA")
    plain.save(out, wanted, quality=QUALITY, icc_profile=profile)
    return out.getvalue()
