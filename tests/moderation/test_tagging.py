from __future__ import annotations

import re

import pytest
from django.urls import reverse

from consultation.models import AuditEntry
from contributions.models import Visibility
from moderation.actions.coding import (
    ThemeCountError,
    WithdrawnError,
    put_back,
    tag_contribution,
    take_back,
)
from moderation.models import Tagging, Theme
from tests.conftest import make_consultation
from tests.moderation.world import address, page_of, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Trends", "  Climate justice", "  Close to home", "Data")


@pytest.fixture
def contribution(join, say):
    return say(join("isabel"), "Three villages share one spring.")


def test_tagging_twice_is_tagging_once(contribution, themes, nadia):
    one = tag_contribution(contribution, [themes["Data"], themes["Trends"]], by=nadia)
    again = tag_contribution(contribution, [themes["Data"], themes["Data"]], by=nadia)

    assert [tagging.theme.name for tagging in one.taggings] == ["Data", "Trends"]
    assert again.taggings == []
    assert Tagging.objects.count() == 2
    entry = AuditEntry.objects.get(action="contribution.tagged")
    assert entry.actor_id == nadia.user_id
    assert entry.after == {"themes": sorted([themes["Data"].pk, themes["Trends"].pk])}


def test_a_tagging_is_taken_back_but_never_deleted(contribution, themes, nadia):
    (tagging,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings

    assert take_back(contribution, [tagging.pk], by=nadia) == [tagging]
    assert take_back(contribution, [tagging.pk], by=nadia) == []

    tagging.refresh_from_db()
    assert tagging.removed_at is not None
    assert AuditEntry.objects.filter(action="tagging.removed").count() == 1


def test_what_was_taken_back_is_put_back_once(contribution, themes, nadia):
    (tagging,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings
    take_back(contribution, [tagging.pk], by=nadia)

    assert put_back(contribution, [tagging.pk], by=nadia) == [tagging]
    assert put_back(contribution, [tagging.pk], by=nadia) == []
    assert Tagging.objects.standing().get() == tagging


def test_what_was_made_anew_meanwhile_is_not_put_back(contribution, themes, nadia):
    (old,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings
    take_back(contribution, [old.pk], by=nadia)
    (new,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings

    assert put_back(contribution, [old.pk], by=nadia) == []
    assert Tagging.objects.standing().get() == new


def test_nothing_is_put_on_what_its_author_withdrew(contribution, themes, nadia, enter):
    contribution.move_to(Visibility.WITHDRAWN)

    with pytest.raises(WithdrawnError):
        tag_contribution(contribution, [themes["Data"]], by=nadia)

    answer = enter(nadia).get(address("tags", contribution.pk))
    assert answer.status_code == 403
    assert "Its author withdrew this contribution" in answer.text


def test_no_theme_is_no_tag(contribution, nadia):
    with pytest.raises(ThemeCountError):
        tag_contribution(contribution, [], by=nadia)


def test_a_contribution_is_tagged_through_its_page_and_it_is_undone(contribution, themes, nadia, enter):
    client = enter(nadia)
    url = address("tags", contribution.pk)
    assert "1.1 Climate justice" in client.get(url).text

    answer = client.post(url, {"themes": [themes["Climate justice"].pk, themes["Data"].pk]}, follow=True)

    assert answer.redirect_chain == [(reverse("contributions:contribution", args=[contribution.pk]), 302)]
    page = " ".join(answer.text.split())
    assert "#1 is tagged as a whole: 1.1 Climate justice, 2 Data." in page
    assert "<h2>Tagged as a whole</h2>" in page

    undone = client.post(address("undo", contribution.pk), undo_fields(page), follow=True).text

    assert "Undone in #1: 1.1 Climate justice, 2 Data." in undone
    assert not Tagging.objects.standing().exists()


def undo_fields(page):
    form = re.search(r"<form[^>]*/undo/\">(.*?)</form>", page)[1]
    pairs = re.findall(r'name="(how|tagging)" value="([^"]*)"', form)
    return {"how": dict(pairs)["how"], "tagging": [value for name, value in pairs if name == "tagging"]}


def test_a_theme_is_removed_by_its_button_and_put_back_by_undo(contribution, themes, nadia, enter):
    client = enter(nadia)
    (tagging,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings
    assert 'aria-label="Remove: 2 Data"' in page_of(client, contribution)

    removed = client.post(address("remove_tag", contribution.pk, tagging.pk), follow=True)
    again = client.post(address("remove_tag", contribution.pk, tagging.pk), follow=True)

    assert "Theme removed from #1: 2 Data." in removed.text
    assert "That was removed from #1 already." in again.text
    client.post(address("undo", contribution.pk), undo_fields(" ".join(removed.text.split())))
    assert Tagging.objects.standing().get() == tagging


def test_a_new_theme_is_made_by_its_name_where_one_says(contribution, themes, nadia, enter):
    client = enter(nadia)
    data = {"new_theme": "Water", "under": themes["Trends"].pk}

    client.post(address("tags", contribution.pk), data)
    client.post(address("tags", contribution.pk), data)

    water = Theme.objects.get(name="Water")
    assert water.parent == themes["Trends"]
    assert Tagging.objects.get().theme == water


@pytest.mark.parametrize("typed", ["climate JUSTICE", "1.1", "1.1 Climate justice"])
def test_typing_a_theme_that_is_there_means_that_theme(typed, contribution, themes, nadia, enter):
    enter(nadia).post(address("tags", contribution.pk), {"new_theme": typed})

    assert Tagging.objects.get().theme == themes["Climate justice"]
    assert Theme.objects.count() == len(themes)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a theme"),
        ({"new_theme": "   "}, "Choose a theme"),
        ({"themes": ["999999"]}, "One of the themes is not in the codebook any more"),
        ({"themes": ["x"]}, "One of the themes is not in the codebook any more"),
        ({"new_theme": "Water", "under": "999999"}, "This place is not in the codebook any more"),
        ({"new_theme": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_is_said_in_place(fields, sentence, contribution, themes, nadia, enter):
    answer = enter(nadia).post(address("tags", contribution.pk), fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text
    assert not Tagging.objects.exists()
    assert Theme.objects.count() == len(themes)


def test_tagging_is_possible_with_an_empty_codebook(contribution, nadia, enter):
    client = enter(nadia)

    failed = client.post(address("tags", contribution.pk), {})
    made = client.post(address("tags", contribution.pk), {"new_theme": "Water"}, follow=True)

    assert (failed.status_code, "Choose a theme" in failed.text) == (422, True)
    assert "#1 is tagged as a whole: 1 Water." in made.text


def test_a_theme_of_another_consultation_cannot_be_chosen(contribution, themes, nadia, join, enter):
    elsewhere = make_consultation("elsewhere")
    other = plant(elsewhere, join("marta", consultation=elsewhere), "Theirs")["Theirs"]

    answer = enter(nadia).post(address("tags", contribution.pk), {"themes": [other.pk]})

    assert answer.status_code == 422
    assert not Tagging.objects.exists()


def test_a_tagging_of_another_contribution_is_not_found(contribution, themes, nadia, join, say, enter):
    other = say(join("carlos"), "Elsewhere.")
    (tagging,) = tag_contribution(other, [themes["Data"]], by=nadia).taggings
    client = enter(nadia)

    assert client.post(address("remove_tag", contribution.pk, tagging.pk)).status_code == 404
    client.post(address("undo", contribution.pk), {"tagging": [tagging.pk, "x", "9" * 40]})

    assert Tagging.objects.standing().get() == tagging


def test_state_changes_by_post_only(contribution, themes, nadia, enter):
    (tagging,) = tag_contribution(contribution, [themes["Data"]], by=nadia).taggings
    client = enter(nadia)

    for url in (
        address("remove_tag", contribution.pk, tagging.pk),
        address("undo", contribution.pk),
        address("remove_passage", contribution.pk, 1),
        address("move_theme", nadia.consultation.slug, themes["Data"].pk),
        address("confirm_name", nadia.consultation.slug),
    ):
        assert client.get(url).status_code == 405


def test_marks_and_themes_are_for_those_who_code(contribution, themes, nadia, join, enter):
    tag_contribution(contribution, [themes["Data"]], by=nadia)

    for key, sees in (("isabel", False), ("tomas", False), ("sunhee", True), ("marta", True)):
        page = page_of(enter(join(key)), contribution)
        assert ("Themes here" in page, "Tag<span" in page) == (sees, sees)
