"""Logos and a photograph: chosen in the studio, frozen into the snapshot, on the cover of every file."""

from __future__ import annotations

import io

import docx
import pymupdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from synthesis import shelf
from synthesis.actions.outline import report_of
from synthesis.models import CoverPicture
from synthesis.snapshot import freeze
from synthesis.writers.docx import write_docx
from synthesis.writers.html import write_html
from synthesis.writers.pdf import write_pdf

pytestmark = pytest.mark.django_db

COVER = "/studio/future-we-want/cover/"


def png(colour: str) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (300, 120), colour).save(made, "PNG")
    return SimpleUploadedFile("a/../logo.png", made.getvalue(), "image/png")


def test_logos_and_a_photograph_reach_the_cover_of_every_file(
    open_consultation, enter, join, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    editor = enter(join("marta"))
    logo = {"kind": "logo", "alt": "Lantern Network"}

    assert editor.post(COVER, logo).status_code == 422
    for _press in range(4):
        assert editor.post(COVER, {**logo, "picture": png("navy")}).status_code == 302
    full = editor.post(COVER, {**logo, "picture": png("navy")})
    assert "There are four logos already." in full.text
    photo = {"kind": "photo", "alt": "A path to a court", "caption": "The path.", "credit": "Drawn by Ana"}
    editor.post(COVER, {**photo, "alt": "An older photograph", "picture": png("gray")})
    older = CoverPicture.objects.get(kind="photo")
    editor.post(COVER, {**photo, "picture": png("green")})
    gone = CoverPicture.objects.filter(kind="logo").first()
    editor.post(COVER, {"remove": gone.pk})

    snapshot = freeze(report_of(open_consultation), at=timezone.now())
    with pymupdf.open(stream=write_pdf(snapshot).data) as pdf:
        pictures = len(pdf[0].get_images())
        credit = pdf[-1].get_text()
    html = write_html(snapshot).data.decode()
    shapes = docx.Document(io.BytesIO(write_docx(snapshot).data)).inline_shapes

    assert [one["alt"] for one in snapshot["organiser"]["logos"]] == ["Lantern Network"] * 3
    assert snapshot["cover"]["alt"] == "A path to a court"
    assert pictures >= 2
    assert "The path. Drawn by Ana" in credit
    assert html.count('alt="Lantern Network"') == 3
    assert 'alt="A path to a court"' in html
    assert [one._inline.docPr.get("descr") for one in shapes][:3] == ["Lantern Network"] * 3
    assert not CoverPicture.objects.filter(pk__in=[older.pk, gone.pk]).exists()
    assert "Remove" in editor.get(COVER).text


def test_a_file_that_is_no_picture_is_refused_in_words(open_consultation, enter, join):
    broken = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")

    page = enter(join("marta")).post(COVER, {"kind": "logo", "alt": "A logo", "picture": broken})

    assert page.status_code == 422
    assert "Choose a PNG or JPEG picture" in page.text
    assert not CoverPicture.objects.exists()
    assert shelf.read("reports/future-we-want/pictures/logo.png") is None
