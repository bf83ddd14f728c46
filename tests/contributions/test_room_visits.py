"""New is what others contributed after the end of a person's last visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contributions.models import Contribution, Naming, ReadMark, Visibility
from moderation.models import Tagging, Theme
from tests.contributions.test_room_orders import numbers

pytestmark = pytest.mark.django_db

NEW = '<strong class="new">New</strong>'


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def come_back():
    """The last visit of everyone ended an hour ago."""

    def leave() -> None:
        ReadMark.objects.update(seen_at=timezone.now() - timedelta(hours=1))

    return leave


def test_nothing_is_new_at_the_first_visit_nor_for_visitors(client, enter, join, say, url):
    say(join("petro"))

    assert NEW not in client.get(url).text
    assert NEW not in enter(join("isabel")).get(url).text
    assert ReadMark.objects.count() == 1


def test_what_came_after_the_last_visit_is_new_and_stays_new_while_reading(enter, join, say, url, come_back):
    isabel, petro = join("isabel"), join("petro")
    say(petro)
    enter(isabel).get(url)
    client = enter(isabel)
    come_back()
    say(petro)
    say(isabel)
    say(join("carlos"))

    pages = [client.get(url).text for _ in range(2)]

    for page in pages:
        assert page.count(NEW) == 2
        assert 'href="#c2">Jump to first new (2)</a>' in page
        assert page.count('<li class="since">') == 1
        assert "New since your last visit, " in page
        assert numbers(page.partition('<li class="since">')[2]) == [2, 3, 4]


def test_what_comes_during_a_visit_is_new_at_once_and_old_at_the_next(enter, join, say, url, come_back):
    client = enter(join("isabel"))
    say(join("petro"))
    client.get(url)
    say(join("carlos"))

    during = client.get(url).text
    come_back()
    after = client.get(url).text

    assert during.count(NEW) == 1
    assert NEW not in after


def test_the_jump_leads_to_the_page_of_the_first_new(enter, join, say, url, come_back, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2
    petro, client = join("petro"), enter(join("isabel"))
    for _ in range(4):
        say(petro)
    client.get(url)
    come_back()
    say(petro)

    first = client.get(url).text
    there = client.get(url, {"at": 5}).text

    assert 'href="?at=5#c5">Jump to first new (1)</a>' in first
    assert numbers(there) == [5]


def test_hidden_and_held_contributions_are_not_new(enter, join, say, url, come_back):
    client = enter(join("isabel"))
    client.get(url)
    come_back()
    for visibility in (Visibility.HIDDEN, Visibility.HELD):
        say(join("petro")).move_to(visibility)

    assert "Jump to first new" not in client.get(url).text


def test_mark_all_as_read_reaches_as_far_as_the_page_that_was_read(enter, join, say, url, come_back):
    client, petro = enter(join("isabel")), join("petro")
    client.get(url)
    come_back()
    say(petro)
    say(petro)
    assert client.get(url).text.count(NEW) == 2
    say(petro)

    answer = client.post(f"{url}read/", {"up_to": 2}, follow=True)

    assert answer.text.count(NEW) == 1
    assert "Jump to first new (1)" in answer.text


def test_a_visitor_who_marks_as_read_is_asked_to_sign_in(client, url):
    answer = client.post(f"{url}read/")

    assert answer.status_code == 302
    assert "/account/enter/" in answer.url


def test_only_what_is_new_is_shown_on_request(enter, join, say, url, come_back):
    client = enter(join("isabel"))
    say(join("petro"))
    client.get(url)
    come_back()
    say(join("carlos"))

    assert numbers(client.get(url, {"new": "1"}).text) == [2]


def test_lists_say_how_much_is_new_for_the_person(client, enter, join, say, url, come_back):
    isabel = join("isabel")
    say(join("petro"))
    enter(isabel).get(url)
    come_back()
    say(join("petro"))
    say(join("carlos"))
    consultation = reverse("consultation", args=[isabel.consultation.slug])

    pages = [enter(isabel).get(path).text for path in (consultation, reverse("consultations"))]
    client.logout()

    assert ["2 new for you" in page for page in pages] == [True, True]
    assert "new for you" not in client.get(consultation).text


def test_noting_a_visit_costs_one_statement_and_none_soon_after(enter, join, say, url):
    client = enter(join("isabel"))
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)

    assert not [query for query in asked.captured_queries if "INSERT" in query["sql"]]


def test_news_are_told_in_one_sentence_and_not_twice(client, join, say, url):
    say(join("petro"))
    none = client.get(f"{url}news/", {"since": 1})
    say(join("carlos"))
    some = client.get(f"{url}news/", {"since": 1})
    again = client.get(f"{url}news/", {"since": 1}, headers={"If-None-Match": some["ETag"]})

    assert none.text.strip() == ""
    assert "1 new contribution." in some.text
    assert f'href="{url}?at=2#c2"' in some.text
    assert (again.status_code, again.content) == (304, b"")


def test_ones_own_contributions_are_no_news(enter, join, say, url):
    petro = join("petro")
    client = enter(petro)
    say(petro)

    assert client.get(f"{url}news/", {"since": 0}).text.strip() == ""


def test_nobody_is_asked_for_news_who_saves_data(client, join, say, url):
    say(join("petro"))

    assert "data-news" in client.get(url).text
    assert "data-news" not in client.get(url, headers={"Save-Data": "on"}).text


def test_a_moderators_page_with_everything_on_it_costs_at_most_twelve_statements(
    enter, join, say, url, room, come_back
):
    nadia = join("nadia")
    client = enter(nadia)
    client.get(url)
    come_back()
    theme = Theme.objects.create(consultation=room.consultation, name="Help", hue="a")
    for key in ("petro", "carlos", "farrukh"):
        root = say(join(key), f"I ask @Nadia Rahmani, {key}.")
        Tagging.objects.create(contribution=root, theme=theme, by=nadia)
        say(nadia, f"Thank you @{root.author.name}.", parent=root)
    Contribution.objects.filter(number=3).update(naming=Naming.WITHHELD)
    Contribution.objects.get(number=5).move_to(Visibility.HIDDEN)
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)

    assert len(asked) <= 12
