"""A build with a real broker, relay and worker, and what is left when the worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from django.db import connection, transaction

from consultation.models import NoticeStop, Notification, Outbox
from synthesis.actions.builds import request_build
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.models import Build, BuiltFile, Version
from tests.services.conftest import MARK, ROOT, wait_until
from tests.services.installation import Broker
from tests.synthesis.marking import highlight, theme

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LEASES = {"JOB_LEASE": "3", "JOB_HEARTBEAT": "0.5", "OUTBOX_LEASE": "2"}
WORKER = ["-m", "celery", "-A", "consultation", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
RELAY = ["manage.py", "relay"]
PDF_STEP = 3

type Start = Callable[[list[str]], subprocess.Popen[bytes]]


@pytest.fixture
def media(tmp_path):
    return tmp_path / "media"


@pytest.fixture
def broker(tmp_path) -> Iterator[Broker]:
    """A broker of the test's own: at the one of all tests, workers of other databases take its work."""
    running = Broker(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def start(mark, media, broker) -> Iterator[Start]:
    """start(WORKER) runs it on the test's own database and broker, in a session of its own, until the end."""
    started = []
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    servers = {"DATABASE_URL": database, "REDIS_URL": broker.url}
    changed = {**servers, "MEDIA_ROOT": str(media), "DEBUG": "1", MARK: mark, **LEASES}
    environment = {**os.environ, **changed, "DJANGO_SETTINGS_MODULE": "consultation.settings"}

    def run(command: list[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, *command]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def build(open_consultation, join, say):
    """A build of all formats that waits for a worker; whoever asked wants no mail of it."""
    marta, nadia = join("marta"), join("nadia")
    NoticeStop.objects.create(user=marta.user, group="reports")
    climate = theme(open_consultation, "Climate justice")
    for n in range(20):
        highlight(say(join("isabel"), f"Three villages share spring {n}."), f"spring {n}", climate, nadia)
    start_from_codebook(open_consultation, by=None)
    return request_build(report_of(open_consultation), ["pdf", "docx", "html"], by=marta)


def now(build: Build) -> Build:
    return Build.objects.get(pk=build.pk)


def start_and_stop_in_the_middle(build: Build, start: Start) -> list[psutil.Process]:
    """Start a worker and freeze it at its first file, the PDF; gives its processes, the parent first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE synthesis_builtfile")  # it waits to hear whether the file is there
        parent = psutil.Process(start(WORKER).pid)
        assert wait_until(lambda: now(build).step == PDF_STEP)
        everyone = [parent, *parent.children(recursive=True)]
        for process in everyone:
            process.suspend()
    assert now(build).status == "running"
    return everyone


def assert_built_once(build: Build, media: Path) -> None:
    assert wait_until(lambda: now(build).status == "done", 90), now(build).status
    assert Version.objects.count() == 1
    assert sorted(file.format for file in BuiltFile.objects.all()) == ["docx", "html", "pdf"]
    assert sorted(path.name for path in media.rglob("*") if path.is_file()) == sorted(
        file.name for file in BuiltFile.objects.all()
    )
    assert Notification.objects.filter(kind="report.built").count() == 1
    assert Outbox.objects.get(key=f"build:{build.pk}").done_at is not None


def test_a_build_goes_from_the_outbox_to_its_files(start, build, media):
    start(RELAY)
    start(WORKER)

    assert_built_once(build, media)
    assert now(build).attempts == 1


def test_a_worker_killed_in_the_middle_is_replaced_and_leaves_one_version(start, build, media):
    start(RELAY)
    first, *_children = start_and_stop_in_the_middle(build, start)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    version = Version.objects.get()

    start(WORKER)

    assert_built_once(build, media)
    assert now(build).attempts == 2
    assert Version.objects.get() == version


def test_a_killed_child_of_a_worker_costs_an_attempt_and_nothing_else(start, build, media):
    start(RELAY)
    parent, *children = start_and_stop_in_the_middle(build, start)

    for child in children:
        child.kill()
    parent.resume()

    assert_built_once(build, media)
    assert now(build).attempts == 2


def test_a_worker_frozen_past_its_lease_finds_the_work_done_when_it_wakes(start, build, media):
    start(RELAY)
    frozen = start_and_stop_in_the_middle(build, start)
    start(WORKER)
    assert_built_once(build, media)
    files = {file.pk: file.created_at for file in BuiltFile.objects.all()}

    for process in reversed(frozen):
        process.resume()
    time.sleep(5)

    assert_built_once(build, media)
    assert {file.pk: file.created_at for file in BuiltFile.objects.all()} == files
