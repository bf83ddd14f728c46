from __future__ import annotations

import errno
import io
import json
from datetime import timedelta
from hashlib import sha256

import docx
import pymupdf
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation.mail import send_notice
from consultation.models import AuditEntry, Membership, Notification, Outbox
from consultation.notifications import lines_for
from synthesis import building, shelf
from synthesis.actions.builds import cancel_build, request_build
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.models import Build, BuiltFile, Version
from synthesis.snapshot import checksum
from synthesis.tasks import build_report
from synthesis.writers.html import write_html
from tests.synthesis.marking import highlight, tag, theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def marta(join):
    return join("marta")


@pytest.fixture
def tagged(open_consultation, join, say):
    """Three tagged contributions, a passage, an outline."""
    nadia = join("nadia")
    digital = theme(open_consultation, "Digital justice")
    climate = theme(open_consultation, "Climate justice")
    say(join("petro"), "Help desks in libraries answer what no form can.")
    highlight(
        say(join("isabel"), "Three villages share one spring. It holds."),
        "Three villages share one spring.",
        climate,
        nadia,
    )
    highlight(
        say(join("layla"), "حملتها ثلاثة أيام من باب إلى باب", language="ar"), "ثلاثة أيام", digital, nadia
    )
    tag(open_consultation.rooms.get().contributions.get(number=1), digital, nadia)
    start_from_codebook(open_consultation, by=nadia.user)
    return open_consultation


@pytest.fixture
def ask(tagged, marta):
    """ask("html") asks for a build in these formats."""

    def make(*formats):
        return request_build(report_of(tagged), formats or ["html"], by=marta)

    return make


def work_off(build):
    """Deliver the build's outbox row as the relay does."""
    build_report(Outbox.objects.get(key=f"build:{build.pk}").pk)
    build.refresh_from_db()
    return build


def claimed(build):
    return Build.objects.claim(build.pk, timezone.now())


def fail_with(monkeypatch, error):
    """Make the writer of the web page raise."""

    def write(_snapshot, _language=""):
        raise error

    monkeypatch.setattr("synthesis.writers.html.write_html", write)


def test_a_build_with_nothing_typed_gives_every_word_that_was_marked(tagged, ask):
    build = work_off(ask("pdf", "docx", "html"))

    assert (build.status, build.error) == ("done", "")
    files = {file.format: file for file in BuiltFile.objects.all()}
    pdf = pymupdf.open(shelf.place_of(files["pdf"].path))
    words = {
        "pdf": "".join(page.get_text() for page in pdf),
        "docx": _docx_text(shelf.place_of(files["docx"].path).read_bytes()),
        "html": shelf.place_of(files["html"].path).read_text(),
    }
    for text in words.values():
        flat = " ".join(text.split())
        assert "Three villages share one spring." in flat
        assert "Digital justice" in flat
        assert "Climate justice" in flat
        assert "Petro Lysenko" in flat
        assert "contribution 1" in flat
    assert files["pdf"].pages == pdf.page_count
    assert "ثلاثة أيام" in words["docx"]


def _docx_text(data):
    body = docx.Document(io.BytesIO(data)).element.body
    return " ".join(node.text or "" for node in body.iter("{*}t"))


def test_files_are_named_measured_and_whole(tagged, ask, media):
    work_off(ask("html"))

    file = BuiltFile.objects.get()
    data = (media / "reports" / "future-we-want" / "future-we-want-draft-1-en.html").read_bytes()
    assert file.name == "future-we-want-draft-1-en.html"
    assert (file.size, file.sha256) == (len(data), sha256(data).hexdigest())
    assert [path.name for path in media.rglob("*") if path.is_file()] == [file.name]


def test_drafts_are_numbered_and_each_keeps_the_words_of_its_moment(tagged, ask, say, join):
    work_off(ask("html"))
    tagged.title = "Another title"
    tagged.save()

    work_off(ask("html"))

    assert [
        (one.draft, one.snapshot["title"], one.snapshot["version"]["label"]) for one in Version.objects.all()
    ] == [
        (2, "Another title", "Draft 2"),
        (1, "The future we want: justice, security and rights", "Draft 1"),
    ]
    assert all(one.checksum == checksum(one.snapshot) for one in Version.objects.all())


def test_two_builds_of_the_same_words_differ_in_nothing_but_number_and_moment(tagged, ask, open_consultation):
    with time_machine.travel(open_consultation.opens_at + timedelta(days=10), tick=False) as clock:
        work_off(ask("html"))
        clock.shift(timedelta(minutes=1))
        work_off(ask("html"))

    def without_moment(version):
        value = json.loads(json.dumps(version.snapshot))
        value["version"] = value["figures"]["as_of"] = None
        return value

    first, second = Version.objects.all()
    assert without_moment(first) == without_moment(second)


def test_asking_while_one_runs_gives_the_running_one(ask):
    first = ask("html")

    assert ask("pdf") == first
    assert Outbox.objects.filter(kind="report.build").count() == 1


def test_the_database_refuses_a_second_unfinished_build(ask):
    build = ask("html")

    with pytest.raises(IntegrityError, match="build_runs_one_at_a_time"), transaction.atomic():
        Build.objects.create(report=build.report)


def test_delivered_twice_it_is_built_once(ask):
    build = work_off(ask("html"))
    first = BuiltFile.objects.get()

    work_off(build)

    assert BuiltFile.objects.get().created_at == first.created_at
    assert Version.objects.count() == 1
    assert Notification.objects.filter(kind="report.built").count() == 1
    assert Outbox.objects.get(key=f"build:{build.pk}").done_at is not None


def test_a_build_another_worker_holds_is_left_alone_until_its_lease_ends(ask):
    build = ask("html")
    holder = claimed(build)

    work_off(build)
    assert (build.status, build.attempts) == ("running", 1)
    assert Outbox.objects.get(key=f"build:{build.pk}").done_at is None

    Build.objects.filter(pk=build.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    work_off(build)
    assert (build.status, build.attempts) == ("done", 2)
    assert not holder.finish("failed")


def test_an_attempt_after_a_kill_goes_on_with_the_version_already_frozen(ask, tagged, media):
    build = ask("html")
    version = building.frozen_version(claimed(build))
    folder = shelf.folder_of("future-we-want")
    (folder / f".build-{build.pk}.future-we-want-draft-1-en.html.part").write_bytes(b"half")
    tagged.title = "Changed after the freeze"
    tagged.save()
    Build.objects.filter(pk=build.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    work_off(build)

    assert Version.objects.get() == version
    assert "Changed after" not in shelf.place_of(BuiltFile.objects.get().path).read_text()
    assert not list(folder.glob(".*"))


def test_a_file_that_lies_whole_is_not_written_again(ask, monkeypatch):
    build = ask("html")
    version = building.frozen_version(claimed(build))
    building._write(version, "html", "", "build-1")
    fail_with(monkeypatch, RuntimeError("written again"))
    Build.objects.filter(pk=build.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    assert work_off(build).status == "done"


def test_a_build_that_stops_its_workers_three_times_fails_with_a_sentence(ask):
    build = ask("html")
    Build.objects.filter(pk=build.pk).update(attempts=3)

    work_off(build)

    assert build.status == "failed"
    assert build.reason == "The worker stopped three times before it was done."
    assert not Version.objects.exists()


def test_a_cancelled_build_stops_before_its_next_step_and_leaves_no_half_file(ask, marta, monkeypatch, media):
    build = ask("html", "pdf")

    def write_and_cancel(snapshot, _language=""):
        assert cancel_build(build, by=marta)
        return write_html(snapshot)

    monkeypatch.setattr("synthesis.writers.html.write_html", write_and_cancel)

    work_off(build)

    assert build.status == "cancelled"
    assert not BuiltFile.objects.filter(format="pdf").exists()
    assert not list(media.rglob(".*"))
    assert not Notification.objects.filter(kind="report.built").exists()
    assert not cancel_build(build, by=marta)


def test_a_build_cancelled_while_waiting_only_closes_its_row(ask, marta):
    build = ask("html")
    cancel_build(build, by=marta)

    work_off(build)

    assert build.status == "cancelled"
    assert Outbox.objects.get(key=f"build:{build.pk}").done_at is not None
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "There is no room left on the disk."),
        (OSError(errno.EIO, "Input/output error"), "The disk could not be read or written."),
        (
            RuntimeError("the typesetter warned"),
            "The file could not be made from these words. The team that runs the site can see why.",
        ),
    ],
)
def test_a_writer_that_fails_leaves_a_plain_reason_and_the_step(ask, monkeypatch, error, reason, media):
    fail_with(monkeypatch, error)

    build = work_off(ask("docx", "html"))

    assert (build.status, build.step, build.reason) == ("failed", 4, reason)
    assert [file.format for file in BuiltFile.objects.all()] == ["docx"]
    assert not list(media.rglob(".*"))
    assert Outbox.objects.get(key=f"build:{build.pk}").done_at is not None
    assert Notification.objects.get(kind="report.built").recipient == build.requested_by.user


def test_a_disk_without_room_is_told_before_anything_is_frozen(ask, monkeypatch):
    monkeypatch.setattr(shelf, "ROOM_NEEDED", 2**62)

    build = work_off(ask("html"))

    assert (build.status, build.step, build.error) == ("failed", 1, "no-room")
    assert not Version.objects.exists()


def test_a_role_lost_meanwhile_means_no_build(ask, marta):
    build = ask("html")
    Membership.objects.filter(pk=marta.pk).update(role="participant")

    assert work_off(build).error == "not-allowed"
    assert not Version.objects.exists()


def test_a_consultation_without_dates_is_told_so(ask, tagged):
    tagged.published_at = tagged.opens_at = None
    tagged.save()

    assert work_off(ask("html")).error == "no-dates"


def test_whoever_asked_is_told_once_with_the_address(ask, marta, mailoutbox):
    work_off(ask("html"))

    notice = Notification.objects.get(recipient=marta.user)
    ((_, line),) = lines_for([notice])
    assert (line.text, line.url) == ("Your draft is built", "/studio/future-we-want/build/")
    assert send_notice(notice)
    assert mailoutbox[0].subject == "Your draft is built"
    assert "http://localhost:8000/studio/future-we-want/build/" in mailoutbox[0].body


def test_asking_freezing_and_cancelling_are_on_record(ask, marta):
    work_off(ask("html"))
    cancel_build(ask("html"), by=marta)

    acts = AuditEntry.objects.filter(action__in=["build.requested", "version.frozen", "build.cancelled"])
    assert sorted(acts.values_list("action", flat=True)) == [
        "build.cancelled",
        "build.requested",
        "build.requested",
        "version.frozen",
    ]
    assert set(acts.values_list("actor_id", flat=True)) == {marta.user_id}
