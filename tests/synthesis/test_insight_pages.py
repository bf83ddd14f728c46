from __future__ import annotations

import pytest

from synthesis.actions.insights import InsightWords, add_insight, fingerprint, words_of
from synthesis.actions.outline import start_from_codebook
from synthesis.models import Evidence, Insight, Section
from tests.conftest import make_consultation
from tests.synthesis.marking import highlight, theme

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"


@pytest.fixture
def climate(open_consultation):
    made = theme(open_consultation, "Climate justice")
    start_from_codebook(open_consultation, by=None)
    return made


@pytest.fixture
def section(climate):
    return Section.objects.get(title="Climate justice")


@pytest.fixture
def passages(climate, join, say):
    nadia = join("nadia")
    said = {"isabel": "One spring.", "carlos": "Two wells.", "petro": "Three rivers."}
    return [highlight(say(join(key), words), words, climate, nadia) for key, words in said.items()]


@pytest.fixture
def editor(open_consultation, enter, join):
    return enter(join("marta"))


@pytest.fixture
def insight(section, passages, join):
    words = InsightWords("Water first.", "A few say so.")
    return add_insight(section, words, by=join("marta"), passages=passages[:1])


def test_ticked_passages_become_an_insight_in_two_steps(editor, section, passages):
    page = editor.get(f"{STUDIO}sections/{section.pk}/")
    assert "3 passages not used yet" in page.text
    assert "“Two wells.”" in page.text

    ticked = [passage.pk for passage in passages[:2]]
    page = editor.post(f"{STUDIO}sections/{section.pk}/insights/", {"passages": ticked}, follow=True)

    insight = Insight.objects.get()
    assert page.redirect_chain == [(f"{STUDIO}insights/{insight.pk}/", 302)]
    assert "New insight from 2 passages. Now write what they say." in page.text
    assert "Evidence for 1.1 (2)" in page.text
    assert "2 people · 2 countries · 2 contributions · 2 passages" in page.text
    assert "1 passage not used yet" in page.text


def test_passages_of_another_consultation_or_hidden_are_left_out(editor, section, passages, say, join):
    other = make_consultation("other-one")
    strange = highlight(
        say(join("giulia"), "Far away."), "Far away.", theme(other, "Elsewhere"), join("nadia")
    )
    passages[0].revision.contribution.move_to("hidden")

    ticked = [passages[0].pk, passages[1].pk, 987654, "x"]
    editor.post(f"{STUDIO}sections/{section.pk}/insights/", {"passages": ticked})

    assert [one.passage for one in Evidence.objects.all()] == [passages[1]]
    assert strange.pk not in ticked


def test_words_are_saved_and_shown_again(editor, insight):
    address = f"{STUDIO}insights/{insight.pk}/"
    typed = {"lead_in": "Springs <first>.", "text": "One.\r\n\r\nTwo[note: See annex.]", "source_note": ""}

    page = editor.post(f"{address}words/", {**typed, "seen": fingerprint(words_of(insight))}, follow=True)

    assert page.redirect_chain == [(address, 302)]
    assert "Saved." in page.text
    assert "Springs &lt;first&gt;." in page.text
    assert "One.\n\nTwo[note: See annex.]" in page.text


def test_an_insight_without_words_is_refused_in_place(editor, insight):
    page = editor.post(f"{STUDIO}insights/{insight.pk}/words/", {"lead_in": "", "text": " "})

    assert page.status_code == 422
    assert "Enter the lead-in or the text of the insight." in page.text


def test_both_texts_are_shown_when_somebody_was_faster(editor, insight):
    seen = fingerprint(words_of(insight))
    theirs = {"lead_in": "Theirs.", "text": "Their text.", "source_note": "", "seen": seen}
    mine = {"lead_in": "Mine.", "text": "My text.", "source_note": "", "seen": seen}
    editor.post(f"{STUDIO}insights/{insight.pk}/words/", theirs)

    page = editor.post(f"{STUDIO}insights/{insight.pk}/words/", mine)

    assert page.status_code == 409
    assert "Somebody else saved this insight meanwhile." in page.text
    assert "Their text." in page.text
    assert "My text." in page.text
    insight.refresh_from_db()
    assert f'value="{fingerprint(words_of(insight))}"' in page.text


def test_stance_is_changed_and_evidence_removed(editor, insight):
    evidence = insight.evidence.get()
    address = f"{STUDIO}evidence/{evidence.pk}/"

    page = editor.post(address, {"stance": "differs"}, follow=True)
    assert "Differing view: 1 person" in page.text
    editor.post(address, {"stance": "nonsense"})
    evidence.refresh_from_db()
    assert evidence.stance == "supports"

    page = editor.post(address, {"remove": "1"}, follow=True)
    assert "Removed from this insight. The passage stays." in page.text
    assert "No evidence yet" in page.text


def test_evidence_is_found_by_words_and_added_with_its_stance(editor, insight, passages):
    address = f"{STUDIO}insights/{insight.pk}/"
    page = editor.get(f"{address}?words=WELLS")
    assert "Two wells." in page.text
    assert "Three rivers." not in page.text

    ticked = {"passages": [passages[1].pk], "stance": "differs"}
    page = editor.post(f"{address}evidence/", ticked, follow=True)

    assert "1 passage added." in page.text
    assert insight.evidence.get(passage=passages[1]).stance == "differs"
    assert "Tick at least one passage." in editor.post(f"{address}evidence/", follow=True).text


def test_hidden_evidence_is_named_and_can_be_taken_out(editor, insight, passages):
    passages[0].revision.contribution.move_to("hidden")

    page = editor.get(f"{STUDIO}insights/{insight.pk}/")

    assert "A contribution this insight rests on was hidden or withdrawn." in page.text
    assert "One spring." not in page.text


def test_an_insight_is_removed_after_a_question(editor, insight, section):
    address = f"{STUDIO}insights/{insight.pk}/remove/"
    assert "Its words and its list of evidence go." in editor.get(address).text

    page = editor.post(address, follow=True)

    assert page.redirect_chain == [(f"{STUDIO}sections/{section.pk}/", 302)]
    assert not Insight.objects.exists()


def test_an_approver_reads_insights_and_changes_nothing(insight, enter, join):
    client = enter(join("tomas"))

    page = client.get(f"{STUDIO}insights/{insight.pk}/")

    assert "A few say so." in page.text
    assert "Save insight" not in page.text
    for act in ("words/", "move/", "remove/", "evidence/"):
        assert client.post(f"{STUDIO}insights/{insight.pk}/{act}").status_code == 403
    assert client.post(f"{STUDIO}evidence/{insight.evidence.get().pk}/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_an_insight_page_costs_the_same_whatever_there_is(
    editor, insight, passages, join, count, django_assert_num_queries
):
    for n in range(count):
        add_insight(insight.section, InsightWords(f"Point {n}"), by=join("marta"), passages=passages[:n])
    editor.get(f"{STUDIO}insights/{insight.pk}/")

    with django_assert_num_queries(19):
        editor.get(f"{STUDIO}insights/{insight.pk}/")
