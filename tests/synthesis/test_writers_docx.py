"""The Word file: styles, real footnotes, contents, language of parts, dates from the snapshot."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml.ns import qn

from synthesis.document import Rendered
from synthesis.writers.docx import write_docx
from tests.synthesis.more_snapshots import arabic_report
from tests.synthesis.reading import footnotes_xml
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import ARABIC_QUOTE, CHINESE_QUOTE, FRENCH_QUOTE
from tests.synthesis.theme_snapshots import themes_snapshot


def word(rendered: Rendered) -> docx.document.Document:
    return docx.Document(io.BytesIO(rendered.data))


def test_word_has_heading_styles_in_order():
    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in word(write_docx(insights_snapshot())).paragraphs
        if paragraph.style.name.startswith("Heading")
    ]

    assert headings[:5] == [
        ("Heading 1", "How to read this report"),
        ("Heading 1", "The consultation in numbers"),
        ("Heading 1", "1\tReaching the court"),
        ("Heading 2", "1.1\tDistance and cost"),
        ("Heading 2", "1.2\tLanguages and plain words"),
    ]


def test_a_heading_of_word_takes_its_lead_along_to_what_comes_first_below_it():
    data = insights_snapshot()
    data["sections"][0]["children"][0]["lead"] = [{"t": "text", "v": "How far people travel."}]
    paragraphs = word(write_docx(data)).paragraphs

    place = next(n for n, one in enumerate(paragraphs) if one.text == "How far people travel.")
    keeps = [
        one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next for one in paragraphs
    ]

    assert paragraphs[place - 1].style.name == "Heading 2"
    assert paragraphs[place + 1].style.name == "Insight"
    assert keeps[place - 1 : place + 1] == [True, True]


def test_word_has_real_footnotes():
    rendered = write_docx(insights_snapshot())
    document = word(rendered)

    ids = [note.get(qn("w:id")) for note in footnotes_xml(rendered.data).findall(qn("w:footnote"))]
    marks = [mark.get(qn("w:id")) for mark in document.element.body.iter(qn("w:footnoteReference"))]
    fields = [code.text for code in document.element.body.iter(qn("w:instrText"))]

    noted = [one for one in document.paragraphs if list(one._p.iter(qn("w:footnoteReference")))]

    assert ids == ["-1", "0", "1", "2"]
    assert marks == ["1", "2"]
    assert [one.paragraph_format.keep_with_next for one in noted] == [False, False], "LibreOffice would loop"
    assert any("NOTEREF note2" in field for field in fields)


def test_word_marks_the_language_and_direction_of_parts():
    document = word(write_docx(themes_snapshot()))

    arabic = next(paragraph for paragraph in document.paragraphs if paragraph.text == ARABIC_QUOTE)
    chinese = next(paragraph for paragraph in document.paragraphs if paragraph.text == CHINESE_QUOTE)
    french = next(paragraph for paragraph in document.paragraphs if paragraph.text == FRENCH_QUOTE)

    assert arabic._p.pPr.find(qn("w:bidi")).get(qn("w:val")) == "1"
    assert arabic.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    assert arabic.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar-SA"
    assert chinese.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert french.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "fr-FR"


def test_a_lead_in_of_another_direction_keeps_its_full_stop_in_word():
    data = arabic_report()
    point = next(one for section in data["sections"] for one in points_of(section) if one["evidence"])
    words = {"t": "span", "lang": "en", "dir": "ltr", "c": [{"t": "text", "v": "Ask first."}]}
    point["lead_in"], data["with_annex"] = [words], True

    document = word(write_docx(data))
    said = [one for one in document.paragraphs if "Ask first." in one.text]

    styles = [run.style.name for run in said[0].runs if run.text == "Ask first."]
    assert styles == ["Lead-in"]
    assert "\u200eAsk first.\u200e" in said[0].text
    assert said[-1].style.name == "Annex entry"
    assert said[-1].text.endswith("\u200eAsk first.\u200e")


def points_of(section):
    yield from section["insights"]
    for child in section["children"]:
        yield from points_of(child)


def test_the_contents_of_word_are_filled_and_point_to_bookmarks():
    document = word(write_docx(insights_snapshot()))
    entries = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("toc")]

    anchors = [link.get(qn("w:anchor")) for entry in entries for link in entry._p.iter(qn("w:hyperlink"))]
    names = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}

    assert entries[2].text.split("\t")[:2] == ["1", "Reaching the court"]
    assert all(entry.text.split("\t")[-1].isdecimal() for entry in entries)
    assert set(anchors) <= names


def test_word_dates_itself_from_the_snapshot():
    rendered = write_docx(insights_snapshot())
    properties = word(rendered).core_properties

    with zipfile.ZipFile(io.BytesIO(rendered.data)) as package:
        dates = {entry.date_time for entry in package.infolist()}

    assert dates == {(2026, 11, 9, 10, 20, 30)}
    assert properties.created.isoformat() == "2026-11-09T10:20:30+00:00"
    assert (properties.title, properties.language) == ("Digital courts and fair access", "en")


def test_a_picture_in_word_carries_its_description():
    shapes = word(write_docx(insights_snapshot())).inline_shapes
    described = [shape._inline.docPr.get("descr") for shape in shapes]

    assert described[0].startswith("Week by week: 7–13 Sep 9; 14–20 Sep 14;")
    assert described[1:] == ["Hills with a winding road under a low sun."]
