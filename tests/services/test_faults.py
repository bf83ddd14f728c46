"""Real servers taken away under a running installation, and what people notice of it."""

from __future__ import annotations

import itertools
import secrets
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from consultation.processes.commands import COMMANDS
from tests.services.conftest import marked, new_open_folder, wait_until
from tests.services.installation import Installation

pytestmark = pytest.mark.services

POSTS = 9
PATIENCE = 180.0  # seconds
_numbers = itertools.count(1)

CONTRIBUTIONS = "SELECT count(*) FROM contributions_contribution"
MENTIONED = "SELECT count(*) FROM consultation_notification WHERE kind = 'mention'"
UNDONE = "SELECT count(*) FROM consultation_outbox WHERE done_at IS NULL"


def post(installation: Installation, times: int = POSTS) -> list[float]:
    """Post that many texts that each mention a person; gives the seconds each took."""
    return [installation.post(f"What we saw, number {next(_numbers)}. @Carlos Méndez") for _ in range(times)]


def all_are_told_once(installation: Installation) -> bool:
    """Whether everything posted so far reached the mentioned person: one notice and one mail each."""
    posted = installation.count(CONTRIBUTIONS)
    told = installation.count(MENTIONED)
    letters = installation.mailbox.ids
    assert len(letters) == len(set(letters)), "somebody was told twice"
    assert told <= posted
    return posted == told == len(letters) and installation.count(UNDONE) == 0


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Everything that runs in production, on servers and ports of its own."""
    word = secrets.token_hex(8)
    with new_open_folder() as folder:
        running = Installation(folder, word)
        try:
            running.start_all()
            yield running
        finally:
            running.stop()
            for process in marked(word):
                process.kill()


@pytest.fixture(autouse=True)
def everything_is_told_before(installation):
    assert wait_until(lambda: installation.get("/readyz") == 200, PATIENCE)
    assert wait_until(lambda: all_are_told_once(installation), PATIENCE)


def test_the_four_commands_make_an_installation_that_is_ready_and_works(installation):
    assert installation.ask("GET", "/healthz") == (200, "up\n")
    assert installation.get("/static/css/site.css") == 200
    post(installation, 1)

    assert wait_until(lambda: all_are_told_once(installation), PATIENCE)
    assert [name for name in COMMANDS if installation.processes[name].poll() is not None] == []
    pulse = installation.folder / "relay"
    assert wait_until(lambda: pulse.stat().st_mtime > time.time() - 10)
    assert wait_until(lambda: list(installation.folder.glob("beat*")) != [])


LONGEST_REPLY = 5  # seconds that whoever asks the broker waits before they give up


@pytest.mark.parametrize("fault", ["stopped", "frozen"])
def test_without_the_broker_posting_takes_no_longer_and_nothing_is_lost_or_told_twice(installation, fault):
    broker = installation.broker
    before = statistics.median(post(installation))  # the worker is still at these when the fault comes
    posted = installation.count(CONTRIBUTIONS)

    (broker.stop if fault == "stopped" else broker.freeze)()
    during = post(installation)
    assert installation.get("/healthz") == 200
    assert installation.get("/readyz") == 503
    time.sleep(LONGEST_REPLY if fault == "frozen" else 0)
    (broker.start if fault == "stopped" else broker.thaw)()

    assert statistics.median(during) < before + LONGEST_REPLY / 2, "nobody who posts asks the broker"
    assert installation.count(CONTRIBUTIONS) == posted + POSTS
    assert wait_until(lambda: all_are_told_once(installation), PATIENCE)
    time.sleep(3)  # longer than a lease: what would be sent again is sent again by now
    assert all_are_told_once(installation)


def test_an_emptied_broker_loses_nothing(installation):
    worker = installation.family("worker")
    for process in worker:
        process.suspend()
    post(installation)
    leased = "SELECT count(*) FROM consultation_outbox WHERE done_at IS NULL AND attempts > 0"
    assert wait_until(lambda: installation.count(leased) == POSTS, PATIENCE)

    installation.broker.flush()
    for process in reversed(worker):
        process.resume()

    assert wait_until(lambda: all_are_told_once(installation), PATIENCE)


def test_a_restarted_database_costs_no_error_once_it_is_back(installation):
    pids = {name: process.pid for name, process in installation.processes.items()}
    with ThreadPoolExecutor(8) as visitors:
        assert {*visitors.map(installation.get, [installation.room] * 24)} == {200}
        installation.database.stop()
        away = {*visitors.map(installation.get, [installation.room] * 8)}
        installation.database = installation.start_database()
        back = [*visitors.map(installation.get, [installation.room] * 40)]

    assert away == {503}
    assert set(back) == {200}
    post(installation, 2)
    assert wait_until(lambda: all_are_told_once(installation), PATIENCE)
    assert {name: p.pid for name, p in installation.processes.items() if p.poll() is None} == pids
