"""The check page and the ledger, as an editor goes through them."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import AuditEntry
from contributions.actions import write_revision
from contributions.models import Contribution
from moderation.learned_models import Similar, SimilarGroup
from synthesis.actions.checking import request_check
from synthesis.actions.insights import InsightWords, add_insight, fingerprint, words_of
from synthesis.actions.ledger import Settling, settle
from synthesis.actions.outline import start_from_codebook
from synthesis.actions.wordings import write_insight
from synthesis.checking import check_draft
from synthesis.ledger import ledger_of, with_fates
from synthesis.models import CheckRun, Disposition, Footnote, Report, Section, SetAside
from synthesis.recount import recount
from synthesis.sentences import share_sentence
from synthesis.snapshot import freeze
from synthesis.trees import plain
from synthesis.views import checks as page_of_checks
from synthesis.wording.english import ENGLISH
from tests.synthesis.marking import highlight, tag, theme
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

CHECK = "/studio/future-we-want/check/"
LEDGER = "/studio/future-we-want/ledger/"
MOST_QUERIES = 55
HANDLES = ("petro", "otis", "carlos", "giulia")


@pytest.fixture
def insight(open_consultation, join, say):
    climate = theme(open_consultation, "Climate justice")
    said = say(join("isabel"), "Three villages share one spring.")
    quote = highlight(said, "one spring", climate, join("nadia"))
    start_from_codebook(open_consultation, by=join("marta").user)
    words = InsightWords("Water first.", "A spring comes before a court.")
    return add_insight(Section.objects.get(), words, by=join("marta"), passages=[quote])


def states(page: str) -> list[str]:
    return re.findall(r'name="state" value="(\w+)"', page)


def test_a_thing_to_look_at_is_set_aside_with_a_reason_until_its_insight_changes(insight, enter, join):
    client = enter(join("marta"))
    page = client.get(CHECK).text
    assert "Nothing stands in the way. 1 thing is worth a look." in " ".join(page.split())
    assert "1.1 rests on one person alone" in page
    (state,) = states(page)

    assert "Say why it can stay" in client.post(f"{CHECK}aside/", {"state": state}, follow=True).text
    page = client.post(
        f"{CHECK}aside/", {"state": state, "reason": "She <speaks> for all."}, follow=True
    ).text
    assert "Set aside (1)" in page
    assert "She &lt;speaks&gt; for all." in page
    assert not states(page)
    assert AuditEntry.objects.get(action="check.set_aside").reason == "She <speaks> for all."

    words = words_of(insight)
    changed = InsightWords(words.lead_in, f"{words.text} Indeed.")
    write_insight(insight, changed, seen=fingerprint(words), by=join("marta"))
    page = client.get(CHECK).text
    assert "Set aside (" not in page
    (other,) = states(page)
    assert other != state
    page = client.post(f"{CHECK}aside/", {"state": state, "reason": "Late."}, follow=True).text
    assert "That changed meanwhile." in page

    client.post(f"{CHECK}aside/", {"state": other, "reason": "Still."})
    again = SetAside.objects.get(state=other)
    assert states(client.post(f"{CHECK}aside/{again.pk}/", follow=True).text) == [other]


def test_a_fault_is_never_set_aside_and_stray_notes_can_go(insight, enter, join):
    report = insight.section.report
    Footnote.objects.create(report=report, content=[{"t": "text", "v": "Nobody points here."}])
    client = enter(join("marta"))
    (fault,) = [check for check in check_draft(report) if check.must]
    assert fault.sentence == "1 footnote has no mark in the text"
    assert freeze(report, at=timezone.now())["footnotes"] == [], "nobody reads it, so no version holds it"

    page = client.post(f"{CHECK}aside/", {"state": fault.state, "reason": "No."}, follow=True).text
    assert "This must be mended. It cannot be set aside." in page
    assert "1 footnote removed." in client.post(f"{CHECK}notes/", follow=True).text
    assert not report.footnotes.exists()

    marked = InsightWords("Water first.", "A spring comes first.[note: Told twice.]")
    write_insight(insight, marked, seen=fingerprint(words_of(insight)), by=join("marta"))
    (note,) = freeze(report, at=timezone.now())["footnotes"]
    assert plain(note["content"]) == "Told twice."


def test_a_finding_runs_with_its_page_even_where_it_begins_with_the_words_of_a_report(insight, enter, join):
    Section.objects.create(report=insight.section.report, title="Empty", position=9)
    client = enter(join("marta"))
    assert "2 Empty is empty" in client.get(CHECK).text

    page = client.get(f"/ar{CHECK}").text

    assert 'dir="rtl"' in page
    finding = re.search(r'<li class="checks__must">(.*?)<a ', page, re.DOTALL)[1]
    assert "Empty" in finding
    assert "<bdi" not in finding, "its first letter would turn the whole sentence round"


def test_evidence_that_changed_or_went_is_named_with_its_insight(insight, enter, join):
    evidence = insight.evidence.get()
    write_revision(evidence.contribution, "Three villages share one well.")
    report = insight.section.report
    assert "1.1 quotes words that #1 no longer says: its author edited it since" in [
        check.sentence for check in check_draft(report)
    ]
    evidence.contribution.move_to("withdrawn")

    page = enter(join("marta")).get(CHECK).text

    assert "1.1 rests on contribution #1, which is no longer shown: it was withdrawn" in page
    assert f'href="/studio/future-we-want/insights/{insight.pk}/"' in page


def test_a_worker_that_was_taken_for_dead_leaves_the_run_to_the_one_that_took_it_over(insight, join):
    asked = request_check(insight.section.report, by=join("marta"))
    start = timezone.now()
    first = CheckRun.objects.claim(asked.pk, start)
    assert CheckRun.objects.claim(asked.pk, start) is None
    second = CheckRun.objects.claim(asked.pk, start + 2 * settings.JOB_LEASE)

    assert not first.extend_lease(timezone.now(), done=9)
    assert not first.finish(error="TimeoutError")
    assert second.extend_lease(timezone.now(), done=2)
    assert second.finish()
    assert CheckRun.objects.values_list("done", "error").get() == (2, "")


def test_a_long_draft_is_checked_by_the_worker(insight, enter, join, monkeypatch):
    monkeypatch.setattr(page_of_checks, "CHECKED_AT_ONCE", 0)
    client = enter(join("marta"))
    assert "it is checked in the background" in client.get(CHECK).text

    page = client.post(f"{CHECK}now/", follow=True).text
    assert "Waiting for the worker" in page
    assert 'http-equiv="refresh"' in page
    client.post(f"{CHECK}now/")
    assert CheckRun.objects.count() == 1
    work_off_everything()

    page = client.get(CHECK).text
    assert "1.1 rests on one person alone" in page
    assert "written in since" not in page
    add_insight(insight.section, InsightWords("More.", ""), by=join("marta"))
    assert "The report was written in since." in client.get(CHECK).text
    (state,) = states(page)
    assert (
        "Set aside (1)" in client.post(f"{CHECK}aside/", {"state": state, "reason": "Yes."}, follow=True).text
    )


def test_the_check_page_costs_the_same_for_any_number_of_findings(insight, enter, join, say):
    client = enter(join("marta"))
    client.get(CHECK)
    with CaptureQueriesContext(connection) as few:
        client.get(CHECK)
    for n in range(6):
        quote = highlight(
            say(join("petro"), f"Spring {n}."), f"Spring {n}", insight.section.themes.get(), join("nadia")
        )
        add_insight(insight.section, InsightWords(f"Lead {n}.", "Many."), by=join("marta"), passages=[quote])
    with CaptureQueriesContext(connection) as many:
        client.get(CHECK)
    assert len(many) == len(few) < MOST_QUERIES


def test_the_ledger_settles_what_is_open(insight, enter, join, say, open_consultation):
    same, far, tagged = (say(join("petro"), words) for words in ("One spring.", "Lunch?", "Wells."))
    team = say(join("nadia"), "Welcome to all.")
    tag(tagged, insight.section.themes.get(), join("nadia"))
    client = enter(join("marta"))
    page = client.get(LEDGER).text
    assert "2 of 4 contributions are settled: 50 %." in " ".join(page.split())
    assert [f'id="c{one.pk}"' in page for one in (same, far, tagged, team)] == [True, True, False, True]

    def settle(*ticked, **said):
        return client.post(
            f"{LEDGER}settle/", {"contributions": [one.pk for one in ticked], **said}, follow=True
        ).text

    assert "Tick at least one" in settle(kind="considered")
    assert "Choose what became" in settle(far)
    assert "Say why they are out of scope." in settle(far, kind="out")
    assert "Enter the number" in settle(same, kind="same", same_as="99")
    assert "cannot be the same as itself" in settle(same, kind="same", same_as=f"#{same.number}")
    assert not Disposition.objects.exists()
    assert "1 contribution settled." in settle(far, kind="out", reason="About <lunch>.")
    assert "1 contribution settled." in settle(same, kind="same", same_as="#1")
    assert "1 contribution settled." in settle(team, kind="considered")

    ledger = ledger_of(insight.section.report)
    assert ledger.people == {"open": 0, "used": 2, "considered": 1, "same": 0, "out": 1}
    assert (ledger.team["considered"], ledger.share) == (1, 100)
    assert "About &lt;lunch&gt;." in client.get(f"{LEDGER}?fate=out").text
    assert "Climate justice" in client.get(f"{LEDGER}?fate=considered").text
    assert not [check for check in check_draft(insight.section.report) if check.code == "open"]

    standing = Disposition.objects.get(kind="out")
    assert "It is open again." in client.post(f"{LEDGER}settle/", {"reopen": standing.pk}, follow=True).text
    assert ledger_of(Report.objects.get()).people["open"] == 1


def alike(*contributions: Contribution) -> None:
    """The worker found that these say the same in nearly the same words."""
    group = SimilarGroup.objects.create(
        consultation=contributions[0].room.consultation, first=contributions[0]
    )
    Similar.objects.bulk_create(
        Similar(contribution=one, group=group, likeness=0.95) for one in contributions
    )


def test_near_duplicates_have_their_place_without_hand_work_and_a_recount_agrees(insight, enter, join, say):
    report, theme = insight.section.report, insight.section.themes.get()
    used = insight.evidence.get().contribution
    copy = say(join("petro"), "One spring for all, so we say.")
    first, second, third, tagged = (say(join(handle), f"{handle}: fares are too high.") for handle in HANDLES)
    alike(used, copy)
    alike(first, second, third, tagged)
    tag(tagged, theme, join("nadia"))
    settle([third], Settling("out", "About fares."), by=join("marta"))

    def fates():
        return {one.pk: one.fate for one in with_fates(report)}

    assert fates() == {
        used.pk: "used", copy.pk: "used", first.pk: "open", second.pk: "same", third.pk: "out",
        tagged.pk: "considered",
    }  # fmt: skip
    client = enter(join("marta"))
    copies = " ".join(client.get(f"{LEDGER}?fate=used").text.split())
    assert f'In nearly the same words as <a href="/contributions/{used.pk}/">#{used.number}</a>' in copies
    with CaptureQueriesContext(connection) as few:
        client.get(f"{LEDGER}?fate=same")
    snapshot = freeze(report, at=timezone.now())
    found = recount(report, snapshot)
    assert found["ledger"] == {"used": 2, "considered": 1, "same": 1, "out": 1, "open": 1}
    assert found["differences"] == []
    wrong = {**snapshot, "ledger": {**snapshot["ledger"], "open": 0}}
    assert recount(report, wrong)["differences"] == [["ledger", "open", 0, 1]]
    assert share_sentence(snapshot, ENGLISH) == (
        "Of 6 contributions, 2 are used, 1 considered under themes, 1 grouped as a duplicate, "
        "1 out of scope, 1 still open."
    )

    used.move_to("hidden")
    first.move_to("hidden")
    assert fates() == {copy.pk: "open", second.pk: "open", third.pk: "out", tagged.pk: "considered"}
    assert recount(report, freeze(report, at=timezone.now()))["differences"] == []
    with CaptureQueriesContext(connection) as fewer:
        client.get(f"{LEDGER}?fate=same")
    assert len(fewer) <= len(few)


def test_why_people_were_asked_can_be_mended(insight, enter, join):
    client = enter(join("marta"))
    report = insight.section.report
    report.objective = [
        {"id": "a", "content": [{"t": "note", "ref": "lost"}, {"t": "text", "v": "To hear."}]}
    ]
    report.created_at = timezone.now()
    report.save()
    assert "/studio/future-we-want/objective/" in client.get(CHECK).text
    page = client.get("/studio/future-we-want/objective/").text
    assert "[^lost]To hear." in page
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)

    client.post("/studio/future-we-want/objective/", {"text": "To hear.", "seen": seen})

    assert "Nothing stands in the way." in client.get(CHECK).text
