from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from consultation.models import Membership
from synthesis.actions.insights import InsightWords, add_insight, fingerprint, words_of
from synthesis.actions.outline import add_section, start_from_codebook
from synthesis.models import Evidence, Insight, Section, WriterPresence
from synthesis.presence import PRESENT_FOR, come_to
from synthesis.views.common import POINTS_PER_PAGE
from tests.conftest import make_consultation, make_user
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
    typed = {"lead_in": "Springs\r\n <first>.", "text": "One.\r\n\r\nTwo[note: See annex.]"}

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
    theirs = {"lead_in": "Theirs.", "text": "Their text.", "seen": seen}
    mine = {"lead_in": "Mine.", "text": "My text.", "seen": seen}
    editor.post(f"{STUDIO}insights/{insight.pk}/words/", theirs)

    page = editor.post(f"{STUDIO}insights/{insight.pk}/words/", mine)

    assert page.status_code == 409
    assert "Somebody else saved this insight meanwhile." in page.text
    assert "Their text." in page.text
    assert "My text." in page.text
    insight.refresh_from_db()
    assert f'value="{fingerprint(words_of(insight))}"' in page.text


def test_a_page_saves_itself_and_hears_what_stands_against_it(editor, insight):
    address = f"{STUDIO}insights/{insight.pk}/words/"
    sitting = form_of(editor, insight)["sitting"]
    typed = {"lead_in": "Springs", "text": "One.", "seen": fingerprint(words_of(insight)), "sitting": sitting}

    answer = editor.post(address, {**typed, "alone": "1"}).json()
    insight.refresh_from_db()
    assert answer["seen"] == fingerprint(words_of(insight))
    assert re.fullmatch(r"\d\d:\d\d", answer["saved"])
    editor.post(address, {**typed, "lead_in": "Springs first", "alone": "1"})
    assert insight.wordings.values_list("number", "lead_in")[0] == (2, "Springs first")

    empty = editor.post(address, {"lead_in": "", "text": "", "alone": "1"})
    assert (empty.status_code, empty.json()["told"]) == (
        422,
        ["Enter the lead-in or the text of the insight."],
    )
    late = editor.post(address, {**typed, "text": "Late.", "sitting": str(uuid4()), "alone": "1"})
    assert (late.status_code, late.json()) == (409, {})


def form_of(client, insight):
    page = client.get(f"{STUDIO}insights/{insight.pk}/").text
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))


def test_a_save_is_undone_and_an_earlier_wording_brought_back(editor, insight, enter, join):
    address = f"{STUDIO}insights/{insight.pk}/"
    for text in ("Some say <so>.", "Most say so."):
        typed = {"lead_in": "Water first.", "text": text, **form_of(editor, insight)}
        page = editor.post(f"{address}words/", typed, follow=True).text
    (seen,) = re.findall(r'name="number" value="2"><input type="hidden" name="seen" value="(\w+)"', page)
    assert "History: 3 wordings" in page
    assert "by Marta Okafor" in editor.get(STUDIO).text

    undone = editor.post(f"{address}restore/", {"number": 2, "seen": seen}, follow=True)
    assert "Wording 2 stands again." in undone.text
    insight.refresh_from_db()
    assert words_of(insight).text == "Some say <so>."

    page = editor.get(f"{address}history/").text
    assert "wording 2 again" in page
    assert "<del>" in page
    assert "&lt;" in page
    assert "<so>" not in page
    assert page.count("Restore wording") == 3
    stale = editor.post(f"{address}restore/", {"number": 1, "seen": seen}, follow=True)
    assert "Somebody else saved this insight meanwhile." in stale.text
    assert editor.post(f"{address}restore/", {"number": 99, "seen": seen}).status_code == 404
    gone = editor.post(f"{address}history/remove/", {"number": 1}, follow=True).text
    assert "This wording was removed." in gone
    assert "A few say so." not in gone
    assert editor.post(f"{address}restore/", {"number": 1, "seen": seen}).status_code == 404
    assert editor.post(f"{address}history/remove/", {"number": 4}).status_code == 404
    assert "Restore wording" not in enter(join("tomas")).get(f"{address}history/").text


def test_who_writes_at_the_same_insight_is_named(editor, insight, section, open_consultation, enter, join):
    address = f"{STUDIO}insights/{insight.pk}/"
    ines = Membership.of(make_user("ines"), open_consultation, "editor")
    ines.save()
    come_to(insight, ines)

    assert re.search(r"<b>Ines is editing 1 \(since \d\d:\d\d\)\.</b>", editor.get(address).text)
    assert "Ines is editing this" in editor.get(f"{STUDIO}sections/{section.pk}/").text
    assert "Ines is writing (since" in editor.get(STUDIO).text
    assert "is editing this" not in enter(ines).get(f"{STUDIO}sections/{section.pk}/").text.replace(
        "Marta Okafor is editing this", ""
    )
    long_ago = timezone.now() - PRESENT_FOR
    WriterPresence.objects.update(since=long_ago, seen_at=long_ago)
    again = enter(ines).post(f"{address}here/", {"active": "1", "writes": "1"}).text
    assert "is editing" not in again
    assert WriterPresence.objects.get(membership=ines).since > long_ago


def test_a_dragged_insight_lands_before_another_or_under_another_heading(editor, insight, section, join):
    second = add_insight(section, InsightWords("Second."), by=join("marta"))
    other = add_section(section.report.consultation, "Elsewhere", parent=None, is_part=False, by=None)

    def drop(**where):
        typed = {**where, "from": section.pk}
        return editor.post(f"{STUDIO}insights/{second.pk}/move/", typed, follow=True)

    page = drop(to=section.pk, before=insight.pk)
    assert page.redirect_chain == [(f"{STUDIO}sections/{section.pk}/?at={second.pk}#i{second.pk}", 302)]
    assert list(section.insights.all()) == [second, insight]
    assert "Moved to Elsewhere." in drop(to=other.pk, before="").text
    assert list(other.insights.all()) == [second]


def test_a_heading_of_many_insights_is_read_in_pages(editor, section, join):
    made = [
        add_insight(section, InsightWords(f"Point {n}."), by=join("marta"))
        for n in range(POINTS_PER_PAGE + 1)
    ]

    first = editor.get(f"{STUDIO}sections/{section.pk}/").text
    assert "Page 1 of 2" in first
    assert f'id="i{made[-1].pk}"' not in first
    assert f'id="i{made[-1].pk}"' in editor.get(f"{STUDIO}sections/{section.pk}/?at={made[-1].pk}").text
    assert first.count("outline__insight") == POINTS_PER_PAGE


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
    assert "<bdi>#" not in page.text, (
        "a number and its byline run with the page, whatever letter a name begins with"
    )

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

    with django_assert_num_queries(26):
        editor.get(f"{STUDIO}insights/{insight.pk}/")
