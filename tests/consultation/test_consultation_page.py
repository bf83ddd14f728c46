from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from consultation.models import DateChange, State
from tests.conftest import make_consultation, make_room

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 27, 12, tzinfo=UTC)


@pytest.fixture
def consultation():
    consultation = make_consultation(
        opens_at=datetime(2026, 6, 29, 4, tzinfo=UTC), closes_at=datetime(2026, 8, 1, 3, 59, tzinfo=UTC)
    )
    DateChange.objects.create(
        consultation=consultation,
        old_closes_at=datetime(2026, 7, 25, 3, 59, tzinfo=UTC),
        new_closes_at=consultation.closes_at,
        reason="more time for country teams",
    )
    return consultation


@time_machine.travel(NOON, tick=False)
def test_dates_are_told_in_the_consultations_city_and_in_the_readers_zone(consultation, enter, make_person):
    reader = make_person("nairobi", time_zone="Africa/Nairobi")

    page = " ".join(enter(reader).get(reverse("consultation", args=[consultation.slug])).text.split())

    assert "This consultation was to close on 24 July 2026. It now closes on 31 July 2026." in page
    assert "Reason: more time for country teams." in page
    assert "Friday 31 July 2026, 23:59</time> New York time." in page
    assert "In your time zone (Nairobi): Saturday 1 August 2026, 06:59." in page
    assert "Closes in 4 days" in page


@pytest.mark.parametrize(
    ("moment", "state", "words"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), State.SCHEDULED, "Opens in 29 days"),
        (NOON, State.OPEN, "Open: extended"),
        (datetime(2026, 7, 31, 20, tzinfo=UTC), State.OPEN, "Closes in 7 hours"),
        (datetime(2026, 8, 1, 3, 59, tzinfo=UTC), State.CLOSED, "This consultation closed on 31 July 2026."),
    ],
)
def test_the_state_follows_the_clock_when_it_is_read(consultation, client, moment, state, words):
    with time_machine.travel(moment, tick=False):
        page = " ".join(client.get(reverse("consultation", args=[consultation.slug])).text.split())

        assert consultation.state == state
        assert type(consultation).objects.in_state(state, moment).get() == consultation
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_1_and_at_3_consultations(count, client, django_assert_num_queries):
    for number in range(count):
        make_room(make_consultation(f"inquiry-{number}"))

    with django_assert_num_queries(5):
        client.get("/")


def test_the_list_is_filtered_by_words_status_topic_and_language(client):
    make_consultation("one", title="Courts", topics=["Justice"], languages=["en"])
    make_consultation("two", title="Water", topics=["Climate"], languages=["en", "ar"])

    def shown(query: str) -> list[str]:
        page = client.get(f"/?{query}").text
        return [title for title in ("Courts", "Water") if f">{title}</bdi>" in page]

    assert shown("q=court") == ["Courts"]
    assert shown("topic=Climate") == ["Water"]
    assert shown("language=ar") == ["Water"]
    assert shown("status=open") == ["Courts", "Water"]
    assert shown("status=closed") == []
    assert shown("status=nonsense&topic=nonsense") == ["Courts", "Water"]


def test_what_was_chosen_is_shown_where_the_list_begins(client):
    make_consultation("one", title="Courts")

    page = client.get("/?status=open").text

    assert page.count('method="get" action="#found"') == 2
    assert '<h1 id="found">' in page
    assert '<details class="fold fold--narrow"><summary>' in page


def test_texts_say_their_language_on_a_page_in_another(client, room):
    consultation = room.consultation
    consultation.welcome = consultation.objective = "Tell us."
    consultation.save()

    page = client.get(f"/ar/consultations/{consultation.slug}/").text

    assert f'<h1 class="title"><bdi lang="en">{consultation.title}</bdi></h1>' in page
    assert page.count('<div class="voice" lang="en" dir="auto"><p') == 2
    assert f'<bdi lang="en">{room.title}</bdi>' in page
    assert page.index('class="split__main"') < page.index('class="split__aside"')
    text = client.get(f"/ar/consultations/{consultation.slug}/rooms/{room.slug}/").text
    assert f'<h1 class="title"><bdi lang="en">{room.title}</bdi></h1>' in text
    assert '<p class="question__text" lang="en" dir="auto">' in text


def test_figures_count_people_who_are_not_the_team_and_state_the_team_apart(client, join, say, room):
    petro = join("petro")
    for author in (petro, petro, join("carlos"), join("nadia")):
        say(author)
    say(join("giulia")).move_to("hidden")

    page = " ".join(client.get(reverse("consultation", args=["future-we-want"])).text.split())

    assert "<dt>people</dt><dd>2</dd>" in page
    assert '<dt>contributions <span class="meta">1 by the team</span></dt><dd>4</dd>' in page
    assert "<dt>countries</dt><dd>2</dd>" in page
