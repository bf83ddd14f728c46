from __future__ import annotations

import pytest

from consultation.models import AuditEntry
from synthesis.actions import insights
from synthesis.actions.insights import ChangedMeanwhileError, InsightWords, fingerprint, words_of
from synthesis.actions.outline import start_from_codebook
from synthesis.models import Evidence, Footnote, Insight, Section
from tests.synthesis.marking import highlight, theme

pytestmark = pytest.mark.django_db

WORDS = InsightWords("Water first.", "A few say so.[note: In **three** valleys.]\n\nOne differs.")


@pytest.fixture
def marta(join):
    return join("marta")


@pytest.fixture
def climate(open_consultation):
    made = theme(open_consultation, "Climate justice")
    theme(open_consultation, "Digital justice")
    start_from_codebook(open_consultation, by=None)
    return made


@pytest.fixture
def section(climate):
    return Section.objects.get(title="Climate justice")


@pytest.fixture
def passages(climate, join, say):
    nadia, said = join("nadia"), say(join("isabel"), "One spring. Three villages. It holds.")
    return [highlight(said, words, climate, nadia) for words in ("One spring.", "Three villages.")]


def write(insight, by, **changes):
    old = words_of(insight)
    new = InsightWords(**{**vars(old), **changes})
    return insights.write_insight(insight, new, seen=fingerprint(old), by=by)


def test_an_insight_rests_on_the_ticked_passages(section, passages, marta):
    insight = insights.add_insight(section, InsightWords(), by=marta, passages=passages)

    found = [(one.passage, one.contribution, one.revision, one.stance) for one in insight.evidence.all()]
    assert found == [(one, one.revision.contribution, one.revision, "supports") for one in passages]
    assert AuditEntry.objects.filter(action__in=["insight.added", "evidence.added"]).count() == 2


def test_words_come_back_as_they_were_typed_and_notes_become_footnotes(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)

    assert words_of(insight) == WORDS
    _text, note = insight.paragraphs[0]["content"]
    assert note == {"t": "note", "ref": str(Footnote.objects.get().guid)}


def test_the_same_note_twice_is_one_footnote(section, marta):
    insights.add_insight(section, WORDS, by=marta)
    other = insights.add_insight(
        section, InsightWords(text="Also here.[note: In **three** valleys.]"), by=marta
    )
    write(other, marta, text="Also here.[note: In **three** valleys.] And[note: In four.]")

    assert Footnote.objects.count() == 2


def test_a_mark_that_never_had_a_note_stays_as_it_is(section, marta):
    insight = insights.add_insight(section, InsightWords(text="Partnership[^lost] holds."), by=marta)

    assert insight.paragraphs[0]["content"][1] == {"t": "note", "ref": "lost"}
    assert words_of(insight).text == "Partnership[^lost] holds."


def test_paragraphs_keep_their_ids_and_evidence_its_paragraph(section, passages, marta):
    insight = insights.add_insight(section, WORDS, by=marta, passages=passages)
    first, second = (one["id"] for one in insight.paragraphs)
    one, two = insight.evidence.all()
    insights.change_evidence(one, stance="supports", paragraph=first, by=marta)
    insights.change_evidence(two, stance="differs", paragraph=second, by=marta)

    write(insight, marta, text="New start.\n\nA few say so.[note: In **three** valleys.]")

    insight.refresh_from_db()
    assert [one["id"] for one in insight.paragraphs][1] == first
    assert {str(one.paragraph) if one.paragraph else None for one in insight.evidence.all()} == {first, None}


def test_saving_over_words_that_changed_meanwhile_is_refused(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)
    seen = fingerprint(WORDS)
    write(insight, marta, lead_in="Springs first.")

    with pytest.raises(ChangedMeanwhileError):
        insights.write_insight(insight, InsightWords("Mine."), seen=seen, by=marta)

    assert words_of(Insight.objects.get()).lead_in == "Springs first."


def test_saving_what_stands_there_already_is_no_conflict_and_no_record(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)

    assert not insights.write_insight(insight, WORDS, seen="whatever", by=marta)
    assert not AuditEntry.objects.filter(action="insight.written").exists()


def test_insights_move_within_and_between_headings(section, marta):
    first, second = (insights.add_insight(section, InsightWords(name), by=marta) for name in "AB")
    other = Section.objects.get(title="Digital justice")

    assert insights.move_insight(second, -1, by=marta) == 1
    assert list(section.insights.all()) == [second, first]
    assert insights.move_insight_to(first, other, by=marta)
    assert not insights.move_insight_to(first, other, by=marta)
    assert (list(section.insights.all()), list(other.insights.all())) == ([second], [first])


def test_a_passage_carries_an_insight_once_and_may_be_taken_away(section, passages, marta):
    insight = insights.add_insight(section, WORDS, by=marta, passages=passages[:1])

    assert len(insights.add_evidence(insight, passages, by=marta, stance="context")) == 1
    assert insights.add_evidence(insight, passages, by=marta) == []
    insights.remove_evidence(insight.evidence.first(), by=marta)

    assert [one.passage for one in insight.evidence.all()] == passages[1:]


def test_evidence_of_a_paragraph_that_is_not_there_stands_for_the_whole(section, passages, marta):
    insight = insights.add_insight(section, WORDS, by=marta, passages=passages)
    evidence = insight.evidence.first()
    strange = "11111111-2222-3333-4444-555555555555"

    insights.change_evidence(evidence, stance="differs", paragraph=strange, by=marta)

    assert (evidence.stance, evidence.paragraph) == ("differs", None)


def test_a_removed_insight_frees_its_passages(section, passages, marta):
    insight = insights.add_insight(section, WORDS, by=marta, passages=passages)

    insights.remove_insight(insight, by=marta)

    assert not Evidence.objects.exists()
    entry = AuditEntry.objects.get(action="insight.removed")
    assert entry.before["passages"] == [one.pk for one in passages]
