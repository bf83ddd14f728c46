"""PDF by typst, tagged as PDF/UA-1. User text travels as JSON, never as markup source."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import typst

from synthesis.document import Document, Look, Rendered, build_document
from synthesis.outline import Section
from synthesis.snapshot_types import Snapshot
from synthesis.writers.artwork import BACK, BAND, COVER, OPENER, SHORT_OPENER, Field, drawing, top_parts
from synthesis.writers.brand import Palette, palette_of
from synthesis.writers.fonts import code_of, typst_fonts
from synthesis.writers.payload import Payload, language_parts
from synthesis.writers.pictures import TEMPLATES

ROUNDS = 4  # of replacing what the shaper could not print after all
REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed|disallowed codepoint `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
COVER_WORDS, PERIOD_LINE, LOWEST_TOP = 53.0, 6.7, 190.0  # millimetres
LOGOS_AT_MOST = 4


class TitleStep(NamedTuple):
    """A cover title size: for how many characters, how many in a line, line height in millimetres."""

    name: str
    most: int
    per_line: int
    line: float


TITLE_STEPS = (
    TitleStep("large", 40, 20, 18.7),
    TitleStep("middle", 80, 26, 15.5),
    TitleStep("small", 10_000, 33, 13.1),
)
CONTENTS_LINES = 30


class PdfWarningError(RuntimeError):
    """The typesetter warned: a font is missing or a template is wrong, and no file is handed out."""


def write_pdf(snapshot: Snapshot, language: str = "") -> Rendered:
    """The report as PDF/UA-1. Raises PdfWarningError on a warning, typst.TypstError when it cannot build."""
    document = build_document(snapshot, language)
    payload = Payload(document)
    data = page_data(document, payload)
    stamp = int(datetime.fromisoformat(document.made_at).timestamp())
    content, refused = _compiled(data, payload.files, stamp)
    looks = (*payload.all_looks(), *(Look("character_not_covered", f"U+{ord(one):04X}") for one in refused))
    return Rendered(content, looks)


def page_data(document: Document, payload: Payload, *, alone: bool = False, lit: str = "") -> dict[str, Any]:
    """What the templates read, and the drawings beside it as files of the payload.

    `alone`: only the text of its sections, without the pages and drawings around it; `lit` is the number of
    the insight that is marked.
    """
    palette = palette_of(document.organiser["brand"])
    data: dict[str, Any] = payload.record(document)
    data.update(
        annex=payload.value(document.annex),
        lead_sections=[payload.anchor(section) for section in document.sections],
        has_insights=document.has_insights,
        words=payload.value({**document.wording.phrases, "comma": document.wording.comma}),
        organiser={key: payload.text(document.organiser[key]) for key in ("name", "sponsor")},
        logos=logos_of(document, payload),
        cover_photo=cover_photo(document, payload),
        quotes=list(document.wording.quotes),
        main=language_parts(document.language, document.direction),
        languages=payload.languages,
        palette={
            "brand": palette.brand,
            "deep": palette.deep,
            "panel": palette.panel,
            "accent": palette.accent,
            "pale": palette.pale,
        },
        title_step=title_step(document.title).name,
        contents_are_long=_entries(document.sections) > CONTENTS_LINES,
        alone=alone,
        lit=lit,
    )
    if not alone:
        _draw(document, palette, payload.files)
    return data


def _entries(sections: list[Section]) -> int:
    return sum(2 + len(section.children) for section in sections)


def logos_of(document: Document, payload: Payload) -> list[dict[str, str]]:
    """The organiser's logos that can be opened, four at most."""
    found = []
    for index, logo in enumerate(document.organiser.get("logos", [])[:LOGOS_AT_MOST]):
        name = payload.picture(logo["image"], f"logo {index + 1}")
        if name:
            found.append({"name": name, "alt": logo["alt"]})
    return found


def cover_photo(document: Document, payload: Payload) -> dict[str, str] | None:
    """A photograph in place of the drawing, where the organiser gave one that can be opened."""
    photo = document.cover
    name = payload.picture(photo["image"], "cover") if photo else None
    return {"name": name, "alt": photo.get("alt") or photo["caption"]} if name and photo else None


def title_step(title: str) -> TitleStep:
    """How large the cover sets a title of this length."""
    return next((step for step in TITLE_STEPS if len(title) <= step.most), TITLE_STEPS[-1])


def cover_top(document: Document) -> float:
    """Where the drawing may begin below title and period, in millimetres from the top of the page."""
    step = title_step(document.title)
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in document.title)
    lines = -(-wide // step.per_line) + len(document.period) * PERIOD_LINE / step.line
    return min(max(COVER.top, COVER_WORDS + lines * step.line), LOWEST_TOP)


def _draw(document: Document, palette: Palette, files: dict[str, bytes]) -> None:
    parts = top_parts(document.sections)
    mirrored = document.direction == "rtl"

    def draw(name: str, field: Field, lit: int | None = None, *, turned: bool = mirrored) -> None:
        svg = drawing(document.threads, parts, field, palette, lit=lit, mirrored=turned)
        files[name] = svg.encode()

    draw("cover.svg", replace(COVER, top=cover_top(document)))
    draw("back.svg", BACK, turned=not mirrored)
    for index, section in enumerate(document.sections):
        if section.kind == "part":
            names = (section.number, section.key)
            tall = SHORT_OPENER if section.is_short else OPENER
            draw(f"opener-{index}.svg", tall if document.opens_large else BAND, parts.index(names))


def _compiled(data: dict[str, Any], files: Mapping[str, bytes], stamp: int) -> tuple[bytes, list[str]]:
    """The PDF, and what had to be replaced by its code after the shaper refused it."""
    return compiled(data, files, partial(_typeset, stamp=stamp))


def compiled[T](
    data: dict[str, Any], files: Mapping[str, bytes], typeset: Callable[[Path], T]
) -> tuple[T, list[str]]:
    """What `typeset` makes of a folder with all of it, and what was replaced after the shaper refused it."""
    refused: list[str] = []
    with TemporaryDirectory(prefix="report-") as name:
        folder = Path(name)
        for path in TEMPLATES.glob("*.typ"):
            shutil.copyfile(path, folder / path.name)
        for file_name, content in files.items():
            (folder / file_name).write_bytes(content)
        for _ in range(ROUNDS):
            (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            try:
                return typeset(folder), refused
            except typst.TypstError as error:
                found = _refused(error)
                if not found:
                    raise
                refused.extend(character for text in found for character in text)
                data = _without(data, found)
        raise PdfWarningError(f"Characters that cannot be printed remain: {refused}")


def _typeset(folder: Path, stamp: int) -> bytes:
    content, warnings = typst.compile_with_warnings(
        folder / "report.typ",
        root=folder,
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=stamp,
    )
    if warnings:
        raise PdfWarningError("; ".join(str(warning.message) for warning in warnings))
    if not isinstance(content, bytes):
        raise PdfWarningError("The typesetter returned no file")
    return content


def _refused(error: typst.TypstError) -> list[str]:
    """The texts that the typesetter names as impossible to print, longest first."""
    found = {first or second for first, second in REFUSED.findall(error.diagnostic)}
    read = {ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) for text in found}
    return sorted(read, key=lambda text: (-len(text), text))


def _without(value: Any, refused: list[str]) -> Any:
    if isinstance(value, str):
        for text in refused:
            value = value.replace(text, "".join(map(code_of, text)))
        return value
    if isinstance(value, list):
        return [_without(item, refused) for item in value]
    if isinstance(value, dict):
        return {key: _without(item, refused) for key, item in value.items()}
    return value
