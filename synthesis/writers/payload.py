"""A document as JSON for the page templates: strings printable, notes numbered, pictures as files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from synthesis.charts import Row
from synthesis.document import Document, Look
from synthesis.languages import LanguageMark
from synthesis.outline import Figure, Insight, Section
from synthesis.outside import Outside
from synthesis.snapshot_types import Picture
from synthesis.wording.table import Wording
from synthesis.writers import fonts
from synthesis.writers.pictures import SUFFIXES, is_sound, picture_bytes

RAW = {"url", "href", "address", "direction", "t", "stance", "dir", "brand", "made_at", "code", "lang"}
LANGUAGE = re.compile(r"^([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?$")
NO_LANGUAGE = "und"


def language_parts(code: str, direction: str = "") -> dict[str, Any]:
    """Base language, region and the families that set it; an unreadable code counts as undetermined."""
    match = LANGUAGE.match(code)
    base, region = match.groups() if match else (NO_LANGUAGE, None)
    rtl = base in fonts.ARABIC_SCRIPT or base in {"he", "yi", "dv"}
    return {
        "lang": base,
        "region": region,
        "dir": direction or ("rtl" if rtl else "ltr"),
        "arabic": base in fonts.ARABIC_SCRIPT,
        "cjk": base in {"zh", "ja", "ko"},
        "serif": fonts.families(code, serif=True),
        "sans": fonts.families(code, serif=False),
    }


@dataclass
class Payload:
    """Turns a document into plain JSON; gathers files, languages and what a person should look at."""

    document: Document
    files: dict[str, bytes] = field(default_factory=dict)
    languages: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    anchors: dict[int, str] = field(default_factory=dict)

    def text(self, words: str) -> str:
        printed, missing = fonts.printable(words)
        self.missing |= missing
        return fonts.breakable(printed)

    def value(self, thing: Any) -> Any:
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, dict):
            return self.node(thing) if thing.get("t") == "note" else self.mapping(thing)
        if isinstance(thing, list | tuple):
            return [self.value(item) for item in thing]
        if is_dataclass(thing) and not isinstance(thing, type):
            return self.record(thing)
        return thing

    def mapping(self, thing: Mapping[str, Any]) -> dict[str, Any]:
        if "lang" in thing:
            self.language(str(thing["lang"]))
        return {key: item if key in RAW or key == "lang" else self.value(item) for key, item in thing.items()}

    def node(self, thing: Mapping[str, Any]) -> dict[str, Any]:
        """A note mark: the first one carries its words, a later one only points back."""
        number = thing.get("number")
        if number is None:
            return {"t": "text", "v": ""}
        note = self.document.footnotes[number - 1]
        return {"t": "note", "number": number, "c": self.value(note.content) if thing["is_first"] else None}

    def record(self, thing: Any) -> dict[str, Any]:
        if isinstance(thing, LanguageMark):
            self.language(thing.code)
        if isinstance(thing, Section | Figure | Outside | Row) and thing.lang:
            self.language(thing.lang)
        made = {one.name: self.field(one.name, getattr(thing, one.name)) for one in fields(thing)}
        if isinstance(thing, Figure):
            made["image"] = self.picture(thing.image, thing.key)
        if isinstance(thing, Section | Insight):
            made["anchor"] = self.anchor(thing)
        if isinstance(thing, Section):
            made["short_title"] = self.text(thing.short_title)
        return made

    def field(self, name: str, item: Any) -> Any:
        """Pictures become files elsewhere, the table of words travels once, raw names stay as they are."""
        if isinstance(item, Wording) or name in {"image", "organiser"}:
            return None
        return item if name in RAW else self.value(item)

    def anchor(self, thing: Section | Insight) -> str:
        return self.anchors.setdefault(id(thing), f"a{len(self.anchors)}")

    def language(self, code: str) -> str:
        self.languages.setdefault(code, language_parts(code))
        return code

    def picture(self, picture: Picture | None, key: str) -> str | None:
        """The name of the picture's file; None, and a look, where it cannot be opened."""
        if picture is None:
            return None
        content = picture_bytes(picture)
        suffix = SUFFIXES.get(picture["media"])
        if content is None or suffix is None or not is_sound(content, suffix):
            self.looks.append(Look("picture_broken", key))
            return None
        name = f"picture-{len(self.files)}.{suffix}"
        self.files[name] = content
        return name

    def all_looks(self) -> tuple[Look, ...]:
        characters = [Look("character_not_covered", f"U+{ord(one):04X}") for one in sorted(self.missing)]
        return (*self.document.should_look, *self.looks, *characters)
