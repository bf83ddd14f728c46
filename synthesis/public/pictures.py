"""Pictures of a published report, served from its snapshot: the only copy there is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.models import Version
from synthesis.public.versions import published_snapshot
from synthesis.snapshot_types import FigureData, SectionData

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


@dataclass(frozen=True)
class ServedPicture:
    media: str
    content: bytes


def picture_name(key: str, media: str) -> str:
    """The file name of a figure's picture; empty where its kind is not shown on pages."""
    suffix = SUFFIXES.get(media)
    return f"figure-{re.sub(r'[^A-Za-z0-9-]', '-', key)}.{suffix}" if suffix else ""


def find_picture(version: Version, name: str) -> ServedPicture | None:
    """The picture of that name in a version; None where there is none, or it cannot be read."""
    for figure in _figures(published_snapshot(version)["sections"]):
        image = figure["image"]
        if image is None or picture_name(figure["id"], image["media"]) != name:
            continue
        try:
            return ServedPicture(image["media"], base64.b64decode(image["data"], validate=True))
        except binascii.Error:
            return None
    return None


def _figures(sections: list[SectionData]) -> Iterator[FigureData]:
    for section in sections:
        yield from section["figures"]
        yield from _figures(section["children"])
