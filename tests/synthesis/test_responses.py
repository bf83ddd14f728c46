"""We asked, you said, we did: kept by editors, shown under the report, told once to whom it concerns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.mail import send_notice
from consultation.models import AuditEntry, NoticeStop, Notification, Outbox
from consultation.notifications import lines_for
from rooms.models import RoomFollow
from synthesis.actions import responding
from synthesis.models import Response
from synthesis.tasks import tell_what_was_done
from tests.synthesis.published import Published, client_of, forget, words

pytestmark = pytest.mark.django_db

ROWS = "/studio/future-we-want/did/"
REPORT = "/reports/future-we-want/"
YOURS = f"{REPORT}yours/"


@pytest.fixture
def made(open_consultation, join, say, room):
    """1.1 rests on Isabel; Carlos said something else; Otis only follows."""
    forget()
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    made.spring = made.insight(part, "Springs first.", "They are shared.")
    made.rest(made.spring, say(join("isabel"), "Three villages share one spring."), "one spring")
    say(join("carlos"), "Wells.")
    RoomFollow.objects.create(room=room, membership=join("otis"))
    made.question = room.questions.order_by("number")[1]
    return made


def filled(made, **other):
    return {
        "question": str(made.question.pk),
        "asked": "",
        "insight": str(made.spring.guid),
        "said": "",
        "status": "planned",
        "did": "A <gate> at the spring.",
        "reason": "",
        "owner": "Water office",
        "on": "2026-11-03",
    } | other


def add(editor, made, **other):
    page = editor.post(f"{ROWS}new/", filled(made, **other), follow=True)
    assert page.status_code == 200, words(page)
    return Response.objects.latest("pk")


def change(editor, row, do):
    return editor.post(f"{ROWS}{row.pk}/change/", {"do": do}, follow=True)


def seen(editor, row):
    return editor.get(f"{ROWS}{row.pk}/").context["form"]["seen"].value()


def work_off():
    row = Outbox.objects.open().get(kind="responses.changed")
    tell_what_was_done(row.pk)
    assert Outbox.objects.get(pk=row.pk).done_at is not None


def test_a_row_is_the_teams_until_it_is_public_and_then_stands_under_the_report(made, join, client):
    editor = client_of(join("marta"))
    row = add(editor, made)
    refused = change(editor, row, "public")
    assert "The summary is not public: rows can follow once it is." in words(refused)

    made.publish()
    assert "We asked" not in client.get(REPORT).text
    approver = client_of(join("tomas")).get(ROWS)
    assert "Draft: only the team sees it" in words(approver)
    assert 'value="public"' not in approver.text
    told = words(change(editor, row, "public"))
    assert "Public. People are told in 60 minutes" in told
    assert "People are told of 1 row in one notice" in told
    editor.post(f"{ROWS}{row.pk}/", filled(made, status="done", seen=seen(editor, row)))

    page = client.get(REPORT)
    told = words(page)
    assert f"We asked {made.question.text} You said 1.1 Springs first" in told
    assert "We did Done A &lt;gate&gt; at the spring. Water office · 3 November 2026" in told
    assert "planned → done" in told
    assert "Published" in told
    assert f'<a href="#did-{row.pk}">What was done: Done</a>' in page.text
    assert 'href="#i-1-1"' in page.text.split('id="did"')[1]
    said = made.spring.evidence.get().contribution
    aside = client.get(f"/contributions/{said.pk}/").text
    assert f'<a href="{REPORT}#did-{row.pk}">What was done: Done</a>' in aside
    assert "We did: Done ." in words(client_of(join("isabel")).get(YOURS))
    acts = AuditEntry.objects.filter(object_type="synthesis.response").order_by("pk")
    assert [one.action.partition(".")[2] for one in acts] == ["added", "published", "written"]
    assert "Row of what was done made public" in words(editor.get("/moderate/future-we-want/log/"))


def test_the_line_of_a_consultation_ends_in_what_was_done(made, join, client):
    def ends():
        page = client.get("/consultations/future-we-want/").text
        assert page.count('aria-current="step"') == 1
        line = page.split('<ol class="steps">')[1].split("</ol>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", line.split('aria-current="step"')[1]).split()), line

    editor = client_of(join("marta"))
    made.close()
    version = made.publish()
    row = add(editor, made)
    assert "Current: published" in ends()[0]
    change(editor, row, "public")
    told, line = ends()
    assert told == "> What was done Current Planned: 1"
    assert f'<a href="{REPORT}#did">Planned: 1</a>' in line
    version.withdrawn_at, version.withdrawn_note = timezone.now(), "Wrong."
    version.save()
    assert "What was done Current" not in ends()[0]


def test_a_withdrawn_report_shows_no_row_and_nobody_is_told_of_it(made, join, client):
    version = made.publish()
    add(client_of(join("marta")), made, public="1")
    version.withdrawn_at, version.withdrawn_note = timezone.now(), "Wrong."
    version.save()

    assert "gate" not in client.get(REPORT).text
    assert "gate" not in client_of(join("isabel")).get(YOURS, follow=True).text
    work_off()
    assert not Notification.objects.filter(kind="report.did").exists()


def test_rows_stand_with_the_current_version_alone_and_survive_the_end_of_their_insight(made, join, client):
    editor = client_of(join("marta"))
    made.publish()
    add(editor, made, public="1", said="<b>They</b> share.")
    made.spring.evidence.all().delete()
    made.spring.delete()
    made.publish("1.1")

    told = words(client.get(REPORT))
    assert "You said &lt;b&gt;They&lt;/b&gt; share. We did Planned" in told
    assert "We asked" not in words(client.get(f"{REPORT}v1.0/"))
    assert "no longer in the summary" in words(editor.get(ROWS))


def test_one_notice_tells_everyone_of_all_that_changed_and_stops_where_it_was_stopped(
    made, join, mailoutbox, django_assert_max_num_queries
):
    made.publish()
    editor = client_of(join("marta"))
    add(editor, made, public="1")
    add(editor, made, public="1", insight="", said="Wells.")
    undone = add(editor, made, public="1")
    change(editor, undone, "team")
    waits = Outbox.objects.open().get(kind="responses.changed")
    assert timedelta(minutes=50) < waits.available_at - timezone.now() <= timedelta(hours=1)
    NoticeStop.objects.create(user=join("carlos").user, group="reports")

    work_off()
    tell_what_was_done(waits.pk)

    notices = Notification.objects.filter(kind="report.did")
    assert sorted(one.recipient.handle for one in notices) == ["carlos", "isabel", "otis"]
    with django_assert_max_num_queries(6):
        lines = {notice.recipient.handle: line for notice, line in lines_for(list(notices))}
    assert (lines["isabel"].text, lines["isabel"].url) == (
        "What was done with what you said: 1 update",
        YOURS,
    )
    assert (lines["otis"].text, lines["otis"].url) == (
        "We asked, you said, we did: 2 updates",
        f"{REPORT}#did",
    )
    mails = Outbox.objects.filter(kind="notice.mail", payload__notification__in=[one.pk for one in notices])
    assert mails.count() == 2  # Carlos stopped them
    assert send_notice(notices.get(recipient=join("isabel").user))
    body = " ".join(mailoutbox[-1].body.split())
    assert "Your words stand behind 1.1 Springs first." in body
    assert "We did: Planned. A <gate> at the spring. (Water office, 3 November 2026)" in " ".join(
        body.split()
    )
    assert f"{REPORT}yours/" in body


def test_a_new_status_is_told_and_other_words_are_not(made, join):
    made.publish()
    editor, otis = client_of(join("marta")), join("otis").user
    first, second = add(editor, made, public="1"), add(editor, made, public="1")
    work_off()
    editor.post(f"{ROWS}{first.pk}/", filled(made, status="done", seen=seen(editor, first)))
    editor.post(f"{ROWS}{second.pk}/", filled(made, did="Other words.", seen=seen(editor, second)))
    work_off()

    later = Notification.objects.filter(kind="report.did", recipient=otis).latest("pk")
    ((_, line),) = lines_for([later])
    assert (line.text, line.url) == ("We asked, you said, we did: 1 update", f"{REPORT}#did-{first.pk}")
    change(editor, first, "remove")
    assert lines_for([later]) == []
    assert not send_notice(later)


def test_what_goes_back_where_it_was_before_the_hour_is_over_is_not_told(made, join):
    made.publish()
    editor = client_of(join("marta"))
    row = add(editor, made, public="1")
    work_off()
    for status in ("done", "planned"):
        editor.post(f"{ROWS}{row.pk}/", filled(made, status=status, seen=seen(editor, row)))
    work_off()

    assert Notification.objects.filter(kind="report.did", recipient=join("otis").user).count() == 1
    assert row.changes.filter(told_at=None).count() == 0


def test_the_form_asks_for_what_is_missing_and_shows_what_somebody_else_saved(made, join):
    editor = client_of(join("marta"))
    bad = filled(made, question="", insight="", status="not-taken-up", owner=" ", on="soon")
    page = editor.post(f"{ROWS}new/", bad)
    assert page.status_code == 422
    for told in (
        "Choose a guiding question, or enter what you asked.",
        "Choose an insight, or enter what people said.",
        "Enter why it is not taken up.",
        "Enter who answers for it.",
        "Enter a day in the format 2026-07-31",
    ):
        assert told in words(page)
    assert not Response.objects.exists()

    row = add(editor, made)
    old = seen(editor, row)
    editor.post(f"{ROWS}{row.pk}/", filled(made, did="Mine.", seen=old))
    mine = filled(made, status="not-taken-up", reason="No <money>.", seen=old)
    page = editor.post(f"{ROWS}{row.pk}/", mine)
    assert page.status_code == 409
    assert "Somebody else saved this row meanwhile." in words(page)
    assert "Mine." in words(page)
    assert "No &lt;money&gt;." in page.text
    editor.post(f"{ROWS}{row.pk}/", {**mine, "seen": page.context["form"]["seen"].value()})
    row.refresh_from_db()
    assert (row.status, row.reason, row.asked) == ("not-taken-up", "No <money>.", made.question.text)
    for wrong in ({"status": "lost"}, {"reason": ""}, {"asked": ""}, {"insight": None}, {"owner": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=row.pk).update(**wrong)


def test_rows_move_go_and_come_back_where_they_stood(made, join, django_assert_num_queries):
    editor = client_of(join("marta"))
    rows = [add(editor, made, asked=name) for name in ("One", "Two", "Three")]
    assert "Row 1 of 3." in words(change(editor, rows[1], "up"))
    gone = change(editor, rows[0], "remove")
    assert "The row is removed. Undo" in words(gone)
    assert [one.asked for one in Response.objects.standing()] == ["Two", "Three"]
    assert editor.get(f"{ROWS}{rows[0].pk}/").status_code == 404
    change(editor, rows[0], "put_back")
    assert [one.asked for one in Response.objects.standing()] == ["Two", "One", "Three"]
    with django_assert_num_queries(7):
        editor.get(ROWS)
    with pytest.raises(responding.NoReportYetError):
        responding.make_public(rows[0], by=join("marta"))


def test_the_report_and_the_persons_page_cost_the_same_at_1_and_at_4_rows(made, join, client):
    made.publish()
    editor, isabel = client_of(join("marta")), client_of(join("isabel"))
    costs = []
    for more in (1, 3):
        for _row in range(more):
            add(editor, made, public="1")
        isabel.get(YOURS)  # the first to ask reads the snapshot
        with CaptureQueriesContext(connection) as asked:
            client.get(REPORT)
            isabel.get(YOURS)
        costs.append(len(asked))
    assert costs[0] == costs[1]
