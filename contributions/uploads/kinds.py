"""Which files are taken: by what they hold, not by what they are called. No database, no storage."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from consultation.texts import normalise
from contributions.uploads.documents import without_authors
from contributions.uploads.pictures import Picture, PictureError, cleaned_picture

LONGEST_NAME = 120
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_TEXT_START = 1024
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"\'*/:<>?\\|;]')
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MARKUP = re.compile(
    rb"\s*<(?:!doctype|!--|\?xml|html|head|body|svg|script|iframe|meta|style|[a-z]+:svg)", re.IGNORECASE
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ACTIVE_PARTS = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/[^/]*\.bin$|^basic/|^scripts/|macrosheets", re.IGNORECASE
)
FOREIGN_TEMPLATE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*.External", re.IGNORECASE)


class RefusedFileError(ValueError):
    """The file is not taken; the message names it and is for whoever chose it."""


@dataclass(frozen=True)
class Kind:
    """One type of file: its name for people, how it is served, and whether content is of it."""

    label: str
    content_type: str
    is_it: Callable[[bytes], bool]


@dataclass(frozen=True)
class Cleaned:
    """A file as it may be stored."""

    name: str
    ending: str
    content_type: str
    content: bytes
    width: int | None = None
    height: int | None = None


def cleaned(name: str, content: bytes) -> Cleaned:
    """The file with a clean name, and pictures drawn anew. Raises RefusedFileError."""
    name = clean_name(name)
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind = KINDS.get(ending)
    if kind is None:
        raise RefusedFileError(
            _(
                "%(name)s is not of a kind that can be added. Choose PDF, Word, Excel, OpenDocument, CSV, "
                "text or a picture"
            )
            % {"name": name}
        )
    if not content:
        raise RefusedFileError(_("%(name)s is empty") % {"name": name})
    if kind.content_type.startswith("image/"):
        picture = _picture(name, kind, content)
        return Cleaned(name, ending, kind.content_type, picture.content, picture.width, picture.height)
    if not kind.is_it(content):
        raise RefusedFileError(
            _(
                "%(name)s does not hold what its ending says, or holds macros. Save it again as %(kind)s "
                "and choose that file"
            )
            % {"name": name, "kind": kind.label}
        )
    return Cleaned(name, ending, kind.content_type, without_authors(ending, content))


def _picture(name: str, kind: Kind, content: bytes) -> Picture:
    try:
        return cleaned_picture(content, kind.content_type)
    except PictureError as error:
        raise RefusedFileError(f"{name}: {error}") from error


def clean_name(name: str) -> str:
    """The name without folders, control characters and tricks of direction; cut, it keeps its ending."""
    last = unicodedata.normalize("NFC", normalise(name.replace("\\", "/").rpartition("/")[2]))
    last = " ".join(NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return last[:LONGEST_NAME] or "file"
    return f"{(stem or 'file')[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def kind_label(content_type: str) -> str:
    """ "PDF" for people, of a stored content type."""
    return next((kind.label for kind in KINDS.values() if kind.content_type == content_type), "")


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _is_text(content: bytes) -> bool:
    """Words and no markup that a browser might run, in UTF-8, UTF-16 or an older encoding."""
    start = content[: 4 * LONGEST_TEXT_START]
    if start.startswith(UTF_16):
        try:
            start = content.decode("utf-16").encode()[: 4 * LONGEST_TEXT_START]
        except UnicodeDecodeError:
            return False
    elif CONTROLS.search(content):
        return False
    return not MARKUP.match(start.removeprefix(b"\xef\xbb\xbf"))


def _office(part: str) -> Callable[[bytes], bool]:
    return lambda content: _is_safe_archive(content, lambda archive: part in archive.namelist())


def _open_document(mimetype: str) -> Callable[[bytes], bool]:
    return lambda content: _is_safe_archive(
        content,
        lambda archive: "mimetype" in archive.namelist() and archive.read("mimetype") == mimetype.encode(),
    )


def _is_safe_archive(content: bytes, is_it: Callable[[zipfile.ZipFile], bool]) -> bool:
    """Whether it is that archive, holds no macros or other active parts, and unpacks to a sane size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            sane = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED
            if not sane or any(ACTIVE_PARTS.search(part.filename) for part in parts) or not is_it(archive):
                return False
            links = [part for part in parts if part.filename.endswith(".rels")]
            return not any(FOREIGN_TEMPLATE.search(archive.read(part)) for part in links)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, KeyError, EOFError):
        return False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("PDF", "application/pdf", _is_pdf),
    "docx": Kind("Word", f"{_OFFICE}wordprocessingml.document", _office("word/document.xml")),
    "xlsx": Kind("Excel", f"{_OFFICE}spreadsheetml.sheet", _office("xl/workbook.xml")),
    "odt": Kind("OpenDocument", f"{_OPEN}text", _open_document(f"{_OPEN}text")),
    "ods": Kind("OpenDocument", f"{_OPEN}spreadsheet", _open_document(f"{_OPEN}spreadsheet")),
    "csv": Kind("CSV", "text/csv", _is_text),
    "txt": Kind("TXT", "text/plain", _is_text),
    "png": Kind("PNG", "image/png", bool),
    "jpg": Kind("JPEG", "image/jpeg", bool),
    "jpeg": Kind("JPEG", "image/jpeg", bool),
    "webp": Kind("WebP", "image/webp", bool),
    "gif": Kind("GIF", "image/gif", bool),
}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)
