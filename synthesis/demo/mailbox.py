"""Reading the mail that a demo sent: files of the development backend, named by their own identifier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

ENDING = ".eml"
PER_PAGE = 30


@dataclass(frozen=True)
class Letter:
    """One mail as it was sent. `sent_at` is when its file was written, in UTC."""

    pk: UUID
    sent_at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self._header("Subject")

    @property
    def sender(self) -> str:
        return self._header("From")

    @property
    def to(self) -> str:
        return self._header("To")

    @property
    def text(self) -> str:
        """The words of its text part; empty when it has none that can be read."""
        part = self.message.get_body(("plain",))
        if part is None:
            return ""
        try:
            return str(part.get_content()).strip()
        except LookupError:
            return ""

    def _header(self, name: str) -> str:
        return str(self.message.get(name, ""))


@dataclass(frozen=True)
class Page:
    """Letters, newest first; `older_than` is set when there are more, `is_first` when none is newer."""

    letters: list[Letter]
    older_than: UUID | None
    is_first: bool


def page_of(before: UUID | None = None) -> Page | None:
    """The newest letters, or those older than this one; None when there is no such letter."""
    names = _newest_first()
    if before is not None and before not in names:
        return None
    start = 0 if before is None else names.index(before) + 1
    shown = names[start : start + PER_PAGE]
    letters = [letter for pk in shown if (letter := find(pk)) is not None]
    has_more = len(names) > start + PER_PAGE
    return Page(letters, shown[-1] if has_more else None, is_first=start == 0)


def find(pk: UUID) -> Letter | None:
    """One letter. Its identifier is all that ever becomes part of a path."""
    folder = _folder()
    if folder is None:
        return None
    path = folder / f"{pk}{ENDING}"
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
    except OSError:
        return None
    return Letter(pk, written, message)


def _newest_first() -> list[UUID]:
    return [pk for _written, pk in sorted(_files(), reverse=True)]


def _files() -> Iterator[tuple[int, UUID]]:
    """When each letter was written, in nanoseconds, and which it is."""
    folder = _folder()
    if folder is None or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError, ValueError):  # taken away meanwhile, or no letter of ours
                yield entry.stat().st_mtime_ns, _identifier(entry.name)


def _identifier(name: str) -> UUID:
    pk = UUID(name.removesuffix(ENDING))
    if name != f"{pk}{ENDING}":
        raise ValueError(name)
    return pk


def _folder() -> Path | None:
    """Where mail is written as files; None when it is really sent."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    folder = mailer.get("OPTIONS", {}).get("folder")
    return Path(folder) if folder else None
