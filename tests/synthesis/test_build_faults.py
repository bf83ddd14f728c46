"""What can go wrong with a build: no half file is offered, the page says what happened and what to do."""

from __future__ import annotations

import logging
import random
import resource
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from consultation.mail import send_notice
from consultation.models import AuditEntry, Notification, Outbox
from consultation.notifications import lines_for
from synthesis import shelf
from synthesis.actions.builds import cancel_build, request_build, retry_build
from synthesis.formats import FORMATS
from synthesis.models import Build, BuiltFile, Report, Version
from synthesis.tasks import build_report
from synthesis.writers import fonts
from tests.conftest import make_consultation
from tests.synthesis.published import Published

pytestmark = pytest.mark.django_db

BUILD = "/studio/future-we-want/build/"
ROOM = 8192  # bytes, less than any file of the report takes


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def marta(join):
    return join("marta")


@pytest.fixture
def report(open_consultation, marta, join, say):
    """An insight on a passage so long and so mixed that every format takes more than ROOM."""
    work = Published(open_consultation, marta)
    words = "".join(random.Random(7).choices("0123456789abcdef ", k=24_000))  # noqa: S311
    point = work.insight(work.heading("Water", work.part("Trends")), "Shared springs.", "People share water.")
    work.rest(point, say(join("isabel"), f"Read this: {words}. Thank you."), words.strip())
    return work.report


def work_off(build: Build) -> Build:
    """Deliver the build's outbox row as the relay does."""
    build_report(Outbox.objects.get(key=build.key).pk)
    build.refresh_from_db()
    return build


@contextmanager
def full_disk(folder) -> Iterator[None]:
    """The system refuses every byte of a file beyond ROOM; temporary files lie in the folder."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder.mkdir(exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        logging.disable(logging.NOTSET)
        tempfile.tempdir = before


def told(client) -> str:
    return " ".join(unescape(client.get(BUILD).text).split())


def test_on_a_full_disk_each_format_fails_whole_and_goes_on_once_there_is_room(
    report, marta, enter, media, tmp_path
):
    client = enter(marta)
    for key, one in FORMATS.items():
        Build.objects.all().update(status="done")
        with full_disk(tmp_path / "tmp"):
            build = work_off(request_build(report, [key], by=marta))

        assert (key, build.status, build.step, build.error) == (key, "failed", 3, "no-room")
        assert not BuiltFile.objects.filter(format=key).exists()
        assert not [path for path in media.rglob(f"*.{one.extension}*") if path.is_file()]
        page = told(client)
        assert f"It stopped at step 3 of 4, {one.doing}. There is no room left on the disk." in page
        assert "Ask the people who run the site to make room, then try again." in page
        assert f'/builds/{build.pk}/retry/"' in page

        client.post(reverse("synthesis:retry_build", args=["future-we-want", build.pk]))
        version = Version.objects.get(build=build)
        build.refresh_from_db()
        assert work_off(build).status == "done", key
        file = BuiltFile.objects.get(format=key, version=version)
        assert shelf.holds(file.path, file.sha256)


def test_trying_again_makes_the_failed_file_only_and_tells_of_each_end_once(
    report, marta, enter, monkeypatch, mailoutbox
):
    client = enter(marta)
    build = request_build(report, ["html", "pdf", "json"], by=marta)
    with without_fonts(monkeypatch):
        work_off(build)
    first = BuiltFile.objects.get()
    page = told(client)

    assert (build.status, build.step, build.error) == ("failed", 4, "fonts")
    assert "Fonts that the PDF is set in are missing on this site." in page
    assert "1 file was finished before and stays." in page
    assert [one in page for one in ("> done<", ">done<", ">failed<", ">not made<")].count(True) == 3
    report.consultation.title = "Another title"
    report.consultation.save()

    assert retry_build(build, by=marta)
    assert not retry_build(build, by=marta)
    assert "Waiting for the worker." in told(client)
    assert work_off(build).status == "done"
    build_report(Outbox.objects.get(key=build.key).pk)

    assert {one.format for one in BuiltFile.objects.all()} == {"html", "pdf", "json"}
    assert BuiltFile.objects.get(format="html").created_at == first.created_at
    assert Version.objects.get().snapshot["title"] != "Another title"
    notices = Notification.objects.filter(kind="report.built", recipient=marta.user)
    assert sorted(one.key for one in notices) == [f"build:{build.pk}", f"build:{build.pk}:1"]
    assert [line.text for _one, line in lines_for(list(notices))] == ["Your draft is built"]
    assert [send_notice(one) for one in notices].count(True) == 1
    assert [mail.subject for mail in mailoutbox] == ["Your draft is built"]
    assert AuditEntry.objects.filter(action="build.retried", actor_id=marta.user_id).count() == 1


@contextmanager
def without_fonts(monkeypatch) -> Iterator[None]:
    """The packages that should hold fonts hold none."""
    kept = (fonts.folders, fonts.typst_fonts, fonts.font_files, fonts.is_covered, fonts._scripts)
    with monkeypatch.context() as patched:
        patched.setattr(fonts, "PACKAGES", ("email",))
        for one in kept:
            one.cache_clear()
        yield
    for one in kept:
        one.cache_clear()


def test_what_is_superseded_cancelled_or_withdrawn_is_not_tried_again(report, marta):
    older = request_build(report, ["html"], by=marta)
    Build.objects.filter(pk=older.pk).update(status="failed", error="writer")
    newer = request_build(report, ["html"], by=marta)

    assert not retry_build(older, by=marta)
    cancel_build(newer, by=marta)
    assert not retry_build(newer, by=marta)
    third = work_off(request_build(report, ["json"], by=marta))
    Build.objects.filter(pk=third.pk).update(status="failed", error="damaged")
    Version.objects.filter(build=third).update(withdrawn_at=third.requested_at)
    assert not retry_build(third, by=marta)


def test_a_publication_that_failed_is_tried_again_by_editors_and_approvers(report, marta, join, enter):
    work_off(request_build(report, ["json"], by=marta))
    version = Version.objects.get()
    version.number, version.published_at = "1.0", version.frozen_at
    version.save()
    tomas = join("tomas")
    build = Build.objects.create(
        report=report, formats=["json"], requested_by=tomas, publishes=version, status="failed", error="disk"
    )
    client = enter(tomas)

    assert "Try again</button>" in client.get(BUILD).text
    client.post(reverse("synthesis:retry_build", args=["future-we-want", build.pk]))
    build.refresh_from_db()

    assert work_off(build).status == "done"
    assert build.requested_by == tomas
    assert BuiltFile.objects.get(is_public=True).name == "future-we-want-v1.0-en.json"


def test_the_page_says_how_many_builds_come_before(report, marta, enter, join):
    for number in range(2):
        other = make_consultation(f"other-{number}")
        request_build(Report.objects.create(consultation=other), ["html"], by=None)
    mine = request_build(report, ["html"], by=marta)
    client = enter(marta)

    assert "Waiting for the worker. 2 builds before yours." in told(client)
    Build.objects.exclude(pk=mine.pk).first().delete()
    assert "Waiting for the worker. 1 build before yours." in told(client)
    Build.objects.exclude(pk=mine.pk).update(status="done")
    Build.objects.filter(pk=mine.pk).update(status="running", step=2)
    page = told(client)
    assert 'role="status" id="build-said"><b>Step 2 of 4: freezing words and numbers' in page
    assert page.partition('<div id="build">')[2].count('role="status"') == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_ask_at_once_get_one_build(report, marta):
    def ask(_number: int) -> int:
        try:
            return request_build(Report.objects.get(pk=report.pk), ["html"], by=marta).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        asked = set(pool.map(ask, range(8)))

    assert len(asked) == Build.objects.count() == 1
    assert Outbox.objects.filter(kind="report.build").count() == 1


@pytest.mark.parametrize("name", ["../secrets.pdf", "/etc/passwd", "a/b.pdf"])
def test_no_name_of_a_file_leads_out_of_its_folder(name, media):
    with pytest.raises(ValueError, match=r"pdf|passwd"):
        shelf.put("future-we-want", name, b"x", "build-1")
    assert not [path for path in media.rglob("*") if path.is_file()]
