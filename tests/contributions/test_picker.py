"""Whom the list under the box offers, in which order, and what it must not tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import Membership
from contributions import limits
from contributions.models import Naming, Visibility
from tests.conftest import make_consultation, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, room, join, enter):
    """ask("na", thread=root) gives the names offered to Isabel."""
    viewer = join("isabel")

    def get(typed, *, thread=None, by=viewer, whole=False):
        enter(by)
        address = reverse("contributions:picker", args=[room.consultation.slug])
        query = {"q": typed, "room": room.slug} | ({"thread": thread.pk} if thread else {})
        picks = client.get(address, query).json()
        return picks if whole else [pick["name"] for pick in picks]

    return get


def test_names_are_found_without_accents_capitals_hyphens_and_apostrophes(ask, join):
    join("carlos")
    join("sunhee")
    join("brien", name="Órla O’Brien")
    join("soren", name="Søren Łukasz")

    assert ask("mendez") == ["Carlos Méndez"]
    assert ask("MÉN") == ["Carlos Méndez"]
    assert ask("sun h") == ask("sunhee") == ask("Sun-h") == ["Sun-hee Park"]
    assert ask("obri") == ask("o'br") == ["Órla O’Brien"]
    assert ask("sor") == ask("luk") == ["Søren Łukasz"]


def test_a_name_is_found_by_its_latin_letters_and_by_its_own(ask, join):
    join("haddad", name="لَيلى حداد", latin_name="Layla Haddad", organisation="Legal clinic")
    join("petrov", name="Наталья Петрова")

    assert ask("lay") == ["لَيلى حداد"]
    assert ask("ليلى ح") == ["لَيلى حداد"]
    assert ask("петр") == ["Наталья Петрова"]
    found = ask("hadd", whole=True)[0]
    assert found["note"] == "Layla Haddad, Legal clinic"
    assert found["words"] == "ليلى حداد layla haddad"


def test_only_beginnings_of_words_count_and_nobody_is_offered_for_nothing(ask, join):
    join("carlos")

    assert ask("arlos") == []
    assert ask("") == ask(" ") == ask("%") == ask("_") == []


def test_those_of_the_thread_come_first_then_the_room_the_team_and_all_others(ask, join, say):
    for key, name in [("a", "Ana Member"), ("b", "Ana Room"), ("c", "Ana Thread")]:
        join(key, name=name)
    join("d", name="Ana Team", role="moderator")
    root = say(join("c"))
    say(join("b"))

    assert ask("ana", thread=root) == ["Ana Thread", "Ana Room", "Ana Team", "Ana Member"]
    assert ask("ana") == ["Ana Room", "Ana Thread", "Ana Team", "Ana Member"]


@pytest.mark.parametrize("naming", [Naming.WITHHELD, Naming.ORGANISATION])
def test_somebody_who_wrote_without_their_name_stands_like_anybody_else(naming, ask, join, say):
    withheld, plain = join("w", name="Ana Withheld"), join("z", name="Ana Another")
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=1))
    root = say(join("petro"))
    before = ask("ana", thread=root)

    say(withheld, parent=root).__class__.objects.filter(author=withheld).update(naming=naming)

    assert ask("ana", thread=root) == before == [plain.name, withheld.name]


def test_somebody_who_came_by_writing_without_their_name_is_not_offered(ask, join, say):
    newcomer = join("w", name="Ana Withheld")
    said = say(newcomer, naming=Naming.WITHHELD)
    assert ask("ana") == []

    say(newcomer, "Signed.")
    assert ask("ana", thread=said) == [newcomer.name]


def test_what_a_moderator_hid_puts_nobody_in_the_thread(ask, join, say):
    hidden, plain = join("w", name="Ana Hidden"), join("z", name="Ana Another")
    root = say(join("petro"))
    say(hidden, parent=root).move_to(Visibility.HIDDEN)

    assert ask("ana", thread=root) == [plain.name, hidden.name]


def test_two_of_one_name_are_told_apart_by_organisation_and_say_who_is_meant(ask, join):
    one = join("silva1", name="Ana Silva", organisation="Bar association", role="moderator")
    two = join("silva2", name="Ana Sílva", organisation="Town council")
    join("silva3", name="Ana Silvestre")

    picks = {pick["id"]: (pick["note"], pick["who"]) for pick in ask("ana sil", whole=True)}

    assert picks[one.pk] == ("Moderator, Bar association", "ana silva")
    assert picks[two.pk] == ("Town council", "ana silva")
    assert [who for _note, who in picks.values()].count("") == 1


def test_at_most_eight_are_offered_and_neither_the_viewer_nor_the_erased(ask, join):
    for number in range(12):
        join(f"ana{number}", name=f"Ana Number {number:02}")
    Membership.objects.filter(name="Ana Number 00").update(name="")

    assert ask("ana") == [f"Ana Number {number:02}" for number in range(1, 9)]
    assert ask("isabel") == []


def test_people_of_another_consultation_are_not_offered(ask, join):
    join("carlos", consultation=make_consultation("elsewhere"))

    assert ask("car") == []


def test_a_room_of_another_consultation_is_not_found(client, enter, room, join):
    strange = make_room(make_consultation("elsewhere"), "strange")

    answer = enter(join("petro")).get(
        reverse("contributions:picker", args=[room.consultation.slug]), {"q": "a", "room": strange.slug}
    )

    assert answer.status_code == 404


def test_a_closed_consultation_offers_nobody(client, enter, room, join):
    petro = join("petro")
    room.consultation.closes_at = room.consultation.opens_at + timedelta(hours=1)
    room.consultation.save()

    answer = enter(petro).get(reverse("contributions:picker", args=[room.consultation.slug]), {"q": "a"})

    assert answer.status_code == 403


@pytest.mark.parametrize("members", [3, 5000])
def test_five_thousand_members_cost_no_more_statements(
    members, ask, join, say, room, django_assert_num_queries
):
    Membership.objects.bulk_create(
        Membership(consultation=room.consultation, name=f"Ana Número {n}", organisation=f"Town {n}")
        for n in range(members)
    )
    root = say(join("petro"))
    ask("ana", thread=root)

    with django_assert_num_queries(PICKER_QUERIES):
        names = ask("ana num", thread=root)

    assert len(names) == min(members, 8)


PICKER_QUERIES = 12  # seven of them sign Isabel in


def test_who_may_invite_is_led_there_and_nobody_else(enter, join, room):
    url = reverse("contributions:picker", args=[room.consultation.slug])
    join("carlos")

    editor = enter(join("marta")).get(url, {"q": "Car"}).json()
    moderator = enter(join("nadia")).get(url, {"q": "Car"}).json()

    assert [one["name"] for one in editor] == ["Carlos Méndez", "Invite someone by email"]
    assert editor[1]["url"] == f"/manage/{room.consultation.slug}/people/"
    assert [one["name"] for one in moderator] == ["Carlos Méndez"]


def test_names_are_looked_up_sixty_times_a_minute(enter, join, room, settings, monkeypatch):
    settings.RATE_LIMITS = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(limits, "LOOK_UPS_A_MINUTE", 2)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    url = reverse("contributions:picker", args=[room.consultation.slug])
    client = enter(join("petro"))

    assert [client.get(url, {"q": "Na"}).status_code for _ in range(3)] == [200, 200, 429]
    assert enter(join("carlos")).get(url, {"q": "Na"}).status_code == 200
