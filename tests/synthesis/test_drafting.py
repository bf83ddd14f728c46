"""Draft for me: what the worker proposes, what an editor takes of it, and what a new draft leaves alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from consultation.models import AuditEntry, Outbox
from contributions.models import Naming
from moderation.learning.features import fold
from moderation.quiet import Quiet
from synthesis.actions.drafting import request_draft
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.outline import start_from_codebook, write_section
from synthesis.models import DraftRun, Evidence, Insight, Proposal, ProposedPassage, Report, Section
from tests.synthesis.marking import highlight, tag, theme
from tests.work import run, work_off_everything

pytestmark = pytest.mark.django_db

DRAFT = "/studio/future-we-want/draft/"
WELLS = [
    "The wells in our valley are dry since the spring rains failed us again.",
    "Our wells are dry because the spring rains failed in the whole valley.",
    "Every family walks far now that the valley wells are dry once again.",
    "We do not agree that the valley wells are dry, since the spring rains filled them.",
]
ROADS = [
    "The mountain road to the clinic is closed for months in every winter.",
    "In every winter the mountain road is closed and nobody reaches the clinic.",
]
WELLS_TOO = "All wells of the valley are dry, as the spring rains failed."
ALONE = "Teachers leave as children sit under a leaking school roof."
PEOPLE = ["isabel", "petro", "amina", "li", "joao", "olga", "kofi"]


@pytest.fixture
def mark(join, say):
    """mark("isabel", words, theme) has her say the words among others, and the words marked."""

    def marked(name, words, made, **said):
        return highlight(say(join(name), f"Dear all. {words} Thank you.", **said), words, made, join("nadia"))

    return marked


@pytest.fixture
def water(open_consultation, join, mark):
    """A heading with passages on wells and on a road, and one that stands alone."""
    made = theme(open_consultation, "Water")
    for name, words in zip(PEOPLE, [*WELLS, *ROADS, ALONE], strict=True):
        mark(name, words, made)
    start_from_codebook(open_consultation, by=join("marta").user)
    return made


def draft(by):
    request_draft(Report.objects.get(), by=by)
    work_off_everything()
    assert not DraftRun.objects.first().error


def of(kind, status="open"):
    return list(Proposal.objects.filter(kind=kind, status=status))


def texts(proposal):
    return {one.text for one in proposal.passages.all()}


def answer(client, proposal, how, **sent):
    rows = [row.pk for row in proposal.passages.all()]
    return client.post(
        f"{DRAFT}{proposal.pk}/{how}/", {"shown": rows, "kept": rows, **sent}, follow=True
    ).text


def everything():
    fields = ("pk", "kind", "status", "state", "words", "insight", "position", "passages__key")
    return sorted(Proposal.objects.values_list(*fields), key=str)


def test_the_worker_proposes_groups_quotes_terms_and_a_sentence(water, enter, join):
    client = enter(join("marta"))
    assert "Nothing is proposed for this heading yet." in client.get(DRAFT).text
    assert "Waiting for the worker" in client.post(f"{DRAFT}start/", follow=True).text
    client.post(f"{DRAFT}start/")
    assert DraftRun.objects.count() == 1
    work_off_everything()

    wells, road = of("insight")
    assert texts(wells) == set(WELLS)
    assert texts(road) == set(ROADS)
    words = {fold(word) for one in (wells, road) for term in one.terms for word in term.split()}
    assert words >= {"wells", "mountain"}
    assert not Quiet(["en"])(words)
    shown = [one.text for one in wells.passages.filter(is_quote=True)]
    assert WELLS[3] in shown, "the view that differs has its place"
    assert [one.cue for one in wells.passages.all() if one.stance == "differs"] == ["We do not agree"]
    assert len({one.passages.get().contribution.author for one in of("quote")}) == len(of("quote")) == 5
    assert [one.words for one in of("sentence")] == ["Several people write of this, in 2 countries."]
    page = client.get(DRAFT).text
    assert all(f"“{words}”" in page for words in WELLS)


def test_an_editor_takes_a_draft_piece_by_piece(water, enter, join):
    client = enter(join("marta"))
    draft(join("marta"))
    wells, road = of("insight")
    first, second = wells.passages.filter(stance="supports")[:2]
    kept = [one.pk for one in wells.passages.all() if one != second]
    page = answer(client, wells, "accept", kept=kept, **{f"stance-{first.pk}": "context"})
    assert "New insight. Its words are a start" in page
    insight = Insight.objects.get()
    stances = dict(insight.evidence.values_list("passage__quote", "stance"))
    assert second.text not in stances
    assert stances[first.text] == "context"
    assert sorted(stances.values()) == ["context", "differs", "supports"]
    words = insight.paragraphs[0]["content"][0]["v"]
    assert re.fullmatch(r"One person writes of this; one person differs\. “.*”", words)
    assert {one.added_by for one in insight.evidence.all()} == {join("marta")}
    said = AuditEntry.objects.filter(action="proposal.accepted", actor_id=join("marta").user_id)
    assert said.count() == 1
    assert "That proposal changed meanwhile." in answer(client, wells, "accept")
    assert "Keep at least one passage." in answer(client, road, "accept", kept=[])
    assert "It is not proposed again." in answer(client, road, "refuse")

    assert not any(texts(one) & set(stances) for one in of("quote"))
    (sentence,) = of("sentence")
    answer(client, sentence, "accept")
    assert Section.objects.get().lead == sentence.words
    quote = next(one for one in of("quote") if texts(one) <= set(ROADS))
    assert "Added as evidence." in answer(client, quote, "accept", insight=insight.pk)
    assert insight.evidence.filter(passage=quote.passages.get().passage).exists()


@pytest.fixture
def answered(water, enter, join, mark):
    """A draft of which the wells were taken and the rest refused; then came one on wells, two on roads."""
    editor = join("marta")
    client = enter(editor)
    draft(editor)
    (wells, road), (sentence,) = of("insight"), of("sentence")
    answer(client, wells, "accept")
    answer(client, road, "refuse")
    answer(client, sentence, "refuse")
    insight = Insight.objects.get()
    insight.lead_in = [{"t": "text", "v": "Written by hand."}]
    insight.save()
    write_section(Section.objects.get(), "Wells and springs", "By hand, too.", by=editor.user)
    mark("gul", WELLS_TOO, water)
    mark("ana", "The mountain road to the clinic is closed in winter, for months.", water)
    mark("tomas", "For months the mountain road to the clinic is closed every winter.", water)
    return client


def test_a_new_draft_brings_new_passages_and_leaves_what_people_wrote(answered, join):
    insight = Insight.objects.get()
    written = Insight.objects.values_list("lead_in", "paragraphs", "position").get()
    behind = list(insight.evidence.values_list("pk", "stance", "passage"))
    assert "3 tags came since: draft again" in answered.get(DRAFT).text

    draft(join("marta"))

    (more,) = of("evidence")
    assert more.insight == insight
    assert texts(more) == {WELLS_TOO}
    assert Insight.objects.values_list("lead_in", "paragraphs", "position").get() == written
    assert list(insight.evidence.values_list("pk", "stance", "passage")) == behind
    assert Section.objects.values_list("title", "lead").get() == ("Wells and springs", "By hand, too.")
    before = everything()
    draft(join("marta"))
    assert (everything() == before) is True, "twice is the same as once"
    answer(answered, more, "accept")
    assert insight.evidence.count() == 5


def test_what_was_refused_is_not_proposed_again_until_somebody_asks(answered, join):
    (road,) = of("insight", "refused")
    barred = of("quote")[0]
    answer(answered, barred, "refuse")

    draft(join("marta"))

    assert of("insight") == []
    assert of("sentence") == []
    assert road.passages.count() == 4, "what is newer and says the same is hidden with it"
    hidden = {*WELLS, *ROADS, *texts(road), *texts(barred)}
    assert not hidden & set().union(*map(texts, of("quote")))
    assert "It is listed again." in answer(answered, road, "again")
    assert road in of("insight")
    assert AuditEntry.objects.filter(action="proposal.reopened").exists()


def test_a_sentence_that_changed_takes_the_place_of_the_accepted_one(water, enter, join, mark):
    client = enter(join("marta"))
    draft(join("marta"))
    answer(client, of("sentence")[0], "accept")
    section = Section.objects.get()
    write_section(section, section.title, f"{section.lead} By hand.", by=join("marta").user)
    for name in ("gul", "ana", "sam"):
        mark(name, f"{name} writes of rivers.", water)

    draft(join("marta"))
    answer(client, of("sentence")[0], "accept")

    assert Section.objects.get().lead == "Many people write of this, in 2 countries. By hand."


def test_a_killed_worker_is_replaced_and_the_next_goes_on_where_it_stopped(water, open_consultation, join):
    theme(open_consultation, "Roads")
    start_from_codebook(open_consultation, by=join("marta").user)
    started = request_draft(Report.objects.get(), by=join("marta"))
    row = Outbox.objects.get(kind="report.draft")
    first, second = Section.objects.order_by("pk")
    now = timezone.now()
    killed = DraftRun.objects.claim(started.pk, now)
    DraftRun.objects.filter(pk=killed.pk).update(done=1, total=2, reached=first.pk)
    run(row)
    assert DraftRun.objects.get().attempts == 1, "while the lease lives nobody takes it over"

    DraftRun.objects.update(lease_until=now - timedelta(seconds=1))
    run(row)

    done = DraftRun.objects.get()
    assert (done.attempts, done.done, done.total, done.error) == (2, 2, 2, "")
    assert done.finished_at is not None
    assert not Proposal.objects.filter(section=first).exists()
    assert not killed.extend_lease(timezone.now())
    row.refresh_from_db()
    assert row.done_at is not None
    assert second.pk == done.reached


def test_a_run_that_ends_its_workers_is_given_up_and_can_be_asked_for_again(water, enter, join):
    client = enter(join("marta"))
    client.post(f"{DRAFT}start/")
    DraftRun.objects.update(attempts=3, lease_until=timezone.now() - settings.JOB_LEASE)
    work_off_everything()

    assert "The draft could not be finished." in client.get(DRAFT).text
    client.post(f"{DRAFT}start/")
    work_off_everything()
    assert "wells" in client.get(DRAFT).text


def test_sentences_of_whole_contributions_are_marked_when_taken(open_consultation, join, say, enter):
    made = theme(open_consultation, "Water")
    long = " ".join(["This is said among many other things that nobody needs to read twice."] * 5)
    said = [say(join(name), f"{words} {long}") for name, words in zip(PEOPLE, WELLS[:3], strict=False)]
    hidden = say(join("olga"), "The wells of the valley are dry, and the spring rains failed too.")
    for one in (*said, hidden):
        tag(one, made, join("nadia"))
    highlight(said[0], WELLS[0], made, join("nadia"))
    start_from_codebook(open_consultation, by=join("marta").user)
    draft(join("marta"))
    group = next(one for one in of("insight") if WELLS[0] in texts(one))
    hidden.move_to("hidden")
    client = enter(join("marta"))
    page = client.get(DRAFT).text
    assert WELLS[1] in page
    assert "spring rains failed too" not in page

    answer(client, group, "accept")

    for one in Evidence.objects.select_related("passage__revision"):
        assert one.passage.quote == one.passage.revision.plain[one.passage.start : one.passage.end]
        assert one.passage.taggings.get().theme == made
    assert set(Evidence.objects.values_list("contribution", flat=True)) == {one.pk for one in said}
    assert AuditEntry.objects.filter(action="passage.saved", actor_id=join("marta").user_id).count() == 2


def test_names_that_are_withheld_stay_so_and_an_approver_reads_only(water, mark, enter, join):
    mark("ana", WELLS_TOO, water, naming=Naming.WITHHELD)
    draft(join("marta"))

    page = enter(join("tomas")).get(DRAFT).text

    assert WELLS_TOO in page
    assert "Name withheld" in page
    assert join("ana").name not in page
    assert "accept/" not in page


def test_the_page_costs_the_same_for_any_number_of_proposals(
    water, enter, join, mark, django_assert_num_queries
):
    client = enter(join("marta"))
    draft(join("marta"))
    client.get(DRAFT)
    with django_assert_num_queries(20):
        client.get(DRAFT)
    for place in range(4):
        mark("gul", f"Night buses to town number {place} stop too early for late shifts.", water)
        mark("ana", f"Late shifts end after night buses to town number {place} stop.", water)
    draft(join("marta"))
    with django_assert_num_queries(20):
        client.get(DRAFT)


def test_pages_say_in_words_what_is_missing(open_consultation, enter, join):
    client = enter(join("marta"))
    assert "A draft needs headings that draw on themes" in client.get(DRAFT).text
    assert "That proposal changed meanwhile." in client.post(f"{DRAFT}999/refuse/", follow=True).text
    theme(open_consultation, "Empty")
    start_from_codebook(open_consultation, by=join("marta").user)
    draft(join("marta"))
    assert "Nothing waits for an answer under this heading." in client.get(DRAFT).text
    section = Section.objects.get()
    add_insight(section, InsightWords("By hand.", ""), by=join("marta"))
    draft(join("marta"))
    assert not ProposedPassage.objects.exists()
