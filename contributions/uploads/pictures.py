"""Pictures drawn anew: the same pixels, nothing a camera or a trickster put beside them. No database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

MOST_PIXELS = 40_000_000  # of all frames together
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
QUALITY = 88
MODES = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("P", "L", "RGB", "RGBA"),
}
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError)


class PictureError(ValueError):
    """The picture is not taken; the message is for whoever chose it."""


@dataclass(frozen=True)
class Picture:
    """A picture as it may be stored, with its size in pixels."""

    content: bytes
    width: int
    height: int


def cleaned_picture(content: bytes, content_type: str) -> Picture:
    """The picture without metadata, upright, in its own format. Raises PictureError."""
    wanted = FORMATS[content_type]
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as image:
            frames = _frames_within_bounds(image)
            return _moving(image, wanted) if frames > 1 and wanted != "JPEG" else _still(image, wanted)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_("this picture is too large. Make it smaller than 40 megapixels")) from error
    except DAMAGED as error:
        raise PictureError(
            _("this picture is damaged or of another kind. Save it again and choose that file")
        ) from error


def _frames_within_bounds(image: Image.Image) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if image.width * image.height * frames > MOST_PIXELS:
        raise PictureError(_("this picture is too large. Make it smaller than 40 megapixels"))
    return frames


def _still(image: Image.Image, wanted: str) -> Picture:
    upright = _bare(ImageOps.exif_transpose(image), wanted)
    return _written(upright, wanted)


def _moving(image: Image.Image, wanted: str) -> Picture:
    lengths = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    frames = list(_frames(image, wanted))
    return _written(
        frames[0],
        wanted,
        save_all=True,
        append_images=frames[1:],
        duration=lengths,
        loop=image.info.get("loop", 0),
    )


def _frames(image: Image.Image, wanted: str) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        yield _bare(frame.convert("RGBA"), wanted)


def _bare(image: Image.Image, wanted: str) -> Image.Image:
    """A copy of the pixels in a mode that the format knows, with nothing beside them but transparency."""
    mode = image.mode if image.mode in MODES[wanted] else _nearest(image, wanted)
    converted = image.convert(mode) if mode != image.mode else image.copy()
    transparent = converted.info.get("transparency")
    converted.info = {} if transparent is None else {"transparency": transparent}
    return converted


def _nearest(image: Image.Image, wanted: str) -> str:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return "RGBA" if has_alpha and wanted != "JPEG" else "RGB"


def _written(image: Image.Image, wanted: str, **options: Any) -> Picture:
    out = io.BytesIO()
    if wanted in {"JPEG", "WEBP"}:
        options["quality"] = QUALITY
    image.save(out, format=wanted, **options)
    return Picture(out.getvalue(), image.width, image.height)
