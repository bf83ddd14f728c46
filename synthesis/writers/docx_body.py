"""The body of the Word file: parts, themes, insights, quotations, figures."""

from __future__ import annotations

import io

from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from synthesis.charts import Chart
from synthesis.document import Look as ShouldLook
from synthesis.outline import Figure, Insight, Quote, Reference, Section
from synthesis.sentences import Support
from synthesis.snapshot_types import Picture
from synthesis.trees import text_node
from synthesis.writers.brand import palette_of
from synthesis.writers.docx_sheet import LEAD_IN, Sheet
from synthesis.writers.docx_styles import BULLET, HANG
from synthesis.writers.docx_xml import append_field, element
from synthesis.writers.pictures import SUFFIXES, as_png, columns_png, picture_bytes

TEXT_WIDTH, TALLEST = 124.0, 150.0  # millimetres
LOGO_HEIGHT = 13.0
DEEPEST_STYLE = 4


def section(sheet: Sheet, one: Section, anchors: dict[str, str]) -> None:
    """A section with all below it, in reading order. `anchors` maps section keys to bookmarks."""
    heading(sheet, one, anchors)
    if one.lead:
        paragraph = sheet.paragraph("Lead paragraph" if one.level == 1 else "Normal")
        paragraph.paragraph_format.keep_with_next = True
        sheet.tree(paragraph, one.lead)
        sheet.measure(paragraph)
    if one.kind == "part" and one.count_line:
        sheet.measure(sheet.paragraph("Theme support line", one.count_line))
    elif not one.insights:
        support(sheet, one.support, "Theme support line")
    for insight in one.insights:
        write_insight(sheet, insight)
    for quote in one.quotes:
        quotation(sheet, quote)
    tagged(sheet, one.tagged)
    for figure in one.figures:
        picture(sheet, figure)
    for child in one.children:
        section(sheet, child, anchors)


def heading(sheet: Sheet, one: Section, anchors: dict[str, str]) -> Paragraph:
    paragraph = sheet.paragraph(f"Heading {min(one.level, DEEPEST_STYLE)}")
    if one.number:
        numbered(paragraph)
        sheet.run(paragraph, one.number, style="Number")
        sheet.run(paragraph, "\t")
    sheet.foreign(paragraph, one.title, one.lang, "Part name" if one.kind == "part" else "")
    sheet.anchor(sheet.measure(paragraph), anchors[one.key])
    return paragraph


def numbered(paragraph: Paragraph) -> None:
    """A number at the edge, the words at the text column."""
    paragraph.paragraph_format.first_line_indent = Mm(-HANG)


def plain_heading(sheet: Sheet, title: str, anchor: str) -> None:
    paragraph = sheet.paragraph("Heading 1", title)
    sheet.anchor(sheet.measure(paragraph), anchor)


def support(sheet: Sheet, one: Support, style: str) -> None:
    if not one.line:
        return
    paragraph = sheet.paragraph(style, one.line)
    if one.differs:
        sheet.run(paragraph, " · ")
        sheet.run(paragraph, one.differs, style="Differs")
    sheet.measure(paragraph)


def write_insight(sheet: Sheet, one: Insight) -> None:
    first = sheet.paragraph("Insight")
    if one.url:
        sheet.link(first, [text_node(one.number)], one.url, "Side label")
    else:
        sheet.run(first, one.number, style="Side label")
    sheet.run(first, "\t•\t")
    if one.lead_in:
        sheet.tree(first, one.lead_in, (LEAD_IN,))
        sheet.run(first, " ")
    for index, content in enumerate(one.paragraphs):
        paragraph = first if index == 0 else sheet.paragraph("Insight continued")
        sheet.tree(paragraph, content)
        sheet.measure(paragraph)
    support(sheet, one.support, "Support line")
    outside(sheet, one, "Support line")
    for figure in one.figures:
        picture(sheet, figure)


def outside(sheet: Sheet, one: Insight, style: str) -> None:
    """What came from outside the consultation, a paragraph for each."""
    for note in one.outside:
        paragraph = sheet.paragraph(style, note.line)
        if note.words:
            sheet.run(paragraph, " ")
            sheet.foreign(paragraph, note.words, note.lang)
        if note.url:
            sheet.run(paragraph, " ")
            sheet.address(paragraph, note.shown, note.url)
        sheet.measure(paragraph)


def quotation(sheet: Sheet, quote: Quote) -> None:
    if quote.is_foreign:
        label = sheet.paragraph("Theme support line")
        sheet.run(label, quote.mark.own, style="Side label", language=quote.mark.code)
        sheet.run(label, f" {quote.mark.name}")
        sheet.measure(label)
    for line in quote.lines:
        paragraph = sheet.paragraph("Quotation")
        sheet.turn(paragraph, quote.direction, inset=BULLET)
        if quote.direction == "rtl":
            _border_at_right(paragraph)
        sheet.run(paragraph, line, language=quote.mark.code)
        sheet.measure(paragraph)
    opening, closing = sheet.document.wording.quotes
    for index, line in enumerate(quote.translation):
        words = (
            f"{opening if index == 0 else ''}{line}{closing if index == len(quote.translation) - 1 else ''}"
        )
        sheet.measure(sheet.paragraph("Translation", words))
    attribution(sheet, quote)


def _border_at_right(paragraph: Paragraph) -> None:
    """The rule of a right-to-left quotation stands where its lines begin."""
    style = paragraph.style.element.find(qn("w:pPr")) if paragraph.style else None
    left = style.find(f"{qn('w:pBdr')}/{qn('w:left')}") if style is not None else None
    if left is None:
        return
    borders = element("w:pBdr")
    borders.append(element("w:left", val="nil"))
    right = element("w:right")
    for name, value in left.attrib.items():
        right.set(name, value)
    borders.append(right)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def attribution(sheet: Sheet, quote: Quote) -> None:
    comma = sheet.document.wording.comma
    paragraph = sheet.paragraph(
        "Attribution", f"{quote.who}{comma}{quote.place} · " if quote.place else f"{quote.who} · "
    )
    sheet.address(paragraph, quote.number_words, quote.url)
    if quote.after:
        sheet.run(paragraph, f" · {quote.after}")
    if quote.stance == "differs":
        sheet.run(paragraph, " · ")
        sheet.run(paragraph, quote.stance_word, style="Differs")
    sheet.measure(paragraph)


def tagged(sheet: Sheet, all_tagged: list[Reference]) -> None:
    if not all_tagged:
        return
    words = sheet.document.wording
    paragraph = sheet.paragraph("Attribution")
    sheet.run(paragraph, words.say("tagged"), style="Side label")
    sheet.run(paragraph, f" {words.say('tagged_text')} ")
    for index, one in enumerate(all_tagged):
        if index:
            sheet.run(paragraph, "; ")
        sheet.address(paragraph, one.words, one.url)
        if one.byline:
            sheet.run(paragraph, f" ({one.byline})")
    sheet.measure(paragraph)


def picture(sheet: Sheet, figure: Figure) -> None:
    content = _openable(figure.image)
    if content is None and figure.image is not None:
        sheet.looked.append(ShouldLook("picture_broken", figure.key))
    if content is not None:
        _show(sheet, content, figure.label, figure.alt)
    _caption(sheet, figure)
    if figure.credit:
        sheet.measure(sheet.paragraph("Credit", figure.credit))


def chart_picture(sheet: Sheet, chart: Chart) -> None:
    """Columns along time as a picture; its description and the table below it say the same."""
    described = "; ".join(f"{row.label} {sheet.document.wording.number(row.count)}" for row in chart.rows)
    colour = palette_of(sheet.document.organiser["brand"]).brand
    content = columns_png(chart, colour, sheet.document.direction)
    _show(sheet, content, chart.title, f"{chart.title}: {described}")


def _show(sheet: Sheet, content: bytes, name: str, description: str) -> None:
    paragraph = sheet.paragraph("Normal")
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(TEXT_WIDTH))
    if shape.height > Mm(TALLEST):
        shape.width, shape.height = round(shape.width * Mm(TALLEST) / shape.height), Mm(TALLEST)
    _describe(shape, description, name)


def _describe(shape: InlineShape, description: str, name: str = "") -> None:
    """What the picture shows, for who cannot see it; and that it keeps no distance to the words around."""
    inline = shape._inline  # noqa: SLF001
    inline.docPr.set("descr", description)
    if name:
        inline.docPr.set("name", name)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")


def _openable(image: Picture | None) -> bytes | None:
    """The picture as PNG, which every Word opens; None where there is none or it is broken."""
    if image is None or image["media"] not in SUFFIXES:
        return None
    content = picture_bytes(image)
    return None if content is None else as_png(content, SUFFIXES[image["media"]])


def logos(sheet: Sheet, paragraph: Paragraph) -> None:
    """The organiser's logos in one line above the name, 13 mm high."""
    paragraph.paragraph_format.line_spacing = 1.0
    for index, logo in enumerate(sheet.document.organiser.get("logos", []), start=1):
        content = _openable(logo["image"])
        if content is None:
            sheet.looked.append(ShouldLook("picture_broken", f"logo {index}"))
            continue
        shape = paragraph.add_run().add_picture(io.BytesIO(content), height=Mm(LOGO_HEIGHT))
        _describe(shape, logo["alt"])
        sheet.run(paragraph, "  ")


def _caption(sheet: Sheet, figure: Figure) -> None:
    digits = "".join(filter(str.isdigit, figure.label))
    before, _, after = figure.label.partition(digits)
    paragraph = sheet.paragraph("Caption")
    sheet.run(paragraph, before, marks=("strong",))
    append_field(paragraph._p, "SEQ Figure \\* ARABIC", digits)  # noqa: SLF001
    sheet.run(paragraph, after, marks=("strong",))
    sheet.run(paragraph, " ")
    sheet.foreign(paragraph, figure.caption, figure.lang)
    sheet.measure(paragraph)
