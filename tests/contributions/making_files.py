"""Files as people send them: small, whole, and some that must not be taken."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format=kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that says who took it, where, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Petro Lysenko"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif.tobytes(), comment=b"taken at home")


def moving_picture(frames: int = 3) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (16, 16), (n * 60, 80, 90)) for n in range(frames)]
    images[0].save(out, format="GIF", save_all=True, append_images=images[1:], duration=200, loop=0)
    return out.getvalue()


def archive(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def word(**more: bytes | str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **more})


def open_text(**more: bytes | str) -> bytes:
    mimetype = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": mimetype, "content.xml": "<office:document-content/>", **more})


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
