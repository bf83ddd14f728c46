"""A Word file that somebody gave for its styles: looked into, and everything but the styles left behind."""

from __future__ import annotations

import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _
from lxml import etree

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 1000
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # what .doc files and files with a password begin with
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES, THEME = "word/styles.xml", "word/theme/theme1.xml"
EARLIEST = (1980, 1, 1, 0, 0, 0)
MACROS = ("vbaproject", "vbadata", "macro")
EMBEDDED = ("word/embeddings/", "word/activex/", "word/ctrlprops/")


class TemplateError(ValueError):
    """The file cannot be taken; the message says why, for people."""


def cleaned_template(data: bytes) -> bytes:
    """A Word file of ours in the styles of this one, always the same bytes. Raises TemplateError."""
    if len(data) > MOST_BYTES:
        raise TemplateError(_("The file is larger than 2 MB. Remove its pictures, then upload it again."))
    if data.startswith(OLD_OR_LOCKED):
        raise TemplateError(
            _("The file has a password or is of an old kind (.doc). Save it as .docx without a password.")
        )
    parts = _parts(data)
    _refuse_foreign(parts)
    styles = _styles(parts[STYLES])
    theme = parts.get(THEME) if "word/theme/_rels/theme1.xml.rels" not in parts else None
    return _repacked(styles, etree.tostring(_xml(theme), encoding="UTF-8") if theme else None)


def _parts(data: bytes) -> dict[str, bytes]:
    not_word = TemplateError(_("This is not a Word file. Choose a .docx or .dotx."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > MOST_UNPACKED:
                raise TemplateError(_("The file is too large once it is unpacked."))
            parts = {one.filename: package.read(one) for one in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise not_word from error
    if "[Content_Types].xml" not in parts or STYLES not in parts or "word/document.xml" not in parts:
        raise not_word
    return parts


def _refuse_foreign(parts: dict[str, bytes]) -> None:
    names = [name.lower() for name in parts]
    declared = parts["[Content_Types].xml"].lower()
    if b"macroenabled" in declared or any(word in name for name in names for word in MACROS):
        raise TemplateError(_("The file holds macros. Save it as .docx or .dotx without them."))
    if any(name.startswith(EMBEDDED) for name in names):
        raise TemplateError(_("The file holds embedded objects. Remove them, then upload it again."))
    for name, content in parts.items():
        if name.endswith(".rels"):
            for link in _xml(content).iter():
                if link.get("TargetMode") == "External":
                    raise TemplateError(
                        _("The file points to something outside itself: %(target)s. Remove that first.")
                        % {"target": (link.get("Target") or "")[:100]}
                    )


def _xml(content: bytes) -> etree._Element:
    """The root of a part. Raises TemplateError where it is damaged, or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    damaged = TemplateError(_("The file is damaged. Open it in Word, save it, then upload it again."))
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise damaged from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise damaged
    return root


def _styles(content: bytes) -> bytes:
    """The styles without numbering, which our headings bring, and without anything that points elsewhere."""
    root = _xml(content)
    if root.tag != f"{{{WORDS}}}styles" or root.find(f"{{{WORDS}}}style") is None:
        raise TemplateError(_("The file has no styles that Word would show."))
    for one in list(root.iter()):
        pointing = any(str(name).startswith(f"{{{LINKS}}}") for name in one.attrib)
        parent = one.getparent()
        if parent is not None and (one.tag == f"{{{WORDS}}}numPr" or pointing):
            parent.remove(one)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _repacked(styles: bytes, theme: bytes | None) -> bytes:
    """The empty file that our Word files begin with, in these styles; the writer's library is not loaded."""
    spec = find_spec("docx")
    if spec is None or spec.origin is None:
        raise TemplateError(_("Word files cannot be made on this site."))
    empty = Path(spec.origin).parent / "templates" / "default.docx"
    made = io.BytesIO()
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = styles if name == STYLES else theme if name == THEME and theme else source.read(name)
            entry = zipfile.ZipInfo(name, date_time=EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return made.getvalue()
