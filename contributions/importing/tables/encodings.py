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
MAIN = 0.8
OUTLYING = frozenset("ёіїєўјЁІЇЄЎЈ".encode("cp1251"))  # the other letters of both stand at 0xC0 and above
ARABIC = frozenset("لمنهوىي".encode("cp1256"))  # a third of an Arabic text; where no Cyrillic capital stands
CYRILLIC = frozenset("авзийклоп".encode("cp1251"))  # half of a Cyrillic text; the Arabic has é, è, à there
FEW = 0.05
TIMES = 4
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
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
    if guessed := _cyrillic_or_arabic(head):
        return guessed
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text and of spaces is zero."""
    half = len(head) // 2 or 1
    if head[1::2].count(0) > half * MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > half * MOSTLY else ""


def _cyrillic_or_arabic(head: bytes) -> str:
    """Which of the two, in capitals and with vowel signs too; empty for what is mostly Latin letters."""
    high = [byte for byte in head if byte >= 0x80]  # noqa: PLR2004  beyond ASCII
    letters = [byte for byte in head if chr(byte).isalpha()]
    main = sum(1 for byte in high if byte >= 0xC0 or byte in OUTLYING)  # noqa: PLR2004  letters in either
    if len(high) <= len(letters) / 2 or main <= len(high) * MAIN:
        return ""
    arabic = sum(1 for byte in high if byte in ARABIC)
    cyrillic = sum(1 for byte in high if byte in CYRILLIC)
    return "cp1256" if arabic > len(high) * FEW and cyrillic * TIMES < arabic else "cp1251"


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
