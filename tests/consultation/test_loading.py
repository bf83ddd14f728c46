"""Rows that become objects in one step are the objects that Django would have made of them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init  # noqa: TID251  to see that nobody listens
from django_countries.fields import CountryDescriptor

from consultation.models import LoadedAtOnce, Membership
from contributions.models import Contribution

LOADED = [model for model in apps.get_models() if issubclass(model, LoadedAtOnce)]
WITHOUT_STEPS = (DeferredAttribute, ForeignKeyDeferredAttribute, CountryDescriptor)


@pytest.mark.django_db
def test_an_object_from_a_row_has_every_value_and_knows_where_it_came_from(join, say):
    said = say(join("petro"))
    found = Contribution.objects.select_related("author__user", "revision").get(pk=said.pk)

    for loaded in (found, found.author, found.author.user, found.revision):
        row = type(loaded).objects.filter(pk=loaded.pk).values().get()
        assert {name: getattr(loaded, name) for name in row} == row
        assert (loaded._state.adding, loaded._state.db) == (False, "default")
    assert found.author.country.name == "Moldova"


@pytest.mark.django_db
def test_what_was_left_out_is_asked_for_when_it_is_read(join, django_assert_num_queries):
    member = Membership.objects.defer("name", "country").get(pk=join("petro").pk)

    assert member.get_deferred_fields() == {"name", "country"}
    with django_assert_num_queries(2):
        assert (member.name, member.country.code) == ("Petro Lysenko", "MD")


@pytest.mark.django_db
def test_a_changed_object_is_saved_as_any(join):
    member = Membership.objects.get(pk=join("petro").pk)
    member.job_title = "Judge"
    member.save()

    assert Membership.objects.get(pk=member.pk).job_title == "Judge"


@pytest.mark.parametrize("model", LOADED)
def test_nothing_waits_for_its_rows_to_be_initialised(model):
    """Files, generic relations and listeners would: such a model must be loaded as Django does."""
    assert model.__init__ is models.Model.__init__
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    for field in model._meta.concrete_fields:
        assert isinstance(vars(field.model).get(field.attname, DeferredAttribute(field)), WITHOUT_STEPS)
