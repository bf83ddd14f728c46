"""The styles of the Word file. A template's own styles stay as they are: only what it lacks is made here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from synthesis.writers.brand import Palette
from synthesis.writers.docx_xml import element, twips

SERIF, SANS, ARABIC, CHINESE = "Source Serif 4", "Source Sans 3", "IBM Plex Sans Arabic", "Noto Sans CJK SC"
ALTERNATES = {SERIF: "Cambria", SANS: "Calibri", ARABIC: "Arial", CHINESE: "Microsoft YaHei"}
INK, MUTED, RULE = "16202C", "4A5666", "CBD3DA"
HANG, BULLET = 38.0, 5.0  # millimetres: text column, and how far an insight hangs behind its bullet
TEXT_END = 162.0
HALF = 2  # Word counts sizes in half points
TWENTIETH = 20  # and lengths in twentieths of a point
CHARACTER_STYLES = frozenset(
    {"Lead-in", "Part name", "Number", "Side label", "Differs", "footnote reference", "Hyperlink"}
)
LOWER_IN_FILES = ("Heading ", "Caption", "Header", "Footer")  # the library knows these by other names


@dataclass(frozen=True)
class Look:
    """One style: face, colour as RRGGBB; sizes and spacing in points, indents in millimetres."""

    name: str
    face: str = SERIF
    size: float = 10.5
    line: float = 15.5
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 9
    indent: float = HANG
    hanging: float = 0
    tabs: tuple[float, ...] = ()
    end_tab: float = 0
    level: int | None = None
    keep_next: bool = False
    page_break: bool = False
    border: str = ""
    fill: str = ""
    exact: bool = True
    base: str = "Normal"


def looks(palette: Palette) -> list[Look]:
    return [*_cover(palette), *_headings(), *_reading(palette), *_small(), *_tables_and_frame(), *_contents()]


def _cover(palette: Palette) -> list[Look]:
    cover: dict[str, Any] = {"fill": palette.deep[1:], "border": "cover", "indent": 6, "exact": False}
    accent, pale = palette.accent[1:], palette.pale[1:]
    return [
        Look("Title", size=40, line=46, colour="FFFFFF", bold=True, before=120, after=24, **cover),
        Look("Cover kind", SANS, 11, 15, accent, bold=True, after=0, **cover),
        Look("Subtitle", SANS, 13, 19, pale, after=4, **cover),
        Look("Cover organiser", SANS, 10, 14, INK, after=2, indent=0),
    ]


def _heading(name: str, size: float, line: float, space: tuple[float, float], level: int) -> Look:
    """A numbered heading: the number at the edge, the words at the text column."""
    before, after = space
    return Look(
        name, size=size, line=line, bold=True, before=before, after=after, hanging=HANG, tabs=(HANG,),
        level=level, keep_next=True, exact=False,
    )  # fmt: skip


def _headings() -> list[Look]:
    first = Look(
        "Heading 1", size=26, line=31, bold=True, after=22, tabs=(HANG,), level=0, keep_next=True,
        page_break=True, exact=False,
    )  # fmt: skip
    return [
        first,
        _heading("Heading 2", 17, 21, (30, 13), 1),
        _heading("Heading 3", 13, 17, (24, 10), 2),
        _heading("Heading 4", 11, 15.5, (20, 8), 3),
        replace(_heading("Annex entry", 10, 13, (22, 2), 1), face=SANS),
        replace(first, name="TOC Heading", after=18, level=None, tabs=()),
    ]


def _reading(palette: Palette) -> list[Look]:
    behind = HANG + BULLET
    return [
        Look("Lead paragraph", size=13, line=20, after=14),
        Look("Insight", hanging=behind, indent=behind, tabs=(HANG, behind), after=6, keep_next=True),
        Look("Insight continued", indent=behind, after=6, keep_next=True),
        Look(
            "Quotation", size=14, line=21.5, colour=palette.brand[1:], indent=behind, before=12, after=5,
            border="start", keep_next=True, exact=False,
        ),
        Look("Translation", indent=behind, after=4, keep_next=True),
        Look("Labelled text", hanging=HANG, tabs=(HANG,)),
    ]  # fmt: skip


def _small() -> list[Look]:
    small = Look("", SANS, 8.5, 12, MUTED)
    behind = HANG + BULLET
    return [
        replace(small, name="Support line", indent=behind, after=17),
        replace(small, name="Theme support line", after=14, keep_next=True),
        replace(small, name="Attribution", indent=behind, after=14),
        replace(small, name="Caption", before=4, after=2),
        replace(small, name="Credit", after=14),
        replace(small, name="footnote text", after=3),
    ]


def _tables_and_frame() -> list[Look]:
    small = Look("", SANS, 8.5, 12, MUTED, after=0)
    return [
        Look("Table text", SANS, 9, 13, indent=0, after=0, exact=False),
        replace(small, name="Table head", indent=0, exact=False),
        replace(small, name="Header", hanging=HANG, tabs=(HANG,)),
        replace(small, name="Footer", hanging=HANG, tabs=(HANG,), end_tab=TEXT_END),
    ]


def _contents() -> list[Look]:
    first = Look("toc 1", size=13, line=17, bold=True, before=16, after=4, tabs=(HANG,), end_tab=TEXT_END)
    return [
        replace(first, exact=False),
        Look("toc 2", indent=HANG + 9, hanging=9, tabs=(HANG + 9,), end_tab=TEXT_END, after=0),
    ]


def prepare_styles(document: WordDocument, palette: Palette, language: str, *, is_given: bool) -> None:
    """Every style that the file needs. Of a given template what it has stays, and what it lacks is added.

    An added style takes its face from the template; what a standing one leaves open of the place of its text
    is filled in, so that numbers, bullets and contents stand where they belong.
    """
    standing: set[str] = set()
    if is_given:
        standing = _recognised(document, {look.name for look in looks(palette)} | {"Normal"})
    for look in (Look("Normal"), *looks(palette)):
        if look.name in standing:
            _complete(_style(document, look.name), look)
        else:
            _write(_style(document, look.name), replace(look, face="") if is_given else look, palette)
    _character_styles(document, palette)
    _state_language(document, language)


def _recognised(document: WordDocument, wanted: set[str]) -> set[str]:
    """The wanted styles that a template has, called as we call them. A namesake of another kind goes."""
    ours = {name.casefold(): name for name in (*wanted, *CHARACTER_STYLES)}
    found: set[str] = set()
    for style in list(document.styles.element.findall(qn("w:style"))):
        named = style.find(qn("w:name"))
        name = ours.get((named.get(qn("w:val")) or "").casefold()) if named is not None else None
        if name is None:
            continue
        kind = "character" if name in CHARACTER_STYLES else "paragraph"
        if style.get(qn("w:type")) != kind or name in found:
            document.styles.element.remove(style)
            continue
        named.set(qn("w:val"), name.lower() if name.startswith(LOWER_IN_FILES) else name)
        found.add(name)
    return found


def _complete(style: Any, look: Look) -> None:
    properties = style.get_or_add_pPr()
    if properties.find(qn("w:ind")) is None:
        properties._insert_ind(element("w:ind", left=twips(look.indent), hanging=twips(look.hanging)))  # noqa: SLF001
    if properties.find(qn("w:tabs")) is None and (look.tabs or look.end_tab):
        properties._insert_tabs(_tabs(look))  # noqa: SLF001


def _state_language(document: WordDocument, language: str) -> None:
    root = document.styles.element
    run = root
    for tag in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        found = run.find(qn(tag))
        if found is None:
            found = element(tag)
            run.insert(0, found)
        run = found
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    run.append(element("w:lang", val=language, eastAsia="zh-CN", bidi="ar-SA"))


def _style(document: WordDocument, name: str) -> Any:
    for style in document.styles:
        if style.name == name:
            return style.element
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"] if name != "Normal" else None
    made.quick_style = True
    return made.element


def _write(style: Any, look: Look, palette: Palette) -> None:
    for tag in ("w:pPr", "w:rPr"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    style.append(_paragraph(look, palette))
    style.append(run_look(look))


def _paragraph(look: Look, palette: Palette) -> Any:
    """The paragraph properties of a style, in the order that the schema asks for."""
    before, after, line = (round(one * TWENTIETH) for one in (look.before, look.after, look.line))
    parts = [
        element("w:keepNext") if look.keep_next else None,
        element("w:keepLines") if look.level is not None else None,
        element("w:pageBreakBefore") if look.page_break else None,
        element("w:widowControl"),
        _borders(look, palette) if look.border else None,
        element("w:shd", val="clear", color="auto", fill=look.fill) if look.fill else None,
        _tabs(look) if look.tabs or look.end_tab else None,
        element(
            "w:spacing", before=before, after=after, line=line, lineRule="exact" if look.exact else "atLeast"
        ),
        element("w:ind", left=twips(look.indent), hanging=twips(look.hanging)),
        element("w:outlineLvl", val=look.level) if look.level is not None else None,
    ]
    made = element("w:pPr")
    made.extend(part for part in parts if part is not None)
    return made


def _tabs(look: Look) -> Any:
    made = element("w:tabs")
    made.extend(element("w:tab", val="left", pos=twips(place)) for place in look.tabs)
    if look.end_tab:
        made.append(element("w:tab", val="right", pos=twips(look.end_tab)))
    return made


def _borders(look: Look, palette: Palette) -> Any:
    made = element("w:pBdr")
    if (
        look.border == "cover"
    ):  # padding in the colour of the field; equal borders join the paragraphs into one block
        for side in ("top", "left", "bottom", "right"):
            made.append(element(f"w:{side}", val="single", sz=8, space=14, color=look.fill))
    else:
        made.append(element("w:left", val="single", sz=16, space=12, color=palette.brand[1:]))
    return made


def run_look(look: Look) -> Any:
    made = element("w:rPr")
    if look.face:
        made.append(element("w:rFonts", ascii=look.face, hAnsi=look.face, eastAsia=CHINESE, cs=ARABIC))
    if look.bold:
        made.extend([element("w:b"), element("w:bCs")])
    made.append(element("w:color", val=look.colour))
    size = round(look.size * HALF)
    made.extend([element("w:sz", val=size), element("w:szCs", val=size)])
    return made


def _character_styles(document: WordDocument, palette: Palette) -> None:
    brand = palette.brand[1:]
    for name, parts in {
        "Lead-in": [element("w:b"), element("w:bCs")],
        "Part name": [element("w:sz", val=60), element("w:szCs", val=60)],
        "Number": [element("w:color", val=brand)],
        "Side label": [
            element("w:rFonts", ascii=SANS, hAnsi=SANS),
            element("w:b"),
            element("w:bCs"),
            element("w:color", val=brand),
            element("w:sz", val=17),
            element("w:szCs", val=17),
        ],
        "Differs": [element("w:b"), element("w:bCs"), element("w:color", val=brand)],
        "footnote reference": [element("w:vertAlign", val="superscript")],
        "Hyperlink": [element("w:color", val=brand), element("w:u", val="single")],
    }.items():
        if name in {style.name for style in document.styles}:
            continue
        made = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).element
        properties = element("w:rPr")
        properties.extend(parts)
        made.append(properties)
