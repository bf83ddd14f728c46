"""Pictures of a report: opened once before they are set, so that a broken one cannot stop a build."""

from __future__ import annotations

import base64
import binascii
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from synthesis.charts import Chart
from synthesis.snapshot_types import Picture
from synthesis.writers.fonts import typst_fonts

TEMPLATES = Path(__file__).parent / "typst"
SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
PIXELS_PER_INCH = 150.0
SHEET = '#set page(width: 124mm, height: auto, margin: 0pt)\n#image("{name}", width: 100%)'


def picture_bytes(picture: Picture) -> bytes | None:
    try:
        return base64.b64decode(picture["data"], validate=True)
    except binascii.Error:
        return None


def as_png(content: bytes, suffix: str, pixels_per_inch: float = PIXELS_PER_INCH) -> bytes | None:
    """The picture at the width of the text column as PNG; None where it cannot be opened."""
    with TemporaryDirectory(prefix="picture-") as name:
        folder = Path(name)
        picture = folder / f"picture.{suffix}"
        picture.write_bytes(content)
        sheet = folder / "sheet.typ"
        sheet.write_text(SHEET.format(name=picture.name), encoding="utf-8")
        return _rasterised(sheet, pixels_per_inch)


def _rasterised(sheet: Path, pixels_per_inch: float) -> bytes | None:
    try:
        made = typst.compile(
            sheet,
            root=sheet.parent,
            format="png",
            ppi=pixels_per_inch,
            font_paths=typst_fonts(),
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return None
    return made if isinstance(made, bytes) else None


def columns_png(chart: Chart, colour: str, direction: str) -> bytes:
    """The columns of a chart along time at the width of the text column; words stay in the table below."""
    rows = [{"share": row.share, "added": row.added} for row in chart.rows]
    with TemporaryDirectory(prefix="chart-") as name:
        folder = Path(name)
        (folder / "data.json").write_text(
            json.dumps({"colour": colour, "direction": direction, "rows": rows}), encoding="utf-8"
        )
        shutil.copyfile(TEMPLATES / "columns.typ", folder / "columns.typ")
        made = typst.compile(folder / "columns.typ", root=folder, format="png", ppi=PIXELS_PER_INCH)
    if not isinstance(made, bytes):
        raise TypeError("One page was asked for")
    return made


def is_sound(content: bytes, suffix: str) -> bool:
    return as_png(content, suffix, pixels_per_inch=10.0) is not None
