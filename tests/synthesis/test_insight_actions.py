from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from consultation.models import AuditEntry
from synthesis.actions import insights
from synthesis.actions.insights import ChangedMeanwhileError, InsightWords, fingerprint, words_of
from synthesis.actions.outline import start_from_codebook
from synthesis.actions.sittings import SITTING
from synthesis.actions.wordings import restore_wording, write_insight
from synthesis.models import Evidence, Footnote, Insight, Section
from synthesis.snapshot import freeze
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
    return write_insight(insight, new, seen=fingerprint(old), by=by)


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


def test_paragraphs_keep_their_ids_and_evidence_finds_them_again(section, passages, marta):
    insight = insights.add_insight(section, WORDS, by=marta, passages=passages)
    first, second = (one["id"] for one in insight.paragraphs)
    one, two = insight.evidence.all()
    insights.change_evidence(one, stance="supports", paragraph=first, by=marta)
    insights.change_evidence(two, stance="differs", paragraph=second, by=marta)

    write(insight, marta, text="New start.\n\nA few say so.[note: In **three** valleys.]")
    assert [one["id"] for one in insight.paragraphs][1] == first
    assert evidence_in_snapshot(insight) == [first, None]

    write(insight, marta, text="One differs.\n\nNew start.\n\nA few say so.")
    assert [one["id"] for one in insight.paragraphs][::2] == [second, first]
    assert evidence_in_snapshot(insight) == [first, second]


def evidence_in_snapshot(insight):
    snapshot = freeze(insight.section.report, at=timezone.now())
    (data,) = snapshot["sections"][0]["insights"]
    return [passage.get("paragraph") for passage in data["evidence"]]


def test_every_wording_is_kept_and_any_of_them_comes_back(section, marta, join):
    insight, nadia = insights.add_insight(section, WORDS, by=marta), join("nadia")
    write(insight, marta, text="A few say so.")
    assert not Footnote.objects.exists()
    write(insight, nadia, lead_in="Springs first.", text="A few say so.\n\n\n\nAgain.")

    kept = [(one.number, one.by, one.lead_in, one.text) for one in insight.wordings.all()]
    assert kept == [
        (3, nadia, "Springs first.", "A few say so.\n\nAgain."),
        (2, marta, WORDS.lead_in, "A few say so."),
        (1, None, WORDS.lead_in, WORDS.text),
    ]

    with pytest.raises(ChangedMeanwhileError):
        restore_wording(insight, 1, seen=fingerprint(WORDS), by=marta)
    assert restore_wording(insight, 1, seen=fingerprint(words_of(insight)), by=marta)
    assert not restore_wording(insight, 1, seen="whatever", by=marta)
    assert words_of(Insight.objects.get()) == WORDS
    assert insight.wordings.values_list("number", "by", "restored")[0] == (4, marta.pk, 1)
    Insight.objects.update(lead_in=[{"t": "text", "v": "From a file."}])
    insight.refresh_from_db()
    assert write(insight, marta, lead_in="Once more.")
    told = insight.wordings.values_list("number", "by", "lead_in")[:2]
    assert list(told) == [(6, marta.pk, "Once more."), (5, None, "From a file.")]
    assert insight.paragraphs[0]["id"] == insight.wordings.get(number=3).paragraph_ids[0]
    assert Footnote.objects.count() == 1


def test_what_a_page_saves_by_itself_is_one_wording_until_it_was_long_at_it(section, marta):
    insight, page = insights.add_insight(section, InsightWords(), by=marta), uuid4()
    for text in ("A[note: o]", "A f[note: on]", "A few[note: one]"):
        # Its answers never came: it still sends the fingerprint of the empty form.
        assert write_insight(
            insight, InsightWords("", text), seen=fingerprint(InsightWords()), by=marta, sitting=page
        )
    assert [(one.number, one.text) for one in insight.wordings.all()] == [(1, "A few[note: one]")]
    assert AuditEntry.objects.filter(action="insight.written").count() == 1
    assert Footnote.objects.count() == 1

    with pytest.raises(ChangedMeanwhileError):
        write_insight(insight, InsightWords("Mine."), seen="old", by=marta, sitting=uuid4())
    long_ago = timezone.now() - SITTING
    insight.wordings.update(begun_at=long_ago, saved_at=long_ago)
    write_insight(insight, InsightWords("", "A few say so."), seen="old", by=marta, sitting=page)
    assert [one.number for one in insight.wordings.all()] == [2, 1]


def test_a_note_that_stands_elsewhere_too_outlives_its_mark(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)
    insights.add_insight(section, InsightWords(text="Here.[note: In **three** valleys.]"), by=marta)

    write(insight, marta, text="A few say so.")

    assert Footnote.objects.count() == 1


def test_saving_over_words_that_changed_meanwhile_is_refused(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)
    seen = fingerprint(WORDS)
    write(insight, marta, lead_in="Springs first.")

    with pytest.raises(ChangedMeanwhileError):
        write_insight(insight, InsightWords("Mine."), seen=seen, by=marta)

    assert words_of(Insight.objects.get()).lead_in == "Springs first."


def test_saving_what_stands_there_already_is_no_conflict_and_no_record(section, marta):
    insight = insights.add_insight(section, WORDS, by=marta)

    assert not write_insight(insight, WORDS, seen="whatever", by=marta)
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
