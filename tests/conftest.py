"""The cast and the makers. The demo and the tests share one cast: see docs/glossary.md."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from consultation.models import Consultation, Membership, Role, User
from consultation.people.joining import join as join_consultation
from contributions.actions import NewContribution, post_contribution
from contributions.models import Contribution
from rooms.models import GuidingQuestion, Room

# A busy machine takes its time over an example, which says nothing about the example.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")


@dataclass(frozen=True)
class Character:
    name: str
    country: str
    role: str = Role.PARTICIPANT
    organisation: str = ""
    job: str = ""
    language: str = "en"
    zone: str = "UTC"


CAST = {
    "nadia": Character("Nadia Rahmani", "JO", Role.MODERATOR, "Regional hub", "Adviser", "en", "Asia/Amman"),
    "sunhee": Character("Sun-hee Park", "KR", Role.MODERATOR, "Regional hub", "Adviser", "en", "Asia/Seoul"),
    "petro": Character("Petro Lysenko", "MD", organisation="Town libraries", job="Legal help coordinator"),
    "carlos": Character("Carlos Méndez", "PY", organisation="Town council", language="es"),
    "isabel": Character(
        "Isabel Quirós", "CR", organisation="Water users' federation", job="Mediation adviser"
    ),
    "farrukh": Character("Farrukh Saidov", "KG", organisation="Regional court", job="Court administrator"),
    "youssef": Character("Youssef Trabelsi", "MA", organisation="Bar association", language="fr"),
    "giulia": Character("Giulia Conti", "VN", organisation="Court observers"),
    "layla": Character("Layla Haddad", "LB", organisation="Legal clinic", language="ar"),
    "marta": Character("Marta Okafor", "NG", Role.EDITOR, "Programme", "Editor"),
    "tomas": Character("Tomás Rivera", "CL", Role.APPROVER, "Programme", "Director"),
    "otis": Character("Otis Brandt", "DE", Role.OBSERVER, "Observatory"),
}


@pytest.fixture(scope="session", autouse=True)
def files_of_this_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for files of this process alone: what one clears away is not another's, nor the demo's."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


type Join = Callable[..., Membership]
type Say = Callable[..., Contribution]


def make_user(key: str, **fields: Any) -> User:
    """A person of the cast, or anybody by another name, with a complete profile and a verified address."""
    character = CAST.get(key, Character(key.title(), ""))
    values = {
        "name": character.name,
        "handle": key,
        "organisation": character.organisation,
        "job_title": character.job,
        "country": character.country,
        "language": character.language,
        "time_zone": character.zone,
        "profile_completed_at": timezone.now(),
    } | fields
    user = User.objects.filter(email=f"{key}@example.org").first()
    user = user or User.objects.create_user(f"{key}@example.org", **values)
    user.emailaddress_set.get_or_create(email=user.email, defaults={"verified": True, "primary": True})
    return user


def make_consultation(slug: str = "future-we-want", **fields: Any) -> Consultation:
    now = timezone.now()
    values: dict[str, Any] = {
        "title": "The future we want: justice, security and rights",
        "short_title": "The future we want",
        "organiser": "Programme on rule of law",
        "objective": "The next programme starts in January.",
        "languages": ["en", "es"],
        "opens_at": now - timedelta(days=20),
        "closes_at": now + timedelta(days=4),
        "city": "New York",
        "time_zone": "America/New_York",
        "published_at": now - timedelta(days=25),
    }
    return Consultation.objects.create(slug=slug, **(values | fields))


def make_room(
    consultation: Consultation, slug: str = "emerging-trends", questions: int = 3, **fields: Any
) -> Room:
    position = consultation.rooms.count() + 1
    title = fields.pop("title", "Emerging trends")
    room = Room.objects.create(consultation=consultation, slug=slug, title=title, position=position, **fields)
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(room=room, number=n, label=f"Label {n}", text=f"What do you see at place {n}?")
        for n in range(1, questions + 1)
    )
    return room


@pytest.fixture(autouse=True)
def one_language() -> Iterator[None]:
    """A page asked for in Arabic leaves its language in force in this thread: not for the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def open_consultation(db: None) -> Consultation:
    return make_consultation()


@pytest.fixture
def room(open_consultation: Consultation) -> Room:
    return make_room(open_consultation)


@pytest.fixture
def other_room(open_consultation: Consultation) -> Room:
    return make_room(open_consultation, "lessons", title="Lessons from the programme")


@pytest.fixture
def make_person(db: None) -> Callable[..., User]:
    return make_user


@pytest.fixture
def join(open_consultation: Consultation) -> Join:
    """join("petro") gives Petro's membership in the open consultation, in his role."""

    def make(
        key: str, *, role: str = "", consultation: Consultation | None = None, **fields: Any
    ) -> Membership:
        membership = join_consultation(make_user(key, **fields), consultation or open_consultation)
        wanted = role or CAST.get(key, Character(key, "")).role
        if membership.role != wanted:
            membership.role = wanted
            membership.save(update_fields=["role"])
        return membership

    return make


@pytest.fixture
def say(room: Room) -> Say:
    """say(petro, "More desks") posts it in the room and gives the contribution."""
    counter = itertools.count(1)

    def post(author: Membership, text: str = "", **new: Any) -> Contribution:
        where = new.pop("room", room)
        text = text or f"What we see, number {next(counter)}."
        new.setdefault("quotable_by_name", True)
        return post_contribution(where, author, NewContribution(text, **new))

    return post


@pytest.fixture
def enter(client: Client) -> Callable[[Membership | User], Client]:
    """enter(petro) signs him in and gives the client."""

    def sign_in(person: Membership | User) -> Client:
        user = person.user if isinstance(person, Membership) else person
        assert user is not None
        client.force_login(user, backend="consultation.people.backend.ActivePeopleBackend")
        return client

    return sign_in
