"""`manage.py import_report`, on invented files and, where it is at hand, on a real summary."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import pymupdf
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from consultation.models import AuditEntry, Consultation, Role
from synthesis.actions.insights import InsightWords, add_insight, words_of
from synthesis.checks import checks_of
from synthesis.models import Figure, Footnote, Insight, Report, Section
from synthesis.snapshot import freeze
from synthesis.snapshot_types import Snapshot
from synthesis.trees import note_marks, plain
from synthesis.writers.docx import write_docx
from synthesis.writers.pdf import write_pdf
from tests.conftest import Join

INPUT = settings.BASE_DIR.parent / "shared" / "input"
EDITOR = "editor@example.org"
MILLIMETRE = 72 / 25.4
TEXT_COLUMN = 55 * MILLIMETRE
SMALLEST_TEXT = 9.5  # points; notes, captions and support lines are smaller

type Run = Callable[..., str]


def invented(**other: Any) -> dict[str, Any]:
    file: dict[str, Any] = {
        "title": "Ferries for the outer islands",
        "objective": ["The **harbour office*** wanted to hear who waits on which quay.", "It is listening."],
        "cover_photo": {"credit": "© The harbour"},
        "sections": [
            {
                "title": "On the quay",
                "themes": [
                    {
                        "title": "WAITING",
                        "insights": [
                            {"body": ["**Two hours:** so long people wait at the Salt Pier* in winter."]},
                            {"body": ["There is no roof.", "There never was **one**, they say."]},
                        ],
                    },
                    {
                        "title": "FARES",
                        "insights": [{"body": ["Half fares under the Lantern Rule* are rare."]}],
                    },
                ],
            },
            {"title": "On board", "themes": [{"title": "SEATS", "insights": [{"body": ["Too few."]}]}]},
        ],
        "footnotes": ["*The Salt Pier was built on **salt. Read it [here](#).*"],
        "photos": [
            {"caption": "A quay in rain", "credit": "© Ilse Brand"},
            {"caption": "An empty deck", "credit": None},
        ],
    }
    return file | other


@pytest.fixture
def run(open_consultation: Consultation, join: Join, tmp_path: Path) -> Run:
    """run(data, apply=True) imports decoded JSON into the open consultation and gives what was said."""
    join("marta", role=Role.EDITOR)

    def call(data: Any, *, apply: bool = True) -> str:
        path = tmp_path / "summary.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        out = StringIO()
        slug = open_consultation.slug
        call_command("import_report", str(path), consultation=slug, apply=apply, stdout=out)
        return out.getvalue()

    return call


def counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Report, Section, Insight, Footnote, Figure, AuditEntry)
    }


def test_a_dry_run_tells_all_and_writes_nothing(run: Run) -> None:
    before = counts()

    said = run(invented(), apply=False)

    assert counts() == before
    assert "create   part On the quay" in said
    assert "create   insight Two hours:" in said
    assert "exists   mark Lantern Rule: its note does not exist" in said
    assert "To create: 1 objective, 2 parts, 3 headings, 4 insights, 2 figures" in said
    assert "--apply" in said.splitlines()[-1]


def test_it_becomes_parts_headings_and_insights(run: Run) -> None:
    said = run(invented())

    parts = Section.objects.filter(parent=None)
    assert [(one.kind, one.title) for one in parts] == [("part", "On the quay"), ("part", "On board")]
    assert [one.title for one in parts[0].children.all()] == ["WAITING", "FARES"]
    first, second, *_others = Insight.objects.order_by("pk")
    assert plain(first.lead_in) == "Two hours:"
    assert [plain(one["content"]) for one in first.paragraphs] == [
        "so long people wait at the Salt Pier in winter."
    ]
    assert second.lead_in == []
    assert words_of(second).text == "There is no roof.\n\nThere never was **one**, they say."
    assert all(one.outside.count() == 1 for one in Insight.objects.all())
    assert "Written: /studio/" in said


def test_a_star_takes_the_note_that_speaks_of_its_words(run: Run) -> None:
    run(invented())

    note = Footnote.objects.get()
    first, _second, third, _fourth = Insight.objects.order_by("pk")
    assert plain(note.content) == "The Salt Pier was built on salt. Read it here."
    assert [mark["ref"] for mark in note_marks(first.paragraphs[0]["content"])] == [str(note.guid)]
    assert [mark["ref"] for mark in note_marks(third.paragraphs[0]["content"])] == ["lantern-rule"]
    assert {"t": "link", "href": "#", "c": [{"t": "text", "v": "here"}]} in note.content


def test_the_objective_is_the_reports_own(run: Run, open_consultation: Consultation) -> None:
    run(invented())

    objective = freeze(Report.objects.get(), at=timezone.now())["objective"]
    assert [plain([block]) for block in objective] == [
        "The harbour office wanted to hear who waits on which quay.",
        "It is listening.",
    ]
    assert [mark["ref"] for mark in note_marks(objective)] == ["harbour-office"]
    assert open_consultation.objective not in plain(objective)


def test_what_the_file_leaves_open_is_found_before_publication(run: Run) -> None:
    run(invented())

    found = checks_of(freeze(Report.objects.get(), at=timezone.now()))
    assert [check.sentence for check in found if check.must] == [
        "Why we are asking has a footnote mark without its note",
        "Note 1 has a link that leads nowhere",
        "1.2.1 has a footnote mark without its note",
        "Figure “An empty deck” has no credit",
    ]


def test_photos_become_figures_without_a_picture(run: Run) -> None:
    run(invented())

    rows = Figure.objects.order_by("pk").values_list("caption", "credit", "image", "section__title")
    assert list(rows) == [
        ("A quay in rain", "© Ilse Brand", "", "WAITING"),
        ("An empty deck", "", "", "SEATS"),
    ]


def test_a_second_run_changes_nothing(run: Run) -> None:
    run(invented())
    before = counts()

    said = run(invented())

    assert counts() == before
    assert said.splitlines()[-1] == "Everything in the file stands already."


def test_what_the_file_gained_is_added(run: Run) -> None:
    run(invented())
    longer = invented()
    longer["sections"][1]["themes"].append({"title": "FOOD", "insights": [{"body": ["Soup."]}]})

    said = run(longer)

    assert "Created: 1 heading, 1 insight" in said


def test_a_heading_that_was_edited_since_is_not_written_over(run: Run, join: Join) -> None:
    run(invented())
    heading = Section.objects.get(title="SEATS")
    add_insight(heading, InsightWords("By hand."), by=join("sunhee", role=Role.EDITOR))
    more = invented()
    more["sections"][1]["themes"][0]["insights"].append({"body": ["Far too few."]})
    before = counts()

    with pytest.raises(CommandError, match="Nothing was written"):
        run(more)

    assert counts() == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("no json", "is not JSON"),
        ([], "not an object"),
        ({"sections": "none"}, 'lacks the list "sections"'),
        ({"sections": []}, "is empty"),
        (invented(sections=[{"themes": []}]), 'Section 1: "title" is missing'),
        (
            invented(sections=[{"title": "A", "themes": [{"title": "B", "insights": [{"body": []}]}]}]),
            "B: an insight has no paragraphs",
        ),
        (invented(footnotes=[7]), "Footnote 1 is not a text"),
        (invented(objective="words"), "objective"),
        (invented(footnotes=["Nobody speaks of this."]), "Mend the refused rows"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole(run: Run, wrong: Any, told: str) -> None:
    before = counts()

    with pytest.raises(CommandError, match=re.escape(told)):
        run(wrong)

    assert counts() == before


def test_without_an_editor_nothing_is_written(open_consultation: Consultation, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    path.write_text(json.dumps(invented()))

    with pytest.raises(CommandError, match="no editor"):
        call_command("import_report", str(path), consultation=open_consultation.slug, apply=True)
    with pytest.raises(CommandError, match="no consultation"):
        call_command("import_report", str(path), consultation="nowhere")


@pytest.fixture
def real(db: None) -> tuple[dict[str, Any], Snapshot]:
    """The real summary as it lies in its file, and frozen after it was brought in beside its room."""
    path = INPUT / "consultation-summary.json"
    if not path.exists():
        pytest.skip("the real summary is not beside this checkout")
    quiet = {"apply": True, "stdout": StringIO()}
    call_command(
        "import_consultation", str(INPUT / "discussion-room.json"), editor=EDITOR, slug="real", **quiet
    )
    call_command("import_report", str(path), consultation="real", **quiet)
    return json.loads(path.read_text()), freeze(Report.objects.get(), at=timezone.now())


def bare(text: str) -> str:
    """Letters and signs alone: line breaks, spaces and the signs of the file's markup do not count."""
    return re.sub(r"[\s\u00ad\u200b*]+", "", text.replace("[here](#)", "here"))


def words_in_order(file: dict[str, Any]) -> Iterator[str]:
    yield from file["objective"]
    for section in file["sections"]:
        yield section["title"]
        for theme in section["themes"]:
            yield theme["title"]
            for insight in theme["insights"]:
                yield from insight["body"]


def small_print(file: dict[str, Any]) -> list[str]:
    photos = [words for photo in file["photos"] for words in (photo["caption"], photo["credit"]) if words]
    return [*file["footnotes"], *photos]


def missing_in(text: str, wanted: Iterator[str]) -> list[str]:
    """What does not stand in the text after what was wanted before it; a star may have become a number."""
    place, missing = 0, []
    for words in wanted:
        marked = words.replace("***", "**\N{BULLET}").replace("**", "").replace("*", "\N{BULLET}")
        pattern = re.escape(bare(marked)).replace("\N{BULLET}", r"\d?")
        found = re.compile(pattern).search(text, place)
        if found is None:
            missing.append(words)
        else:
            place = found.end()
    return missing


def pdf_texts(content: bytes) -> tuple[str, str]:
    """The running text of the text column, and the small print of all pages."""
    large, small = [], []
    with pymupdf.open(stream=content) as pages:
        for page in pages:
            for block in page.get_text("dict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
                for line in block.get("lines", []):
                    for span in line["spans"]:
                        is_text = span["size"] > SMALLEST_TEXT and span["bbox"][0] > TEXT_COLUMN
                        (large if is_text else small).append(span["text"])
    return bare("".join(large)), bare("".join(small))


def test_the_real_summary_is_brought_in_whole(real: tuple[dict[str, Any], Snapshot]) -> None:
    assert Section.objects.filter(parent=None).count() == 3
    assert Section.objects.exclude(parent=None).count() == 13
    assert Insight.objects.count() == 42
    assert Footnote.objects.count() == 2
    assert Figure.objects.filter(image="").count() == 3


def test_two_of_its_marks_have_their_notes_and_two_dangle(real: tuple[dict[str, Any], Snapshot]) -> None:
    _file, snapshot = real
    trees = [
        snapshot["objective"],
        *(
            paragraph["content"]
            for part in snapshot["sections"]
            for heading in part["children"]
            for insight in heading["insights"]
            for paragraph in insight["paragraphs"]
        ),
    ]
    known = {note["id"]: place for place, note in enumerate(snapshot["footnotes"], start=1)}
    refs = [mark["ref"] for tree in trees for mark in note_marks(tree)]

    assert [known.get(ref) for ref in refs] == [None, 1, 2, None]


def test_the_pdf_holds_every_word_of_it_in_order(real: tuple[dict[str, Any], Snapshot]) -> None:
    file, snapshot = real
    large, small = pdf_texts(write_pdf(snapshot).data)

    assert missing_in(large, words_in_order(file)) == []
    assert {words: small.count(bare(words)) for words in small_print(file)} == dict.fromkeys(
        small_print(file), 1
    )


def test_the_word_file_holds_every_word_of_it_in_order(real: tuple[dict[str, Any], Snapshot]) -> None:
    file, snapshot = real
    document = docx.Document(BytesIO(write_docx(snapshot).data))
    text = bare("".join(paragraph.text for paragraph in document.paragraphs))
    notes = "".join(
        part.blob.decode() for part in document.part.package.iter_parts() if "footnotes" in part.partname
    )
    small = text + bare(re.sub(r"<[^>]+>", "", notes).replace("&quot;", '"').replace("&amp;", "&"))

    assert missing_in(text, words_in_order(file)) == []
    assert {words: small.count(bare(words)) for words in small_print(file)} == dict.fromkeys(
        small_print(file), 1
    )
