"""Who made a document is taken out of it: authors in its properties, its comments and its tracked changes.

What the document says stays as it is. A PDF cannot be cleaned this way; people are told so where they add it.
"""

from __future__ import annotations

import io
import re
import zipfile

MOST_REWRITTEN = 20 * 1024 * 1024  # bytes of one part; longer ones are content, never properties
CORE = re.compile(
    rb"(<(dc:creator|cp:lastModifiedBy|meta:initial-creator|meta:printed-by|Manager|Company)\b[^>]*>)[^<]*(</\2>)"
)
WORD_AUTHORS = re.compile(rb"""( w(?:\d+)?:(?:author|initials|userId)=)("[^"]*"|'[^']*')""")
SHEET_AUTHORS = re.compile(rb"(<author\b[^>]*>)[^<]*(</author>)")
SHEET_PERSONS = re.compile(rb"""( (?:displayName|userId)=)("[^"]*"|'[^']*')""")
OPEN_AUTHORS = re.compile(
    rb"(<(dc:creator|meta:initial-creator|meta:printed-by|meta:creator-initials|loext:sender-initials)\b[^>]*>)"
    rb"[^<]*(</\2>)"
)
CUSTOM = re.compile(rb"(<(vt:lpwstr|vt:lpstr|vt:bstr)\b[^>]*>)[^<]*(</\2>)")
META_USER = re.compile(rb"(<(meta:user-defined)\b[^>]*>)[^<]*(</\2>)")
EMPTIED = rb"\1\3"


def without_authors(ending: str, content: bytes) -> bytes:
    """The document without the names of those who made it; content of other kinds as it is.

    The archive must have been found sound. It comes out the same whenever it is the same.
    """
    if ending not in {"docx", "xlsx", "odt", "ods"}:
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            inside = old.read(part)
            new.writestr(part, _cleaned(ending, part.filename, inside), compress_type=part.compress_type)
    return out.getvalue()


def _cleaned(ending: str, name: str, inside: bytes) -> bytes:
    if not name.endswith(".xml") or len(inside) > MOST_REWRITTEN:
        return inside
    if ending in {"odt", "ods"}:
        return META_USER.sub(EMPTIED, OPEN_AUTHORS.sub(EMPTIED, inside))
    if name.startswith("docProps/"):
        return CUSTOM.sub(EMPTIED, inside) if name.endswith("custom.xml") else CORE.sub(EMPTIED, inside)
    if name.startswith("word/"):
        return WORD_AUTHORS.sub(rb'\1""', inside)
    if "/persons/" in name:
        return SHEET_PERSONS.sub(rb'\1""', inside)
    return SHEET_AUTHORS.sub(rb"\1\2", inside) if "comments" in name else inside
