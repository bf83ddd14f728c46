"""The forms of a heading, a figure and the objective save themselves as insights do."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.models import AuditEntry
from synthesis.actions import sittings
from synthesis.actions.figures import FigureWords, Place, add_figure
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.objective import objective_of, write_objective
from synthesis.actions.outline import add_section, report_of, start_from_codebook
from synthesis.models import Figure, Report, Section
from synthesis.trees import plain
from tests.synthesis.marking import theme
from tests.synthesis.test_figures import png

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"
ALSO = InsightWords("Also.", "Seen[note: See it].")


@pytest.fixture
def section(open_consultation):
    return add_section(open_consultation, "Climate justice", parent=None, is_part=False, by=None)


@pytest.fixture
def figure(section, join):
    return add_figure(Place(section), FigureWords("A channel."), by=join("marta"))


@pytest.fixture(params=["heading", "objective", "figure"])
def case(request, section, figure):
    """The address of a form, the field that is written, what stands there, and what is recorded of it."""
    return {
        "heading": (
            f"sections/{section.pk}/edit/",
            "lead",
            lambda: Section.objects.get().lead,
            "section.written",
        ),
        "objective": ("objective/", "text", lambda: objective_of(Report.objects.get()), "report.objective"),
        "figure": (f"figures/{figure.pk}/", "alt", lambda: Figure.objects.get().alt, "figure.changed"),
    }[request.param]


def test_a_form_saves_itself_and_hears_what_stands_against_it(case, enter, join):
    path, field, standing, act = case
    editor, address = enter(join("marta")), f"{STUDIO}{path}"
    page = editor.get(address).text
    assert "js/writing.js" in page
    assert re.search(r'id="writing"[^>]* action="' + re.escape(address), page)
    form = dict(re.findall(r'name="(seen|sitting|title)"(?: type="\w+")? value="([^"]+)"', page))
    form |= {"title": "Climate justice", "caption": "A channel."}

    def save(words, **more):
        return editor.post(address, {**form, field: words, "alone": "1", **more})

    answer = save("To hear.")
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved"])
    assert save("To hear all.").status_code == 200, "an answer that was lost does not stand against the next"
    assert standing() == "To hear all."
    assert AuditEntry.objects.filter(action=act).count() == 1, "one sitting is told once"
    assert answer.json()["seen"] != save("To hear all of them.").json()["seen"]

    newest = dict(re.findall(r'data-(newest)="([^"]+)"', editor.get(address).text))
    assert newest == {"newest": form["sitting"]}
    late = save("Late.", sitting=str(uuid4()))
    assert (late.status_code, late.json()) == (409, {})
    assert standing() == "To hear all of them."
    too_long = save("x" * 9000)
    assert too_long.status_code == 422
    assert "at most" in too_long.json()["told"][0]

    both = editor.post(address, {**form, field: "Mine.", "sitting": ""})
    assert both.status_code == 409
    assert "To hear all of them." in both.text
    assert "data-apart" in both.text
    theirs = dict(re.findall(r'name="(seen|sitting)" value="([^"]+)"', both.text))
    editor.post(address, {**form, field: "Mine.", **theirs})
    assert standing() == "Mine."
    assert save("Typed on.").status_code == 409, "another page wrote it since"


def test_a_picture_goes_along_by_itself_and_a_bad_one_is_told(figure, enter, join, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    editor, address = enter(join("marta")), f"{STUDIO}figures/{figure.pk}/"
    seen, sitting = re.findall(r'name="(?:seen|sitting)" value="([^"]+)"', editor.get(address).text)
    form = {"caption": "A channel.", "seen": seen, "sitting": sitting, "alone": "1"}

    def send(content):
        return editor.post(address, {**form, "picture": SimpleUploadedFile("x", content)})

    told = send(b"no picture").json()
    assert told == {
        "told": ["Choose a PNG or JPEG picture"],
        "fields": {"picture": "Choose a PNG or JPEG picture"},
    }
    assert send(png()).status_code == 200
    assert editor.post(address, {**form, "alt": "Water."}).status_code == 200
    figure.refresh_from_db()
    assert (figure.alt, bool(figure.image)) == ("Water.", True)


def test_a_long_sitting_is_told_again_and_no_word_typed_by_half_stands_in_the_record(
    case, enter, join, monkeypatch
):
    path, field, _, act = case
    editor, address = enter(join("marta")), f"{STUDIO}{path}"
    form = dict(re.findall(r'name="(seen|sitting)" value="([^"]+)"', editor.get(address).text))
    form |= {"title": "Climate justice", "caption": "A chan", "alone": "1"}

    def save(words):
        assert editor.post(address, {**form, field: words}).status_code == 200
        return AuditEntry.objects.filter(action=act)

    assert save("To").count() == 1
    assert save("To hear").count() == 1
    monkeypatch.setattr(sittings, "SITTING", timedelta(0))
    assert save("To hear all.").count() == 2
    assert "chan" not in str(save("To hear all of them.").values_list("before", "after"))


def test_notes_of_the_objective_go_with_their_marks(open_consultation, join):
    report, marta, sitting = report_of(open_consultation), join("marta"), uuid4()
    for text in ("Why[note: S].", "Why[note: See]. Who[note: Both].", "Why[note: See it]."):
        write_objective(report, text, by=marta, sitting=sitting)
    add_insight(add_section(open_consultation, "One", parent=None, is_part=False, by=None), ALSO, by=marta)
    assert [plain(note.content) for note in report.footnotes.all()] == ["See it"]

    write_objective(report, "Why.", by=marta, sitting=sitting)

    assert report.footnotes.count() == 1, "an insight has it too"


def test_an_open_page_hears_of_a_theme_that_was_planted_under_its_heading(open_consultation, enter, join):
    above = None
    for name in ("One", "Two", "Three"):
        above = theme(open_consultation, name, above)
    start_from_codebook(open_consultation, by=None)
    section = Section.objects.get(title="Three")
    editor, address = enter(join("marta")), f"{STUDIO}sections/{section.pk}/edit/"
    form = dict(re.findall(r'name="(seen|sitting)" value="([^"]+)"', editor.get(address).text))
    form |= {"title": "Three", "themes": [above.pk], "alone": "1"}
    assert editor.post(address, {**form, "lead": "To hear."}).status_code == 200

    four = theme(open_consultation, "Four", above)
    start_from_codebook(open_consultation, by=None)

    assert editor.post(address, {**form, "lead": "To hear all."}).status_code == 409
    assert section.themes.filter(pk=four.pk).exists()
