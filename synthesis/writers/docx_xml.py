"""WordprocessingML beyond python-docx: fields, bookmarks, links, languages, footnotes, fixed dates."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from synthesis.writers.fonts import ARABIC_SCRIPT

EARLIEST_ZIP = (1980, 1, 1, 0, 0, 0)
FULL_LOCALES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "es": "es-ES",
    "ar": "ar-SA",
    "ru": "ru-RU",
    "zh": "zh-CN",
    "pt": "pt-PT",
}
EAST_ASIAN = {"zh", "ja", "ko"}
RIGHT_TO_LEFT = ARABIC_SCRIPT | {"he", "yi", "dv"}


def element(tag: str, **attributes: object) -> Any:
    """`element("w:tab", val="left")`: attributes are in the w namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def twips(millimetres: float) -> int:
    return int(Mm(millimetres).twips)


def full_locale(language: str) -> str:
    return FULL_LOCALES.get(language, language)


def language_element(language: str) -> Any:
    """w:lang with the language in the slot that its script is read from."""
    base = language.split("-", maxsplit=1)[0]
    slot = "bidi" if base in RIGHT_TO_LEFT else "eastAsia" if base in EAST_ASIAN else "val"
    return element("w:lang", **{slot: full_locale(language)})


def mark_language(run: Any, language: str, *, right_to_left: bool) -> None:
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    if right_to_left:
        properties.append(element("w:rtl"))
    properties.append(language_element(language))


def mark_direction(paragraph: Paragraph, *, right_to_left: bool) -> None:
    """Sets the paragraph's direction, whatever its style or the document says."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    for old in properties.findall(qn("w:bidi")):
        properties.remove(old)
    flag = element("w:bidi", val="1" if right_to_left else "0")
    properties.insert_element_before(
        flag, "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _field_part(kind: str) -> Any:
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType=kind))
    return run


def _instruction(code: str) -> Any:
    run = element("w:r")
    text = element("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    run.append(text)
    return run


def _result(text: str) -> Any:
    run = element("w:r")
    words = element("w:t")
    words.text = text
    run.append(words)
    return run


def field_opening(code: str) -> list[Any]:
    return [_field_part("begin"), _instruction(code), _field_part("separate")]


def field_closing() -> Any:
    return _field_part("end")


def append_field(parent: Any, code: str, result: str) -> None:
    """A complete field with the words it shows until Word computes it again."""
    for part in (*field_opening(code), _result(result), field_closing()):
        parent.append(part)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    start = element("w:bookmarkStart", id=number, name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)  # noqa: SLF001
    paragraph._p.append(element("w:bookmarkEnd", id=number))  # noqa: SLF001


def hyperlink(paragraph: Paragraph, *, address: str = "", anchor: str = "") -> Any:
    """An empty w:hyperlink at the end of the paragraph, to a web address or to a bookmark."""
    made = element("w:hyperlink", history="1")
    if anchor:
        made.set(qn("w:anchor"), anchor)
    else:
        made.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(made)  # noqa: SLF001
    return made


def footnotes_part(document: WordDocument) -> Any:
    """The footnotes part with its two separators; returns its root element, to which notes are appended."""
    package = document.part.package
    xml = (
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="60" w:line="240" '
        'w:lineRule="auto"/></w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(xml), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = document.settings.element
    known = parse_xml(
        f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    )
    compat = settings.find(qn("w:compat"))
    if compat is None:
        settings.append(known)
    else:
        compat.addprevious(known)
    return part.element


def state_fonts(document: WordDocument, alternates: dict[str, str]) -> None:
    """The font table: each family with the one to take where it is not installed."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in alternates.items()
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE and isinstance(relation.target_part, Part):
            relation.target_part._blob = xml.encode()  # noqa: SLF001


def without_thumbnail(document: WordDocument) -> None:
    """Drops the picture of an empty page that the library's own file carries."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        relations.pop(key)


def saved(document: WordDocument, made_at: datetime) -> bytes:
    """The package with every entry dated from the snapshot, so that two builds are the same bytes."""
    without_thumbnail(document)
    raw = io.BytesIO()
    document.save(raw)
    stamp = max(made_at.astimezone(UTC).timetuple()[:6], EARLIEST_ZIP)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return out.getvalue()
