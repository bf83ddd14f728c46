"""The team's own Word styles: looked into, used from the next build on, frozen with it, taken back."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx.shared import Pt, RGBColor

from synthesis import word_template
from synthesis.actions.outline import report_of
from synthesis.models import WordTemplate
from synthesis.snapshot import freeze
from synthesis.writers.docx import write_docx
from tests.synthesis.report_snapshots import insights_snapshot

pytestmark = pytest.mark.django_db

PAGE, STYLES = "/studio/future-we-want/cover/", "/studio/future-we-want/cover/word/"


def given(content: bytes, name: str = "house.docx") -> dict[str, SimpleUploadedFile]:
    return {"styles": SimpleUploadedFile(name, content)}


def saved(word) -> bytes:
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The package with more parts, or others in the place of its own; __ stands for a slash."""
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name.replace(".", "_"), None) or old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return made.getvalue()


def test_styles_go_out_come_back_restyled_and_stay_with_what_was_built(
    open_consultation, enter, join, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    editor = enter(join("marta"))
    ours = editor.get(STYLES).content
    assert ours == editor.get(STYLES).content
    word = docx.Document(io.BytesIO(ours))
    assert "Support line" in {paragraph.style.name for paragraph in word.paragraphs}
    word.styles["Heading 1"].font.name = "Papyrus"
    word.styles["Normal"].font.size = Pt(9)
    word.styles["Quotation"].font.color.rgb = RGBColor(0xAA, 0, 0)
    editor.post(STYLES, given(saved(word), "../a/house.dotx"))
    report = report_of(open_consultation)

    assert WordTemplate.objects.get().name == "house.dotx"
    assert "house.dotx" in editor.get(PAGE).text
    first = freeze(report, at=timezone.now())
    editor.post(STYLES, {"remove": "1"})
    second = freeze(report, at=timezone.now())
    assert not WordTemplate.objects.exists()
    assert "word_template" not in second

    restyled = {**insights_snapshot(), "word_template": first["word_template"]}
    built = write_docx(restyled).data
    assert built == write_docx(restyled).data, "an old version is made again as it was"
    styles = docx.Document(io.BytesIO(built)).styles
    assert styles["Heading 1"].font.name == "Papyrus"
    assert styles["Normal"].font.size == Pt(9)
    assert styles["Quotation"].font.color.rgb == RGBColor(0xAA, 0, 0)
    own = docx.Document(io.BytesIO(write_docx(insights_snapshot()).data)).styles
    assert own["Heading 1"].font.name == "Source Serif 4"


def test_a_letter_template_keeps_its_styles_and_gets_those_it_lacks():
    letter = docx.Document()
    letter.styles["Normal"].font.name = "Arial"
    letter.styles["Heading 2"].font.name = "Impact"
    letter.styles["Heading 2"].element.name_val = "Heading 2"  # as other programs write it
    letter.styles.add_style("Lead-in", 1)  # a paragraph style with the name of one of our character styles
    cleaned = word_template.cleaned_template(saved(letter))
    assert cleaned == word_template.cleaned_template(saved(letter))

    data = {"name": "letter.docx", "data": word_template_data(cleaned)}
    styles = docx.Document(io.BytesIO(write_docx({**insights_snapshot(), "word_template": data}).data)).styles

    assert styles["Heading 2"].font.name == "Impact"
    assert styles["Insight"].font.name is None, "it is set in the template's own face"
    assert styles["Lead-in"].type == 2
    assert styles["Heading 2"].paragraph_format.left_indent is not None, "the words stand at the text column"


def word_template_data(content: bytes) -> str:
    import base64  # noqa: PLC0415

    return base64.b64encode(content).decode()


PLAIN = saved(docx.Document())
RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    b'Id="r1" Type="t" TargetMode="External" Target="file:///srv/letters.dotm"/></Relationships>'
)
BOMB = b'<!DOCTYPE a [<!ENTITY b "bb">]><w:styles xmlns:w="x">&b;</w:styles>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Not a file of Word", "not a Word file"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "has a password or is of an old kind"),
        (b"x" * (word_template.MOST_BYTES + 1), "larger than 2 MB"),
        (with_parts(PLAIN, word__vbaProject=b"x"), "holds macros"),
        (with_parts(PLAIN, word__embeddings__sheet=b"x"), "embedded objects"),
        (with_parts(PLAIN, **{"word/_rels/settings.xml.rels": RELS}), "file:///srv/letters.dotm"),
        (with_parts(PLAIN, word__styles_xml=BOMB), "is damaged"),
        (with_parts(PLAIN, word__styles_xml=b"<styles/>"), "no styles"),
        (with_parts(PLAIN, word__big=b"0" * (word_template.MOST_UNPACKED + 1)), "larger than 2 MB|unpacked"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(content, said):
    with pytest.raises(word_template.TemplateError, match=said):
        word_template.cleaned_template(content)


def test_the_page_tells_why_a_file_was_refused(open_consultation, enter, join):
    answer = enter(join("marta")).post(STYLES, given(with_parts(PLAIN, word__vbaProject=b"x")))

    assert answer.status_code == 422
    assert "The file holds macros." in answer.text
