"""No text of anybody stops a build, none is read as markup, and what fonts lack is printed as its code."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from synthesis.document import Rendered
from synthesis.snapshot_types import Snapshot
from synthesis.writers.docx import write_docx
from synthesis.writers.fonts import breakable, clusters, printable
from synthesis.writers.html import write_html
from synthesis.writers.pdf import write_pdf
from tests.synthesis.reading import docx_text, html_text, pdf_pages, pdf_text, squeezed
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import (
    empty_snapshot,
    insight,
    paragraph,
    passage,
    section,
    support,
    text,
    threads,
)

type Writer = Callable[[Snapshot], Rendered]
type Reader = Callable[[bytes], str]
WRITERS = {"pdf": (write_pdf, pdf_text), "docx": (write_docx, docx_text), "html": (write_html, html_text)}
every_writer = pytest.mark.parametrize(("write", "read"), WRITERS.values(), ids=WRITERS)

MARKUP = (
    '#import "x": y $ \\ @ref <label> *a* _b_ `c` // <script>alert(1)</script> &amp; {{ x }} {% now %} ]]>'
)
CONTROLS = "before\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\ufeff\ufffe\uffff\U0001fffe\ufdd0\ud800after"
TURNED = "name\u202egnikaerb\u2066"


def everywhere(words: str) -> Snapshot:
    """A snapshot with the words in every place a person can type into."""
    made = empty_snapshot()
    made["title"] = made["short_title"] = words[:150]
    made["kind"] = words[:60]
    made["organiser"].update(name=words[:100], sponsor=words[:100], licence=words[:100])
    made["version"]["label"] = words[:20]
    made["period"].update(city=words[:20], extension_reason=words)
    made["objective"] = [paragraph(text(words)), {"t": "ul", "items": [[paragraph(text(words))]]}]
    made["outcome"] = [
        {"t": "quote", "c": [paragraph(text(words))]},
        {"t": "heading", "level": 4, "c": [text(words)]},
    ]
    made["method"] = [paragraph({"t": "link", "href": "javascript:alert(1)", "c": [text(words)]})]
    quote = passage(1, words, words, translation=words, translated_by=words, room=words)
    note = {"kind": "letter", "source": words, "on": "2026-07-02", "link": "javascript:1", "words": words}
    marked = [text(words), {"t": "note", "ref": "n"}]
    point = insight("1.1.1", words, marked, evidence=[quote], outside=[note])
    figure = {"id": words, "image": None, "caption": words, "credit": words, "alt": words}
    made["sections"] = [
        section(
            "1",
            words,
            "part",
            lead=[text(words)],
            children=[
                section("1.1", words, insights=[point], figures=[figure], support=support(1, 1, 1)),
                section("1.2", words, passages=[quote]),
            ],
        ),
    ]
    made["footnotes"] = [{"id": "n", "content": [text(words)]}]
    return made


@every_writer
def test_markup_is_printed_and_never_obeyed(write: Writer, read: Reader):
    rendered = write(everywhere(MARKUP))

    assert squeezed(read(rendered.data)).count(squeezed(MARKUP)) >= 12
    if write is write_html:
        assert b"<script>" not in rendered.data


@every_writer
def test_control_characters_stop_nothing(write: Writer, read: Reader):
    found = squeezed(read(write(everywhere(CONTROLS)).data))

    assert found.count("beforeafter") >= 12


@every_writer
def test_direction_controls_are_left_out(write: Writer, read: Reader):
    rendered = write(everywhere(TURNED))

    assert squeezed(read(rendered.data)).count("namegnikaerb") >= 12
    assert "\u202e".encode() not in rendered.data


@every_writer
@pytest.mark.parametrize(
    "word", ["x" * 5000, "https://example.org/" + "path/" * 1000, "字" * 5000, "م" * 5000]
)
def test_words_of_five_thousand_characters_are_complete(write: Writer, read: Reader, word: str):
    made = empty_snapshot()
    made["sections"] = [section("1", "Long", passages=[passage(1, "Petro Lysenko, Moldova", word)])]

    found = squeezed(read(write(made).data))

    assert found.count(word[-1]) >= word.count(word[-1])


def test_a_long_word_stays_inside_the_page():
    made = empty_snapshot()
    made["sections"] = [section("1", "Long", passages=[passage(1, "Petro", "x" * 5000)])]

    pages = [page for page in pdf_pages(write_pdf(made).data) if "xxxxx" in page]

    assert sum(page.count("x") for page in pages) >= 5000
    assert max(len(word) for page in pages for word in page.split()) < 130


@every_writer
def test_a_title_of_120_characters_fits(write: Writer, read: Reader):
    made = everywhere("Plain words")
    made["title"] = ("A fair hearing for everyone who lives far from a court " * 3)[:120].strip()

    assert made["title"] in read(write(made).data)


def test_what_no_font_covers_is_printed_as_its_code_and_named():
    made = empty_snapshot()
    made["sections"] = [
        section("1", "Gothic \U00010330", passages=[passage(1, "Petro", "\u16a0 and a\u0915\u05b0")])
    ]

    rendered = write_pdf(made)

    assert "[U+10330]" in pdf_text(rendered.data)
    assert "[U+16A0]" in pdf_text(rendered.data)
    values = {look.value for look in rendered.should_look if look.kind == "character_not_covered"}
    assert values == {"U+10330", "U+16A0", "U+05B0"}


def test_a_joined_emoji_is_one_cluster():
    assert list(clusters("a👩🏽\u200d🚀e\u0301")) == ["a", "👩🏽\u200d🚀", "e\u0301"]


def test_printable_leaves_covered_scripts_alone():
    words = "Zażółć пример العربية हिन्दी 中文 日本語 한국어 ไทย አማርኛ ქართული 👍🏿 🇫🇷 1️⃣"

    assert printable(words) == (words, set())


def test_only_long_words_get_places_to_break():
    assert breakable("short words stay") == "short words stay"
    assert "\u200b" in breakable("y" * 60)


@settings(max_examples=12)
@given(st.text(st.characters(), min_size=1, max_size=60))
@example("\x1f")
@example("\u200b \u00ad")
def test_any_text_at_all_builds_in_every_format(words: str):
    made = empty_snapshot()
    quote = passage(1, words, words)
    made["title"] = words
    made["sections"] = [section("1", words, passages=[quote])]
    made["objective"] = [paragraph(text(words))]

    for write, _ in WRITERS.values():
        assert write(made).data
    with zipfile.ZipFile(io.BytesIO(write_docx(made).data)) as package:
        etree.fromstring(package.read("word/document.xml"))


def broken(media: str, content: bytes) -> Snapshot:
    made = insights_snapshot()
    figure = made["sections"][0]["children"][0]["figures"][0]
    figure["image"] = {"media": media, "data": base64.b64encode(content).decode()}
    return made


@every_writer
@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n half"),
        ("image/jpeg", b"not a picture"),
        ("image/svg+xml", b"<svg"),
        ("application/x-thing", b"?"),
    ],
)
def test_a_broken_picture_leaves_its_caption_and_is_named(
    write: Writer, read: Reader, media: str, content: bytes
):
    rendered = write(broken(media, content))

    assert "A monthly sitting in the open" in read(rendered.data)
    assert ("picture_broken", "f1") in {(look.kind, look.value) for look in rendered.should_look}


@pytest.mark.parametrize("brand", ["#7A2E4D", "#F2B705", "#FFFFFF", "nonsense", ""])
def test_any_brand_builds(brand: str):
    made = insights_snapshot()
    made["organiser"]["brand"] = brand

    assert write_pdf(made).data.startswith(b"%PDF")


@pytest.mark.parametrize("count", [0, 1, 3, 240, 2000])
def test_any_number_of_contributions_builds(count: int):
    made = insights_snapshot()
    made["contributions"] = threads(count, 3)

    assert write_pdf(made).data.startswith(b"%PDF")
