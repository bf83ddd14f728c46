"""Every order of a room shows each contribution at its place, on pages that go on from a cursor."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from contributions.models import Contribution, Naming, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(room):
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def talk(join, say, room):
    """Threads: #1 Petro (3 replies), #5 Carlos, #6 Petro (1 reply), #8 Farrukh; two questions answered."""
    one, two = room.questions.get(number=1), room.questions.get(number=2)
    petro, carlos, farrukh = join("petro"), join("carlos"), join("farrukh")
    first = say(petro, "First.", questions=[one, two])
    for author in (carlos, petro, carlos):
        say(author, parent=first)
    say(carlos, "Second.", questions=[two])
    third = say(petro, "Third.")
    say(farrukh, "Reply to the third.", parent=third, questions=[one])
    say(farrukh, "Fourth.")


def numbers(page: str) -> list[int]:
    """The numbers of the contributions on a page, in order."""
    return [int(number) for number in re.findall(r'<article[^>]* id="(?:q\d+-)?c(\d+)"', page)]


def follow(client, url: str, query: str, rel: str) -> list[list[int]]:
    """The numbers of a page and of all pages that its pager leads to."""
    pages = []
    while query is not None:
        page = client.get(f"{url}{query}").text
        pages.append(numbers(page))
        link = re.search(rf'rel="{rel}" href="(\?[^"#]*)', page.partition('class="pager"')[2])
        query = link[1].replace("&amp;", "&") if link else None
    return pages


ORDERS = {
    "oldest": [1, 2, 3, 4, 5, 6, 7, 8],
    "newest": [8, 7, 6, 5, 4, 3, 2, 1],
    "replies": [1, 2, 3, 4, 6, 7, 8, 5],
    "fair": [1, 2, 7, 3, 4, 8, 5, 6],
    "question": [1, 7, 1, 5, 2, 3, 4, 6, 8],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_each_order_shows_everything_at_its_place(sort, client, url, talk):
    assert numbers(client.get(url, {"sort": sort}).text) == ORDERS[sort]


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_of_each_order_meet_without_gap_or_repetition(sort, client, url, talk, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 4

    pages = follow(client, url, f"?sort={sort}", "next")
    back = follow(client, url, f"?sort={sort}&before={last_cursor(client, url, sort)}", "prev")

    assert [number for page in pages for number in page] == ORDERS[sort]
    assert [number for page in reversed(back) for number in page] == ORDERS[sort][: -len(pages[-1])]


def last_cursor(client, url: str, sort: str) -> str:
    """What the last page offers to go back from."""
    query = f"?sort={sort}"
    while True:
        page = client.get(f"{url}{query}").text.partition('class="pager"')[2]
        link = re.search(r'rel="next" href="(\?[^"#]*)', page)
        if not link:
            return re.search(r"before=([\d-]+)", page)[1]
        query = link[1].replace("&amp;", "&")


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("number", [2, 7, 8])
def test_a_permalink_lands_on_its_contribution_in_any_order(sort, number, client, url, talk, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 3

    page = client.get(url, {"sort": sort, "at": number}).text

    assert f'id="c{number}"' in page or f'-c{number}"' in page


def test_a_permalink_of_a_hidden_contribution_lands_on_its_stub(client, url, talk, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2
    Contribution.objects.get(number=4).move_to(Visibility.HIDDEN)

    page = client.get(url, {"at": 4}).text

    assert 'contribution--stub" id="c4"' in page


def test_by_question_posts_stand_under_the_headings_of_their_questions(client, url, talk):
    page = client.get(url, {"sort": "question"}).text

    headings = re.findall(r'<h3 class="voices__question"[^>]*>\s*(\d+|No question)', page)
    assert headings == ["1", "2", "No question"]
    assert '<h4 class="contribution__name" id="c7-name"' in page
    assert page.count('id="c1"') == 1
    assert 'id="q2-c1"' in page


def test_in_the_fair_order_an_unsigned_contribution_tells_nothing_of_its_author(client, url, join, say):
    petro = join("petro")
    for _ in range(3):
        say(petro)
    say(join("carlos"))
    second = Contribution.objects.get(number=2)

    second.naming = Naming.WITHHELD
    second.save()

    turns = dict(Contribution.objects.order_by("number").values_list("number", "turn"))
    assert turns == {1: 1, 2: 1, 3: 2, 4: 1}


def test_a_long_thread_has_pages_of_its_own(client, url, join, say, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 4
    root = say(join("petro"), "Root")
    for _ in range(10):
        say(join("carlos"), parent=root)
    say(join("farrukh"), "Another thread")

    first = client.get(url, {"thread": 1}).text
    second = client.get(url, {"thread": 1, "after": 5}).text
    back = client.get(url, {"thread": 1, "before": 6}).text

    assert numbers(first) == [1, 2, 3, 4, 5]
    assert "thread=1&amp;after=5#c1" in first
    assert numbers(second) == [1, 6, 7, 8, 9]
    assert ("thread=1&amp;before=6#c1" in second, "thread=1&amp;after=9#c1" in second) == (True, True)
    assert numbers(back) == [1, 2, 3, 4, 5]
    assert numbers(client.get(url, {"at": 10}).text)[:2] == [1, 10]


def test_an_unfolded_thread_comes_alone_to_take_the_place_of_the_folded_one(client, url, join, say):
    root = say(join("petro"), "Root")
    for _ in range(5):
        say(join("carlos"), parent=root)

    fragment = client.get(url, {"thread": 1}, headers={"HX-Request-Type": "partial"}).text

    assert fragment.lstrip().startswith('<li class="voices__item" id="t1">')
    assert numbers(fragment) == [1, 2, 3, 4, 5, 6]


def test_a_page_past_the_end_is_the_last_page_and_says_so(client, url, talk, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 3

    page = client.get(url, {"after": 99}).text

    assert "This is the last page." in page
    assert numbers(page) == [6, 7, 8]


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=3-4", "before=" + "9" * 50, "at=0", "thread=99", "sort=nonsense"]
)
def test_nonsense_in_the_address_is_as_if_absent(query, client, url, talk):
    assert numbers(client.get(f"{url}?{query}").text) == ORDERS["oldest"]


def test_the_replies_of_a_thread_are_counted_through_holding_release_and_erasure(join, say):
    root = say(join("petro"))
    replies = [say(join("carlos"), parent=root) for _ in range(3)]

    replies[0].move_to(Visibility.HELD)
    replies[1].move_to(Visibility.HIDDEN)
    root.refresh_from_db()
    held = root.replies_shown
    replies[0].move_to(Visibility.VISIBLE)
    root.refresh_from_db()

    assert (held, root.replies_shown) == (2, 3)


def test_the_whole_room_stands_on_one_page_to_print(client, url, join, say, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2
    root = say(join("petro"))
    for _ in range(5):
        say(join("carlos"), parent=root)
    say(join("farrukh"))

    page = client.get(url, {"view": "all"}).text

    assert numbers(page) == [1, 2, 3, 4, 5, 6, 7]
    assert "Show " not in page.partition('id="contributions-name"')[2].partition('id="compose"')[0]


def test_the_short_view_shows_first_paragraphs_and_how_long_the_rest_is(client, url, join, say):
    say(join("petro"), "Beginning.\n\n" + "word " * 619)
    say(join("carlos"), "Only this.")

    page = client.get(url, {"view": "short"}).text

    assert "Beginning." in page
    assert "word word" not in page
    assert "Read all 620 words (3 min)" in page
    assert page.count("Read all") == 1
