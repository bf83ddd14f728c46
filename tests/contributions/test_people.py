"""A person's page: who sees it, and what stands on it."""

from __future__ import annotations

import pytest

from contributions.models import Visibility
from tests.conftest import make_consultation, make_room

PAGE = "/people/isabel/"


@pytest.fixture
def isabel(join):
    return join("isabel")


def test_only_those_who_are_signed_in_read_a_persons_page(client, isabel, join, enter):
    assert "/account/enter/" in client.get(PAGE)["Location"]
    answer = enter(join("petro")).get(PAGE)

    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"


def test_it_lists_what_a_person_signed_and_nothing_else(isabel, join, say, enter):
    say(isabel, "Signed with my name.")
    say(isabel, "Not signed at all.", naming="withheld")
    say(isabel, "Signed by my organisation.", naming="organisation")
    say(isabel, "Hidden since.").move_to(Visibility.HIDDEN)

    page = enter(join("petro")).get(PAGE).text

    assert "Contributions (1)" in page
    assert "Signed with my name." in page
    for words in ("Not signed", "by my organisation", "Hidden since"):
        assert words not in page
    assert "Not signed" not in enter(isabel).get(PAGE).text


@pytest.mark.parametrize(
    "fields", [{"audience": "invited"}, {"audience": "unlisted"}, {"published_at": None}]
)
def test_it_tells_strangers_nothing_of_consultations_they_may_not_know(isabel, join, say, enter, fields):
    secret = make_consultation("secret", short_title="The closed circle", **fields)
    say(join("isabel", consultation=secret), "Said inside.", room=make_room(secret))

    page = enter(join("petro")).get(PAGE).text

    assert "Said inside" not in page
    assert "closed circle" not in page
    team = join("marta", consultation=secret)
    assert "Said inside" in enter(team).get(PAGE).text


def test_it_pages_and_narrows_to_one_consultation(isabel, join, say, enter, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 2
    other = make_consultation("other", short_title="Another one")
    for n in range(5):
        say(isabel, f"Here {n}.")
    say(join("isabel", consultation=other), "There.", room=make_room(other))
    client = enter(join("petro"))

    seen, after = [], ""
    while True:
        context = client.get(f"{PAGE}?in=future-we-want&after={after}").context
        seen += [one.number for one in context["contributions"]]
        if context["later"] is None:
            break
        after = context["later"]

    assert seen == [5, 4, 3, 2, 1]
    assert "Contributions (6)" in client.get(PAGE).text
    assert "Contributions (1)" in client.get(f"{PAGE}?in=other").text


@pytest.mark.parametrize("count", [1, 8])
def test_it_costs_the_same_at_1_and_at_8(count, isabel, join, say, enter, django_assert_max_num_queries):
    for n in range(count):
        say(isabel, f"Here {n}.")
    client = enter(join("petro"))
    client.get(PAGE)

    with django_assert_max_num_queries(6):
        client.get(PAGE)


def test_a_person_chooses_that_their_page_shows_their_name_only(isabel, join, say, enter):
    say(isabel, "Signed words.")
    client = enter(isabel)
    form = client.get("/account/profile/").context["form"]
    fields = {name: form[name].value() or "" for name in form.fields if name != "is_independent"}

    client.post("/account/profile/", fields | {"page_shows": "name"})

    page = enter(join("carlos")).get("/people/isabel/").text.partition("<main")[2].partition("</main")[0]
    assert "Isabel Quirós</bdi></h1>" in page
    assert "shows only their name here" in page
    for kept in ("Water users", "Mediation adviser", "Costa Rica", "Signed words.", "Contributions"):
        assert kept not in page
    own = enter(isabel).get("/people/isabel/").text
    assert "Signed words." in own
    assert "Others see only your name on this page." in own
