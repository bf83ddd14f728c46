"""A prepared queryset gives what the queryset gives, whatever was asked of it before."""

from __future__ import annotations

import pytest
from django.db import connection

from consultation.prepared import PlannedAnew, Prepared, among
from contributions.models import Contribution

pytestmark = pytest.mark.django_db


def by_author_and_text(pks, author):
    found = Contribution.objects.filter(among("pk", pks), author__name=author)
    return found.select_related("author").order_by("number")


def test_each_asking_has_its_own_answer(join, say):
    first, second = say(join("petro")), say(join("carlos"))
    prepared = Prepared(by_author_and_text, pks=[2_000_000_000], author="nobody at all")
    pks = [first.pk, second.pk]

    petros = prepared.rows(pks=pks, author="Petro Lysenko")
    carlos = prepared.rows(pks=pks, author="Carlos Méndez")
    none = prepared.rows(pks=[second.pk], author="Petro Lysenko")

    assert (petros, carlos, none) == ([first], [second], [])
    assert petros[0].author.name == "Petro Lysenko"


def test_its_statement_is_the_same_for_any_number_of_pks(join, say, django_assert_num_queries):
    said = [say(join("petro")) for _ in range(3)]
    prepared = Prepared(by_author_and_text, pks=[2_000_000_000], author="nobody at all")
    prepared.rows(pks=[], author="Petro Lysenko")

    with django_assert_num_queries(1):
        found = prepared.rows(pks=[one.pk for one in said], author="Petro Lysenko")

    assert found == said


def test_the_server_keeps_its_plan(join, say):
    petro = say(join("petro"))
    prepared = Prepared(by_author_and_text, pks=[2_000_000_000], author="somebody kept")
    prepared.rows(pks=[petro.pk], author="Petro Lysenko")

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]

    assert any('"consultation_membership"."name" = $' in one for one in kept)


def test_one_that_is_planned_anew_answers_the_same_and_keeps_no_plan(join, say):
    petro = say(join("petro"))
    say(join("carlos"))
    anew = PlannedAnew(by_author_and_text, pks=[2_000_000_000], author="somebody planned for")

    found = anew.rows(pks=[petro.pk], author="Petro Lysenko")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement = %s", [anew.sql])
        assert cursor.fetchone() == (0,)
    assert found == [petro]
