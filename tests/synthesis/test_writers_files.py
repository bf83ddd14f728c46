"""Each file holds everything, word for word and in order, in every writer alike."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import docx
import pymupdf
import pytest

from synthesis.document import Rendered
from synthesis.snapshot_types import Snapshot
from synthesis.writers.docx import write_docx
from synthesis.writers.html import write_html
from synthesis.writers.pdf import write_pdf
from tests.synthesis.more_snapshots import long_report
from tests.synthesis.reading import (
    docx_text,
    html_text,
    in_order,
    pdf_pages,
    pdf_text,
    squeezed,
)
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import (
    ARABIC_QUOTE,
    CHINESE_QUOTE,
    EMOJI_QUOTE,
    FRENCH_QUOTE,
    LONG_QUOTE,
    OBJECTIVE,
    RUSSIAN_QUOTE,
    empty_snapshot,
)
from tests.synthesis.theme_snapshots import themes_snapshot

type Writer = Callable[[Snapshot], Rendered]
type Reader = Callable[[bytes], str]
WRITERS = {"pdf": (write_pdf, pdf_text), "docx": (write_docx, docx_text), "html": (write_html, html_text)}
every_writer = pytest.mark.parametrize(("write", "read"), WRITERS.values(), ids=WRITERS)

FRAME = [
    "Consultation summary",
    "Digital courts",
    "7 September – 16 October 2026",
    "Extended from 9 October to 16 October",
    "Contents",
]
THEMES = [
    "How to read this report",
    "The consultation in numbers",
    "They and the team wrote 75 contributions (11 by the team)",
    "Reaching the court",
    "Distance and cost",
    "Based on 9 contributions from 7 people in 5 countries · 2 by the team · one person differs",
    "The judge came on the second Tuesday. By spring people planned the market around it.",
    "Farrukh Saidov, Kyrgyzstan · contribution 9",
    "Vinieron una vez",
    "contribution 14",
    LONG_QUOTE,
    "contribution 2 (Petro Lysenko, Moldova); contribution 5 (Nadia Rahmani, Jordan, by the team)",
    "Languages and plain words",
    FRENCH_QUOTE,
    RUSSIAN_QUOTE,
    "contribution 28",
    "We read the letter aloud",
    "Deciding fairly on screen",
    "Evidence and files",
    "contribution 58",
    "Trust, data and oversight",
    "Publishing court data",
    "No contribution carries this yet",
    "Method",
    "About this document",
    "Draft 7, made 9 November 2026",
]
INSIGHTS = [
    "How to read this report",
    "The consultation in numbers",
    "Week by week",
    "28 Sep–4 Oct",
    "Français · French",
    "Others (2)",
    "Reaching the court",
    "Before a right can be argued",
    "Distance and cost",
    "The journey is the first judgment.",
    "Several people wrote that a hearing costs two days of wages",
    "Based on 7 contributions from 6 people in 5 countries",
    "Travelling courts work when they return.",
    "one person differs",
    "A fee waiver nobody knows is no waiver.",
    "Figure 1. A monthly sitting in the open",
    "Drawing © Meridian Forum on Public Justice",
    "Read it aloud before sending it.",
    "The letter came in a language nobody in our house speaks.",
    "translated by the team",
    FRENCH_QUOTE,
    "translated by the author",
    "Deciding fairly on screen",
    "The screen helps who is far away.",
    "Method",
    "Two moderators read every contribution",
    "Evidence annex",
    "Travelling courts work when they return.",
    "#9",
    "Farrukh Saidov",
    "supports",
    "#38",
    "differs",
    "Read it aloud before sending it.",
    "#47",
    "context",
    "Read as a whole",
    "About this document",
    "1.0, published 11 November 2026",
    "SHA-256",
]


@every_writer
def test_a_report_made_from_the_codebook_stands_there_in_order(write: Writer, read: Reader):
    rendered = write(themes_snapshot())

    text = read(rendered.data)

    assert in_order(text, FRAME + THEMES) == []
    assert rendered.should_look == ()


@every_writer
def test_a_report_with_insights_stands_there_in_order(write: Writer, read: Reader):
    rendered = write(insights_snapshot())

    assert in_order(read(rendered.data), FRAME + INSIGHTS) == []
    assert rendered.should_look == ()


@every_writer
def test_why_people_were_asked_is_said(write: Writer, read: Reader):
    assert in_order(read(write(themes_snapshot()).data), [OBJECTIVE, "What happens now"]) == []


@every_writer
def test_scripts_come_through(write: Writer, read: Reader):
    text = squeezed(read(write(themes_snapshot()).data))

    assert squeezed(CHINESE_QUOTE) in text
    assert squeezed(RUSSIAN_QUOTE) in text
    for word in ("\U0001f469", "\U0001f44d"):
        assert word in text


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_arabic_hindi_and_joined_emoji_keep_every_character(kind: str):
    write, read = WRITERS[kind]

    text = read(write(themes_snapshot()).data)

    assert ARABIC_QUOTE in text
    assert EMOJI_QUOTE in text
    assert "पढ़कर सुनाने वाला" in text


def test_the_pdf_shows_arabic_from_right_to_left():
    with pymupdf.open(stream=write_pdf(themes_snapshot()).data) as document:
        words = [word for page in document for word in page.get_text("words")]

    first = next(word for word in words if word[4] == "الرسالة")
    second = next(word for word in words if word[4] == "بلغة")
    assert first[0] > second[0]
    assert first[1] == second[1]


@every_writer
def test_an_empty_report_is_still_a_report(write: Writer, read: Reader):
    rendered = write(empty_snapshot())

    assert (
        in_order(read(rendered.data), [*FRAME, "Nobody has taken part yet.", "Method", "About this document"])
        == []
    )
    assert rendered.should_look == ()


@every_writer
def test_notes_stand_once_each(write: Writer, read: Reader):
    text = read(write(insights_snapshot()).data)

    assert text.count("A fixed day is used here for any sitting") == 1
    assert text.count("Contribution 22 attaches a sample form.") == 1
    assert text.count("A monthly sitting in the open") == 1


@every_writer
def test_two_builds_of_one_snapshot_are_the_same_bytes(write: Writer, read: Reader):
    assert write(insights_snapshot()).data == write(insights_snapshot()).data


@every_writer
def test_two_hundred_insights_are_all_there(write: Writer, read: Reader):
    text = read(write(long_report(200)).data)

    assert [n for n in range(1, 201) if f"Point {n} stands." not in text] == []


def test_notes_stand_at_the_foot_of_the_page_that_refers_to_them():
    page = next(
        page for page in pdf_pages(write_pdf(insights_snapshot()).data) if "cases were listed" in page
    )

    assert in_order(page, ["cases were listed", "A fixed day is used here", "5 of 12"]) == []


def test_pages_have_numbers_running_heads_and_an_outline():
    with pymupdf.open(stream=write_pdf(insights_snapshot()).data) as document:
        outline = [(level, title) for level, title, *_ in document.get_toc()]
        pages = [page.get_text() for page in document]

    assert "6 of 12" in re.sub(r"\s+", " ", pages[5])
    assert pages[5].index("Reaching the court") < pages[5].index("Figure 1")
    assert (1, "Reaching the court") in outline
    assert (2, "Distance and cost") in outline
    assert "of 12" not in pages[0]


def test_the_pdf_says_what_it_is():
    with pymupdf.open(stream=write_pdf(insights_snapshot()).data) as document:
        catalog = document.xref_object(document.pdf_catalog())
        metadata = document.metadata
        xml = document.get_xml_metadata()

    assert metadata["title"] == "Digital courts and fair access"
    assert metadata["author"] == "Meridian Forum on Public Justice"
    assert metadata["creationDate"].startswith("D:20261109102030")
    assert "/Lang (en" in catalog
    assert "pdfuaid:part" in xml


def test_insight_numbers_lead_to_the_annex_and_contribution_numbers_to_the_page():
    with pymupdf.open(stream=write_pdf(insights_snapshot()).data) as document:
        links = [link for page in document for link in page.get_links()]

    addresses = {link["uri"] for link in links if "uri" in link}
    inside = {link["page"] for link in links if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}}
    assert "https://conspectus.example/contributions/38/#passage" in addresses
    assert 10 in inside


def test_without_an_annex_insight_numbers_lead_to_the_web_page():
    made = insights_snapshot()
    made["with_annex"] = False
    place = f"{made['address']}?open=1.1.2#i-1-1-2"
    with pymupdf.open(stream=write_pdf(made).data) as document:
        links = {link.get("uri") for page in document for link in page.get_links()}
        words = " ".join(page.get_text() for page in document)
    word = docx.Document(io.BytesIO(write_docx(made).data)).part.rels.values()
    html = write_html(made).data.decode()

    assert place in links
    assert place in {one.target_ref for one in word if one.is_external}
    assert place in html
    assert "vidence annex" not in words + html


def pictured() -> Snapshot:
    made = insights_snapshot()
    image = made["sections"][0]["children"][0]["figures"][0]["image"]
    assert image is not None
    made["organiser"]["logos"] = [{"image": image, "alt": f"Logo {n}"} for n in range(1, 4)]
    made["cover"] = {"image": image, "caption": "Dusk over hills.", "credit": "Drawing © Meridian Forum"}
    return made


def test_logos_and_a_cover_picture_carry_their_descriptions():
    with pymupdf.open(stream=write_pdf(pictured()).data) as document:
        described = [
            document.xref_get_key(xref, "Alt")[1]
            for xref in range(1, document.xref_length())
            if document.xref_get_key(xref, "Alt")[0] == "string"
        ]
    html = write_html(pictured()).data.decode()
    shapes = docx.Document(io.BytesIO(write_docx(pictured()).data)).inline_shapes

    assert {"Logo 1", "Logo 2", "Logo 3", "Dusk over hills."} <= set(described)
    assert 'alt="Logo 3"' in html
    assert 'alt="Dusk over hills."' in html
    assert [shape._inline.docPr.get("descr") for shape in shapes][:3] == ["Logo 1", "Logo 2", "Logo 3"]


@every_writer
def test_the_credit_of_a_cover_picture_stands_on_the_back(write: Writer, read: Reader):
    text = read(write(pictured()).data)

    assert in_order(text, ["About this document", "Dusk over hills. Drawing © Meridian Forum"]) == []
