"""Merging, splitting, moving and retiring themes: nothing is lost, and one step takes it back."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from consultation.models import AuditEntry
from moderation.actions.codebook import NameIsTakenError, NoSuchPlaceError, ThemeWords
from moderation.actions.coding import tag_contribution
from moderation.actions.reshaping import (
    CannotUndoError,
    NothingChosenError,
    ThemeIsUsedError,
    last_reshaping,
    merge_themes,
    move_taggings,
    preview_merge,
    retire_theme,
    split_theme,
    undo,
)
from moderation.models import Tagging, Theme
from tests.moderation.world import SPRING, address, plant, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Water", "  Springs", "Land", "Trust")


@pytest.fixture
def voices(join, say):
    return [say(join(key), SPRING) for key in ("petro", "carlos", "isabel", "farrukh")]


def standing() -> set[tuple[int, int, int | None]]:
    """Every standing tagging as (theme, contribution, passage)."""
    return set(Tagging.objects.standing().values_list("theme", "contribution", "passage"))


def examples() -> dict[int, list[str]]:
    """What every theme keeps from elsewhere."""
    return {theme.pk: [one["words"] for one in theme.examples] for theme in Theme.objects.all()}


def places() -> set[tuple[int, int | None, bool]]:
    return {(theme.pk, theme.parent_id, theme.retired_at is None) for theme in Theme.objects.all()}


def test_a_merge_moves_all_taggings_counts_doubles_once_and_is_undone_whole(themes, voices, nadia):
    tag_contribution(voices[0], [themes["Water"], themes["Land"]], by=nadia)
    tag_contribution(voices[1], [themes["Water"]], by=nadia)
    before = standing(), places()
    preview = preview_merge(themes["Water"], themes["Land"])

    done = merge_themes(themes["Water"], themes["Land"], by=nadia)

    assert (preview.source, preview.target, preview.doubled, preview.result) == (2, 1, 1, 2)
    assert (done.moved, done.doubled) == (1, 1)
    land = themes["Land"].pk
    assert standing() == {(land, voices[0].pk, None), (land, voices[1].pk, None)}
    assert Theme.objects.get(name="Springs").parent_id == land

    assert undo(done.entry, by=nadia) == 2
    assert (standing(), places()) == before


def test_a_split_makes_a_theme_beside_it_and_is_undone(themes, voices, nadia):
    for voice in voices[:3]:
        tag_contribution(voice, [themes["Trust"]], by=nadia)
    before = standing(), places()
    chosen = [tagging.pk for tagging in Tagging.objects.order_by("pk")[:2]]

    made, done = split_theme(themes["Trust"], ThemeWords("Fear"), chosen, by=nadia)

    assert Tagging.objects.standing().filter(theme=made).count() == 2
    assert Tagging.objects.standing().filter(theme=themes["Trust"]).count() == 1
    undo(done.entry, by=nadia)
    assert standing() == before[0]
    assert {place for place in places() if place[0] != made.pk} == before[1]


def test_a_used_theme_is_not_retired_and_an_unused_one_comes_back(themes, voices, nadia):
    tag_contribution(voices[0], [themes["Land"]], by=nadia)
    for used in ("Land", "Water"):  # tagged, and with a theme below it
        with pytest.raises(ThemeIsUsedError):
            retire_theme(themes[used], by=nadia)

    done = retire_theme(themes["Trust"], by=nadia)

    assert Theme.objects.get(name="Trust").retired_at is not None
    undo(done.entry, by=nadia)
    assert Theme.objects.get(name="Trust").retired_at is None


def test_what_cannot_be_is_refused_and_changes_nothing(themes, open_consultation, nadia):
    plant(open_consultation, nadia, "Elsewhere", "  Springs")
    before = places()

    for target in ("Water", "Springs"):  # itself, and one below it
        with pytest.raises(NoSuchPlaceError):
            merge_themes(themes["Water"], Theme.objects.filter(name=target)[0], by=nadia)
    with pytest.raises(NameIsTakenError):
        merge_themes(themes["Water"], Theme.objects.get(name="Elsewhere"), by=nadia)
    with pytest.raises(NothingChosenError):
        move_taggings(themes["Water"], themes["Land"], [987654], by=nadia)

    assert places() == before


def test_only_the_last_act_of_the_last_thirty_days_is_undone_and_only_once(themes, nadia):
    first = retire_theme(themes["Land"], by=nadia).entry
    second = retire_theme(themes["Trust"], by=nadia).entry
    with pytest.raises(CannotUndoError):
        undo(first, by=nadia)

    undo(second, by=nadia)

    with pytest.raises(CannotUndoError):
        undo(second, by=nadia)
    assert last_reshaping(themes["Land"].consultation) == first
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(CannotUndoError):
        undo(first, by=nadia)


@pytest.mark.parametrize("seed", range(6))
def test_over_any_sequence_of_acts_what_is_coded_stays_coded_and_undo_restores_it(
    seed, themes, voices, nadia
):
    random = Random(seed)  # noqa: S311  the same acts each time
    for voice in voices:
        tag_contribution(voice, random.sample(list(themes.values()), 2), by=nadia)
    for theme in themes.values():
        kept = [{"words": words, "source": ""} for words in (theme.name, "Everywhere")]
        Theme.objects.filter(pk=theme.pk).update(examples=kept)
    coded = {contribution for _, contribution, _ in standing()}
    done = []
    for number in range(8):
        before = standing(), places(), examples()
        entry = _act(random, number, nadia)
        if entry is not None:
            done.append((entry, before))
        assert {contribution for _, contribution, _ in standing()} == coded
        here = set(Theme.objects.filter(retired_at=None).values_list("pk", flat=True))
        told = {one for pk, kept in examples().items() if pk in here for one in kept}
        assert told == {*themes, "Everywhere"}

    for entry, (taggings, spots, words) in reversed(done):
        undo(entry, by=nadia)
        assert standing() == taggings
        known = {pk for pk, _, _ in spots}
        assert {pk: kept for pk, kept in examples().items() if pk in known} == words
        assert {place for place in places() if place[0] in known} == spots


def _act(random, number, by):
    here = list(Theme.objects.filter(retired_at=None).order_by("pk"))
    source, target = random.choice(here), random.choice(here)
    taggings = list(Tagging.objects.standing().filter(theme=source).values_list("pk", flat=True))
    try:
        match random.randrange(3):
            case 0:
                return merge_themes(source, target, by=by).entry
            case 1:
                return move_taggings(
                    source, target, random.sample(taggings, min(2, len(taggings))), by=by
                ).entry
            case _:
                return split_theme(source, ThemeWords(f"New {number}"), taggings[:1], by=by)[1].entry
    except (NoSuchPlaceError, NothingChosenError, NameIsTakenError):
        return None


def test_a_moderator_merges_on_two_pages_and_takes_it_back(themes, voices, nadia, enter, open_consultation):
    tag_contribution(voices[0], [themes["Trust"]], by=nadia)
    client, slug = enter(nadia), open_consultation.slug
    merge = address("merge_theme", slug, themes["Trust"].pk)

    first = client.get(merge).text
    assert ("At the top" in first, "Choose a theme" in first) == (False, True), "it goes into a theme"
    asked = " ".join(client.get(merge, {"into": themes["Land"].pk}).text.split())
    told = client.post(merge, {"into": themes["Land"].pk}, follow=True).text

    assert "Merge 3 Trust into 2 Land" in asked
    assert "There is a problem" not in asked
    assert "Merged. 1 tagging moved to 2 Land." in told
    heir = client.get(address("theme", slug, themes["Trust"].pk))
    assert heir["Location"] == address("theme", slug, themes["Land"].pk)
    entry = AuditEntry.objects.get(action="theme.merged")
    back = client.post(address("undo_reshaping", slug, entry.pk), follow=True).text
    assert "Everything stands where it stood" in back
    assert client.get(address("theme", slug, themes["Trust"].pk)).status_code == 200


def test_a_moderator_splits_on_the_theme_page(themes, voices, nadia, enter, open_consultation):
    client, slug = enter(nadia), open_consultation.slug
    tick(client, voices[0], sentence=1, themes=[themes["Trust"].pk])
    page = client.get(address("theme", slug, themes["Trust"].pk)).text
    tagging = Tagging.objects.get(theme=themes["Trust"])
    take = address("take", slug, themes["Trust"].pk)

    assert f'name="tagging" value="{tagging.pk}"' in page
    assert "Tick at least one passage" in client.post(take, {"name": "Fear"}, follow=True).text
    told = client.post(take, {"tagging": tagging.pk, "name": "Fear"}, follow=True).text
    assert "1 tagging moved to" in told
    assert "Fear." in told
    assert Tagging.objects.get(pk=tagging.pk).theme.name == "Fear"
