from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultation.mail import send_notice
from consultation.models import AuditEntry, Notification, Outbox, State
from consultation.notifications import lines_for
from rooms.models import RoomFollow
from synthesis import shelf
from synthesis.actions import publishing
from synthesis.actions.builds import request_build
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.outline import start_from_codebook
from synthesis.actions.publishing import NotReadyError
from synthesis.models import Build, BuiltFile, Section, SignOff, Version
from tests.synthesis.marking import highlight, theme
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def marta(join):
    return join("marta")


@pytest.fixture
def tomas(join):
    return join("tomas")


@pytest.fixture
def closed(open_consultation):
    """The consultation after its end."""
    open_consultation.closes_at = timezone.now()
    open_consultation.save()
    return open_consultation


@pytest.fixture
def insight(open_consultation, join, say, marta):
    climate = theme(open_consultation, "Climate justice")
    quote = highlight(
        say(join("isabel"), "Three villages share one spring."), "one spring", climate, join("nadia")
    )
    start_from_codebook(open_consultation, by=marta.user)
    words = InsightWords("Water first.", "A spring comes before a court.")
    return add_insight(Section.objects.get(), words, by=marta, passages=[quote])


@pytest.fixture
def build(insight, marta):
    """build() builds a draft with one file and gives it."""

    def make():
        request_build(insight.section.report, ["html"], by=marta)
        work_off_everything()
        return Version.objects.filter(published_at=None).first()

    return make


def test_a_draft_goes_from_editor_to_approver_to_the_public(build, closed, marta, tomas):
    draft = build()
    publishing.send_for_sign_off(draft, note="Please read 1.1.", by=marta)

    version = publishing.approve_and_publish(draft, by=tomas)
    work_off_everything()

    version.refresh_from_db()
    assert (version.number, version.draft, version.label) == ("1.0", 1, "v1.0")
    closed.refresh_from_db()
    assert (closed.state, closed.summary_published_at) == (State.PUBLISHED, version.published_at)
    names = sorted(version.files.filter(is_public=True).values_list("name", flat=True))
    assert names == [
        f"future-we-want-v1.0-en.{ending}" for ending in ("csv", "docx", "html", "json", "pdf", "xlsx")
    ]
    kinds = [step.kind for step in SignOff.objects.all()]
    assert kinds == ["sent", "approved"]
    acts = AuditEntry.objects.filter(action__in=["report.sent", "report.published"])
    assert {entry.actor_id for entry in acts} == {marta.user_id, tomas.user_id}


def test_the_public_files_carry_the_number_the_draft_its_own_and_both_the_same_words(build, marta, tomas):
    draft = build()
    before = draft.snapshot
    publishing.send_for_sign_off(draft, by=marta)

    publishing.approve_and_publish(draft, by=tomas)
    work_off_everything()

    texts = {
        file.is_public: shelf.place_of(file.path).read_text()
        for file in BuiltFile.objects.filter(format="html")
    }
    assert "Version 1.0" in texts[True]
    assert all(f"{draft.checksum[:4]} {draft.checksum[4:8]}" in text for text in texts.values())
    assert "Draft 1" in texts[False]
    assert all("A spring comes before a court." in text for text in texts.values())
    draft.refresh_from_db()
    assert draft.snapshot == before


def test_the_approvers_are_told_and_the_sender_of_the_answer(build, marta, tomas, mailoutbox):
    draft = build()
    publishing.send_for_sign_off(draft, note="Please read 1.1.", by=marta)
    notice = Notification.objects.get(kind="report.sign-off", recipient=tomas.user)
    ((_, line),) = lines_for([notice])
    assert line.text == "Marta Okafor sent draft 1 of the summary for sign-off"
    assert line.url == "/studio/future-we-want/sign-off/"
    assert send_notice(notice)
    assert "Please read 1.1." in mailoutbox[-1].body

    publishing.ask_for_changes(draft, note="Say who.", by=tomas)

    notice = Notification.objects.get(kind="report.sign-off", recipient=marta.user)
    ((_, line),) = lines_for([notice])
    assert line.text == "Tomás Rivera asks for changes in draft 1 of the summary"


def test_everyone_who_contributed_or_follows_is_told_once_where_their_words_are_used(
    build, closed, room, join, say, marta, tomas, mailoutbox
):
    say(join("petro"), "Something else.")
    RoomFollow.objects.create(room=room, membership=join("giulia"))
    join("otis")
    draft = build()
    publishing.send_for_sign_off(draft, by=marta)
    publishing.approve_and_publish(draft, by=tomas)
    work_off_everything()
    again = Outbox.objects.get(kind="report.published")
    Outbox.objects.filter(pk=again.pk).update(done_at=None)
    work_off_everything()

    notices = Notification.objects.filter(kind="report.out").order_by("recipient__handle")
    told = {notice.recipient.handle: line.text for notice, line in lines_for(list(notices))}
    assert told == {
        "giulia": "The summary is out: The future we want: justice, security and rights",
        "isabel": "The summary is out: your contribution is used in 1 place",
        "petro": "The summary is out: The future we want: justice, security and rights",
    }
    mail = next(one for one in mailoutbox if one.to == ["isabel@example.org"] and "summary" in one.subject)
    assert "1.1 Water first" in mail.body or "1.1.1 Water first" in mail.body
    assert "/reports/future-we-want/" in mail.body


@pytest.mark.parametrize("who", ["sender", "sole writer"])
def test_nobody_signs_what_only_they_sent_or_wrote(build, join, marta, tomas, who):
    draft = build()
    second = join("vera", role="editor")
    publishing.send_for_sign_off(draft, by=marta if who == "sender" else second)
    marta.role = "approver"
    marta.save()

    with pytest.raises(NotReadyError, match="Nobody signs what only they wrote or sent"):
        publishing.approve_and_publish(draft, by=marta)

    assert not Version.objects.published().exists()


def test_a_draft_with_a_fault_is_neither_sent_nor_published(build, insight, marta, tomas):
    insight.lead_in, insight.paragraphs = [], []
    insight.save()
    with pytest.raises(NotReadyError, match=r"1 fault must be mended first: 1\.1 has no words"):
        publishing.send_for_sign_off(build(), by=marta)


def test_words_hidden_after_the_build_are_never_published(build, insight, marta, tomas):
    draft = build()
    publishing.send_for_sign_off(draft, by=marta)
    insight.evidence.get().contribution.move_to("hidden")

    with pytest.raises(NotReadyError, match="hidden or withdrawn since: build again"):
        publishing.approve_and_publish(draft, by=tomas)


def test_one_draft_waits_at_a_time_and_an_answered_one_waits_no_more(build, marta, tomas):
    first = build()
    publishing.send_for_sign_off(first, by=marta)
    second = build()

    with pytest.raises(NotReadyError, match="with the approvers already"):
        publishing.send_for_sign_off(second, by=marta)
    publishing.ask_for_changes(first, note="Shorter.", by=tomas)
    with pytest.raises(NotReadyError, match="does not wait"):
        publishing.approve_and_publish(first, by=tomas)
    publishing.send_for_sign_off(second, by=marta)
    assert publishing.approve_and_publish(second, by=tomas).number == "1.0"
    with pytest.raises(NotReadyError, match="does not wait"):
        publishing.approve_and_publish(second, by=tomas)


def test_a_correction_rises_the_number_and_leaves_the_first_version_as_it_was(build, closed, marta, tomas):
    numbers = []
    for changes in ("", "One name corrected."):
        draft = build()
        publishing.send_for_sign_off(draft, by=marta)
        numbers.append(publishing.approve_and_publish(draft, changes=changes, by=tomas).number)
        work_off_everything()

    assert numbers == ["1.0", "1.1"]
    first, second = Version.objects.published().order_by("published_at")
    closed.refresh_from_db()
    assert closed.summary_published_at == first.published_at
    assert second.changes == "One name corrected."
    assert Notification.objects.filter(kind="report.out", recipient__handle="isabel").count() == 1


def test_while_a_build_runs_nothing_is_published(build, insight, marta, tomas):
    draft = build()
    publishing.send_for_sign_off(draft, by=marta)
    request_build(insight.section.report, ["html"], by=marta)

    with pytest.raises(NotReadyError, match="A build is running"):
        publishing.approve_and_publish(draft, by=tomas)


def test_a_draft_without_files_cannot_be_sent(build, marta):
    draft = build()
    draft.files.all().delete()

    with pytest.raises(NotReadyError, match="no files yet"):
        publishing.send_for_sign_off(draft, by=marta)


def test_an_approver_whose_role_is_gone_gets_no_files_made(build, marta, tomas):
    draft = build()
    publishing.send_for_sign_off(draft, by=marta)
    publishing.approve_and_publish(draft, by=tomas)
    tomas.role = "participant"
    tomas.save()

    work_off_everything()

    assert Build.objects.first().error == "not-allowed"
    assert not BuiltFile.objects.filter(is_public=True).exists()


def test_the_command_makes_the_newest_published_version_byte_for_byte_again(build, marta, tomas, tmp_path):
    draft = build()
    publishing.send_for_sign_off(draft, by=marta)
    publishing.approve_and_publish(draft, by=tomas)
    work_off_everything()
    build()

    call_command("build_report", "future-we-want", "--out", str(tmp_path / "out"))

    for file in BuiltFile.objects.filter(is_public=True):
        assert (tmp_path / "out" / file.name).read_bytes() == shelf.place_of(file.path).read_bytes()
