"""The shipped fonts: where they lie, what they cover, which family sets which language.

Every text is checked here before typesetting, since a character that no font covers stops a PDF/UA build.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import typst

from synthesis.document import FontsMissingError
from synthesis.writers.coverage import coverage

PACKAGES = (
    "fontpkg_source_serif_4",
    "fontpkg_source_sans_3",
    "fontpkg_ibm_plex_sans_arabic",
    "manimgx_fonts",
    "manimgx_fonts_cjk",
)
SERIF, SANS, ARABIC, EMOJI = "Source Serif 4", "Source Sans 3", "IBM Plex Sans Arabic", "Noto Emoji"
CJK = {"zh": "SC", "zh-hans": "SC", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "ja": "JP", "ko": "KR"}
ARABIC_SCRIPT = {"ar", "fa", "ur", "ps", "ckb", "sd", "ug"}
FIRST_TO_ASK = ("SourceSerif4[", "SourceSans3[", "IBMPlexSansArabic-Regular", "NotoSans[")
LAST_TO_ASK = ("NotoSansCJK", "NotoEmoji")
LONG_WORD = 45
ZERO_WIDTH_SPACE = "\u200b"
# Invisible by nature: the shaper never asks a font for them.
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
BREAKS_ANYWHERE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
LONG_RUN = re.compile(rf"[^\s\u200b{BREAKS_ANYWHERE}]{{{LONG_WORD},}}")
EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
JOINER = "\u200d"


@lru_cache(maxsize=1)
def folders() -> tuple[str, ...]:
    """Where the shipped fonts lie. Raises FontsMissingError when a package is not installed."""
    try:
        return tuple(str(files(package)) for package in PACKAGES)
    except ModuleNotFoundError as error:
        raise FontsMissingError(error.name) from error


@lru_cache(maxsize=1)
def typst_fonts() -> typst.Fonts:
    """The shipped fonts as the typesetter knows them. Raises FontsMissingError when a family is not there."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))
    if missing := {SERIF, SANS, ARABIC, EMOJI, "Noto Sans", "Noto Sans CJK SC"} - set(fonts.families()):
        raise FontsMissingError(", ".join(sorted(missing)))
    return fonts


def _rank(path: Path) -> tuple[int, str]:
    for rank, start in enumerate(FIRST_TO_ASK):
        if path.name.startswith(start):
            return rank, path.name
    for rank, start in enumerate(LAST_TO_ASK):
        if path.name.startswith(start):
            return 100 + rank, path.name
    return 50, path.name


@lru_cache(maxsize=1)
def font_files() -> tuple[Path, ...]:
    """One upright file per family, the likeliest first: later ones are read only when needed."""
    found = [path for folder in folders() for path in Path(folder).rglob("*.tt[fc]")]
    upright = [path for path in found if "Italic" not in path.name]
    return tuple(
        sorted(
            (path for path in upright if "-" not in path.stem or path.stem.endswith(("Regular", "VF.otf"))),
            key=_rank,
        )
    )


@lru_cache(maxsize=65536)
def is_covered(cluster: str) -> bool:
    """Whether one font has all of a base and its marks: a shaper never mixes two fonts inside them."""
    needed = {ord(character) for character in IGNORABLE.sub("", cluster)}
    return not needed or any(all(code in coverage(path) for code in needed) for path in font_files())


def clusters(text: str) -> Iterator[str]:
    """A base with what is shaped together with it: marks, variation selectors, skin tones, joined emoji."""
    cluster = ""
    for character in text:
        joins = cluster and (
            unicodedata.category(character).startswith("M")
            or IGNORABLE.match(character)
            or ord(character) in EMOJI_MODIFIERS
            or (cluster.endswith(JOINER) and unicodedata.category(character) == "So")
        )
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def code_of(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def printable(text: str) -> tuple[str, set[str]]:
    """The text as the fonts can print it, and the characters that none covers, each written as its code."""
    if text.isascii():
        return text, set()
    missing: set[str] = set()
    parts = []
    for cluster in clusters(text):
        if is_covered(cluster) or cluster.isspace():
            parts.append(cluster)
            continue
        for character in cluster:
            alone = is_covered(character) and not unicodedata.category(character).startswith("M")
            parts.append(character if alone else code_of(character))
            if not alone:
                missing.add(character)
    return "".join(parts), missing


def breakable(text: str) -> str:
    """Long words with places where a line may break, every twenty characters."""

    def opened(match: re.Match[str]) -> str:
        word = match[0]
        return ZERO_WIDTH_SPACE.join(word[start : start + 20] for start in range(0, len(word), 20))

    return LONG_RUN.sub(opened, text)


def families(language: str, *, serif: bool) -> list[str]:
    """Families for a language, first choice first, then every script in turn."""
    code = language.lower()
    base = code.split("-")[0]
    cjk = f"Noto Sans CJK {CJK.get(code) or CJK.get(base) or 'SC'}"
    latin = [SERIF, SANS] if serif else [SANS, SERIF]
    if base in ARABIC_SCRIPT:
        first = [ARABIC, *latin, "Noto Sans Arabic"]
    elif base in {"zh", "ja", "ko"}:
        first = [cjk, *latin, ARABIC]
    else:
        first = [*latin, ARABIC]
    return list(dict.fromkeys([*first, "Noto Sans", *_scripts(), cjk, EMOJI]))


@lru_cache(maxsize=1)
def _scripts() -> tuple[str, ...]:
    known = typst_fonts().families()
    return tuple(sorted(name for name in known if name.startswith("Noto Sans") and "CJK" not in name))
