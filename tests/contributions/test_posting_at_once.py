"""Many at once, in transactions of their own."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consultation.models import Membership, Outbox
from consultation.people.joining import join
from contributions import drafts
from contributions.actions import NewContribution, post_contribution
from contributions.actions.posting import NotTakenError
from contributions.models import Contribution, Draft, Visibility
from rooms.models import Room
from tests.conftest import make_consultation, make_room, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    consultation = make_consultation()
    return make_room(consultation), join(make_user("petro"), consultation)


def post(room: Room, author: Membership, form_key: uuid.UUID) -> int:
    """What one request does, on a connection of its own."""
    try:
        mine = Room.objects.select_related("consultation").get(pk=room.pk)
        return post_contribution(mine, author, NewContribution("The same words.", form_key=form_key)).pk
    finally:
        connection.close()


@pytest.mark.parametrize("same_form", [True, False], ids=["one form", "two tabs"])
def test_fifty_identical_posts_at_once_are_one_contribution(same_form, place):
    room, author = place
    key = uuid.uuid4()
    keys = [key if same_form else uuid.uuid4() for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        posted = set(pool.map(lambda form_key: post(room, author, form_key), keys))

    assert len(posted) == 1
    assert Contribution.objects.count() == 1
    assert Outbox.objects.filter(kind="contribution.posted").count() == 1
    room.refresh_from_db()
    assert room.last_number == 1


def keep(room: Room, author: Membership, form_key: uuid.UUID) -> Draft | None:
    """What a late save does, on a connection of its own."""
    assert author.user is not None
    try:
        return drafts.save(author.user, drafts.Place(room), drafts.Copy("Words.", form_key=form_key))
    finally:
        connection.close()


WAITS_FOR_ME = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def ended_or_waits(saving: Future[Draft | None]) -> bool:
    """Whether the save has ended, or waits for the transaction that is open here."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_ME)
        return saving.done() or cursor.fetchone()[0] > 0


def test_a_save_that_meets_the_posting_of_its_text_leaves_no_draft(place):
    room, author = place
    key = uuid.uuid4()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            post_contribution(room, author, NewContribution("Words.", form_key=key))
            saving = pool.submit(keep, room, author, key)
            while not ended_or_waits(saving):
                time.sleep(0.01)
        with pytest.raises(drafts.PostedError):
            saving.result()

    assert not Draft.objects.exists()


def test_what_closed_while_it_was_written_is_seen_before_it_is_posted(place):
    room, author = place
    room.consultation  # noqa: B018  loaded before the dates change
    opened = timezone.now() - timedelta(minutes=10)
    type(room.consultation).objects.update(closes_at=timezone.now() - timedelta(minutes=5))

    with pytest.raises(NotTakenError, match="closed"):
        post_contribution(room, author, NewContribution("Words.", opened_at=opened))

    assert not Contribution.objects.exists()


def test_what_was_hidden_while_it_was_answered_is_seen_before_it_is_posted(place):
    room, author = place
    parent = post_contribution(room, author, NewContribution("Parent."))
    Contribution.objects.update(visibility=Visibility.HIDDEN)

    with pytest.raises(NotTakenError, match="no longer shown"):
        post_contribution(room, author, NewContribution("Reply.", parent=parent, opened_at=timezone.now()))

    assert Contribution.objects.count() == 1
