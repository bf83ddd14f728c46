"""Whom a text may name is asked by the names in it, never by reading every member."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import Membership
from contributions.actions.mentioning import people_of, people_typed
from contributions.mentions import find_mentions

pytestmark = pytest.mark.django_db

NAMES = [
    ("Ana Pérez", ""), ("Ana María Pérez de la O", ""), ("Ana", ""), ("Jean-Luc O'Brien", ""),
    ("王伟", "Wang Wei"), ("أحمد المصري", "Ahmad Al Masri"), ("Şule Işık", ""), ("Dr. Weiß", ""),
    ("สมชาย ใจดี", ""), ("J. P. Müller", ""), ("Kowalski Łukasz", ""), ("金", "Kim"),
]  # fmt: skip
TEXTS = [
    "@Ana Pérez and @ana perez's view, (@Ana María Pérez de la O), @Ana Maria Perez",
    "@Jean Luc OBrien, @jean-luc o’brien; @O'Brien",
    "我同意@王伟的看法 @Wang-Wei @wang wei Xu",
    "قال @أحمد المصري ذلك و@احمد المصري",
    "@Sule Isik @DR. WEISS @dr weiss @สมชาย ใจดีครับ @J.P. Müller @J. P. Muller, @lukasz",
    "@kowalski-lukasz @Kowalski Lukasz Nowak @金さん ＠Ana @petro @Petro.",
    "a@ana.org https://x.org/@Ana @ @@Ana @ANA",
]


def test_the_same_people_are_found_as_among_all(room, join):
    petro = join("petro")
    consultation = room.consultation
    Membership.objects.bulk_create(
        Membership(consultation=consultation, name=name, latin_name=latin) for name, latin in NAMES
    )
    now = timezone.now()
    everybody = people_of(consultation, at=now)

    found = 0
    for text in TEXTS:
        asked = find_mentions(text, people_typed(text, consultation, at=now))
        assert asked == find_mentions(text, everybody)
        found += sum(len(mention.people) for mention in asked)

    assert found > 15
    petro.name = "Petro Renamed"
    petro.save(update_fields=["name"])
    assert [one.id for one in people_typed("@petro renamed", consultation, at=now)] == [petro.pk]


def test_five_thousand_members_are_not_read_for_one_name(room, say, join):
    Membership.objects.bulk_create(
        Membership(consultation=room.consultation, name=f"Person Number{n}") for n in range(5000)
    )

    with CaptureQueriesContext(connection) as statements:
        people = people_typed("@Person Number7 said", room.consultation, at=timezone.now())

    assert [one.name for one in people] == ["Person Number7"]
    assert len(statements) == 1
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consultation_membership")
        cursor.execute("EXPLAIN " + statements[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "membership_names" in plan
