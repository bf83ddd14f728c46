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


def signed_word(name: str) -> bytes:
    """A Word document that names who made it, changed it and commented on it."""
    core = f"<cp:coreProperties><dc:creator>{name}</dc:creator><cp:lastModifiedBy>{name}</cp:lastModifiedBy>"
    return word(
        **{
            "docProps/core.xml": f"{core}<dc:title>Letter</dc:title></cp:coreProperties>",
            "docProps/app.xml": f"<Properties><Company>{name}</Company><Pages>2</Pages></Properties>",
            "docProps/custom.xml": f"<Properties><vt:lpwstr>{name}</vt:lpwstr></Properties>",
            "word/comments.xml": f'<w:comment w:author="{name}" w:initials="{name}">Good</w:comment>',
            "word/people.xml": f'<w15:person w15:author="{name}"/>',
        }
    )


def signed_sheet(name: str) -> bytes:
    comments = f"<comments><authors><author>{name}</author></authors></comments>"
    persons = f'<personList><person displayName="{name}" userId="{name}"/></personList>'
    parts = {"xl/workbook.xml": "<workbook/>", "xl/comments1.xml": comments, "xl/persons/person.xml": persons}
    return archive({"[Content_Types].xml": "<Types/>", **parts})


def signed_open_text(name: str) -> bytes:
    meta = f"<meta:initial-creator>{name}</meta:initial-creator><dc:creator>{name}</dc:creator>"
    return open_text(
        **{
            "meta.xml": f'{meta}<meta:user-defined meta:name="by">{name}</meta:user-defined>',
            "content.xml": f"<office:annotation><dc:creator>{name}</dc:creator>Good</office:annotation>",
        }
    )


def open_text(**more: bytes | str) -> bytes:
    mimetype = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": mimetype, "content.xml": "<office:document-content/>", **more})


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
