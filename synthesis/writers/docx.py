"""Word by python-docx: heading styles, real footnotes, filled contents, language of parts, right-to-left."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from consultation.texts.plaintext import first_direction
from synthesis.back_matter import Fact
from synthesis.document import Document, Rendered, build_document
from synthesis.outline import Section
from synthesis.snapshot_types import Snapshot
from synthesis.writers import docx_body as body
from synthesis.writers.brand import Palette, palette_of
from synthesis.writers.docx_sheet import Sheet
from synthesis.writers.docx_styles import ALTERNATES, looks, prepare_styles
from synthesis.writers.docx_tables import annex_table, chart_table
from synthesis.writers.docx_xml import (
    append_field,
    element,
    field_closing,
    field_opening,
    footnotes_part,
    full_locale,
    hyperlink,
    mark_direction,
    saved,
    state_fonts,
)

CONTENTS_DEPTH = 2


def write_docx(snapshot: Snapshot, language: str = "") -> Rendered:
    """The report as Word, in the styles of the team's own template where the snapshot holds one."""
    document = build_document(snapshot, language)
    palette = palette_of(document.organiser["brand"])
    given = snapshot.get("word_template")
    word = docx.Document(io.BytesIO(b64decode(given["data"]))) if given else docx.Document()
    sheet = _prepared(word, document, palette, is_given=given is not None)
    anchors = {one.key: f"section{index}" for index, one in enumerate(_all(document.sections))}
    _cover(sheet)
    results = _contents(sheet, anchors)
    _front(sheet)
    for section in document.sections:
        body.section(sheet, section, anchors)
    _back(sheet, palette)
    for result, anchor in results:
        result.text = str(sheet.page_of[anchor])
    made_at = datetime.fromisoformat(document.made_at)
    return Rendered(saved(word, made_at), (*document.should_look, *sheet.looked))


def _all(sections: list[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.children)


def _prepared(word: WordDocument, document: Document, palette: Palette, *, is_given: bool) -> Sheet:
    for child in list(word.element.body):
        if child.tag != qn("w:sectPr"):
            word.element.body.remove(child)
    prepare_styles(word, palette, full_locale(document.language), is_given=is_given)
    state_fonts(word, ALTERNATES)
    sheet = Sheet(word, document, {look.name: look for look in looks(palette)}, footnotes_part(word))
    _page(sheet)
    _properties(word, document)
    return sheet


def _page(sheet: Sheet) -> None:
    section = sheet.word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(34), Mm(31)
    section.left_margin, section.right_margin = (Mm(28), Mm(20)) if sheet.is_rtl else (Mm(20), Mm(28))
    section.header_distance, section.footer_distance = Mm(18), Mm(18)
    section.different_first_page_header_footer = True
    if sheet.is_rtl:
        section._sectPr.append(element("w:bidi"))  # noqa: SLF001
    _head(sheet, section.header.paragraphs[0])
    _foot(sheet, section.footer.paragraphs[0])


def _head(sheet: Sheet, paragraph: Paragraph) -> None:
    _dressed(sheet, paragraph, "Header")
    sheet.run(paragraph, "\t")
    append_field(paragraph._p, 'STYLEREF "Heading 1"', sheet.document.short_title)  # noqa: SLF001


def _foot(sheet: Sheet, paragraph: Paragraph) -> None:
    _dressed(sheet, paragraph, "Footer")
    append_field(paragraph._p, "PAGE", "2")  # noqa: SLF001
    before, _, after = sheet.document.wording.say("page_of", total="\0").partition("\0")
    sheet.run(paragraph, f" {before}")
    append_field(paragraph._p, "NUMPAGES", "2")  # noqa: SLF001
    sheet.run(paragraph, f"{after}\t{sheet.document.foot}\t")
    sheet.address(paragraph, sheet.document.shown_address, sheet.document.address)


def _dressed(sheet: Sheet, paragraph: Paragraph, style: str) -> None:
    paragraph.style = sheet.word.styles[style]
    if sheet.is_rtl:
        mark_direction(paragraph, right_to_left=True)


def _properties(word: WordDocument, document: Document) -> None:
    made_at = datetime.fromisoformat(document.made_at).astimezone(UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title, properties.subject = document.title[:255], document.kind[:255]
    properties.author = properties.last_modified_by = document.organiser["name"][:255]
    properties.language, properties.comments = document.language, ""
    properties.keywords, properties.version = "", document.version_line[:255]
    properties.created = properties.modified = made_at
    properties.revision = 1


def _cover(sheet: Sheet) -> None:
    document = sheet.document
    sheet.paragraph("Cover kind", document.kind)
    sheet.paragraph("Title", document.title)
    for line in document.period:
        sheet.paragraph("Subtitle", line)
    first = sheet.paragraph("Cover organiser")
    first.paragraph_format.space_before = Pt(40)
    body.logos(sheet, first)
    sheet.run(first, document.organiser["name"], marks=("strong",))
    if document.organiser["sponsor"]:
        sheet.paragraph(
            "Cover organiser", document.wording.say("with_sponsor", sponsor=document.organiser["sponsor"])
        )
    sheet.paragraph("Cover organiser", document.version_line)
    sheet.paragraph("Cover organiser", document.version_day)


def _entries(sheet: Sheet, anchors: dict[str, str]) -> Iterator[tuple[int, str, str, str]]:
    """Level, number, title and bookmark of what the contents list."""
    say, document = sheet.document.wording.say, sheet.document
    if document.about_on_its_own_page:
        yield 1, "", say("about_consultation"), "about"
    yield 1, "", say("how"), "how"
    yield 1, "", say("numbers"), "numbers"
    for one in _all(document.sections):
        if one.level <= CONTENTS_DEPTH:
            yield one.level, one.number, one.title, anchors[one.key]
    yield 1, "", say("method"), "method"
    if document.annex:
        yield 1, "", say("annex"), "annex"


def _contents(sheet: Sheet, anchors: dict[str, str]) -> list[tuple[Any, str]]:
    """The contents, filled; returns the runs that show page numbers, to be set when the body is measured."""
    sheet.measure(sheet.paragraph("TOC Heading", sheet.document.wording.say("contents")))
    results = []
    entries = list(_entries(sheet, anchors))
    for index, (level, number, name, anchor) in enumerate(entries):
        paragraph = sheet.paragraph(f"toc {level}")
        if index == 0:
            for part in field_opening('TOC \\o "1-2" \\h \\z'):
                paragraph._p.append(part)  # noqa: SLF001
        results.append((_entry(sheet, paragraph, level, (number, name, anchor)), anchor))
        if index == len(entries) - 1:
            paragraph._p.append(field_closing())  # noqa: SLF001
        sheet.measure(paragraph)
    if not sheet.document.about_on_its_own_page:
        _why(sheet)
    return results


def _entry(sheet: Sheet, paragraph: Paragraph, level: int, entry: tuple[str, str, str]) -> Any:
    number, name, anchor = entry
    link = hyperlink(paragraph, anchor=anchor)
    holder = Paragraph(link, paragraph)
    if number:
        sheet.run(holder, f"{number}\t")
        if level == 1:
            body.numbered(paragraph)
    sheet.run(holder, f"{name}\t")
    append_field(link, f"PAGEREF {anchor} \\h", "0")
    return link.findall(f"{qn('w:r')}/{qn('w:t')}")[-1]


def _why(sheet: Sheet) -> None:
    for key, blocks in (("why", sheet.document.objective), ("next", sheet.document.outcome)):
        if blocks:
            label = sheet.paragraph("Normal")
            label.paragraph_format.space_before, label.paragraph_format.keep_with_next = Pt(18), True
            sheet.run(label, sheet.document.wording.say(key), style="Side label")
            sheet.blocks(blocks)


def _front(sheet: Sheet) -> None:
    document, say = sheet.document, sheet.document.wording.say
    if document.about_on_its_own_page:
        body.plain_heading(sheet, say("about_consultation"), "about")
        _why(sheet)
    body.plain_heading(sheet, say("how"), "how")
    for fact in document.how_to_read:
        _fact(sheet, fact)
    body.plain_heading(sheet, say("numbers"), "numbers")
    sheet.measure(sheet.paragraph("Lead paragraph", document.figures_sentence))
    big = " · ".join(f"{one.number} {one.word}" for one in document.big_numbers)
    sheet.run(sheet.paragraph("Normal"), big, marks=("strong",))
    apart = sheet.paragraph("Normal")
    if document.has_team:
        sheet.run(apart, f"{say('counted_apart')} ", marks=("strong",))
    sheet.run(apart, document.counted_apart)
    for chart in document.charts:
        title = sheet.paragraph("Caption")
        title.paragraph_format.space_before = Pt(18)
        title.paragraph_format.keep_with_next = True
        sheet.run(title, chart.title, style="Side label")
        note = sheet.measure(sheet.paragraph("Credit", chart.note))
        note.paragraph_format.keep_with_next = True
        if chart.columns:
            body.chart_picture(sheet, chart)
        chart_table(sheet, chart)


def _fact(sheet: Sheet, fact: Fact) -> None:
    if fact.kind == "lead":
        sheet.blocks(fact.blocks, "Lead paragraph")
        return
    first = sheet.paragraph("Labelled text")
    sheet.run(first, fact.label, style="Side label")
    sheet.run(first, "\t")
    if fact.blocks and fact.blocks[0]["t"] == "p":
        sheet.tree(first, fact.blocks[0].get("c", []))
        sheet.blocks(fact.blocks[1:])
    else:
        sheet.blocks(fact.blocks)
    if fact.kind == "words":
        sheet.run(first, " · ".join(f"{word}: {count}" for word, count in fact.pairs))
    elif fact.kind == "support":
        line, differs = fact.pairs[0]
        paragraph = sheet.paragraph("Theme support line", f"{line} · ")
        sheet.run(paragraph, differs, style="Differs")
    else:
        for _, words in fact.pairs:
            paragraph = sheet.paragraph("Normal", words)
            mark_direction(paragraph, right_to_left=False)
    sheet.measure(first)


def _back(sheet: Sheet, palette: Palette) -> None:
    document, say = sheet.document, sheet.document.wording.say
    body.plain_heading(sheet, say("method"), "method")
    for fact in document.method:
        _fact(sheet, fact)
    if document.annex:
        body.plain_heading(sheet, say("annex"), "annex")
        sheet.measure(sheet.paragraph("Lead paragraph", say("annex_lead")))
        for insight in document.annex:
            paragraph = sheet.paragraph("Annex entry")
            sheet.run(paragraph, insight.number, style="Number")
            direction = first_direction(insight.name) or document.direction
            sheet.run(paragraph, f"\t{sheet.turned(insight.name, direction)}")
            body.support(sheet, insight.support, "Theme support line")
            body.outside(sheet, insight, "Theme support line")
            annex_table(sheet, insight, palette.brand[1:])
    body.plain_heading(sheet, say("about"), "document")
    for fact in document.facts:
        _fact(sheet, fact)
