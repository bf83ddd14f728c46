"""Passages follow their words over the author's edits, and nothing rests on words that are not there."""

from __future__ import annotations

import pytest

from contributions.actions.revising import Edit, revise
from moderation.actions.carrying import NothingToCarryError, confirm_place
from moderation.models import Passage, Tagging
from tests.moderation.world import SPRING, address, page_of, plant, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def said(join, say):
    return say(join("isabel"), SPRING)


@pytest.fixture
def passage(said, nadia, enter, open_consultation):
    """The mediators are chosen by all three councils."""
    themes = plant(open_consultation, nadia, "Trust", "Land")
    tick(enter(nadia), said, sentence=2, themes=[themes["Trust"].pk, themes["Land"].pk])
    return Passage.objects.get()


def edit(said, text):
    said.refresh_from_db()
    return revise(said, Edit(text, said.revision.number, said.language), by=said.author)


@pytest.mark.parametrize(
    "text",
    [
        f"Let me begin anew. {SPRING}",
        SPRING.replace("I do not want to sell a dream.", "Come and see."),
        "The mediators are chosen by all three councils. In our valley three villages share one spring.",
    ],
    ids=["a sentence in front", "changed elsewhere", "sentences swapped"],
)
def test_words_that_are_still_there_keep_their_themes(text, said, passage):
    revision = edit(said, text)

    new = Passage.objects.get(origin=passage)
    assert new.revision_id == revision.pk
    assert revision.plain[new.start : new.end] == new.quote == passage.quote
    assert set(Tagging.objects.standing().values_list("passage", flat=True)) == {new.pk}
    assert Passage.objects.get(pk=passage.pk).quote == passage.quote


def test_a_chain_of_edits_counts_once(said, passage, open_consultation):
    for number in range(3):
        edit(said, f"{number} more. {SPRING}")

    assert Tagging.objects.counted_in(open_consultation).count() == 2
    assert Passage.objects.count() == 4


def test_reworded_words_wait_for_a_person_who_sees_both(said, passage, nadia, enter):
    edit(said, SPRING.replace("chosen by all three councils", "now chosen by all the three village councils"))
    client = enter(nadia)

    page = page_of(client, said)
    assert "The text changed." in page
    assert "“The mediators are now chosen by all the three village councils.”" in page
    assert not Passage.objects.exclude(pk=passage.pk).exists()

    said.refresh_from_db()
    carry = address("carry_passage", said.pk, passage.pk)
    assert (
        "Nothing was carried over" in client.post(carry, {"revision": passage.revision_id}, follow=True).text
    )
    client.post(carry, {"revision": said.revision_id})

    new = Passage.objects.get(origin=passage)
    assert "village councils" in new.quote
    assert Tagging.objects.standing().filter(passage=new).count() == 2


def test_words_that_went_are_said_to_be_gone_and_stay_on_record(said, passage, nadia, enter):
    edit(said, "I wrote too quickly. This is all I want to say.")

    assert "Its words are no longer in the text." in page_of(enter(nadia), said)
    assert Tagging.objects.standing().filter(passage=passage).count() == 2
    said.refresh_from_db()
    with pytest.raises(NothingToCarryError):
        confirm_place(passage, said.revision, by=nadia)


def test_the_old_passage_stays_for_the_evidence_made_from_it(said, passage):
    edit(said, f"Anew. {SPRING}")

    assert Passage.objects.standing().filter(pk=passage.pk).exists()


def test_text_changed_is_a_queue_among_the_others(said, passage, nadia, enter, open_consultation):
    edit(said, SPRING.replace("chosen by all three councils", "named by us"))
    client, slug = enter(nadia), open_consultation.slug

    desk = client.get(address("queue", slug)).text
    changed = client.get(address("changed", slug)).text

    assert f'<a href="{address("changed", slug)}">Text changed <b>1</b></a>' in desk
    assert f'<a href="{address("changed", slug)}" aria-current="page">Text changed <b>1</b></a>' in changed
    assert f'<a href="{address("queue", slug)}?in=untagged">' in changed
