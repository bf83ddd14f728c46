from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse

from contributions.actions.withdrawing import withdraw
from contributions.models import Contribution, Naming, Reference
from moderation.actions.decisions import hide
from tests.conftest import make_consultation, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def petro(join):
    return join("petro")


def url(contribution):
    return reverse("contributions:contribution", args=[contribution.pk])


def page_of(client, contribution, **query):
    return " ".join(client.get(url(contribution), query).text.split())


def main_of(client, contribution, **query):
    return page_of(client, contribution, **query).partition("<main")[2]


def test_it_stands_alone(petro, join, say, client):
    root = say(join("carlos"), "Town budgets and safe streets.")
    said = say(petro, "Legal aid desks in libraries.", parent=root)
    say(join("isabel"), "Where are they?", parent=said)

    page = page_of(client, said)

    assert "Contribution #2 by Petro Lysenko</h1>" in page
    assert "In reply to" in page
    assert "Town budgets and safe streets." in page
    assert "Legal aid desks in libraries." in page
    assert "Replies (1)" in page
    assert "Where are they?" in page
    assert f'rel="prev" href="{url(root)}"' in page
    assert "Read in context" in page
    assert '<div class="voice" lang="en"' in page


def test_other_sites_get_title_words_date_and_the_permanent_address(petro, say, client):
    said = say(petro, 'He said "desks" & left.')
    address = f"{settings.SITE_URL}/contributions/{said.pk}/"

    for language in ("", "/fr"):
        page = client.get(language + url(said) + "?after=3").text
        head = page.partition("</head>")[0]
        assert f'<link rel="canonical" href="{address}">' in head
        assert f'<meta property="og:url" content="{address}">' in head
        assert 'content="He said &quot;desks&quot; &amp; left."' in head
        assert "og:image" not in head
        assert "article:published_time" in head
        assert f'<a href="{address}" dir="ltr">{address}</a>' in page


def test_a_hidden_one_answers_200_and_tells_other_sites_nothing(petro, join, say, client):
    said = say(petro, "My telephone is 12345.")
    hide(said, reason="personal-data", by=join("nadia"))

    answer = client.get(url(said))

    assert answer.status_code == 200
    assert "A moderator hid this contribution." in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    for secret in ("Petro", "12345", "og:"):
        assert secret not in answer.text
    assert "Cite" not in answer.text


def test_a_withdrawn_one_answers_410_with_number_replies_and_the_way_back(petro, join, say, client):
    said = say(petro, "My telephone is 12345.")
    say(join("isabel"), "Where are they?", parent=said)
    withdraw(said, by=petro)

    answer = client.get(url(said))

    assert answer.status_code == 410
    assert "#1" in answer.text
    assert "Where are they?" in answer.text
    assert "Back to Emerging trends" in answer.text
    assert "12345" not in answer.text


def test_a_reply_to_a_hidden_one_shows_nothing_of_it(petro, join, say, client):
    root = say(petro, "My telephone is 12345.")
    said = say(join("carlos"), "Take care.", parent=root)
    hide(root, reason="personal-data", by=join("nadia"))

    page = page_of(client, said)

    assert "12345" not in page
    assert "Petro" not in page


def test_what_never_was_and_what_one_may_not_know_of_answer_alike(join, say, client):
    closed = make_consultation("closed-circle", audience="invited")
    said = say(join("isabel", consultation=closed), "Among us.", room=make_room(closed))

    assert client.get(url(said)).status_code == 404
    assert client.get("/contributions/999999/").status_code == 404


def test_many_replies_are_paged_at_a_constant_cost(
    petro, join, say, client, settings, django_assert_max_num_queries
):
    settings.CONTRIBUTIONS_PER_PAGE = 3
    said = say(petro, "Desks.")
    carlos = join("carlos")
    costs = []
    for total in (1, 7):
        while said.replies.count() < total:
            say(carlos, parent=said)
        with django_assert_max_num_queries(40) as captured:
            main_of(client, said)
        costs.append(len(captured.captured_queries))

    assert costs[0] == costs[1]
    assert "Replies (7)" in main_of(client, said)
    seen, after = [], None
    for _ in range(3):
        page = client.get(url(said), {"after": after} if after else {}).context["page"]
        seen += [reply.number for reply in page.replies]
        after = page.after
    assert (seen, after) == ([2, 3, 4, 5, 6, 7, 8], None)


def test_whoever_gives_its_address_is_told_of_on_its_page(petro, join, say, client):
    said = say(petro, "Desks.")
    address = f"{settings.SITE_URL}/contributions/{said.pk}/"
    carlos = join("carlos")
    other = say(
        carlos, f"As told in {address} and {settings.SITE_URL}/fr/contributions/{said.pk}/#c1, desks help."
    )
    rich = say(carlos, f'<p>Like <a href="{address}">these</a>.</p>', is_rich=True)
    say(carlos, f"Elsewhere: https://example.org/contributions/{said.pk}/")
    say(petro, f"My own words: {address}")

    page = main_of(client, said).partition("Mentioned in")[2]

    assert f'<a href="{url(other)}">#2 <bdi>Carlos Méndez</bdi></a>' in page
    assert f'<a href="{url(rich)}">#3' in page
    assert "#4" not in page.partition("</ul>")[0]
    assert Reference.objects.filter(contribution=said).count() == 3


def test_a_withheld_contribution_is_cited_and_mentioned_without_a_name(join, say, client):
    said = say(join("giulia"), "Quietly.", naming=Naming.WITHHELD)
    quoting = say(join("giulia"), f"[quote #1 {said.revision_id}:0-8]", naming=Naming.WITHHELD)

    for one in (said, quoting):
        page = page_of(client, one)
        assert "Giulia" not in page
        assert "Name withheld, contribution #" in page


def test_following_stands_there_for_those_who_may(petro, join, say, client, enter):
    said = say(petro, "Desks.")

    assert "Follow replies" not in main_of(client, said).partition('<aside class="split__aside"')[2]
    client = enter(join("isabel"))
    assert "Follow replies" in main_of(client, said)
    client.post(reverse("contributions:follow", args=[said.pk]))
    assert "Stop following" in main_of(client, said)


def test_a_held_one_is_read_by_its_author_and_the_team_alone(petro, join, say, room, client, enter):
    room.premoderated = True
    room.save()
    said = say(petro, "Desks.")
    assert Contribution.objects.get(pk=said.pk).visibility == "held"

    assert client.get(url(said)).status_code == 403
    assert enter(join("carlos")).get(url(said)).status_code == 403
    assert enter(petro).get(url(said)).status_code == 200
    assert enter(join("nadia")).get(url(said)).status_code == 200
    assert re.search("<h1[^>]*>Contribution #1 by Petro", page_of(enter(petro), said))
