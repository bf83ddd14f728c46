"""The other end of the thread: contributions show which of their words the report rests on, and lead back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from contributions.actions import write_revision
from tests.synthesis.published import Published, client_of, forget, words

pytestmark = pytest.mark.django_db

TEXT = "Three villages share one spring. The council waits. Nobody goes to court any more."
FIRST, SECOND = "Three villages share one spring.", "The council waits."


@pytest.fixture
def work(open_consultation, join):
    return Published(open_consultation, join("marta"))


@pytest.fixture
def said(join, say):
    return say(join("isabel"), TEXT)


@pytest.fixture
def passages(work, said):
    """Isabel's first sentence carries 1.1.1 and 1.1.2, her second one 1.1.2 alone."""
    heading = work.heading("Climate justice", work.part("Trends"))
    springs = work.insight(heading, "Shared springs.", "They share it.")
    waiting = work.insight(heading, "Waiting.", "They wait.")
    work.rest(springs, said, FIRST)
    return [work.rest(waiting, said, FIRST, "context").passage, work.rest(waiting, said, SECOND).passage]


def page_of(said, client: Client | None = None, query: str = "") -> str:
    address = reverse("contributions:contribution", args=[said.pk])
    return " ".join((client or Client()).get(address + query).text.split())


def insight(number: str) -> str:
    return f"/reports/future-we-want/?open={number}#i-{number.replace('.', '-')}"


def test_readers_learn_of_it_only_once_the_report_is_published(work, said, passages):
    before = page_of(said)
    work.publish()
    after = page_of(said)

    assert "Used in" not in before
    assert "<mark" not in before
    assert "Used in the summary report (2)" in after
    springs = f'<a href="{insight("1.1.1")}"><bdi>1.1.1</bdi> <bdi>Shared springs</bdi></a>'
    assert f'{springs}</p><p class="meta">supports' in after
    assert f'<a href="{insight("1.1.2")}"><bdi>1.1.2</bdi> <bdi>Waiting</bdi></a>' in after


def test_what_the_report_rests_on_is_marked_and_leads_to_it(work, said, passages):
    work.publish()
    first, second = passages

    page = page_of(said)

    assert (
        f'<mark class="m m-r m-2" data-p="{first.pk}" id="p{first.pk}" tabindex="-1">{FIRST}'
        f'<a class="m-ref" href="{insight("1.1.1")}">1.1.1 · 1.1.2</a></mark>'
    ) in page
    assert f'id="p{second.pk}" tabindex="-1">{SECOND}<a class="m-ref" href="{insight("1.1.2")}">' in page
    assert "m-lit" not in page


@pytest.mark.parametrize("reader", [None, "carlos", "isabel", "nadia", "marta", "tomas"])
def test_read_in_context_lights_exactly_that_passage_for_everybody(work, said, passages, join, reader):
    work.publish()
    _first, second = passages

    page = page_of(said, client_of(join(reader)) if reader else None, f"?passage={second.guid}")

    assert page.count("<mark") == 1
    assert (
        f'<mark class="m m-r m-lit" data-p="{second.pk}" id="p{second.pk}" tabindex="-1">{SECOND}'
        f'<a class="m-ref" href="{insight("1.1.2")}">Back to the report: 1.1.2</a></mark>'
    ) in page
    assert "The report rests on these words:" in page


def test_the_teams_own_marks_stay_as_they_are(work, said, passages, join):
    work.publish()

    page = page_of(said, client_of(join("nadia")))

    assert "m-r" not in page
    assert "Used in the summary report (2)" in page


def test_a_passage_the_report_does_not_rest_on_is_not_lit(work, said, passages, join, say):
    work.publish()
    other = say(join("carlos"), TEXT)

    for query in (
        "?passage=nonsense",
        f"?passage={passages[0].guid.hex}x",
        "?passage=",
        f"?passage=c{said.pk}",
    ):
        page = page_of(said, query=query)
        assert "m-lit" not in page
        assert "Back to the report" not in page
    assert "<mark" not in page_of(other, query=f"?passage={passages[0].guid}")


def test_a_contribution_used_as_a_whole_leads_back_without_a_mark(work, said):
    work.rest(work.insight(work.heading("Climate"), "Whole.", "All of it."), said)
    work.publish()

    page = page_of(said, query=f"?passage=c{said.pk}")

    assert "<mark" not in page
    assert f'<a href="{insight("1.1")}">Back to the report: 1.1 <bdi>Whole</bdi></a>' in page


def test_words_that_moved_in_an_edit_are_lit_where_they_stand_now(work, said, passages):
    work.publish()
    write_revision(said, f"Before all that, a word of thanks. {TEXT}")

    page = page_of(said, query=f"?passage={passages[1].guid}")

    assert f'tabindex="-1">{SECOND}<a class="m-ref"' in page


def test_words_that_an_edit_took_away_are_told_as_they_were(work, said, passages):
    work.publish()
    write_revision(said, "I have nothing to say about it now.")

    page = page_of(said, query=f"?passage={passages[1].guid}")

    assert "<mark" not in page
    assert "The text was edited after the report was made." in page
    assert f"<p>“{SECOND}”</p>" in page
    assert f'<a href="{insight("1.1.2")}">Back to the report: 1.1.2 <bdi>Waiting</bdi></a>' in page


def test_a_hidden_contribution_says_nothing_of_its_words_or_uses(work, said, passages):
    work.publish()
    said.move_to("hidden")

    page = page_of(said, query=f"?passage={passages[1].guid}")

    assert SECOND not in page
    assert "Used in" not in page


def test_the_team_sees_where_the_draft_uses_it_and_nobody_else(work, said, passages, join):
    pages = {
        key: page_of(said, client_of(join(key))) for key in ("nadia", "marta", "tomas", "isabel", "otis")
    }

    assert {key for key, page in pages.items() if "Used in the draft report (2)" in page} == {
        "nadia",
        "marta",
        "tomas",
    }
    studio = reverse(
        "synthesis:insight",
        args=["future-we-want", work.report.sections.get(parent__isnull=False).insights.first().pk],
    )
    assert f'<a href="{studio}"><bdi>Shared springs.</bdi></a>' in pages["marta"]
    assert studio not in pages["nadia"]


def test_of_the_draft_only_what_is_not_published_is_told(work, said, passages, join):
    work.publish()
    heading = work.report.sections.get(parent__isnull=False)
    work.rest(work.insight(heading, "A new point.", "It is new."), said, SECOND)

    page = page_of(said, client_of(join("marta")))

    assert "Used in the summary report (2)" in page
    assert "Used in the draft report (1)" in page
    assert "A new point." in page


def test_the_room_shows_the_marks_to_readers(work, said, passages, room):
    work.publish()

    page = Client().get(reverse("contributions:room", args=["future-we-want", room.slug])).text

    assert f'id="p{passages[1].pk}"' in page
    assert f'href="{insight("1.1.2")}">1.1.2</a>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_room_costs_the_same_at_1_and_at_3_marked_contributions(
    work, room, join, say, count, django_assert_max_num_queries
):
    heading = work.heading("Climate")
    for key in ("isabel", "carlos", "petro")[:count]:
        work.rest(work.insight(heading, "", "They wait."), say(join(key), TEXT), SECOND)
    work.publish()
    address = reverse("contributions:room", args=["future-we-want", room.slug])

    forget()
    Client().get(address)
    with django_assert_max_num_queries(12):
        page = Client().get(address).text

    assert page.count("<mark") == count


def test_the_consultation_turns_to_its_summary(work, said, passages, client):
    work.close()
    before = client.get("/consultations/future-we-want/")
    work.publish()

    page = client.get("/consultations/future-we-want/")

    assert "Read the summary" not in before.text
    assert "1 person in one country wrote 1 contribution in one language." in words(page)
    assert (
        '<a class="button button--primary" href="/reports/future-we-want/">Read the summary</a>' in page.text
    )
    assert '<a class="button" href="#rooms">Go to the rooms</a>' in page.text
    assert page.text.index("Read the summary") < page.text.index("Why we are asking")
    assert "Current: published" in page.text


def test_the_card_of_an_older_version_gives_way_to_the_current_one(work, said, passages, client):
    work.close()
    work.publish("1.0")
    work.publish("1.1")

    page = client.get("/consultations/future-we-want/").text

    assert "<bdi>v1.1</bdi>" in page
    assert "v1.0" not in page
