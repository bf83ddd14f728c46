"""All passages as a Word document that goes out while it is made, theme by theme, each in its language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from consultation.languages import direction
from consultation.models import Consultation
from consultation.sheets.cells import in_xml
from consultation.sheets.packing import CORE, XML, Part, content_types, core_properties, packed, relations
from moderation.codebook import CodedTheme
from moderation.exchange.contributions import moment
from moderation.exchange.passages import Marked, marked, title_of
from moderation.exchange.voices import Voices

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DEEPEST = 4  # level of heading
SIZES = {"Title": 44, "Heading1": 32, "Heading2": 28, "Heading3": 25, "Heading4": 23}  # half points
NAMES = {"Title": "Title", **{f"Heading{level}": f"heading {level}" for level in range(1, DEEPEST + 1)}}
PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" '
    'w:gutter="0"/></w:sectPr>'
)
FOOTER = (
    f'{XML}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)


def passages_docx(consultation: Consultation, *, at: datetime) -> Iterator[bytes]:
    """Every theme with what was said about it, each piece with who said it and where it stands."""
    return packed(_parts(Voices(consultation), at))


def _parts(voices: Voices, at: datetime) -> Iterator[Part]:
    language = voices.consultation.language
    kinds = {"document": "document.main", "styles": "styles", "footer": "footer"}
    yield (
        "[Content_Types].xml",
        [content_types({f"/word/{name}.xml": f"{WORDML}.{kind}+xml" for name, kind in kinds.items()})],
    )
    yield "_rels/.rels", [relations([("officeDocument", "word/document.xml")], core=CORE)]
    yield CORE, [core_properties(title_of(voices.consultation), at, language)]
    yield (
        "word/_rels/document.xml.rels",
        [relations([("styles", "styles.xml"), ("footer", "footer.xml")])],
    )
    yield "word/styles.xml", [_styles(language)]
    yield "word/footer.xml", [FOOTER]
    yield "word/document.xml", _document(voices, at)


def _styles(language: str) -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{NAMES[key]}"/><w:basedOn '
        'w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="360" '
        f'w:after="120"/>{_level(key)}</w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs '
        f'w:val="{size}"/></w:rPr></w:style>'
        for key, size in SIZES.items()
    )
    return (
        f'{XML}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" '
        'w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{language}" w:bidi="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'</w:style>{heads}<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn '
        'w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="40"/><w:ind '
        'w:left="340"/></w:pPr></w:style><w:style w:type="paragraph" w:customStyle="1" '
        'w:styleId="Source"><w:name w:val="Source"/><w:basedOn w:val="Normal"/><w:pPr><w:ind '
        'w:left="340"/></w:pPr><w:rPr><w:color w:val="595959"/><w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
        '<w:color w:val="0B5394"/><w:u w:val="single"/></w:rPr></w:style></w:styles>'
    )


def _level(key: str) -> str:
    return f'<w:outlineLvl w:val="{int(key[-1]) - 1}"/>' if key.startswith("Heading") else ""


def _document(voices: Voices, at: datetime) -> Iterator[str]:
    consultation = voices.consultation
    language = consultation.language
    yield f'{XML}<w:document xmlns:w="{MAIN}" xmlns:r="{LINKS}"><w:body>'
    yield _paragraph("Title", title_of(consultation), language)
    yield _paragraph("Normal", _("Made %(moment)s.") % {"moment": moment(at, consultation)}, language)
    kept = _("Names stand as readers see them. Names that people withheld are in no export.")
    yield _paragraph("Normal", f"{voices.left_out()} {kept}", language)
    themes = iter(voices.codebook)
    for pk, found in groupby(marked(voices), attrgetter("theme")):
        for theme in themes:
            yield _heading(theme, language)
            if theme.pk == pk:
                break
        for one in found:
            yield _said(one, voices, language)
    yield from (_heading(theme, language) for theme in themes)
    yield f"{PAGE}</w:body></w:document>"


def _heading(theme: CodedTheme, language: str) -> str:
    return _paragraph(f"Heading{min(len(theme.above) + 1, DEEPEST)}", theme.label, language)


def _said(one: Marked, voices: Voices, language: str) -> str:
    byline = voices.byline(one.signed).line
    words = _("(tagged as a whole)") if one.quote is None else one.quote
    quoted = _paragraph("Quote", words, language if one.quote is None else one.language)
    number = _("contribution %(number)s") % {"number": one.number}
    place = f"{byline} · {voices.rooms[one.room]} · "
    link = in_xml(one.address).replace('"', "%22")
    opened = f'<w:fldSimple w:instr=" HYPERLINK &quot;{link}&quot; ">'
    linked = f"{opened}{_run(number, language, linked=True)}</w:fldSimple>"
    return f"{quoted}{_opened('Source', language)}{_run(place, language)}{linked}</w:p>"


def _paragraph(style: str, words: str, language: str) -> str:
    return f"{_opened(style, language)}{_run(words, language)}</w:p>"


def _opened(style: str, language: str) -> str:
    turned = "<w:bidi/>" if direction(language) == "rtl" else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turned}</w:pPr>'


def _run(words: str, language: str, *, linked: bool = False) -> str:
    """Words in one language; a new line is one, a sign that XML forbids is left out."""
    style = '<w:rStyle w:val="Hyperlink"/>' if linked else ""
    turned = "<w:rtl/>" if direction(language) == "rtl" else ""
    lines = (
        f'<w:t xml:space="preserve">{in_xml(line)}</w:t>' for line in words.replace("\r\n", "\n").split("\n")
    )
    spoken = f'<w:lang w:val="{language}" w:bidi="{language}"/>'
    return f"<w:r><w:rPr>{style}{turned}{spoken}</w:rPr>{_joined(lines)}</w:r>"


def _joined(lines: Iterable[str]) -> str:
    return "<w:br/>".join(lines)
