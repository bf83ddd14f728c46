"""The list of published summaries."""

from __future__ import annotations

import re

import pytest

from consultation.models import Audience
from tests.conftest import make_consultation
from tests.synthesis.published import Published, client_of, forget, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(open_consultation, join):
    return Published(open_consultation, join("marta"))


def test_the_list_shows_the_newest_first_and_what_one_may_know_of(work, join, say, client):
    say(join("isabel"))
    work.publish("1.0")
    work.publish("1.1")
    other = make_consultation("water", title="Water for all")
    Published(other, work.editor).publish("1.0")
    make_consultation("unpublished", title="Nothing yet")

    page = words(client.get("/reports/"))

    assert page.index("Water for all") < page.index("The future we want: justice, security and rights")
    assert "v1.1 The future we want: justice, security and rights" in page
    assert page.count("Summary published") == 2
    assert "1 person · 1 contribution · 1 country · English" in page
    assert "Nothing yet" not in page


@pytest.mark.parametrize("audience", [Audience.INVITED, Audience.UNLISTED])
def test_the_list_keeps_quiet_about_reports_of_others(work, join, client, audience):
    work.publish()
    type(work.consultation).objects.update(audience=audience)

    assert "No summary is published yet." in client.get("/reports/").text
    assert "The future we want" in client_of(join("isabel")).get("/reports/").text


def test_a_long_list_goes_on_where_it_stopped(work, join, client, monkeypatch):
    monkeypatch.setattr("synthesis.public.versions.ON_A_PAGE", 2)
    for number in range(3):
        Published(make_consultation(f"inquiry-{number}", title=f"Inquiry {number}"), work.editor).publish()

    first = client.get("/reports/").text
    (address,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(f"/reports/{address}").text

    assert [n for n in range(3) if f"Inquiry {n}" in first] == [1, 2]
    assert [n for n in range(3) if f"Inquiry {n}" in second] == [0]
    assert 'rel="next"' not in second


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_1_and_at_3_reports(work, client, count, django_assert_num_queries):
    for number in range(count):
        Published(make_consultation(f"inquiry-{number}"), work.editor).publish()

    forget()
    with django_assert_num_queries(2):
        client.get("/reports/")
    with django_assert_num_queries(1):
        client.get("/reports/")
