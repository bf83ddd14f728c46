from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from consultation.models import OrganisationKind, User
from consultation.people.handles import give_handle
from consultation.people.lines import clean_line
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "Amina Diallo",
    "organisation": "Justice network",
    "organisation_kind": OrganisationKind.CIVIL_SOCIETY,
    "job_title": "Legal adviser",
    "country": "SN",
    "time_zone": "Africa/Dakar",
    "language": "en",
}


@pytest.fixture
def amina(client: Client) -> User:
    user = User.objects.create_user("amina@example.org")
    client.force_login(user)
    return user


def test_the_first_profile_is_saved_with_a_handle_and_leads_on(client: Client, amina: User) -> None:
    page = client.get("/account/profile/").text
    assert "<h1>About you</h1>" in page
    assert ">Save and continue</button>" in page

    response = client.post("/account/profile/", GOOD | {"next": "/consultations/"})

    assert response["Location"] == "/consultations/"
    amina.refresh_from_db()
    stated = {name: str(getattr(amina, name)) for name in GOOD}
    assert stated == GOOD
    assert amina.handle == "amina-diallo"
    assert amina.has_profile


def test_every_control_has_its_name(client: Client, amina: User) -> None:
    page = client.get("/account/profile/").text

    for field, label in {
        "name": "Full name",
        "latin_name": "Name in Latin letters",
        "organisation": "Organisation",
        "organisation_kind": "Kind of organisation",
        "job_title": "Role or job",
        "country": "Country",
        "time_zone": "Time zone",
        "language": "Language",
    }.items():
        assert f'<label for="id_{field}">{label}' in page
    assert '<label class="choice" for="id_is_independent">' in page
    assert "I am independent" in page
    assert "Shown next to your posts:" in page


def test_a_later_change_keeps_handle_and_date(client: Client) -> None:
    petro = make_user("petro")
    client.force_login(petro)
    page = client.get("/account/profile/").text
    assert 'value="Town libraries"' in page
    assert '<option value="MD" selected>' in page
    assert ">Save</button>" in page

    response = client.post("/account/profile/", GOOD | {"name": "Petro O. Lysenko"}, follow=True)

    assert "Your profile is saved." in response.text
    changed = User.objects.get(pk=petro.pk)
    assert (changed.name, changed.handle, changed.profile_completed_at) == (
        "Petro O. Lysenko", "petro", petro.profile_completed_at,
    )  # fmt: skip


def test_whoever_is_independent_names_no_organisation(client: Client, amina: User) -> None:
    client.post(
        "/account/profile/", GOOD | {"organisation": "", "organisation_kind": "", "is_independent": "on"}
    )

    amina.refresh_from_db()
    assert (amina.organisation, amina.organisation_kind) == ("", OrganisationKind.INDEPENDENT)
    page = client.get("/account/profile/").text
    assert 'name="is_independent" id="id_is_independent" checked' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter your full name"),
        ("name", "   ", "Enter your full name"),
        ("name", "A\u202eanima", "Remove the line breaks and invisible characters."),
        ("name", "Amina\nDiallo", "Remove the line breaks and invisible characters."),
        ("name", "Am\x00ina", "Remove the line breaks and invisible characters."),
        ("name", "\u200b\u200b", "Enter at least one letter."),
        ("name", "\u3164", "Enter at least one letter."),
        ("name", "A" * 81, "at most 80 characters"),
        ("organisation", "", "Enter your organisation, or tick “I am independent”"),
        ("country", "", "Choose your country"),
        ("country", "XX", "Select a valid choice"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("language", "tlh", "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(
    client: Client, amina: User, field: str, value: str, sentence: str
) -> None:
    response = client.post("/account/profile/", GOOD | {field: value})

    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert f'href="#id_{field}"' in response.text
    assert sentence in response.text
    assert 'value="Legal adviser"' in response.text
    amina.refresh_from_db()
    assert not amina.has_profile


def test_a_request_changes_only_what_the_form_asks_for(client: Client, amina: User) -> None:
    client.post(
        "/account/profile/", GOOD | {"is_superuser": "on", "email": "boss@example.org", "handle": "boss"}
    )

    amina.refresh_from_db()
    assert (amina.is_superuser, amina.email, amina.handle) == (False, "amina@example.org", "amina-diallo")


def test_saving_does_not_undo_a_suspension_of_the_same_moment(client: Client) -> None:
    petro = make_user("petro")
    stale = User.objects.get(pk=petro.pk)
    User.objects.filter(pk=petro.pk).update(suspended_at=timezone.now())
    from consultation.people.profile import save_profile  # noqa: PLC0415

    save_profile(stale)

    assert User.objects.get(pk=petro.pk).is_suspended


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina   Diallo ", "Amina Diallo"),
        ("Ame\u0301lie", "Amélie"),
        ("ليلى حداد", "ليلى حداد"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("O’Brien-Sun, Jr.", "O’Brien-Sun, Jr."),
    ],
)
def test_one_line_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    "typed", ["a\u2028b", "a\x85b", "a\u2066b", "a\ufffdb", "a" + chr(0xD800), "a\ufffeb", "⠀", "🙂", "--"]
)
def test_one_line_refuses_what_is_no_line_of_text(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_line(typed)


def test_handles_are_latin_unique_and_given_once() -> None:
    people = [
        User.objects.create_user("a@example.org", name="Ana Silva"),
        User.objects.create_user("b@example.org", name="Ána Sílva"),
        User.objects.create_user("c@example.org", name="Анна", latin_name="Ana Silva"),
        User.objects.create_user("d@example.org", name="安娜"),
        User.objects.create_user("e@example.org", name="x" * 80),
    ]
    for person in people:
        give_handle(person)
    first = people[0]
    first.name = "Somebody Else"
    give_handle(first)

    handles = list(User.objects.order_by("email").values_list("handle", flat=True))
    assert handles == ["ana-silva", "ana-silva-2", "ana-silva-3", f"person-{people[3].pk}", "x" * 50]


def test_pages_of_a_person_send_strangers_to_sign_in(client: Client) -> None:
    for name in ("profile", "settings", "notifications"):
        assert client.get(f"/account/{name}/")["Location"] == f"/account/enter/?next=/account/{name}/"
        assert client.post(f"/account/{name}/").status_code in {302, 405}


@pytest.mark.parametrize(("theme", "cookie"), [("dark", "dark"), ("light", "light"), ("", ""), ("x;y", "")])
def test_the_display_is_remembered_and_the_page_comes_back(client: Client, theme: str, cookie: str) -> None:
    client.cookies["theme"] = "light"
    response = client.post("/account/display/", {"theme": theme, "next": "/consultations/"})

    assert response["Location"] == "/consultations/"
    assert response.cookies["theme"].value == cookie
    assert client.get("/account/display/").status_code == 405
    assert client.post("/account/display/", {"next": "https://evil.example/"})["Location"] == "/"
