from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from consultation import outbox
from consultation.models import Notification, Outbox
from consultation.tasks import sweep
from contributions.tasks import tell_of_contribution
from tests.architecture.house import FLOORS, ROOT, modules, tree
from tests.work import run, work_off_everything


@pytest.mark.django_db
def test_a_row_is_leased_once_and_again_when_the_lease_ends(settings):
    outbox.put("contribution.posted", "k1", {"contribution": 0})

    assert [row.key for row in outbox.lease(10)] == ["k1"]
    assert outbox.lease(10) == []
    Outbox.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert [row.attempts for row in outbox.lease(10)] == [2]


@pytest.mark.django_db
def test_a_key_is_put_once():
    outbox.put("contribution.posted", "k1", {"contribution": 1})
    outbox.put("contribution.posted", "k1", {"contribution": 2})

    assert Outbox.objects.get().payload == {"contribution": 1}


@pytest.mark.django_db
def test_mentioned_and_answered_people_are_told_exactly_once_however_often_the_tasks_run(join, say):
    petro, carlos = join("petro"), join("carlos")
    root = say(petro, "A question.")
    say(carlos, "Thank you @Petro Lysenko, and @Petro Lysenko again.", parent=root)

    work_off_everything()
    for row in Outbox.objects.all():
        Outbox.objects.filter(pk=row.pk).update(done_at=None)
        tell_of_contribution(row.pk) if row.kind == "contribution.posted" else None
    Outbox.objects.filter(kind="contribution.posted").update(done_at=timezone.now())

    assert [n.recipient.name for n in Notification.objects.all()] == ["Petro Lysenko"]
    assert [m.to for m in mail.outbox] == [["petro@example.org"]]
    assert mail.outbox[0].subject == "Carlos Méndez mentioned you in Emerging trends"


@pytest.mark.django_db
def test_nobody_is_told_of_their_own_words(join, say):
    petro = join("petro")
    say(petro, "I, @Petro Lysenko, reply to myself.", parent=say(petro, "One."))

    work_off_everything()

    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_row_do_its_work_once(join, say):
    say(join("petro"), "Look, @Carlos Méndez.", parent=say(join("carlos"), "Root."))
    rows = outbox.lease(10)

    def worker(row: Outbox) -> None:
        run(row)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, [row for row in rows for _ in range(4)]))

    assert Notification.objects.count() == 1
    assert not Outbox.objects.filter(kind="contribution.posted", done_at=None).exists()


@pytest.mark.django_db
def test_a_failing_row_waits_longer_each_time_and_does_not_stop_the_others():
    bad = Outbox.objects.create(kind="notice.mail", key="bad", payload={})
    outbox.put("notice.mail", "good", {"notification": 0})

    work_off_everything()

    bad.refresh_from_db()
    assert "KeyError" in bad.error
    assert bad.done_at is None
    assert bad.available_at > timezone.now() + timedelta(seconds=50)
    assert Outbox.objects.get(key="good").done_at is not None


@pytest.mark.django_db
def test_the_sweep_keeps_open_rows_and_drops_old_done_ones():
    now = timezone.now()
    Outbox.objects.create(kind="x", key="old", done_at=now - timedelta(days=31))
    Outbox.objects.create(kind="x", key="recent", done_at=now)
    Outbox.objects.create(kind="x", key="open", created_at=now - timedelta(days=400))

    sweep()

    assert set(Outbox.objects.values_list("key", flat=True)) == {"recent", "open"}


SENDING = {"delay", "apply_async", "send_task", "delay_on_commit"}


def test_nothing_but_the_relay_talks_to_the_broker():
    talkers = {
        str(path.relative_to(ROOT))
        for app in FLOORS
        for path in modules(app)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in SENDING
    }

    assert talkers == {"consultation/management/commands/relay.py"}
