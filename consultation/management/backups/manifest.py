"""What a backup says of itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1
NAME = "manifest.json"


class BackupError(Exception):
    """A backup that cannot be made, read or restored; the message says why."""


@dataclass(frozen=True)
class TablePart:
    """One table: its columns in the order of the copy, how many rows, the newest one's time as text."""

    columns: list[str]
    rows: int
    sha256: str
    newest: str


@dataclass(frozen=True)
class FilePart:
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`migrations` are [app, name]; `sequences` the last number that each one gave."""

    made_at: str
    site: str
    migrations: list[list[str]]
    tables: dict[str, TablePart] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    files: dict[str, FilePart] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises BackupError when it is not a manifest of ours."""
        try:
            data: dict[str, Any] = json.loads(text)
            if data["format"] != FORMAT:
                raise BackupError(f"The backup has format {data['format']}; this version reads {FORMAT}.")
            tables = {name: TablePart(**part) for name, part in data.pop("tables").items()}
            files = {name: FilePart(**part) for name, part in data.pop("files").items()}
            return cls(**data, tables=tables, files=files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError(
                "The backup does not say what is in it: its manifest cannot be read."
            ) from error

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.tables.values())
