from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

from consultation.embedded import Addresses, EmbeddedServerError, running_services, start_services
from consultation.embedded.valkey import answers
from tests.services.conftest import (
    Start,
    ask,
    new_open_folder,
    run_python,
    server_pid,
    wait_until,
    write,
)

HOLD = """
import sys, time
from pathlib import Path
from urllib.parse import urlsplit
from consultation.embedded import start_services
services = start_services(Path(sys.argv[1]), durable=False)
print("ready", flush=True)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def sockets_of(addresses: Addresses) -> Path:
    """The folder of the database server's socket."""
    return Path(str(conninfo_to_dict(addresses.database_url)["host"]))


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Path, Addresses]]:
    """Running servers for the tests that only look, with their folder."""
    with new_open_folder() as folder:
        services = start_services(folder, durable=False)
        yield folder, services.addresses
        services.stop()


def test_both_servers_answer(shared: tuple[Path, Addresses]) -> None:
    _, addresses = shared

    assert ask(addresses, "SELECT current_database()") == "consultation"
    with redis.Redis.from_url(addresses.redis_url) as broker:
        assert broker.ping()
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_the_database_knows_letters_beyond_ascii(shared: tuple[Path, Addresses]) -> None:
    _, addresses = shared

    write(addresses, "CREATE EXTENSION pg_trgm")

    assert ask(addresses, "SELECT lower('ÉÑÜ')") == "éñü"
    assert ask(addresses, "SELECT cardinality(show_trgm('粮食安全'))") == 5


def test_the_broker_refuses_who_does_not_know_the_password(shared: tuple[Path, Addresses]) -> None:
    address = urlsplit(shared[1].redis_url)
    assert address.port is not None
    assert address.password is not None

    assert answers(address.port, address.password)
    assert not answers(address.port, "guessed")


def test_other_commands_find_running_servers(shared: tuple[Path, Addresses]) -> None:
    folder, addresses = shared

    assert running_services(folder) == addresses
    assert (folder / "services.json").stat().st_mode & 0o077 == 0


def test_a_second_owner_is_told_in_one_sentence_who_is_there(shared: tuple[Path, Addresses]) -> None:
    folder, _ = shared

    with pytest.raises(EmbeddedServerError) as refusal:
        start_services(folder)

    assert f"started by process {os.getpid()}: stop that one first." in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_stopping_leaves_no_process_and_no_address(open_folder: Path, start: Start) -> None:
    before = psutil.Process().children(recursive=True)
    services = start(open_folder)
    children = set(psutil.Process().children(recursive=True)) - set(before)

    services.stop()

    assert len(children) > 2
    assert not [child for child in children if child.is_running()]
    assert running_services(open_folder) is None
    assert not (open_folder / "services.json").exists()


def test_a_second_start_keeps_the_data_and_has_nothing_to_recover(open_folder: Path, start: Start) -> None:
    first = start(open_folder)
    write(first.addresses, "CREATE TABLE kept AS SELECT 7 AS number")
    first.stop()

    second = start(open_folder)

    assert ask(second.addresses, "SELECT number FROM kept") == 7
    log = (open_folder / "log" / "postgres.log").read_text()
    assert "database system was shut down at" in log
    assert "recovery" not in log


def test_a_stale_lock_whose_number_belongs_to_a_stranger_by_now_is_no_hindrance(
    open_folder: Path, start: Start
) -> None:
    start(open_folder).stop()
    stranger = subprocess.Popen(["sleep", "600"])
    data = open_folder / "postgres" / "data"
    lines = [
        stranger.pid,
        data,
        1700000000,
        5432,
        open_folder / "postgres",
        "",
        "  5432001    65536",
        "ready",
    ]
    (data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))

    addresses = start(open_folder).addresses

    assert ask(addresses, "SELECT 1") == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_what_a_killed_first_start_left_half_made_is_replaced(open_folder: Path, start: Start) -> None:
    start(open_folder).stop()
    home = open_folder / "postgres"
    (home / "data").rename(home / "making-0123")

    addresses = start(open_folder).addresses

    assert ask(addresses, "SELECT 1") == 1
    assert not (home / "making-0123").exists()


def test_an_incomplete_database_is_put_aside_not_deleted(
    open_folder: Path, start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    start(open_folder).stop()
    home = open_folder / "postgres"
    (home / "data" / "global" / "pg_control").unlink()

    addresses = start(open_folder).addresses

    assert ask(addresses, "SELECT 1") == 1
    [aside] = home.glob("incomplete-*")
    assert (aside / "PG_VERSION").exists()
    assert f"it is now {aside}" in capfd.readouterr().err


def test_a_damaged_database_is_explained_and_nothing_stays_running(open_folder: Path, start: Start) -> None:
    start(open_folder).stop()
    (open_folder / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    before = psutil.Process().children(recursive=True)

    with pytest.raises(EmbeddedServerError, match=r"PostgreSQL did not start: .*version 9"):
        start_services(open_folder)

    assert psutil.Process().children(recursive=True) == before


@pytest.mark.parametrize("name", ["quo\"te's 50% & é?#", "a,b", "x" * 120])
def test_any_folder_name_will_do(open_folder: Path, start: Start, name: str) -> None:
    folder = open_folder / name
    folder.mkdir()
    folder.chmod(0o755)

    services = start(folder)

    assert ask(services.addresses, "SELECT 1") == 1
    assert running_services(folder) == services.addresses
    sockets = sockets_of(services.addresses)
    assert not sockets.stat().st_mode & 0o077
    services.stop()
    assert sockets == (folder / "postgres").resolve() or not sockets.exists()


def test_an_owner_killed_without_warning_leaves_no_server(open_folder: Path, mark: str) -> None:
    folder = open_folder / ("x" * 120)
    owner = run_python(HOLD, folder, mark=mark)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    servers = [process for process in psutil.Process(owner.pid).children() if process.name() != "sh"]
    assert len(servers) == 2
    addresses = running_services(folder)
    assert addresses is not None
    sockets = sockets_of(addresses)
    assert sockets.exists()

    owner.kill()
    owner.communicate()

    assert wait_until(lambda: not any(server.is_running() for server in servers))
    assert wait_until(lambda: not sockets.exists())
    assert running_services(folder) is None


def test_a_server_left_running_is_stopped_and_its_data_kept(
    open_folder: Path, start: Start, mark: str
) -> None:
    owner = run_python(HOLD, open_folder, mark=mark)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    addresses = running_services(open_folder)
    assert addresses is not None
    write(addresses, "CREATE TABLE kept AS SELECT 7 AS number")
    left = server_pid(open_folder)
    for process in psutil.Process(owner.pid).children():  # its guardian and its broker first
        if process.pid != left:
            process.kill()
    os.kill(owner.pid, signal.SIGKILL)
    owner.communicate()
    assert is_alive(left)

    services = start(open_folder)

    assert server_pid(open_folder) != left
    assert not is_alive(left)
    assert ask(services.addresses, "SELECT number FROM kept") == 7


def test_addresses_left_by_a_dead_owner_are_not_believed(open_folder: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    state = {"pid": gone.pid, "database_url": "", "redis_url": "redis://:x@127.0.0.1:1/0"}
    (open_folder / "services.json").write_text(json.dumps(state))

    assert running_services(open_folder) is None
