"""`manage.py load_demo`: the demo's consultations, as the acceptance checks expect them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consultation.models import Consultation, Membership, Notification, Outbox, Role, State, User
from contributions.figures import count, figures_of, figures_of_rooms, question_counts
from contributions.models import Contribution, Mention
from moderation.models import Passage, Tagging, Theme
from rooms.models import Room

SLUGS = ["future-we-want", "local-budgets", "access-to-justice", "digital-courts"]


@pytest.fixture
def demo(stage: datetime, db: None) -> dict[str, Consultation]:
    return {consultation.slug: consultation for consultation in Consultation.objects.all()}


def said_in(consultation: Consultation) -> Any:
    return Contribution.objects.filter(room__consultation=consultation)


def words_of(contribution: Contribution) -> list[str]:
    assert contribution.revision is not None
    return contribution.revision.plain.split()


def marked(consultation: Consultation) -> Any:
    return Tagging.objects.standing().filter(contribution__room__consultation=consultation)


def themes_of(consultation: Consultation) -> dict[str, Theme]:
    sections = Theme.objects.filter(consultation=consultation, parent=None)
    return {
        f"{part}.{place}": theme
        for part, section in enumerate(sections, start=1)
        for place, theme in enumerate(section.children.all(), start=1)
    }


def test_it_holds_the_four_consultations_in_their_states(demo: dict[str, Consultation]) -> None:
    assert set(demo) == set(SLUGS)
    states = {slug: consultation.state for slug, consultation in demo.items()}
    assert states["future-we-want"] == State.OPEN
    assert states["local-budgets"] == State.SCHEDULED
    assert states["access-to-justice"] == State.CLOSED


def test_the_open_one_was_extended_by_a_week_and_closes_in_four_days(
    demo: dict[str, Consultation], stage: datetime
) -> None:
    consultation = demo["future-we-want"]
    closes, opens = consultation.closes_locally, demo["local-budgets"].opens_at
    change = consultation.date_changes.get()

    assert closes is not None
    assert opens is not None
    assert (closes.date() - stage.astimezone(consultation.zone).date()).days == 4
    assert change.new_closes_at == consultation.closes_at
    assert (change.new_locally.date() - change.old_locally.date()).days == 7
    assert change.reason
    assert (opens.date() - stage.date()).days in {9, 10, 11}


def test_the_figures_of_the_open_one(demo: dict[str, Consultation]) -> None:
    consultation = demo["future-we-want"]
    figures = figures_of([consultation])[consultation.pk]
    rooms = list(Room.objects.filter(consultation=consultation))
    by_room = figures_of_rooms(rooms)

    assert (figures.people, figures.contributions, figures.team_contributions) == (8, 21, 8)
    assert (figures.countries, figures.languages) == (7, 4)
    assert [
        (
            room.slug,
            room.questions.count(),
            by_room[room.pk].contributions,
            by_room[room.pk].team_contributions,
        )
        for room in rooms
    ] == [("emerging-trends", 7, 12, 5), ("lessons", 5, 9, 3)]


def test_the_first_room_has_the_shape_of_a_real_one(demo: dict[str, Consultation]) -> None:
    room = Room.objects.get(slug="emerging-trends", consultation=demo["future-we-want"])
    rows = Contribution.objects.filter(room=room).order_by("number").select_related("author", "parent")

    assert [(c.number, c.author.name, c.parent and c.parent.number) for c in rows] == [
        (1, "Nadia Rahmani", None),
        (2, "Petro Lysenko", None),
        (3, "Nadia Rahmani", 2),
        (4, "Carlos Méndez", None),
        (5, "Nadia Rahmani", 4),
        (6, "Isabel Quirós", None),
        (7, "Nadia Rahmani", 6),
        (8, "Sun-hee Park", 7),
        (9, "Farrukh Saidov", None),
        (10, "Youssef Trabelsi", 9),
        (11, "Farrukh Saidov", 10),
        (12, "Giulia Conti", None),
    ]
    assert 600 <= len(words_of(rows[5])) <= 640


def test_question_three_has_the_fewest_people(demo: dict[str, Consultation]) -> None:
    room = Room.objects.get(slug="emerging-trends", consultation=demo["future-we-want"])
    answered = question_counts(room)
    people = {
        question.number: count(Contribution.objects.answering(question)).people
        for question in room.questions.all()
    }

    assert [answered[question.pk] for question in room.questions.all()] == [3, 5, 1, 2, 4, 4, 3]
    assert people[3] == 1
    assert min(n for number, n in people.items() if number != 3) > 1


def test_the_codebook_of_the_open_one(demo: dict[str, Consultation]) -> None:
    consultation = demo["future-we-want"]
    themes = themes_of(consultation)
    passages = {
        code: marked(consultation).filter(theme=theme, passage__isnull=False)
        for code, theme in themes.items()
    }

    assert Theme.objects.filter(consultation=consultation, parent=None).count() == 3
    assert len(themes) == 14
    names = {code: themes[code].name for code in ("3.1", "3.2", "3.5")}
    assert names == {"3.1": "Digitalization", "3.2": "Digital justice", "3.5": "Climate justice"}
    assert passages["3.1"].count() >= 3
    assert passages["3.2"].count() >= 2
    assert passages["3.5"].count() >= 3
    assert (
        passages["3.5"].filter(contribution__as_team=False).values("contribution__author").distinct().count()
        >= 2
    )
    assert [code for code, found in passages.items() if not found.exists()] == []
    untagged = said_in(consultation).exclude(pk__in=marked(consultation).values("contribution"))
    assert untagged.count() == 5


def test_one_typed_name_waits_and_one_was_bound_when_its_bearer_came(demo: dict[str, Consultation]) -> None:
    mentions = Mention.objects.of(demo["future-we-want"])

    assert list(mentions.waiting().values_list("typed_name", flat=True)) == ["Beatriz Cardozo"]
    late = [m for m in mentions.exclude(membership=None) if m.bound_at != m.created_at]
    assert [m.typed_name for m in late] == ["Farrukh Saidov"]


def test_everybody_has_a_place_and_a_complete_profile(demo: dict[str, Consultation]) -> None:
    team = Membership.objects.team().filter(consultation=demo["future-we-want"])
    assert set(team.values_list("name", "role")) == {
        ("Nadia Rahmani", Role.MODERATOR),
        ("Sun-hee Park", Role.MODERATOR),
        ("Marta Okafor", Role.EDITOR),
        ("Tomás Rivera", Role.APPROVER),
    }
    layla = User.objects.get(email="layla@example.org")
    assert (layla.name, layla.latin_name, layla.language) == ("ليلى حداد", "Layla Haddad", "ar")
    assert layla.handle == "layla-haddad"
    assert User.objects.get(email="admin@example.org").is_administrator
    people = User.objects.all()
    assert all(user.has_profile and user.handle and user.country and user.name for user in people)
    assert not any(user.has_usable_password() for user in people)


def test_nobody_joins_after_they_speak(demo: dict[str, Consultation]) -> None:
    early = [c for c in Contribution.objects.select_related("author") if c.author.joined_at > c.created_at]

    assert early == []
    assert not Contribution.objects.filter(created_at__gt=timezone.now()).exists()
    for consultation in demo.values():
        outside = said_in(consultation).exclude(
            created_at__gte=consultation.opens_at, created_at__lt=consultation.closes_at
        )
        assert not outside.exists()


def test_isabel_has_notices_and_nobody_has_mail(demo: dict[str, Consultation]) -> None:
    isabel = User.objects.get(email="isabel@example.org")

    notices = Notification.objects.filter(recipient=isabel).order_by("created_at")
    assert [(n.kind, n.read_at is None) for n in notices] == [("reply", False), ("mention", True)]
    assert Outbox.objects.count() == 0


def test_the_closed_one_is_fully_tagged(demo: dict[str, Consultation]) -> None:
    consultation = demo["access-to-justice"]

    assert said_in(consultation).count() == 20
    assert said_in(consultation).exclude(pk__in=marked(consultation).values("contribution")).count() == 0
    assert Passage.objects.filter(revision__contribution__in=said_in(consultation)).count() == 30
    bare = [
        code
        for code, theme in themes_of(consultation).items()
        if not marked(consultation).filter(theme=theme)
    ]
    assert bare == []


def test_the_largest_one_has_many_voices(demo: dict[str, Consultation]) -> None:
    consultation = demo["digital-courts"]
    figures = figures_of([consultation])[consultation.pk]

    assert figures.contributions >= 40
    assert figures.people >= 25
    assert figures.countries >= 18
    assert figures.languages >= 5
    assert len(themes_of(consultation)) == 9
    passages = Counter(marked(consultation).exclude(passage=None).values_list("theme__name", flat=True))
    assert min(passages.values()) >= 5
    quoted = marked(consultation).filter(contribution__author__name="Giulia Conti").exclude(passage=None)
    assert quoted.values("contribution").distinct().count() >= 2


def test_texts_are_between_20_and_640_words(demo: dict[str, Consultation]) -> None:
    lengths = {
        f"{c.room.slug} #{c.number}": len(words_of(c))
        for c in Contribution.objects.exclude(language="zh").select_related("room", "revision")
    }

    assert {place: n for place, n in lengths.items() if not 20 <= n <= 640} == {}


def test_nobody_speaks_in_a_language_the_consultation_does_not_name(demo: dict[str, Consultation]) -> None:
    for consultation in demo.values():
        spoken = set(said_in(consultation).values_list("language", flat=True))
        assert spoken <= set(consultation.languages)


def test_loading_twice_changes_nothing_and_says_so(demo: dict[str, Consultation]) -> None:
    Consultation.objects.filter(slug="local-budgets").update(title="Renamed by a visitor")
    before = (
        Contribution.objects.count(),
        Membership.objects.count(),
        User.objects.count(),
        Tagging.objects.count(),
    )

    out = StringIO()
    call_command("load_demo", stdout=out)

    after = (
        Contribution.objects.count(),
        Membership.objects.count(),
        User.objects.count(),
        Tagging.objects.count(),
    )
    assert after == before
    assert Consultation.objects.get(slug="local-budgets").title == "Renamed by a visitor"
    assert out.getvalue().splitlines() == [f"Left as it is: {slug}" for slug in SLUGS]


def test_once_the_open_one_is_over_the_command_says_how_to_start_anew(demo: dict[str, Consultation]) -> None:
    Consultation.objects.filter(slug="future-we-want").update(closes_at=timezone.now() - timedelta(minutes=1))

    out = StringIO()
    call_command("load_demo", stdout=out)

    assert "has closed by now" in out.getvalue()
    assert "manage.py demo --reset" in out.getvalue()


def test_isabel_finds_five_new_contributions_in_the_open_room(demo):
    client = Client()
    isabel = User.objects.get(email="isabel@example.org")
    client.force_login(isabel, backend="consultation.people.backend.ActivePeopleBackend")

    assert "Jump to first new (5)" in client.get("/consultations/future-we-want/rooms/emerging-trends/").text
    assert "5 new for you" in client.get("/").text
