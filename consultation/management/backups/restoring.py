"""Bringing a backup into an empty database, and proving that it is all there."""

from __future__ import annotations

import shutil
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from consultation.management.backups import manifest
from consultation.management.backups.manifest import BackupError, Manifest
from consultation.management.backups.tables import CHUNK, FILLED_BY_MIGRATING, SAME_TEXT, Table, Tables
from consultation.management.backups.writing import Digest, digest_of


def restore_backup(path: Path) -> Manifest:
    """Bring in everything and compare it with the manifest; nothing stays where anything differs.

    Raises BackupError for a file that is damaged and for a database that is not empty.
    """
    try:
        with tarfile.open(path, "r:*") as archive:
            made = check(archive)
            _prepare(made)
            with transaction.atomic():
                tables = Tables(connection)
                _load(archive, made, tables)
                _compare(made, tables)
                _restore_files(archive, made)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"{path} cannot be read: {error}") from error
    call_command("migrate", verbosity=0, interactive=False)
    return made


def check(archive: tarfile.TarFile) -> Manifest:
    """The manifest, once every part of the archive was read and is what it should be."""
    try:
        entry = archive.extractfile(manifest.NAME)
    except KeyError:
        entry = None
    if entry is None:
        raise BackupError("The backup is not complete: it ends before its manifest.")
    made = Manifest.from_json(entry.read())
    for name in made.files:
        _safe(name)
    expected = {f"tables/{name}.copy": part.sha256 for name, part in made.tables.items()}
    expected |= {f"media/{name}": part.sha256 for name, part in made.files.items()}
    for name, digest in expected.items():
        if digest_of(_open(archive, name)) != digest:
            raise BackupError(f"The backup is damaged: {name} is not what was written.")
    return made


def _open(archive: tarfile.TarFile, name: str) -> BinaryIO:
    try:
        entry = archive.extractfile(name)
    except KeyError:
        entry = None
    if entry is None:
        raise BackupError(f"The backup is not complete: {name} is missing.")
    return entry  # type: ignore[return-value]


def _prepare(made: Manifest) -> None:
    """An empty database in exactly the state of migrations in which the backup was made."""
    wanted = {(app, name) for app, name in made.migrations}
    executor = MigrationExecutor(connection)
    unknown = wanted - set(executor.loader.graph.nodes)
    if unknown:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in unknown))
        raise BackupError(f"The backup was made by a newer version, which has {names}.")
    _check_empty()
    applied = set(executor.loader.applied_migrations)
    if not applied:
        executor.migrate(_last_of_each_app(executor, wanted))
    elif applied != wanted:
        raise BackupError("The database is empty but of another version. Name a new database without tables.")


def _last_of_each_app(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those after which no other wanted one of the same app comes."""
    nodes = executor.loader.graph.node_map
    return [
        key
        for key in wanted
        if not any(child.key in wanted and child.key[0] == key[0] for child in nodes[key].children)
    ]


def _check_empty() -> None:
    """Raises BackupError when any table holds a row that migrating did not make."""
    tables = Tables(connection)
    filled = {
        table.name: tables.count(table) for table in tables.all() if table.name not in FILLED_BY_MIGRATING
    }
    found = [f"{name} ({rows})" for name, rows in filled.items() if rows]
    if found:
        raise BackupError(
            f"The database is not empty: {', '.join(found)}. Name a new one; nothing was changed."
        )


def _load(archive: tarfile.TarFile, made: Manifest, tables: Tables) -> None:
    """Fill the tables in any order: references are checked at the end, rules of our own stand still."""
    found = {table.name: table for table in tables.all()}
    if set(found) != set(made.tables):
        differ = ", ".join(sorted(set(found) ^ set(made.tables)))
        raise BackupError(f"The database and the backup have different tables: {differ}.")
    names = [sql.Identifier(name) for name in found]
    for setting in SAME_TEXT:
        tables.execute(setting)
    tables.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))
    _switch_rules(tables, names, "DISABLE")
    for name, part in made.tables.items():
        table = Table(name, part.columns, found[name].key)
        tables.write(table, _open(archive, f"tables/{name}.copy"))
    for name, last in made.sequences.items():
        tables.set_sequence(name, last)
    tables.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _switch_rules(tables, names, "ENABLE")


def _switch_rules(tables: Tables, names: list[sql.Identifier], how: str) -> None:
    for name in names:
        tables.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(name, sql.SQL(how)))


def _compare(made: Manifest, tables: Tables) -> None:
    """Read every table back: the same rows, the same newest one, byte for byte."""
    for name, part in made.tables.items():
        table = tables.table(name)._replace(columns=part.columns)
        if tables.count(table) != part.rows or tables.newest(table) != part.newest:
            raise BackupError(f"{name} does not hold what the backup says. Nothing was kept.")
        digest = Digest()
        tables.read(table, digest.take)
        if digest.text != part.sha256:
            raise BackupError(f"{name} reads back differently. Nothing was kept.")


def _restore_files(archive: tarfile.TarFile, made: Manifest) -> None:
    """Files that stand there already stay if they are the same."""
    folder = Path(settings.MEDIA_ROOT)
    for name, part in made.files.items():
        path = folder / _safe(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f".{path.name}.unfinished")
            with unfinished.open("wb") as file:
                shutil.copyfileobj(_open(archive, f"media/{name}"), file, CHUNK)
            unfinished.rename(path)
        with path.open("rb") as written:
            if digest_of(written) != part.sha256:
                raise BackupError(f"{path} stands there already and is another file. Nothing was kept.")


def _safe(name: str) -> PurePosixPath:
    """The path below the media folder. Raises BackupError for one that leads out of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise BackupError(f"The backup holds a file outside its folder: {name}.")
    return path
