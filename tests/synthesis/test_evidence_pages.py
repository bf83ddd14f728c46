"""What an insight rests on: found by question and country, opposed elsewhere, and brought in from outside."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from consultation.models import AuditEntry
from synthesis.actions.insights import InsightWords, add_evidence, add_insight
from synthesis.actions.outline import start_from_codebook
from synthesis.actions.outside import OutsideWords, add_outside
from synthesis.checking import check_draft
from synthesis.formats import FORMATS
from synthesis.models import OutsideNote, Section
from synthesis.recount import recount
from synthesis.snapshot import freeze
from tests.synthesis.marking import highlight, theme
from tests.synthesis.published import words
from tests.synthesis.reading import docx_text, html_text, pdf_text
from tests.synthesis.snapshots import passage

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"
LINE = "From outside the consultation: Panel on water courts (live webinar, 2 July 2026). Dig deeper."
DAY = date(2026, 7, 2)
PANEL = OutsideWords("Panel on water courts.", "webinar", DAY, "https://example.org/panel", "Dig deeper.")


@pytest.fixture
def themes(open_consultation):
    made = theme(open_consultation, "Springs"), theme(open_consultation, "Wells")
    start_from_codebook(open_consultation, by=None)
    return made


@pytest.fixture
def springs(themes, join):
    return add_insight(Section.objects.get(title="Springs"), InsightWords("Shared.", "So."), by=join("marta"))


@pytest.fixture
def editor(open_consultation, enter, join):
    return enter(join("marta"))


def faults(insight) -> set[str]:
    return {one.code for one in check_draft(insight.section.report)} - {"empty"}


def test_notes_from_outside_are_written_changed_and_removed(springs, editor):
    page, address = f"{STUDIO}insights/{springs.pk}/", f"{STUDIO}insights/{springs.pk}/outside/"
    assert faults(springs) == {"bare"}
    assert address in editor.get(page).text
    refused = editor.post(address, {"kind": "webinar", "source": " ", "link": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert not OutsideNote.objects.exists()

    said = {"kind": "webinar", "source": "Panel  on water courts", "on": "2026-07-02", "words": "Dig deeper."}
    saved = editor.post(address, {**said, "link": "https://example.org/panel"}, follow=True)
    editor.post(address, {"kind": "letter", "source": "The mayor's <office>"})

    assert saved.redirect_chain == [(f"{page}#outside", 302)]
    shown = words(editor.get(page))
    assert "From outside the consultation (2)" in shown
    assert "Live webinar Panel on water courts · 2 July 2026" in shown
    assert "Rests on no contribution, only on what came from outside." in shown
    assert faults(springs) == {"outside"}

    mayor, panel = (OutsideNote.objects.get(kind=kind) for kind in ("letter", "webinar"))
    editor.post(f"{STUDIO}outside/{mayor.pk}/", {"kind": "letter", "source": "The mayor"})
    again = editor.post(f"{STUDIO}outside/{mayor.pk}/", {"kind": "letter", "source": "The mayor"})
    assert "Nothing was changed." in editor.get(again["Location"]).text
    editor.post(f"{STUDIO}outside/{panel.pk}/", {"remove": "1"})
    assert list(OutsideNote.objects.values_list("source", flat=True)) == ["The mayor"]
    acts = AuditEntry.objects.filter(action__startswith="outside.").order_by("pk")
    assert [act.action.partition(".")[2] for act in acts] == ["added", "added", "changed", "removed"]
    assert "2026-07-02" in json.dumps(acts.last().before)


def test_notes_from_outside_stand_in_every_format_and_are_never_counted(springs, join):
    report, marta = springs.section.report, join("marta")
    for said in (PANEL, OutsideWords("The mayor's <office>", "letter")):
        add_outside(springs, said, by=marta)

    snapshot = freeze(report, at=timezone.now())

    insight = snapshot["sections"][0]["insights"][0]
    assert [note["kind"] for note in insight["outside"]] == ["webinar", "letter"]
    assert not any(insight["support"].values())
    assert recount(report, snapshot)["differences"] == []
    insight["evidence"] = [passage(1, "Ana", "One spring.")]  # so that it stands in the annex, too
    texts = {"html": html_text, "docx": docx_text, "pdf": pdf_text, "csv": bytes.decode}
    for key, read in texts.items():
        text = read(FORMATS[key].write(snapshot).data)
        assert text.count("water courts (live webinar, 2 July 2026)") == (1 if key == "csv" else 2), key
        assert "The mayor's <office> (letter)" in text, key
    assert LINE in html_text(FORMATS["html"].write(snapshot).data)
    assert "example.org/panel" in pdf_text(FORMATS["pdf"].write(snapshot).data)


def test_evidence_is_found_by_question_country_and_theme(springs, editor, room, themes, join, say):
    question = room.questions.first()
    costa = say(join("isabel"), "One spring.", questions=[question])
    marked = [highlight(said, said.revision.plain, themes[0], join("nadia")) for said in (
        costa, say(join("petro"), "Two springs."), say(join("nadia"), "Team springs."),
    )]  # fmt: skip
    well = highlight(say(join("petro"), "A deep well."), "deep well", themes[1], join("nadia"))
    page = f"{STUDIO}insights/{springs.pk}/"

    def found(**query: object) -> list[int]:
        text = editor.get(page, query).text
        return [one.pk for one in (*marked, well) if f'name="passages" value="{one.pk}"' in text]

    country = join("isabel").country.code
    assert f'<option value="{country}">' in editor.get(page).text
    assert found() == [one.pk for one in marked]
    assert found(question=question.pk) == [marked[0].pk]
    assert found(country=country.lower()) == [marked[0].pk]
    assert found(country=country, words="two") == []
    assert found(theme=themes[1].pk) == [well.pk]
    assert found(question="x", country="<b>", theme="9" * 30) == []
    section = editor.get(
        f"{STUDIO}sections/{springs.section_id}/", {"country": join("petro").country.code}
    ).text
    assert "“Two springs." in section
    assert "“One spring." not in section


def test_a_mark_that_opposes_and_has_no_place_is_named_with_the_way_to_it(springs, editor, themes, join, say):
    against = highlight(say(join("petro"), "No spring is shared."), "No spring", themes[0], join("nadia"))
    spring = highlight(say(join("isabel"), "One spring."), "One spring", themes[0], join("nadia"))
    add_evidence(springs, [spring], by=join("marta"))
    wells = Section.objects.get(title="Wells")
    assert highlight(against.revision.contribution, "No spring", themes[1], join("nadia")) == against
    other = add_insight(wells, InsightWords("Wells.", "So."), by=join("marta"), passages=[spring])
    add_evidence(other, [against], by=join("marta"), stance="differs")
    page = f"{STUDIO}insights/{springs.pk}/"

    (finding,) = [one for one in check_draft(springs.section.report) if one.code == "dissent"]
    assert finding.sentence == "1 Springs: 1 passage of its themes differs in 2.1 and has no place here"
    assert f"{STUDIO}sections/{springs.section_id}/?differs=1#find-name" in editor.get(f"{STUDIO}check/").text
    assert "1 passage under its themes differs elsewhere in the report and has no place here" in words(
        editor.get(page)
    )
    assert f'name="passages" value="{against.pk}"' in editor.get(page, {"differs": "1"}).text

    editor.post(f"{page}evidence/", {"passages": [against.pk], "stance": "differs"})

    assert "has no place here" not in editor.get(page).text
    assert "dissent" not in {one.code for one in check_draft(springs.section.report)}
