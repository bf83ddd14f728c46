"""The filters of a room's address, what they show, and what they never tell."""

from __future__ import annotations

import pytest
from django.urls import reverse

from contributions.models import Contribution, Naming
from moderation.models import Tagging, Theme
from tests.contributions.test_room_orders import numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def talk(join, say, room):
    """#1 Petro answers question 2, #2 Nadia, #3 Carlos in Spanish, #4 Layla unsigned, naming Isabel."""
    join("isabel")
    root = say(join("petro"), "More desks.", questions=[room.questions.get(number=2)])
    say(join("nadia"), "Thank you.", parent=root)
    say(join("carlos"), "Las calles seguras.", language="es")
    say(join("layla"), "I ask @Isabel Quirós.")
    Contribution.objects.filter(number=4).update(naming=Naming.WITHHELD)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "2"}, [1]),
        ({"people": "participants"}, [1, 3, 4]),
        ({"people": "moderators"}, [2]),
        ({"lang": "es"}, [3]),
        ({"country": "MD"}, [1]),
        ({"people": "participants", "lang": "en", "sort": "newest"}, [4, 1]),
        (
            {"q": "77", "people": "nobody", "lang": "xx", "country": "??", "theme": "1", "new": "1"},
            [1, 2, 3, 4],
        ),
        ({"people": "me"}, [1, 2, 3, 4]),
    ],
)
def test_each_filter_shows_what_matches_and_unknown_values_filter_nothing(query, shown, client, url, talk):
    assert numbers(client.get(url, query).text) == shown


@pytest.mark.parametrize(("person", "people", "shown"), [("layla", "me", [4]), ("isabel", "mentions", [4])])
def test_members_find_their_own_and_what_names_them(person, people, shown, enter, join, url, talk):
    assert numbers(enter(join(person)).get(url, {"people": people}).text) == shown


def test_a_filter_in_force_is_said_counted_and_removed(client, url, talk):
    page = client.get(url, {"people": "participants", "lang": "en"}).text

    assert "2 of 4 contributions" in page
    assert '<form class="filters" method="get" action="#contributions-name">' in page
    assert 'href="?lang=en#contributions-name">Participants only' in page
    assert 'href="?people=participants#contributions-name">English' in page
    assert 'href="?#contributions-name">Clear all</a>' in page
    assert f'<link rel="canonical" href="{url}">' in page


def test_filters_that_nothing_matches_offer_to_clear_them(client, url, talk):
    page = client.get(url, {"q": "1", "lang": "es"}).text

    assert "Nothing matches these filters." in page
    assert numbers(page) == []


@pytest.mark.parametrize("reader", [None, "petro", "nadia"])
def test_no_filter_by_country_finds_somebody_who_withholds_their_name(reader, client, enter, join, url, talk):
    reading = enter(join(reader)) if reader else client

    page = reading.get(url, {"country": "LB"}).text

    assert numbers(page) == []
    assert "0 of 4 contributions" in page


def test_countries_are_no_choice_before_somebody_asks_for_them(client, url, talk):
    assert "Lebanon" not in client.get(url).text
    assert "Paraguay" in client.get(url, {"country": ""}).text


def test_the_team_filters_by_theme_and_what_is_below_it_and_nobody_else(enter, join, url, talk, room):
    above = Theme.objects.create(consultation=room.consultation, name="Help", hue="a")
    below = Theme.objects.create(consultation=room.consultation, name="Desks", hue="b", parent=above)
    nadia = join("nadia")
    Tagging.objects.create(contribution=Contribution.objects.get(number=1), theme=below, by=nadia)

    assert numbers(enter(nadia).get(url, {"theme": "1"}).text) == [1]
    assert numbers(enter(join("petro")).get(url, {"theme": "1"}).text) == [1, 2, 3, 4]


def test_a_theme_is_met_on_every_page_in_every_order_and_beside_other_filters(
    enter, join, url, talk, room, settings
):
    theme = Theme.objects.create(consultation=room.consultation, name="Help", hue="a")
    nadia = join("nadia")
    for number in (1, 3, 4):
        said = Contribution.objects.get(number=number)
        Tagging.objects.create(contribution=said, theme=theme, by=nadia)
    settings.CONTRIBUTIONS_PER_PAGE = 2
    team = enter(nadia)

    first, last = (team.get(url, {"theme": "1"} | more).text for more in ({}, {"after": 3}))
    assert (numbers(first), numbers(last)) == ([1, 3], [4])
    assert "3 of 4 contributions" in first
    assert "3 of 4 contributions" in last
    assert numbers(team.get(url, {"theme": "1", "sort": "newest"}).text) == [4, 3]
    assert sorted(numbers(team.get(url, {"theme": "1", "sort": "question", "view": "all"}).text)) == [1, 3, 4]
    assert numbers(team.get(url, {"theme": "1", "people": "moderators"}).text) == []
    assert "3 of 4 contributions" in team.get(url, {"theme": "1", "sort": "newest", "at": 1}).text


def test_a_filtered_page_that_holds_everything_counts_by_looking(
    enter, join, url, talk, room, django_assert_num_queries, settings
):
    theme = Theme.objects.create(consultation=room.consultation, name="Help", hue="a")
    nadia = join("nadia")
    for said in Contribution.objects.filter(number__in=(1, 3)):
        Tagging.objects.create(contribution=said, theme=theme, by=nadia)
    team = enter(nadia)
    team.get(url, {"theme": "1"})

    with django_assert_num_queries(9):
        assert "2 of 4 contributions" in team.get(url, {"theme": "1"}).text


def test_the_pages_of_a_filter_go_on_in_it(client, url, talk, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2

    first = client.get(url, {"people": "participants"}).text
    second = client.get(url, {"people": "participants", "after": 3}).text

    assert numbers(first) == [1, 3]
    assert 'href="?people=participants&amp;after=3#contributions-name"' in first
    assert numbers(second) == [4]
