"""Django's admin: for site administrators, and there to read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.admin.support import site
from consultation.models import AuditEntry, Outbox, User
from tests.architecture.world import PLACES, make_world
from tests.conftest import make_consultation, make_user
from tests.consultation.setting_up import client_of

pytestmark = pytest.mark.django_db
WRITABLE = {"user"}
"""What support may change; everything else is only read."""


@pytest.fixture
def world(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make_world("future-we-want")


@pytest.fixture
def admin() -> Client:
    return client_of(make_user("admin", is_superuser=True))


def client_in(world, place: str) -> Client:
    person = world.people[place]
    return client_of(person) if isinstance(person, User) else Client()


def addresses() -> list[str]:
    """The lists, forms and pages of every table, and the pages of the site itself."""
    names = ["admin:index", "admin:login", "admin:jsi18n", "admin:autocomplete"]
    paths = [reverse(name) for name in names]
    for model in site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths += [reverse(f"{stem}_changelist"), reverse(f"{stem}_add")]
        paths += [reverse(f"{stem}_{page}", args=[1]) for page in ("change", "delete", "history")]
    return [*paths, "/admin/password_change/", "/admin/no/such/page/"]


@pytest.mark.parametrize("place", [place for place in PLACES if place != "administrator"])
def test_nobody_but_administrators_finds_anything_there(place, world):
    client = client_in(world, place)

    found = {}
    for path in addresses():
        for answer in (client.get(path), client.post(path, {"suspension_reason": "x"})):
            to_enter = answer.status_code == 302 and answer["Location"].startswith("/account/enter/")
            found[path] = "enter" if to_enter else answer.status_code

    assert set(found.values()) == {"enter" if place in {"anonymous", "suspended"} else 404}


def test_an_administrator_reads_every_table_and_every_row(world, admin):
    for model, options in site._registry.items():
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"

        assert admin.get(reverse(f"{stem}_changelist")).status_code == 200, model
        if options.search_fields:
            assert admin.get(reverse(f"{stem}_changelist"), {"q": "7"}).status_code == 200, model
        one = model._default_manager.first()
        if one is not None:
            assert admin.get(reverse(f"{stem}_change", args=[one.pk])).status_code == 200, model


def test_nothing_is_added_changed_or_deleted_there_but_what_support_needs(world, admin):
    for model in site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        one = model._default_manager.first()

        assert admin.post(reverse(f"{stem}_add"), {}).status_code == 403, model
        if one is not None:
            assert admin.post(reverse(f"{stem}_delete", args=[one.pk]), {"post": "yes"}).status_code == 403
            changed = admin.post(reverse(f"{stem}_change", args=[one.pk]), {}).status_code
            assert (changed == 403) is (model._meta.model_name not in WRITABLE), model
        before = model._default_manager.count()
        bulk = {"action": "delete_selected", "_selected_action": [one.pk if one else 1], "post": "yes"}
        admin.post(reverse(f"{stem}_changelist"), bulk)
        assert model._default_manager.count() == before


def test_nobody_signs_in_with_a_password_there(admin):
    User.objects.create_user("other@example.org", password="a long enough password", is_superuser=True)
    stranger = Client()

    stranger.post("/admin/login/", {"username": "other@example.org", "password": "a long enough password"})

    assert stranger.get("/admin/").status_code == 302
    assert admin.get("/admin/login/")["Location"] == "/admin/"
    assert admin.get("/admin/password_change/").status_code == 404


def test_logging_out_there_logs_out(admin):
    assert admin.get("/admin/logout/").status_code == 405
    admin.post("/admin/logout/")

    assert admin.get("/admin/").status_code == 302


def test_support_suspends_and_readmits_on_record(admin):
    petro = make_user("petro")
    session = client_of(petro)
    url = reverse("admin:consultation_user_change", args=[petro.pk])

    admin.post(url, {"suspension_reason": "Threats in messages"})

    petro.refresh_from_db()
    assert petro.is_suspended
    assert session.get("/account/settings/").status_code == 302
    admin.post(url, {"suspension_reason": ""})
    petro.refresh_from_db()
    assert not petro.is_suspended
    entries = AuditEntry.objects.filter(object_id=petro.pk).order_by("pk")
    assert [(e.action, e.reason, e.actor_id) for e in entries] == [
        ("person.suspended", "Threats in messages", User.objects.get(email="admin@example.org").pk),
        ("person.readmitted", "", User.objects.get(email="admin@example.org").pk),
    ]


def test_support_changes_no_other_field_of_a_person(admin):
    petro = make_user("petro")

    admin.post(
        reverse("admin:consultation_user_change", args=[petro.pk]),
        {"suspension_reason": "", "is_superuser": "on", "email": "other@example.org", "name": "Other"},
    )

    petro.refresh_from_db()
    assert (petro.email, petro.name, petro.is_superuser) == ("petro@example.org", "Petro Lysenko", True)
    assert [e.action for e in AuditEntry.objects.all()] == ["administrator.named"]


def test_nobody_demotes_or_suspends_themselves(admin):
    me = User.objects.get(email="admin@example.org")

    response = admin.post(
        reverse("admin:consultation_user_change", args=[me.pk]), {"suspension_reason": "Tired"}
    )

    me.refresh_from_db()
    assert response.status_code == 403
    assert (me.is_superuser, me.is_suspended) == (True, False)


def test_what_the_relay_gave_up_is_tried_again(admin):
    dead = Outbox.objects.create(
        kind="notice.mail", key="mail:1", attempts=8, dead_at=timezone.now(), error="refused"
    )
    done = Outbox.objects.create(kind="notice.mail", key="mail:2", done_at=timezone.now())

    admin.post(
        reverse("admin:consultation_outbox_changelist"),
        {"action": "try_again", "_selected_action": [dead.pk, done.pk]},
    )

    assert [row.pk for row in Outbox.objects.due(timezone.now())] == [dead.pk]
    assert [e.action for e in AuditEntry.objects.all()] == ["outbox.tried_again"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_records_costs_the_same_however_long_it_is(count, admin, django_assert_num_queries):
    for n in range(count):
        consultation = make_consultation(f"c{n}")
        consultation.memberships.create(name=f"Person {n}")

    with django_assert_num_queries(4):  # session, user, count, list
        admin.get(reverse("admin:consultation_membership_changelist"))
