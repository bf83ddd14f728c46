"""Who the servers run as: the present user, or for root a system account, since PostgreSQL refuses root."""

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from consultation.embedded.errors import EmbeddedServerError, say

ACCOUNT_NAME = "consultation-db"
OWN_FOLDER = Path("/var/lib/consultation-embedded")
AS_ORDINARY_USER = "Run this as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."


class RunAs(TypedDict, total=False):
    """The arguments of ``subprocess`` that change the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A system account by its numbers."""

    uid: int
    gid: int

    def reaches(self, *paths: Path) -> bool:
        """Whether this account can read every one of the files or folders."""
        test = 'for path; do test -r "$path" || exit 1; done'
        command = ["/bin/sh", "-c", test, "reaches", *map(str, paths)]
        try:
            return subprocess.run(command, check=False, cwd=Path("/"), **run_as(self)).returncode == 0  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            message = (
                f"This system does not let root run a server as another user ({error}). {AS_ORDINARY_USER}"
            )
            raise EmbeddedServerError(message) from error


def run_as(account: Account | None) -> RunAs:
    """The ``subprocess`` arguments for an account; none for the present user."""
    return RunAs(user=account.uid, group=account.gid, extra_groups=[]) if account else RunAs()


def account_for(home: Path) -> Account | None:
    """The account to run the servers of this home folder as; None means the present user.

    Only root needs another one: the owner of data that is there already, else a system user made for it.
    """
    if os.geteuid() != 0:
        return None
    if home.exists() and home.stat().st_uid != 0:
        return Account(home.stat().st_uid, home.stat().st_gid)
    return _system_account()


def _system_account() -> Account:
    entry = _entry()
    if entry is None:
        program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "useradd"
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        with contextlib.suppress(OSError):
            subprocess.run([program, *options, ACCOUNT_NAME], check=False, capture_output=True)  # noqa: S603
        entry = _entry()
        if entry is None:
            message = f"PostgreSQL does not run as root, and no system user could be made. {AS_ORDINARY_USER}"
            raise EmbeddedServerError(message)
        say(f"PostgreSQL does not run as root, so it runs as the new system user {ACCOUNT_NAME}.")
    return Account(entry.pw_uid, entry.pw_gid)


def _entry() -> pwd.struct_passwd | None:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT_NAME)
    return None


def own_folder() -> Path:
    """Root's folder for programs and data of checkouts that the system user cannot enter."""
    if not OWN_FOLDER.exists():
        try:
            OWN_FOLDER.mkdir()
            OWN_FOLDER.chmod(0o755)  # whatever the umask
        except FileExistsError:
            return OWN_FOLDER
        except OSError as error:
            message = f"{OWN_FOLDER} cannot be made ({error.strerror}). {AS_ORDINARY_USER}"
            raise EmbeddedServerError(message) from error
    return OWN_FOLDER
