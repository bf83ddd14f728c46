"""An import with a real broker, relay and worker, whose worker is killed in the middle."""

from __future__ import annotations

import os
import signal

import pytest
from django.db import transaction

from consultation.models import Notification, Outbox
from contributions.importing import headless, runs
from contributions.importing.mapping import Mapping
from contributions.importing.notices import ENDED
from contributions.importing.running import BATCH
from contributions.models import Contribution, ImportRow, ImportRun, Provenance
from tests.services.conftest import wait_until
from tests.services.test_build_survives import RELAY, WORKER, broker, media, start  # noqa: F401  fixtures

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROWS = 1500


@pytest.fixture
def run(room, join, tmp_path, settings):
    """An import of many rows, tried out and started: it waits for a worker."""
    settings.MEDIA_ROOT = tmp_path / "media"
    path = tmp_path / "letters.csv"
    lines = (f"{n},{n - 1 if n % 3 == 0 else ''},Ona Rask,Said {n}" for n in range(1, ROWS + 1))
    path.write_text("\n".join(["id,parent id,name,comment", *lines]))
    run = runs.receive_path(room, path, by=join("nadia"))
    headless.work(run, lambda: runs.start_trial(run, Mapping.from_json(run.mapping)))
    assert (run.status, run.waiting) == ("checked", ROWS)
    assert runs.start_import(run)
    return run


def now() -> ImportRun:
    return ImportRun.objects.get()


def test_a_worker_killed_in_mid_import_is_replaced_and_each_row_lands_once(start, run):  # noqa: F811
    start(RELAY)
    with transaction.atomic():
        held = ImportRow.objects.order_by("place")[BATCH].pk
        ImportRow.objects.select_for_update().get(pk=held)  # the worker waits for it in its second batch
        first = start(WORKER)
        assert wait_until(lambda: now().made > 0)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    killed = now()
    assert killed.status == "importing"
    assert killed.made == Contribution.objects.count() == BATCH < ROWS

    start(WORKER)

    assert wait_until(lambda: now().status == "done", 90), now().status
    assert (now().made, now().attempts) == (ROWS, 2)
    assert sorted(Provenance.objects.values_list("row", flat=True)) == list(range(2, ROWS + 2))
    said = list(Contribution.objects.order_by("number").values_list("number", "revision__plain"))
    assert said == [(n, f"Said {n}\n") for n in range(1, ROWS + 1)]
    assert not ImportRow.objects.exists()
    (told,) = Notification.objects.filter(kind=ENDED)
    assert (told.recipient, told.object_id) == (run.requested_by.user, run.pk)
    assert Outbox.objects.filter(key=f"mail:{told.pk}").count() == 1
