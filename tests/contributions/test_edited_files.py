"""Files change in an edit: taken away, added, described anew; and the history says so."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from contributions.models import Attachment
from tests.contributions.making_files import PDF, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, contribution):
    return reverse(f"contributions:{name}", args=[contribution.pk])


def test_an_author_takes_a_file_away_adds_one_and_describes_one_anew(  # noqa: PLR0915  one walk
    enter, join, say, room, django_capture_on_commit_callbacks
):
    petro = join("petro")
    client = enter(petro)
    post = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
    files = [upload("annex.pdf", PDF), upload("street.png", picture("PNG"))]
    again = client.post(post, {"text": "See both.", "files": files, "action": "attach"})
    annex, street = again.context["form"].attached
    key = again.context["form"]["form_key"].value()
    sent = {"text": "See both.", "form_key": key, f"title_{annex.guid}": "", f"title_{street.guid}": ""}
    client.post(post, sent | {f"alt_{street.guid}": "A street", "kept_files": "1"})
    said = petro.contributions.get()
    assert said.attachments.count() == 2
    stored = Attachment.objects.get(name="annex.pdf").file.name
    edit = address("edit", said)
    page = client.get(edit)
    assert "A street" in page.text

    fields = {"text": "See both.", "version": 1, "language": "en"}
    fields |= {"form_key": page.context["form"]["form_key"].value()}
    fields |= {f"title_{annex.guid}": "", f"remove_{annex.guid}": "on", f"title_{street.guid}": "Our street"}
    undescribed = client.post(edit, fields | {f"alt_{street.guid}": ""})
    assert undescribed.status_code == 422
    assert "Describe the image street.png" in undescribed.text
    fields[f"alt_{street.guid}"] = "Our street at noon"
    shown = client.post(edit, fields | {"files": upload("plan.pdf", PDF + b"2"), "action": "attach"})
    assert (shown.status_code, said.attachments.count()) == (200, 2)  # nothing is saved yet
    assert f'name="remove_{annex.guid}" checked' in shown.text
    assert default_storage.exists(stored)
    plan = Attachment.objects.get(name="plan.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        saved = client.post(edit, fields | {f"title_{plan.guid}": "The plan"})
    client.post(edit, fields | {f"title_{plan.guid}": "The plan"})  # a double click

    assert saved.status_code == 302
    kept = said.attachments.filter(removed_at=None)
    assert [(f.name, f.title, f.alt) for f in kept] == [
        ("street.png", "Our street", "Our street at noon"),
        ("plan.pdf", "The plan", ""),
    ]
    assert not default_storage.exists(stored)
    assert (
        client.get(reverse("contributions:file", args=[said.pk, annex.guid, "annex.pdf"])).status_code == 404
    )
    assert said.revisions.count() == 2
    history = enter(join("carlos")).get(address("history", said)).text
    for told in (
        "File added: <bdi>plan.pdf",
        "File removed: <bdi>annex.pdf",
        "File described anew: <bdi>street",
    ):
        assert told in history


def test_nobody_adds_the_files_of_others_and_no_more_than_five_stay(enter, join, say):
    petro, carlos = join("petro"), join("carlos")
    said = say(petro, "Words.")
    client = enter(petro)
    page = client.get(address("edit", said))
    key = page.context["form"]["form_key"].value()
    foreign = Attachment.objects.create(name="x.pdf", size=1, sha256="x", form_key=key, sent_by=carlos.user)
    fields = {"text": "Words.", "version": 1, "language": "en", "form_key": key}

    many = [upload(f"{n}.pdf", PDF + bytes([48 + n])) for n in range(6)]
    answer = client.post(address("edit", said), fields | {f"title_{foreign.guid}": "Mine", "files": many})

    assert answer.status_code == 422
    assert "5.pdf is one file too many" in answer.text
    client.post(address("edit", said), fields)
    foreign.refresh_from_db()
    assert foreign.contribution is None
    assert said.attachments.count() == 5
