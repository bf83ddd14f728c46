"""Packages of XML files that go out while they are made: nothing of them is held back or kept."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consultation.sheets.cells import in_xml

MOMENT = (1980, 1, 1, 0, 0, 0)  # the same package twice is the same bytes
LEVEL = 3
PIECE = 32 * 1024  # bytes
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PACKED = "application/vnd.openxmlformats-package"
CORE = "docProps/core.xml"

type Part = tuple[str, Iterable[str]]


class _Outlet(io.RawIOBase):
    """A file that can only be written; what was written is taken out piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def taken(self, least: int = 0) -> Iterator[bytes]:
        if self._size > least:
            yield b"".join(self._pieces)
            self._pieces, self._size = [], 0


def packed(parts: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of a package with these parts, each made as it is written."""
    out = _Outlet()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name, texts in parts:
            info = ZipInfo(name, MOMENT)
            info.compress_type = ZIP_DEFLATED
            with package.open(info, "w") as part:
                for text in texts:
                    part.write(text.encode())
                    yield from out.taken(PIECE)
            yield from out.taken()
    yield from out.taken()


def content_types(kinds: Mapping[str, str]) -> str:
    """The part that says of every other part what it is."""
    told = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>'
        for name, kind in {**kinds, f"/{CORE}": f"{PACKED}.core-properties+xml"}.items()
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{PACKED}.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{told}</Types>"
    )


def relations(rows: Iterable[tuple[str, str]], *, core: str = "") -> str:
    """Which parts belong to a part, as (kind, where it lies); named rId1, rId2 and so on."""
    told = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(rows, start=1)
    )
    if core:
        kind = f"{PACKAGE}/relationships/metadata/core-properties"
        told += f'<Relationship Id="core" Type="{kind}" Target="{core}"/>'
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def core_properties(title: str, made_at: datetime, language: str = "") -> str:
    """The part with the title and the moment, in UTC."""
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    spoken = f"<dc:language>{language}</dc:language>" if language else ""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{in_xml(title)}</dc:title>{spoken}{told}</cp:coreProperties>"
    )
