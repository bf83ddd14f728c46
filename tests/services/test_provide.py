from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from consultation.embedded import EmbeddedServerError, local_secret, provided, running_services
from consultation.embedded.provide import NAMES
from tests.services.conftest import MARK, ROOT, marked, run_python, wait_until

FOR_TESTS = """
import sys, time
from pathlib import Path
from consultation import embedded
print(embedded.start_for_tests(Path(sys.argv[1])).database_url, flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no servers, as on a fresh machine."""
    for name in NAMES:
        monkeypatch.setenv(name, "")


def count_tables(address: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return int(row[0]) if row else -1


@pytest.mark.usefixtures("unnamed")
def test_servers_are_named_in_the_environment_for_as_long_as_they_run(open_folder: Path) -> None:
    with provided(open_folder):
        assert tuple(os.environ[name] for name in NAMES) == running_services(open_folder)

    assert [os.environ[name] for name in NAMES] == ["", ""]


def test_a_server_that_the_environment_names_is_used(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/one")
    monkeypatch.setenv("REDIS_URL", "")

    with provided(open_folder):
        assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/one"
        assert os.environ["REDIS_URL"].startswith("redis://")
        assert not (open_folder / "postgres").exists()


@pytest.mark.usefixtures("unnamed")
def test_starting_anew_empties_the_embedded_database(open_folder: Path) -> None:
    with provided(open_folder), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE old (number integer)")
    with provided(open_folder):
        assert count_tables(os.environ["DATABASE_URL"]) == 1

    with provided(open_folder, anew=True):
        assert count_tables(os.environ["DATABASE_URL"]) == 0


def test_starting_anew_never_touches_a_database_that_the_environment_names(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/one")

    with pytest.raises(EmbeddedServerError, match="unset DATABASE_URL"), provided(open_folder, anew=True):
        pass


def test_servers_for_tests_go_with_their_process(open_folder: Path, mark: str) -> None:
    process = run_python(FOR_TESTS, open_folder, 0, mark=mark, DATABASE_URL="", REDIS_URL="")

    said, _ = process.communicate(timeout=600)

    assert said.startswith("postgresql://")
    assert [path.name for path in (open_folder / "tests").iterdir()] == ["lock"]
    assert marked(mark) == []


def test_the_next_test_run_clears_away_what_a_killed_one_left(open_folder: Path, mark: str) -> None:
    killed = run_python(FOR_TESTS, open_folder, 600, mark=mark, DATABASE_URL="", REDIS_URL="")
    assert killed.stdout is not None
    killed.stdout.readline()
    [left] = [path for path in (open_folder / "tests").iterdir() if path.is_dir()]
    for process in [*psutil.Process(killed.pid).children(), psutil.Process(killed.pid)]:
        if process.name() != "postgres":  # its guardian too, so that the database server stays
            process.send_signal(signal.SIGKILL)
    killed.communicate()

    run_python(FOR_TESTS, open_folder, 0, mark=mark, DATABASE_URL="", REDIS_URL="").communicate(timeout=600)

    assert not left.exists()
    assert wait_until(lambda: not [p for p in psutil.process_iter() if str(left) in " ".join(cmdline(p))])


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from consultation import embedded; "
    code += "print(embedded.local_secret(Path(sys.argv[1])))"
    several = [run_python(code, tmp_path / "local") for _ in range(3)]

    secrets = {process.communicate()[0].strip() for process in several}

    assert secrets == {local_secret(tmp_path / "local")}
    assert len(secrets.pop()) > 50
    [kept] = (tmp_path / "local").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_help_starts_no_server(mark: str) -> None:
    environment = {**os.environ, MARK: mark, "DATABASE_URL": "", "REDIS_URL": "", "DEBUG": ""}

    told = subprocess.run(
        [sys.executable, "manage.py", "demo", "--help"],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
    )

    assert b"--reset" in told.stdout, told.stderr
    assert marked(mark) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.usefixtures("unnamed")
def test_a_folder_of_another_user_is_named_in_one_sentence(open_folder: Path) -> None:
    log = open_folder / "log"
    log.mkdir()
    log.chmod(0o500)

    with pytest.raises(EmbeddedServerError, match="belongs to another user"), provided(open_folder):
        pass

    log.chmod(0o700)
