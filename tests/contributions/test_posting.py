from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from consultation.models import AuditEntry, Outbox
from contributions.models import Contribution, Mention, Revision

pytestmark = pytest.mark.django_db


def test_a_contribution_gets_a_permanent_number_a_revision_and_a_record(join, say, room):
    first, second = say(join("petro"), "One."), say(join("carlos"), "Two.")

    assert [first.number, second.number] == [1, 2]
    assert second.revision.plain == "Two.\n"
    assert AuditEntry.objects.filter(action="contribution.posted").count() == 2
    assert Outbox.objects.get(key=f"posted:{first.pk}").kind == "contribution.posted"


def test_the_same_form_posted_twice_is_one_contribution(join, say):
    petro = join("petro")
    first = say(petro, "One.")

    again = say(petro, "One.", form_key=first.form_key)

    assert again == first
    assert Contribution.objects.count() == 1
    assert say(petro, "Two.").number == 2


def test_a_revision_cannot_be_changed(join, say):
    revision = say(join("petro"), "One.").revision

    with pytest.raises(DatabaseError, match="a revision never changes"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(plain="Other.")


def test_the_audit_log_refuses_change_and_deletion(join, say):
    say(join("petro"), "One.")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(reason="other")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_a_full_name_typed_after_the_sign_names_the_member(join, say):
    carlos = join("carlos")

    said = say(join("petro"), "Thank you @carlos mendez, and Expert @ Regional hub, and a@b.org.")

    mention = Mention.objects.get()
    assert (mention.membership, mention.typed_name) == (carlos, "carlos mendez")
    assert '<user-mention data-id="0">@carlos mendez</user-mention>' in said.revision.html


def test_a_name_nobody_bears_waits_and_signing_up_under_it_gains_nothing(join, say):
    say(join("petro"), "Have you seen it, @Giulia Conti?")

    join("giulia")

    assert Mention.objects.get().membership is None
