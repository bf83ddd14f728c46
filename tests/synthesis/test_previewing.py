"""What the studio previews is what is published: the same words, numbers and marks, by the same makers."""

from __future__ import annotations

import base64
import io
import re

import lxml.html
import pytest
import typst
from PIL import Image

from moderation import codebook
from synthesis import previewing
from synthesis.headings import headings_of
from synthesis.models import Figure, Section, Version
from synthesis.public.making import every_section
from synthesis.writers import pages
from synthesis.writers.fonts import typst_fonts
from synthesis.writers.pages import Pages
from synthesis.writers.pdf import write_pdf
from synthesis.writers.shrinking import shrunk
from tests.synthesis.marking import highlight, tag, theme
from tests.synthesis.published import Published, client_of, put_file, words
from tests.synthesis.reading import in_order, pdf_text
from tests.synthesis.test_figures import png

pytestmark = pytest.mark.django_db

PREVIEW = "/studio/future-we-want/preview/"
PARTIAL = {"HX-Request-Type": "partial"}
SPRING = "Three villages share one spring. The council waits. Nobody goes to court any more."


def noted(work, text, note):
    mark = {"t": "note", "ref": work.note(note)}
    return [{"t": "text", "v": text}, mark]


@pytest.fixture
def work(open_consultation, join, settings, tmp_path):
    """A report with notes and figures across headings, to be filled."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "spring.png").write_bytes(png())
    return Published(open_consultation, join("marta"))


@pytest.fixture
def outline(work, join, say):
    """A part with three themes, one with a heading below it and one of quotations; one theme outside it."""
    trends = work.part("Trends")
    first, climate, quoted = (work.heading(title, trends) for title in ("Digital", "Climate", "Quoted"))
    below, alone = work.heading("Rivers", climate), work.heading("Alone")
    said, against = say(join("isabel"), SPRING), say(join("petro"), "It takes too long.")
    work.insight(first, "Desks.", noted(work, "A few go digital.", "The first note."))
    for section in (first, climate):
        kept = {"report": work.report, "image": "spring.png", "media": "image/png", "caption": "A spring"}
        Figure.objects.create(section=section, alt="Water", **kept)
    spring = work.insight(
        climate, "Springs.", noted(work, "A few people share water.", "The second note."), outside="A letter"
    )
    work.rest(spring, said, "Three villages share one spring.")
    work.rest(spring, against, "It takes too long.", "differs")
    work.rest(work.insight(below, "Rivers.", "One person waits."), said, "The council waits.")
    work.rest(work.insight(alone, "Alone.", "One person says so."), said)
    work.insight(trends, "All of it.", "It hangs together.")
    marked = theme(work.consultation, "Quoted")
    quoted.themes.add(marked)
    highlight(said, "Nobody goes to court any more.", marked, join("nadia"))
    tag(against, marked, join("nadia"))
    return work


def part_of(page, anchor):
    """The section whose heading has this anchor, its pictures by their names alone."""
    (section,) = lxml.html.fromstring(page.text).xpath(f"//section[*[@id='{anchor}']]")
    markup = lxml.html.tostring(section, encoding="unicode", with_tail=False)
    return re.sub(r"\s+", " ", re.sub(r'src="[^"]*/', 'src="', markup))


@pytest.mark.parametrize("title", ["Digital", "Climate", "Quoted", "Alone"])
def test_the_pane_shows_what_is_published(outline, title):
    section = Section.objects.get(title=title)
    editor = client_of(outline.editor)
    pane = editor.get(PREVIEW, {"section": section.pk}, headers=PARTIAL)
    outline.publish()

    published = editor.get("/reports/future-we-want/")

    anchor = re.search(r'id="(s-[\d-]+)"', pane.text)[1]
    assert part_of(pane, anchor) == part_of(published, anchor)
    notes = lxml.html.fromstring(pane.text).xpath("//ol[contains(@class, 'footnotes')]/li")
    assert [(note.get("id"), note.get("value")) for note in notes] == {
        "Digital": [("note-1", "1")],
        "Climate": [("note-2", "2")],
    }.get(title, [])
    assert "<html" not in pane.text
    assert pane["Cache-Control"] == "private, no-store"


def test_a_part_is_shown_without_its_themes_and_what_lies_deeper_with_its_theme(outline):
    editor = client_of(outline.editor)
    deep = Section.objects.get(title="Rivers")
    insight = deep.insights.get()

    part = words(editor.get(PREVIEW, {"section": deep.parent.parent.pk}, headers=PARTIAL))
    theme = editor.get(PREVIEW, {"insight": insight.pk}, headers=PARTIAL)

    assert "All of it." in part
    assert "Springs." not in part
    assert "Springs." in words(theme)
    assert re.findall(r'id="(i-[\d-]+)" aria-current="true"', theme.text) == ["i-1-2-1-1"]
    assert 'aria-current="true"' not in editor.get(PREVIEW, {"section": deep.pk}, headers=PARTIAL).text

    bare = outline.part("Bare")
    assert "Nothing stands under this heading yet." in words(editor.get(PREVIEW, {"section": bare.pk}))
    outline.heading("Below", bare)
    assert "Each heading below it has a preview of its own." in words(
        editor.get(PREVIEW, {"section": bare.pk})
    )
    assert "Nothing stands under this heading" not in part


def test_its_pictures_open_and_only_for_the_team(outline, join):
    section = Section.objects.get(title="Climate")
    editor = client_of(outline.editor)
    pane = editor.get(PREVIEW, {"section": section.pk}, headers=PARTIAL)
    (address,) = re.findall(rf'src="({PREVIEW}figure-[^"]+\.png)"', pane.text)

    assert editor.get(address, follow=True).content == png()
    for nobody in (join("isabel"), join("nadia")):
        assert client_of(nobody).get(address).status_code == 403
        assert client_of(nobody).get(PREVIEW).status_code == 403
    assert client_of(join("tomas")).get(PREVIEW).status_code == 200
    assert editor.get(PREVIEW, {"section": 10**6}).status_code == 404


def test_the_pages_are_those_of_the_pdf(outline, monkeypatch):
    section = Section.objects.get(title="Climate")

    def as_pdf(folder):
        made = typst.compile(folder / "part.typ", root=folder, font_paths=typst_fonts())
        return Pages([made], 0)

    monkeypatch.setattr(pages, "_drawn", as_pdf)
    snapshot = previewing.snapshot_of(outline.report, *heading_of(outline, section))
    alone = pdf_text(pages.write_pages(snapshot, "1.2").pictures[0])
    version = outline.publish()
    whole = pdf_text(write_pdf(Version.objects.get(pk=version.pk).snapshot).data)

    lines = [
        "Climate",
        "Springs. A few people share water.2",
        "A spring",
        "Rivers",
        "One person waits.",
        "2 The second",
    ]
    assert in_order(alone, [*lines[:2], *lines[3:]]) == []
    assert [line for line in lines if line not in whole or line not in alone] == []
    assert "Figure 2" in alone
    assert "Desks." not in alone


def heading_of(work, section):
    headings = headings_of(work.report, codebook.load(work.consultation))
    return headings, previewing.shown_with(headings, section.pk)


def test_pages_are_a4_pictures_and_mark_the_insight(outline):
    editor = client_of(outline.editor)
    insight = Section.objects.get(title="Climate").insights.get()

    page = editor.get(PREVIEW, {"insight": insight.pk, "as": "a4"}, headers=PARTIAL)
    plain = editor.get(PREVIEW, {"section": insight.section_id, "as": "a4"}, headers=PARTIAL)

    lit, unlit = (re.findall(r'src="data:image/png;base64,([^"]+)"', one.text) for one in (page, plain))
    width, height = Image.open(io.BytesIO(base64.b64decode(lit[0]))).size
    assert height / width == pytest.approx(2**0.5, rel=0.01)
    assert page.text.count("data-lit") == 1
    assert "data-lit" not in plain.text
    assert len(lit) == len(unlit)
    assert lit[0] != unlit[0]


def test_pages_that_cannot_be_set_now_leave_those_that_were_built(outline, monkeypatch):
    editor = client_of(outline.editor)
    file = put_file(outline.publish(), name="built.pdf", is_public=False)
    asked = {"section": Section.objects.get(title="Climate").pk, "as": "a4"}

    with previewing._typesetter:
        busy = editor.get(PREVIEW, asked, headers=PARTIAL)
    monkeypatch.setattr(pages, "LONGEST", 10)
    long = editor.get(PREVIEW, asked, headers=PARTIAL)

    assert "data-again" in busy.text
    assert "too long to be set while you wait" in words(long)
    for page in (busy, long):
        assert "<img" not in page.text
        assert f"/files/{file.pk}/built.pdf" in page.text
        assert "All pages of v1.0, built" in words(page)


def has_red(page):
    """Whether the first page of a preview shows a field of the one colour that no page has."""
    (sheet,) = re.findall(r'src="data:image/png;base64,([^"]+)"', page.text)
    colours = Image.open(io.BytesIO(base64.b64decode(sheet))).convert("RGB").getcolors(2**24)
    return any(count > 10_000 and red > 240 and green + blue < 30 for count, (red, green, blue) in colours)


@pytest.mark.parametrize(("media", "format_"), [("image/png", "PNG"), ("image/jpeg", "JPEG")])
def test_pictures_are_opened_for_pages_alone_small_and_not_too_many(
    outline, tmp_path, monkeypatch, media, format_
):
    Image.new("RGB", (3000, 2000), (255, 0, 0)).save(tmp_path / "red", format_)
    Figure.objects.update(image="red", media=media)
    section, editor = Section.objects.get(title="Climate"), client_of(outline.editor)
    asked = {"section": section.pk, "as": "a4"}

    def pane():
        return editor.get(PREVIEW, {"section": section.pk}, headers=PARTIAL)

    snapshot = previewing.snapshot_of(outline.report, *heading_of(outline, section))
    images = [one["image"] for top in every_section(snapshot["sections"]) for one in top["figures"]]
    assert images == [None, {"media": media, "data": ""}]
    assert "<img" in pane().text
    assert has_red(editor.get(PREVIEW, asked, headers=PARTIAL))
    small, pixels = shrunk((tmp_path / "red").read_bytes(), 6_000_000)
    assert (Image.open(io.BytesIO(small)).size, pixels) == ((1600, 1067), 6_000_000)

    for limit, most in [
        ("synthesis.previewing.MOST_PIXELS", 5_999_999),
        ("synthesis.photos.MOST_PIXELS", 5_999_999),
        ("synthesis.previewing.MOST_BYTES", (tmp_path / "red").stat().st_size - 1),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(limit, most)
            assert "too long to be set while you wait" in words(editor.get(PREVIEW, asked, headers=PARTIAL))
            assert "<img" in pane().text, "what stands already is still read"

    (tmp_path / "red").unlink()
    assert "<img" not in pane().text


def test_what_hinders_publishing_is_said_in_its_place(outline):
    never = {"published_at": None, "opens_at": None, "closes_at": None}
    type(outline.consultation).objects.filter(pk=outline.consultation.pk).update(**never)

    page = client_of(outline.editor).get(PREVIEW)

    assert page.status_code == 200
    assert "The consultation has no opening and closing date yet. Set both dates" in words(page)


def test_without_an_outline_there_is_nothing_to_preview(open_consultation, join):
    assert "nothing to preview" in words(client_of(join("marta")).get(PREVIEW))


@pytest.mark.parametrize("count", [2, 12])
def test_a_preview_costs_the_same_questions_at_any_size(outline, join, say, count, django_assert_num_queries):
    climate = Section.objects.get(title="Climate")
    for n in range(count):
        said = say(join(f"more{n}"), f"Well {n} is dry. And more.")
        for section in (climate, Section.objects.get(title="Digital")):
            outline.rest(outline.insight(section, f"Well {n}.", "One person."), said, f"Well {n} is dry.")
    editor = client_of(outline.editor)
    editor.get(PREVIEW)

    with django_assert_num_queries(26):
        editor.get(PREVIEW, {"section": climate.pk}, headers=PARTIAL)
