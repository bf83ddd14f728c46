from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Outbox
from contributions.actions import sealing
from contributions.actions.revising import Edit, revise
from contributions.actions.withdrawing import NotTheAuthorError, withdraw
from contributions.models import Attachment, Revision, SearchEntry, Visibility
from moderation.actions.decisions import SealedError, hide, restore
from moderation.models import Passage
from tests.work import run, work_off_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def petro(join):
    return join("petro")


@pytest.fixture
def contribution(petro, say):
    said = say(petro, "My telephone is 12345.", language="en")
    revise(said, Edit("My number is 12345, call me.", started_from=1, language="en"), by=petro)
    said.refresh_from_db()
    return said


def url(name, contribution, *more):
    return reverse(f"contributions:{name}", args=[contribution.pk, *more])


def test_the_page_says_who_sees_what_before_it_is_done(contribution, petro, join, say, enter):
    say(join("carlos"), "Thank you.", parent=contribution)

    page = enter(petro).get(url("withdraw", contribution)).text

    assert "Everyone sees “Petro Lysenko withdrew this contribution” in its place." in page
    assert "The reply to it stays." in page
    assert "You cannot undo this." in page
    contribution.refresh_from_db()
    assert contribution.is_visible


def test_the_stub_keeps_number_and_replies_and_the_words_are_nowhere(
    contribution, petro, join, say, enter, client
):
    say(join("carlos"), "Thank you.", parent=contribution)

    answer = enter(petro).post(url("withdraw", contribution), follow=True)

    assert "You withdrew #1." in answer.text
    for person in (None, petro, join("isabel"), join("nadia")):
        client.logout()
        if person is not None:
            enter(person)
        page = client.get(url("contribution", contribution))
        room = client.get(reverse("contributions:room", args=["future-we-want", "emerging-trends"]))
        history = client.get(url("history", contribution), follow=True)
        assert page.status_code == 410
        assert "Petro Lysenko withdrew this contribution." in page.text
        assert "Thank you." in page.text
        assert "Petro Lysenko withdrew this contribution." in room.text
        assert "12345" not in page.text + room.text + history.text
    assert not SearchEntry.objects.filter(contribution=contribution).exists()
    assert AuditEntry.objects.get(action="contribution.withdrawn").after == {
        "visibility": "withdrawn",
        "after_close": False,
    }


def test_only_the_author_withdraws_and_only_once(contribution, petro, join, enter):
    for key in ("carlos", "nadia", "marta"):
        assert enter(join(key)).post(url("withdraw", contribution)).status_code == 403
    with pytest.raises(NotTheAuthorError):
        withdraw(contribution, by=join("nadia"))

    assert withdraw(contribution, by=petro)
    assert not withdraw(contribution, by=petro)
    assert AuditEntry.objects.filter(action="contribution.withdrawn").count() == 1


def test_it_is_possible_after_the_close(contribution, petro, open_consultation, enter, client):
    open_consultation.closes_at = timezone.now() - timedelta(minutes=1)
    open_consultation.save()

    enter(petro).post(url("withdraw", contribution))

    contribution.refresh_from_db()
    assert contribution.visibility == Visibility.WITHDRAWN
    assert "after the close." in client.get(url("contribution", contribution)).text
    assert AuditEntry.objects.get(action="contribution.withdrawn").after["after_close"] is True


def test_sealed_words_are_deleted_after_30_days_but_for_hash_and_length(contribution, petro, join):
    first = contribution.revisions.get(number=1)
    passage = Passage.objects.create(
        revision=first,
        start=0,
        end=12,
        quote="My telephone",
        prefix="",
        suffix=" is",
        created_by=join("nadia"),
    )
    before = timezone.now()
    withdraw(contribution, by=petro)
    after = timezone.now()
    work_off_everything()
    assert contribution.revisions.exclude(plain="").count() == 2

    rows = Outbox.objects.filter(kind=sealing.SEALED)
    assert rows
    assert all(before <= row.available_at - timedelta(days=30) <= after for row in rows)
    for row in rows:
        run(row)

    emptied = contribution.revisions.get(number=1)
    assert (emptied.source, emptied.html, emptied.plain) == ("", "", "")
    assert (emptied.sha256, emptied.length) == (first.sha256, first.length)
    passage.refresh_from_db()
    assert (passage.quote, passage.suffix) == ("", "")


def test_the_files_of_a_withdrawn_contribution_are_deleted_with_its_words(
    contribution, petro, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    facts = {"content_type": "text/plain", "size": 1, "sha256": "0", "name": "phone.txt", "title": "Phone"}
    file = Attachment.objects.create(contribution=contribution, file=ContentFile(b"1", "phone.txt"), **facts)
    sealing.seal_version(contribution.revisions.get(number=1), by=petro.user, reason="author")
    sealing.empty(contribution.revisions.get(number=1).pk)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()]

    withdraw(contribution, by=petro)
    sealing.empty(contribution.revision_id)

    file.refresh_from_db()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (file.name, file.title) == ("", "")
    assert file.removed_at is not None


def test_the_database_unseals_nothing_and_empties_nothing_unsealed(contribution, petro):
    sealing.empty(contribution.revision_id)
    contribution.revision.refresh_from_db()
    assert contribution.revision.plain
    withdraw(contribution, by=petro)

    with pytest.raises(DatabaseError, match="only be sealed"), transaction.atomic():
        Revision.objects.filter(contribution=contribution).update(sealed_at=None)


@pytest.mark.parametrize(
    ("reason", "seals"), [("personal-data", True), ("safety", True), ("off-topic", False)]
)
def test_hiding_for_safety_or_personal_data_seals_all_versions(reason, seals, contribution, join):
    hide(contribution, reason=reason, by=join("nadia"))

    sealed = contribution.revisions.filter(sealed_at__isnull=False).count()
    assert sealed == (2 if seals else 0)


def test_what_was_sealed_is_restored_only_after_its_author_wrote_anew(
    contribution, petro, join, enter, client
):
    nadia = join("nadia")
    hide(contribution, reason="personal-data", by=nadia)
    with pytest.raises(SealedError):
        restore(contribution, by=nadia)
    answer = enter(nadia).post(reverse("moderation:restore", args=[contribution.pk]), follow=True)
    assert "It can be restored when its author has edited it." in answer.text

    revise(contribution, Edit("Call the desk.", started_from=2, language="en"), by=petro)
    contribution.refresh_from_db()
    assert contribution.visibility == Visibility.HIDDEN
    restore(contribution, by=nadia)

    client.logout()
    page = client.get(url("contribution", contribution))
    assert (page.status_code, "Call the desk." in page.text) == (200, True)
    history = client.get(url("history", contribution)).text
    assert history.count("A version was removed.") == 2
    assert "12345" not in history


def test_hidden_words_are_in_no_public_history(contribution, petro, join, enter, client):
    hide(contribution, reason="off-topic", by=join("nadia"))

    assert "12345" not in client.get(url("history", contribution), follow=True).text
    assert "12345" in enter(petro).get(url("history", contribution)).text
    assert "12345" in enter(join("sunhee")).get(url("history", contribution)).text
