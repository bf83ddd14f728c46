"""Where the database's files are: in the folder that asked for them, or behind a link in it."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from consultation.embedded.account import Account, own_folder
from consultation.embedded.errors import EmbeddedServerError, say

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 103  # bytes that fit a socket's address on macOS; Linux has room for four more


def open_home(folder: Path, account: Account | None, *, is_kept: bool) -> Path:
    """The database's own folder, private to the account that runs it.

    It is ``folder/postgres``. Where root's helper account cannot enter the folder, that name is a link to
    a fresh folder outside, so that no permission of an existing folder has to be widened; where the data
    will be kept the person is told.
    """
    link = folder / "postgres"
    if link.is_symlink() and not link.exists():
        link.unlink()
    if not link.exists():
        if account is None or account.reaches(folder):
            _make(link, account)
        else:
            _make_outside(link, account, is_kept=is_kept)
    home = link.resolve()
    if account is not None and not account.reaches(home):
        message = (
            f"The database's system user can no longer enter {home}: "
            f"give the folders above their former permissions back, or move {link} away to start anew."
        )
        raise EmbeddedServerError(message)
    return home


def _make(home: Path, account: Account | None) -> None:
    home.mkdir(mode=0o700)
    if account is not None:
        os.chown(home, account.uid, account.gid)


def _make_outside(link: Path, account: Account, *, is_kept: bool) -> None:
    if is_kept:
        _name_forsaken_homes()
    home = own_folder() / f"home-{secrets.token_hex(4)}"
    _make(home, account)
    _note(home).write_text(f"{link}\n", encoding="utf-8")
    link.symlink_to(home)
    if is_kept:
        say(f"The database's system user cannot enter this folder, so its data are in {home}.")


def _note(home: Path) -> Path:
    return home.with_name(f"{home.name}.of")


def _name_forsaken_homes() -> None:
    """Name the folders whose checkout is gone; they hold data, so a person removes them."""
    for note in own_folder().glob("home-*.of"):
        home, link = note.with_suffix(""), Path(note.read_text(encoding="utf-8").rstrip("\n"))
        if home.exists() and not (link.is_symlink() and link.resolve() == home):
            say(f"{home} holds the database of {link}, which is gone; remove it if nobody needs it.")


def remove_home(folder: Path) -> None:
    """Remove a throw-away database and whatever its link pointed to."""
    link = folder / "postgres"
    if link.is_symlink():
        home = link.resolve()
        shutil.rmtree(home, ignore_errors=True)
        _note(home).unlink(missing_ok=True)
        link.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def socket_folder(home: Path, account: Account | None) -> Path:
    """Where the server's socket goes: its home, or a short private folder when that path will not do.

    A path may be too long for a socket, and a comma separates hosts for the client.
    """
    if len(os.fsencode(home / SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(home):
        return home
    short = Path(tempfile.mkdtemp(prefix="db-", dir="/tmp"))
    if account is not None:
        os.chown(short, account.uid, account.gid)
    return short
