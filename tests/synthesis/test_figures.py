from __future__ import annotations

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from synthesis.actions.figures import (
    FigureWords,
    Photo,
    Place,
    add_figure,
    change_figure,
    remove_figure,
    state_of_figure,
)
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.models import Figure, Section
from synthesis.photos import PhotoError, cleaned_photo
from synthesis.snapshot import freeze
from tests.synthesis.marking import theme


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, *extra: bytes, height: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * width))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*extra: bytes) -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 10, 20, 1) + b"\x01\x11\0")
    scan = segment(0xDA, b"\1\1\0") + b"xy\xff\xd9"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(extra) + frame + scan


def exif(orientation: int) -> bytes:
    entries = struct.pack("<IHHHIHH", 8, 1, 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0II*\0" + entries + b"GPS 51.5N")


def test_what_a_camera_tells_of_its_owner_is_dropped():
    media, kept = cleaned_photo(png(2, chunk(b"tEXt", b"Author\0Ana"), chunk(b"eXIf", b"GPS")))
    assert (media, kept) == ("image/png", png(2))

    told = (exif(1), segment(0xFE, b"taken by Ana"), segment(0xED, b"IPTC Ana"))
    media, kept = cleaned_photo(jpeg(*told) + b"trailer")
    assert (media, kept) == ("image/jpeg", jpeg())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a", "Choose a PNG or JPEG picture"),
        (b"<svg onload='x'>", "Choose a PNG or JPEG picture"),
        (png()[:-8], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (jpeg()[:-2], "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff\xe0\xff", "damaged"),
        (png(12_001), "12,000 pixels"),
        (png(8000, height=5001), "40 megapixels"),
        (png() + b"\0" * 5 * 1024 * 1024, "at most 4 MB"),
        (jpeg(exif(6)), "lying on its side"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(PhotoError, match=sentence):
        cleaned_photo(content)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def section(open_consultation):
    theme(open_consultation, "Climate justice")
    start_from_codebook(open_consultation, by=None)
    return Section.objects.get()


@pytest.fixture
def editor(open_consultation, enter, join):
    return enter(join("marta"))


def post(client, address, picture=b"", **words):
    files = {"picture": SimpleUploadedFile("../../x.html", picture, "text/html")} if picture else {}
    return client.post(address, {**words, **files}, follow=True)


def test_a_figure_is_added_with_its_words_and_shown_to_the_team_only(section, editor, enter, join, client):
    words = {
        "caption": "A channel.",
        "credit": "Federation",
        "alt": "Two people walk.",
        "people_agreed": "on",
    }
    page = post(editor, f"/studio/future-we-want/sections/{section.pk}/figures/", png(), **words)

    figure = Figure.objects.get()
    assert "Figure added." in page.text
    assert (figure.media, figure.people_agreed, figure.section) == ("image/png", True, section)
    address = f"/studio/future-we-want/figures/{figure.pk}/picture/"
    answer = editor.get(address)
    assert (answer["Content-Type"], answer.content) == ("image/png", png())
    enter(join("petro"))
    assert client.get(address).status_code == 403


def test_a_refused_picture_keeps_the_words(section, editor):
    address = f"/studio/future-we-want/sections/{section.pk}/figures/"

    page = post(editor, address, b"no picture", caption="A channel.")

    assert page.status_code == 422
    assert "Choose a PNG or JPEG picture" in page.text
    assert 'value="A channel."' in page.text
    assert not Figure.objects.exists()


def test_words_change_and_the_picture_stays_until_a_new_one_comes(
    section, editor, join, media, django_capture_on_commit_callbacks
):
    insight = add_insight(section, InsightWords("Water first."), by=join("marta"))
    post(editor, f"/studio/future-we-want/sections/{section.pk}/figures/", png(), caption="Old.")
    figure = Figure.objects.get()
    address = f"/studio/future-we-want/figures/{figure.pk}/"

    seen = state_of_figure(figure)
    post(editor, address, caption="New.", place=insight.pk, seen=seen)
    figure.refresh_from_db()
    assert (figure.caption, figure.insight, (media / figure.image).read_bytes()) == ("New.", insight, png())

    both = post(editor, address, caption="Mine.", seen=seen)
    assert both.status_code == 409
    assert "Somebody else saved this figure meanwhile." in both.text
    assert 'value="Mine."' in both.text
    assert f'value="{state_of_figure(figure)}"' in both.text

    with django_capture_on_commit_callbacks(execute=True):
        post(editor, address, png(3), caption="New.", seen=state_of_figure(figure))
    assert [path.read_bytes() for path in media.rglob("*.png")] == [png(3)]

    with django_capture_on_commit_callbacks(execute=True):
        post(editor, address, remove="1")
    assert not Figure.objects.exists()
    assert not list(media.rglob("*.png"))


@pytest.mark.django_db
def test_figures_stand_in_the_snapshot_after_their_insight_with_or_without_a_picture(
    section, open_consultation, join
):
    marta = join("marta")
    insight = add_insight(section, InsightWords("Water first."), by=marta)
    words = FigureWords("A channel.", "Federation", "Two people.")
    add_figure(Place(section, insight), words, by=marta)
    figure = add_figure(Place(section), words, by=marta)
    change_figure(figure, Place(section), words, by=marta, photo=Photo("image/png", png()))
    gone = add_figure(Place(section), words, by=marta)
    remove_figure(gone, by=marta)

    (part,) = freeze(report_of(open_consultation), at=timezone.now())["sections"]

    bare, pictured = part["figures"]
    assert (bare["caption"], bare["credit"], bare["alt"]) == ("A channel.", "Federation", "Two people.")
    assert (bare["image"], bare["after"]) == (None, str(insight.guid))
    assert pictured["image"]["media"] == "image/png"
    assert "after" not in pictured


@pytest.mark.django_db
def test_footnotes_stand_in_the_snapshot(section, open_consultation, join):
    add_insight(section, InsightWords("Water.", "So they say.[note: In one valley.]"), by=join("marta"))

    snapshot = freeze(report_of(open_consultation), at=timezone.now())

    (note,) = snapshot["footnotes"]
    assert note["content"] == [{"t": "text", "v": "In one valley."}]
    (insight,) = snapshot["sections"][0]["insights"]
    assert insight["paragraphs"][0]["content"][1] == {"t": "note", "ref": note["id"]}
