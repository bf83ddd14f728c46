"""The files of a published version: who gets them, and who may keep them."""

from __future__ import annotations

import pytest
from django.test import Client

from consultation.models import Audience
from synthesis import shelf
from tests.synthesis.published import Published, client_of, put_file, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(open_consultation, join, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Published(open_consultation, join("marta")).publish()


def address(file) -> str:
    return f"/reports/future-we-want/v{file.version.number}/{file.name}"


def test_the_page_offers_each_file_with_its_kind_size_and_language(version, client):
    put_file(version, "docx", b"x" * 2048)
    pdf = put_file(version, "pdf", b"x" * 1_258_291)

    page = client.get("/reports/future-we-want/")

    assert "Download PDF, 1.2 MB , English Word , 2.0 KB, English" in words(page)
    assert f'<a class="button button--primary" href="{address(pdf)}">' in page.text


def test_files_have_one_address_in_every_language(version, client):
    file = put_file(version)

    page = client.get("/ar/reports/future-we-want/").text

    assert f'href="{address(file)}"' in page


def test_until_the_files_are_made_the_page_says_so(version, client):
    put_file(version, is_public=False)

    page = words(client.get("/reports/future-we-want/"))

    assert "The files to download are being made." in page
    assert "Download" not in page


def test_a_public_file_is_sent_whole_and_may_be_kept(version, client):
    file = put_file(version, content=b"%PDF-1.7 all of it")

    answer = client.get(address(file))

    assert answer.getvalue() == b"%PDF-1.7 all of it"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_somebody_has_is_not_sent_again(version, client):
    file = put_file(version)
    first = client.get(address(file))
    first.getvalue()

    again = client.get(address(file), headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_files_of_drafts_and_of_other_versions_are_not_found(version, open_consultation, client):
    draft = put_file(version, is_public=False)
    public = put_file(version, "docx")

    assert client.get(address(draft)).status_code == 404
    assert client.get(address(public).replace("v1.0/", "v1.1/")).status_code == 404
    assert client.get(address(public).replace("future-we-want/v", "else/v")).status_code == 404
    assert client.get("/reports/future-we-want/v1.0/manage.py").status_code == 404


@pytest.mark.parametrize("audience", [Audience.INVITED, Audience.UNLISTED])
def test_the_file_of_a_closed_circle_is_kept_by_nobody(version, join, audience):
    file = put_file(version)
    type(version.report.consultation).objects.update(audience=audience)

    answer = client_of(join("isabel")).get(address(file))
    stranger = Client().get(address(file))

    assert answer.getvalue() == b"%PDF-"
    assert answer["Cache-Control"] == "private, no-store"
    assert stranger.getvalue() == b"%PDF-" if audience == Audience.UNLISTED else stranger.status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_said_to_be_gone(version, client):
    file = put_file(version)
    shelf.place_of(file.path).unlink()

    answer = client.get(address(file))

    assert answer.status_code == 410
    assert "This file is no longer here. The report can be read on its page." in answer.text
