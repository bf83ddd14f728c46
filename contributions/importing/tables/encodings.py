"""In which encoding a text file was written."""

from __future__ import annotations

import codecs
from pathlib import Path

HEAD = 8192
CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOSTLY = 0.3
FEW = 0.15  # of the letters of a Russian text a third stand there
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252 (Western Europe)",
    "latin-1": "ISO 8859-1",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1256": "Windows-1256 (Arabic)",
    "mac_roman": "Macintosh",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
}


def guess_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, its zeros, UTF-8 if it is that throughout, else a guess."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if wide := _wide(head):
        return wide
    if _decodes(path, "utf-8"):
        return "utf-8"
    high = [byte for byte in head if byte >= 0x80]  # noqa: PLR2004  beyond ASCII
    letters = [byte for byte in head if chr(byte).isalpha()]
    cyrillic = sum(1 for byte in high if byte >= 0xC0)  # noqa: PLR2004  its letters in that encoding
    if len(high) > len(letters) / 2 and cyrillic > len(high) * 0.8:
        late = sum(1 for byte in high if byte >= 0xF0)  # noqa: PLR2004  small р to я; vowel signs in Arabic
        return "cp1251" if late > len(high) * FEW else "cp1256"
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text and of spaces is zero."""
    half = len(head) // 2 or 1
    if head[1::2].count(0) > half * MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > half * MOSTLY else ""


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
