"""Making a backup from one instant of the database and the files of record."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from consultation.management.backups import manifest
from consultation.management.backups.manifest import BackupError, FilePart, Manifest, TablePart
from consultation.management.backups.tables import CHUNK, MIGRATIONS, SAME_TEXT, Table, Tables


def write_backup(path: Path) -> Manifest:
    """Write everything to a new file that only its owner may read. Raises BackupError when it cannot.

    The file gets its name when it is complete, so a backup that was broken off is never taken for one.
    """
    if path.exists():
        raise BackupError(f"{path} exists already. Name a new file.")
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            made = _fill(archive)
        unfinished.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return made


def _fill(archive: tarfile.TarFile) -> Manifest:
    """Tables first: every file that a row of theirs names is there by then, since files are only added."""
    with transaction.atomic():
        tables = Tables(connection)
        tables.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for setting in SAME_TEXT:
            tables.execute(setting)
        applied = tables.rows(f"SELECT app, name FROM {MIGRATIONS} ORDER BY app, name")  # noqa: S608  a constant
        made = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            site=settings.SITE_URL,
            migrations=[list(row) for row in applied],
            sequences=tables.sequences(),
        )
        for table in tables.all():
            made.tables[table.name] = _add_table(archive, tables, table)
    for name, file in media_files(Path(settings.MEDIA_ROOT)):
        made.files[name] = _add_file(archive, name, file)
    text = made.to_json()
    archive.addfile(_entry(manifest.NAME, len(text)), io.BytesIO(text))
    return made


class Digest:
    """The SHA-256 of what goes through, and its lines, of which COPY writes one for each row."""

    def __init__(self, target: BinaryIO | None = None) -> None:
        self._sha256 = sha256()
        self._target = target
        self.lines = 0

    def take(self, data: bytes) -> None:
        self._sha256.update(data)
        self.lines += data.count(b"\n")
        if self._target is not None:
            self._target.write(data)

    @property
    def text(self) -> str:
        return self._sha256.hexdigest()


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of a file from here to its end."""
    digest = Digest()
    while data := file.read(CHUNK):
        digest.take(data)
    return digest.text


def _add_table(archive: tarfile.TarFile, tables: Tables, table: Table) -> TablePart:
    with tempfile.TemporaryFile() as spool:
        digest = Digest(spool)
        tables.read(table, digest.take)
        size = spool.tell()
        spool.seek(0)
        archive.addfile(_entry(f"tables/{table.name}.copy", size), spool)
    return TablePart(table.columns, digest.lines, digest.text, tables.newest(table))


def media_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of record by its path below the folder; unfinished ones begin with a dot."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part[0] == "." for part in relative.parts):
            yield relative.as_posix(), path


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> FilePart:
    with path.open("rb") as file:
        digest = digest_of(file)
        size = file.tell()
        file.seek(0)
        archive.addfile(_entry(f"media/{name}", size), file)
    return FilePart(size, digest)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    return entry
