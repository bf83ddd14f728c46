"""Root does not run the database itself: a system account does."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from consultation.embedded.account import OWN_FOLDER
from tests.services.conftest import Start, ask, server_pid, write

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as another account")


def test_root_never_widens_a_folder_that_others_cannot_enter(open_folder: Path, start: Start) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / ".local"

    services = start(folder)

    link = folder / "postgres"
    home = link.resolve()
    try:
        assert ask(services.addresses, "SELECT 1") == 1
        assert closed.stat().st_mode & 0o777 == 0o700
        assert link.is_symlink()
        assert home.parent == OWN_FOLDER
        assert home.stat().st_mode & 0o777 == 0o700
        assert psutil.Process(server_pid(folder)).uids().real == home.stat().st_uid != 0
    finally:
        services.stop()
        for path in sorted(home.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        home.rmdir()
        home.with_name(f"{home.name}.of").unlink()


def test_root_keeps_the_data_where_they_are_when_started_again(open_folder: Path, start: Start) -> None:
    first = start(open_folder)
    write(first.addresses, "CREATE TABLE kept AS SELECT 7 AS number")
    owner = (open_folder / "postgres").stat().st_uid
    first.stop()

    addresses = start(open_folder).addresses

    assert ask(addresses, "SELECT number FROM kept") == 7
    assert (open_folder / "postgres").stat().st_uid == owner != 0
