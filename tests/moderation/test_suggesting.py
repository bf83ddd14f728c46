"""Suggested themes and similar contributions: learned by the worker, answered by people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import AuditEntry, Outbox
from contributions.actions.posting import NewContribution, post_contribution
from contributions.models import Contribution, Visibility
from moderation.actions import suggesting
from moderation.actions.coding import tag_contribution, take_back
from moderation.desk_models import TeamNote
from moderation.learned_models import Learned, Proposed, Refusal, Similar, SimilarGroup
from moderation.models import Tagging
from moderation.quiet import quiet_in
from moderation.similar import counts_alike
from moderation.suggesting import next_to_code, suggestions_of
from tests.moderation.test_learning import texts_of
from tests.moderation.world import address, page_of, plant
from tests.work import work_off_everything


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Buses", "Water", "Schools", "库")


NAMES = {"buses": "Buses", "water": "Water", "schools": "Schools", "库": "库"}


def learn(consultation):
    """What beat, relay and worker do."""
    Learned.objects.update(learned_at=timezone.now() - timedelta(hours=1))
    suggesting.plan_learning()
    work_off_everything()
    return Learned.objects.get(consultation=consultation)


@pytest.fixture
def coded(room, themes, nadia, join):
    """Sixty contributions of which forty are tagged; gives the others with their theme's name."""
    petro = join("petro")
    texts, labels = texts_of(60)
    said = [post_contribution(room, petro, NewContribution(text)) for text in texts]
    names = [NAMES[min(given)] for given in labels]
    for one, name in zip(said[:40], names[:40], strict=True):
        tag_contribution(one, [themes[name]], by=nadia)
    return list(zip(said[40:], names[40:], strict=True))


def test_before_much_is_tagged_the_words_of_the_codebook_speak(open_consultation, themes, say, join, nadia):
    said = say(join("petro"), "The water in our buses is cold, and more water comes through the roof.")

    learned = learn(open_consultation)

    assert (learned.is_cold, learned.taggings, learned.hit_at_3) == (True, 0, None)
    found = suggestions_of(open_consultation, [said])[said.pk]
    assert {one.theme.name for one in found[:2]} == {"Water", "Buses"}


def test_what_was_tagged_is_learned_measured_answered_and_learned_again(  # noqa: PLR0915  one story
    open_consultation, coded, themes, nadia, enter
):
    learned = learn(open_consultation)

    assert (learned.is_cold, learned.taggings) == (False, 40)
    assert learned.measured_on == 40
    assert learned.hit_at_3 >= learned.first >= 0.8
    right = [suggestions_of(open_consultation, [said])[said.pk][0].theme.name == name for said, name in coded]
    assert sum(right) >= len(coded) - 2
    said = coded[0][0]
    first, second = suggestions_of(open_consultation, [said])[said.pk][:2]
    assert first.words
    assert all(word in said.revision.plain.casefold() for word in first.words)
    assert 0 <= second.score < first.score <= 1
    assert not Tagging.objects.filter(contribution=said).exists(), "nothing is applied by itself"

    client = enter(nadia)
    page = " ".join(client.get(address("tags", said.pk)).text.split())
    tenths = int(learned.hit_at_3 * 10)
    assert (
        f"Learned from 40 taggings, right in the first three {tenths} of 10 times (cross-validated)." in page
    )
    assert f"{first.percent}% likely" in page

    refused = client.post(address("refuse", said.pk, second.theme.pk), {"from": "tags"}, follow=True)
    assert "will not be suggested" in refused.text
    accepted = client.post(address("accept", said.pk, first.theme.pk), {"from": "passages"}, follow=True)
    assert accepted.request["PATH_INFO"] == address("new_passage", said.pk)

    (tagging,) = Tagging.objects.filter(contribution=said)
    assert (tagging.source, tagging.by, tagging.passage) == ("suggestion", nadia, None)
    refusal = Refusal.objects.get(contribution=said)
    assert (refusal.theme_id, refusal.by) == (second.theme.pk, nadia)
    assert AuditEntry.objects.filter(action="suggestion.refused", object_id=said.pk).count() == 1
    learn(open_consultation)
    left = {one.theme.pk for one in suggestions_of(open_consultation, [said])[said.pk]}
    assert not left & {first.theme.pk, second.theme.pk}

    take_back(said, [tagging.pk], by=nadia)
    assert first.theme.pk in {one.theme.pk for one in suggestions_of(open_consultation, [said])[said.pk]}


def test_what_to_code_next_begins_with_the_least_sure_and_holds_only_what_is_shown(
    open_consultation, coded, nadia, enter, django_assert_max_num_queries
):
    learn(open_consultation)
    waiting = list(next_to_code(open_consultation).select_related("proposed"))
    gaps = [one.proposed.gap for one in waiting]
    assert len(waiting) == 20
    assert gaps == sorted(gaps)
    assert gaps[0] < gaps[-1]

    hidden, other = waiting[0], waiting[1]
    Contribution.objects.filter(pk=hidden.pk).update(visibility=Visibility.HIDDEN)
    client = enter(nadia)
    with django_assert_max_num_queries(32):
        page = client.get(address("code_next", open_consultation.slug)).text
    assert hidden.revision.plain.strip() not in page
    assert other.revision.plain.strip() in page
    hidden.refresh_from_db()
    assert suggestions_of(open_consultation, [hidden]) == {}

    learn(open_consultation)
    assert not Proposed.objects.filter(pk=hidden.pk).exists()
    asked = client.post(address("learn", open_consultation.slug), follow=True)
    assert "learned again" in asked.text


def test_learning_rests_is_asked_for_once_and_a_second_delivery_changes_nothing(
    open_consultation, themes, say, join, nadia
):
    say(join("petro"), "The water is cold.")
    learned = learn(open_consultation)
    assert suggesting.plan_learning() == 0, "it rests"
    Learned.objects.update(learned_at=timezone.now() - timedelta(hours=1))
    assert suggesting.plan_learning() == 0, "nothing changed"

    said = say(join("carlos"), "The buses are late.")
    tag_contribution(said, [themes["Buses"]], by=nadia)
    assert suggesting.plan_learning() == 1
    suggesting.plan_learning()
    rows = Outbox.objects.filter(kind=suggesting.LEARN, done_at=None)
    assert rows.count() == 1
    before = list(Proposed.objects.order_by("pk").values_list("pk", "themes"))
    work_off_everything()
    Outbox.objects.filter(kind=suggesting.LEARN).update(done_at=None, available_at=timezone.now())
    work_off_everything()
    learned.refresh_from_db()
    assert learned.taggings == 1
    after = list(Proposed.objects.order_by("pk").values_list("pk", "themes"))
    assert len(after) == len(before) + 1


LETTER = (
    "We ask the council to keep the old bridge open for everyone who walks to school. "
    "Closing it would mean a detour of forty minutes each way. Please decide before the winter comes."
)


def test_letters_of_one_campaign_are_grouped_shown_and_counted_without_hidden_ones(
    open_consultation, room, other_room, themes, say, join, nadia, enter
):
    people = [join(key) for key in ("petro", "carlos", "isabel", "farrukh")]
    copies = [
        say(people[0], LETTER),
        say(people[1], LETTER.upper().replace(".", "!")),
        say(people[2], LETTER + " My own daughter walks there."),
    ]
    elsewhere = say(people[3], LETTER, room=other_room)
    alone = say(people[3], "Something quite different about the library and its opening hours.")
    learn(open_consultation)

    assert counts_alike([one.pk for one in [*copies, elsewhere, alone]]) == {one.pk: 2 for one in copies}
    group = SimilarGroup.objects.get()
    assert group.first == copies[0]
    assert min(Similar.objects.values_list("likeness", flat=True)) >= 0.8
    client = enter(nadia)
    assert "2 similar contributions" in page_of(client, copies[0])
    assert "3 similar contributions" in client.get(address("similar", open_consultation.slug)).text
    page = " ".join(client.get(address("similar_to", copies[1].pk)).text.split())
    assert "Closing it would mean a detour of forty minutes each way." in page
    assert "My own daughter walks there." in page

    Contribution.objects.filter(pk=copies[2].pk).update(visibility=Visibility.HIDDEN)
    assert counts_alike([copies[0].pk]) == {copies[0].pk: 1}
    assert "My own daughter" not in client.get(address("similar_to", copies[1].pk)).text
    again = learn(open_consultation)
    assert set(Similar.objects.values_list("contribution", flat=True)) == {one.pk for one in copies[:2]}
    assert SimilarGroup.objects.get().pk == group.pk
    assert again.taggings == 0
    client.force_login(people[1].user, backend="consultation.people.backend.ActivePeopleBackend")
    assert "similar contribution" not in page_of(client, copies[0])


def test_an_answer_at_the_desk_keeps_what_is_ticked_and_typed_there(
    open_consultation, coded, themes, nadia, enter
):
    learn(open_consultation)
    said = coded[0][0]
    first, second = suggestions_of(open_consultation, [said])[said.pk][:2]
    other = next(theme for theme in themes.values() if theme.pk not in {first.theme.pk, second.theme.pk})
    client = enter(nadia)
    desk = client.get(address("queue", open_consultation.slug), {"in": "untagged", "open": said.pk})
    form = desk.context["form"]
    sent = {"in": "untagged", "seen": form["seen"].value(), "note_key": form["note_key"].value()}
    sent |= {"themes": [other.pk], "note": "Not yet said."}
    url = address("work", open_consultation.slug, said.pk)

    kept = client.post(url, sent | {"accept": first.theme.pk})

    assert "is tagged as a whole" in kept.text
    ticked = {theme.pk for theme in kept.context["form"].ticked_themes}
    assert ticked == {other.pk, first.theme.pk}
    assert "Not yet said." in kept.text
    assert list(Tagging.objects.filter(contribution=said).values_list("theme", flat=True)) == [first.theme.pk]
    client.post(url, sent | {"refuse": second.theme.pk})
    assert Refusal.objects.get(contribution=said).theme_id == second.theme.pk
    assert not TeamNote.objects.exists()


def test_words_that_search_leaves_out_are_no_reason(open_consultation, coded, themes, nadia, enter):
    quiet = quiet_in(open_consultation)

    assert quiet({"the", "with", "water", "spring"}) == {"the", "with"}
    learn(open_consultation)
    given = {word for row in Proposed.objects.all() for one in row.themes for word in one["words"]}
    assert given
    buses = themes["Buses"]
    page = enter(nadia).get(address("theme", open_consultation.slug, buses.pk), {"by": "words"})
    assert set(page.context["words"].split()) <= {part for word in given for part in word.casefold().split()}
    assert not quiet({part for word in given for part in word.casefold().split()})
