from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from consultation.models import AuditEntry
from contributions.models import Visibility
from moderation.actions.codebook import (
    NameIsTakenError,
    NoSuchPlaceError,
    ThemeWords,
    add_theme,
    change_theme,
    move_theme,
    theme_named,
)
from moderation.actions.coding import tag_contribution
from moderation.codebook import load
from moderation.figures import coverage_of, figures_of_themes
from moderation.material import material_of
from moderation.models import Theme
from tests.conftest import make_consultation
from tests.moderation.world import address, plant, tick
from tests.synthesis.marking import highlight

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(
        open_consultation,
        nadia,
        "Trust",
        "Close to home",
        "  Mediators",
        "    Women as mediators",
        "  Distance",
        "Data",
    )


def codes(consultation):
    return {theme.name: theme.code for theme in load(consultation)}


def test_codes_follow_from_the_place_at_any_depth(open_consultation, themes):
    assert codes(open_consultation) == {
        "Trust": "1",
        "Close to home": "2",
        "Mediators": "2.1",
        "Women as mediators": "2.1.1",
        "Distance": "2.2",
        "Data": "3",
    }
    assert [theme.depth for theme in load(open_consultation)] == [0, 0, 1, 2, 1, 0]


def test_a_theme_has_its_own_hue_or_that_of_what_it_stands_under(open_consultation, themes):
    Theme.objects.filter(name="Mediators").update(hue="g")

    hues = {theme.name: theme.hue for theme in load(open_consultation)}

    assert hues == {
        "Trust": "a",
        "Close to home": "b",
        "Mediators": "g",
        "Women as mediators": "g",
        "Distance": "b",
        "Data": "c",
    }


def test_a_retired_theme_leaves_the_numbering_and_stays_resolvable(open_consultation, themes):
    Theme.objects.filter(name="Mediators").update(retired_at=timezone.now())

    codebook = load(open_consultation)

    assert {theme.name: theme.code for theme in codebook} == {
        "Trust": "1",
        "Close to home": "2",
        "Distance": "2.1",
        "Data": "3",
    }
    assert codebook.by_pk[themes["Mediators"].pk].label == "Mediators"
    assert codebook.standing(themes["Women as mediators"].pk) is None


def test_the_codebook_is_one_query(open_consultation, themes, django_assert_num_queries):
    with django_assert_num_queries(1):
        load(open_consultation)


def test_themes_in_a_circle_are_left_out_instead_of_hanging(open_consultation, themes):
    one, other = themes["Mediators"], themes["Women as mediators"]
    Theme.objects.filter(pk=one.pk).update(parent=other)

    assert codes(open_consultation) == {"Trust": "1", "Close to home": "2", "Distance": "2.1", "Data": "3"}


def test_a_name_stands_once_among_its_siblings_whatever_its_case(open_consultation, themes, nadia):
    with pytest.raises(NameIsTakenError):
        add_theme(open_consultation, ThemeWords("TRUST"), parent=None, by=nadia)

    under = add_theme(open_consultation, ThemeWords("Trust"), parent=themes["Data"], by=nadia)

    assert codes(open_consultation)["Trust"] in {"1", "3.1"}
    assert load(open_consultation).by_pk[under.pk].code == "3.1"


def test_moving_a_theme_renumbers_its_siblings_and_is_recorded(open_consultation, themes, nadia):
    assert move_theme(themes["Data"], place=1, by=nadia)

    assert [theme.name for theme in load(open_consultation) if theme.depth == 0] == [
        "Data",
        "Trust",
        "Close to home",
    ]
    entry = AuditEntry.objects.get(action="theme.moved")
    assert (entry.before, entry.after, entry.actor_id) == ({"place": 3}, {"place": 1}, nadia.user_id)


@pytest.mark.parametrize("place", [0, 3, 4, 10**9])
def test_a_move_to_where_it_stands_or_to_nowhere_changes_nothing(place, open_consultation, themes, nadia):
    assert not move_theme(themes["Data"], place=place, by=nadia)
    assert not AuditEntry.objects.filter(action="theme.moved").exists()


def test_a_theme_never_comes_to_stand_under_itself(open_consultation, themes, nadia):
    words = ThemeWords("Close to home")

    for parent in ("Close to home", "Women as mediators"):
        with pytest.raises(NoSuchPlaceError):
            change_theme(themes["Close to home"], words, parent=themes[parent], by=nadia)

    assert codes(open_consultation)["Women as mediators"] == "2.1.1"


def test_a_theme_takes_what_is_below_it_along(open_consultation, themes, nadia):
    change_theme(themes["Mediators"], ThemeWords("Mediators"), parent=themes["Trust"], by=nadia)

    assert codes(open_consultation) == {
        "Trust": "1",
        "Mediators": "1.1",
        "Women as mediators": "1.1.1",
        "Close to home": "2",
        "Distance": "2.1",
        "Data": "3",
    }


def test_asking_twice_for_a_theme_by_name_gives_one_theme(open_consultation, nadia):
    one = theme_named(open_consultation, "Water", parent=None, by=nadia)
    again = theme_named(open_consultation, "water", parent=None, by=nadia)

    assert one == again
    assert AuditEntry.objects.filter(action="theme.added").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_theme(open_consultation, nadia):
    made = []

    def make():
        made.append(theme_named(open_consultation, "Water", parent=None, by=nadia))
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert Theme.objects.count() == 1


def test_figures_count_a_section_with_everything_below_it_and_each_person_once(
    open_consultation, themes, join, say, nadia
):
    petro, carlos = join("petro"), join("carlos")
    first = say(petro, "One two three.")
    second = say(petro, "Four five six.")
    third = say(carlos, "Seven.")
    highlight(first, "One", themes["Women as mediators"], nadia)
    highlight(first, "two", themes["Distance"], nadia)
    tag_contribution(second, [themes["Mediators"]], by=nadia)
    tag_contribution(third, [themes["Close to home"]], by=nadia)

    figures = figures_of_themes(load(open_consultation))
    told = {
        name: (
            figures[theme.pk].passages,
            figures[theme.pk].said.contributions,
            figures[theme.pk].said.people,
        )
        for name, theme in themes.items()
    }

    assert told == {
        "Trust": (0, 0, 0),
        "Close to home": (2, 3, 2),
        "Mediators": (1, 2, 1),
        "Women as mediators": (1, 1, 1),
        "Distance": (1, 1, 1),
        "Data": (0, 0, 0),
    }


def test_what_does_not_count_is_not_counted(open_consultation, themes, join, say, nadia, other_room):
    other_room.counts_in_report = False
    other_room.save()
    theme = themes["Trust"]
    hidden, elsewhere, taken = (
        say(join("petro"), "Hidden."),
        say(join("carlos"), "Elsewhere.", room=other_room),
        say(join("giulia"), "Taken back."),
    )
    for contribution in (hidden, elsewhere, taken):
        highlight(contribution, contribution.revision.plain.strip(), theme, nadia)
    hidden.move_to(Visibility.HIDDEN)
    taken.taggings.update(removed_at=timezone.now())

    figures = figures_of_themes(load(open_consultation))[theme.pk]
    coverage = coverage_of(open_consultation, listed=10)

    assert (figures.passages, figures.said.contributions) == (0, 0)
    assert (coverage.passages, coverage.contributions) == (0, 0)
    assert coverage.untagged == [taken]


def test_a_passage_carried_to_a_newer_version_counts_once(open_consultation, themes, join, say, nadia):
    contribution = say(join("petro"), "One two three.")
    old = highlight(contribution, "One", themes["Trust"], nadia)
    new = highlight(contribution, "One two", themes["Trust"], nadia)
    new.origin = old
    new.save(update_fields=["origin"])

    (material,) = [one for one in material_of(open_consultation) if one.theme.name == "Trust"]

    assert [tagging.passage for tagging in material.passages] == [new]
    assert figures_of_themes(load(open_consultation))[themes["Trust"].pk].passages == 1


@pytest.mark.parametrize("count", [1, 3])
def test_material_costs_two_queries(
    count, open_consultation, themes, join, say, nadia, django_assert_num_queries
):
    for key in ("petro", "carlos", "giulia")[:count]:
        contribution = say(join(key), f"Words of {key}.")
        highlight(contribution, "Words", themes["Trust"], nadia)
        tag_contribution(contribution, [themes["Data"]], by=nadia)

    with django_assert_num_queries(2):
        material = material_of(open_consultation)
        spoken = [
            (tagging.contribution.author.name, tagging.passage.quote, tagging.passage.revision.number)
            for one in material
            for tagging in one.passages
        ]

    assert len(spoken) == count
    assert [len(one.tagged) for one in material] == [0, 0, 0, 0, 0, count]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_1_and_at_3(
    count, open_consultation, join, say, nadia, enter, django_assert_num_queries
):
    lines = [f"{'  ' * depth}Theme {number}.{depth}" for number in range(count) for depth in range(3)]
    planted = plant(open_consultation, nadia, *lines)
    for number, theme in enumerate(planted.values()):
        highlight(say(join("petro"), f"Words number {number}."), "Words", theme, nadia)
        say(join("carlos"), f"Untagged number {number}.")
    client = enter(nadia)
    url = address("codebook", open_consultation.slug)
    client.get(url)

    with django_assert_num_queries(PAGE_QUERIES):
        page = client.get(url).text

    assert f"{3 * count} untagged" in page


PAGE_QUERIES = 9


def test_a_theme_is_added_through_the_page(open_consultation, nadia, themes, enter):
    client = enter(nadia)
    data = {
        "name": " Climate   justice ",
        "parent": themes["Data"].pk,
        "definition": "Water and land.",
        "hue": "b",
    }

    answer = client.post(address("add_theme", open_consultation.slug), data, follow=True)

    theme = Theme.objects.get(name="Climate justice")
    assert answer.redirect_chain == [(f"{address('codebook', open_consultation.slug)}#theme-{theme.pk}", 302)]
    assert "Theme added: 3.1 Climate justice." in answer.text
    assert (theme.parent, theme.definition, theme.hue) == (themes["Data"], "Water and land.", "b")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "trust"}, "There is a theme of this name in this place already"),
        ({"name": "Fine", "parent": "999999"}, "This place is not in the codebook any more"),
        ({"name": "Fine", "parent": "tampered"}, "This place is not in the codebook any more"),
        ({"name": "Fine", "hue": "z"}, "Select a valid choice"),
        ({"name": "Nul\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_said_in_place(fields, sentence, open_consultation, nadia, themes, enter):
    client = enter(nadia)

    answer = client.post(address("add_theme", open_consultation.slug), fields | {"definition": "My words."})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is a problem" in answer.text
    assert "My words." in answer.text
    assert Theme.objects.count() == len(themes)


def test_a_theme_is_changed_and_moved_to_another_parent_through_the_page(
    open_consultation, nadia, themes, enter
):
    client = enter(nadia)
    url = address("edit_theme", open_consultation.slug, themes["Distance"].pk)
    assert 'value="Distance"' in client.get(url).text

    answer = client.post(url, {"name": "Distance and cost", "parent": themes["Trust"].pk}, follow=True)

    assert "Theme saved: 1.1 Distance and cost." in answer.text
    entry = AuditEntry.objects.get(action="theme.changed")
    assert entry.before == {"name": "Distance", "parent": themes["Close to home"].pk}
    assert entry.after == {"name": "Distance and cost", "parent": themes["Trust"].pk}


def test_the_form_of_a_theme_offers_no_place_below_itself(open_consultation, nadia, themes, enter):
    client = enter(nadia)
    url = address("edit_theme", open_consultation.slug, themes["Close to home"].pk)

    answer = client.post(url, {"name": "Close to home", "parent": themes["Women as mediators"].pk})

    assert answer.status_code == 422
    assert "This place is not in the codebook any more" in answer.text


def test_the_buttons_move_a_theme_and_pressing_twice_moves_once(open_consultation, nadia, themes, enter):
    client = enter(nadia)
    page = client.get(address("codebook", open_consultation.slug)).text
    assert 'aria-label="Move up: 3 Data"' in page
    assert 'aria-label="Move down: 3 Data"' not in page
    url = address("move_theme", open_consultation.slug, themes["Data"].pk)

    once = client.post(url, {"place": 2}, follow=True).text
    twice = client.post(url, {"place": 2}, follow=True).text

    assert "Theme moved: it is now 2 Data." in once
    assert "Nothing was moved: 2 Data stands there already." in twice
    assert codes(open_consultation)["Close to home"] == "3"


def test_the_page_of_a_theme_shows_what_was_said_of_it_and_below(
    open_consultation, nadia, themes, join, say, enter
):
    isabel = join("isabel")
    highlight(say(isabel, "Women walk the channel."), "Women walk", themes["Women as mediators"], nadia)
    tag_contribution(say(isabel, "We choose mediators."), [themes["Mediators"]], by=nadia)
    client = enter(join("tomas"))

    page = client.get(address("theme", open_consultation.slug, themes["Mediators"].pk)).text

    assert "“Women walk”" in page
    assert "Tagged as a whole" in page
    assert "1 passage · 2 contributions · 1 person" in " ".join(page.split())
    assert "<bdi>Costa Rica</bdi>" in page
    assert "Move up" not in page


def test_the_page_of_a_theme_pages_through_everything_once(
    open_consultation, nadia, themes, join, say, enter, monkeypatch, room, other_room
):
    monkeypatch.setattr("moderation.views.theme.TAGGINGS_PER_PAGE", 2)
    said = [say(join("petro"), room=where) for where in (room, other_room, room, other_room, room)]
    for contribution in said[::-1]:
        tag_contribution(contribution, [themes["Trust"]], by=nadia)
    client = enter(nadia)
    url, seen, after = address("theme", open_consultation.slug, themes["Trust"].pk), [], ""

    for _ in range(3):
        answer = client.get(url, {"by": "all", "after": after})
        seen += [tagging.contribution for tagging in answer.context["taggings"]]
        after = answer.context["later"]

    assert seen == said
    assert after is None


def test_a_theme_of_another_consultation_is_not_found(nadia, join, enter, themes):
    elsewhere = make_consultation("elsewhere")
    other = plant(elsewhere, join("marta", consultation=elsewhere), "Theirs")["Theirs"]
    client = enter(nadia)
    slug = nadia.consultation.slug

    assert client.get(address("theme", slug, other.pk)).status_code == 404
    assert client.post(address("edit_theme", slug, other.pk), {"name": "Mine"}).status_code == 404
    assert client.post(address("move_theme", slug, other.pk), {"place": 1}).status_code == 404
    assert client.get(address("theme", slug, 10**30)).status_code == 404


def test_an_approver_sees_the_codebook_and_changes_nothing(open_consultation, themes, join, enter):
    client = enter(join("tomas"))

    page = client.get(address("codebook", open_consultation.slug))
    refused = client.post(address("add_theme", open_consultation.slug), {"name": "Mine"})

    assert page.status_code == 200
    assert "Add theme" not in page.text
    assert refused.status_code == 403
    assert Theme.objects.count() == len(themes)


def test_an_administrator_without_a_membership_acts_under_one_made_then(
    open_consultation, make_person, enter, join, say
):
    admin = make_person("admin", is_superuser=True)
    contribution = say(join("petro"), "Water is far.")

    answer = tick(enter(admin), contribution, sentence=1, new_theme="Distance")

    assert answer.status_code == 302
    assert contribution.taggings.get().by.user == admin


def test_two_editors_of_one_theme_see_both_and_lose_nothing(open_consultation, join, enter, themes):
    """Each changed the definition; the second also the name, the first also the note."""
    theme = themes["Trust"]
    url = address("edit_theme", open_consultation.slug, theme.pk)
    marta, nadia = join("marta"), join("nadia")
    shown = enter(nadia).get(url).context["form"].initial
    mine = {**shown, "parent": "", "definition": "Who is trusted.", "name": "Faith"}

    theirs = {**shown, "parent": "", "definition": "Who trusts.", "memo": "Ask Petro.", "hue": "b"}
    enter(marta).post(url, theirs)
    client = enter(nadia)
    late = client.post(url, mine)

    assert late.status_code == 409
    assert "Changed by Marta Okafor" in late.text
    assert ("Colour", "Blue", "As its section") in late.context["conflict"].rows
    theme.refresh_from_db()
    assert (theme.name, theme.definition, theme.memo) == ("Trust", "Who trusts.", "Ask Petro.")
    both = late.context["form"].initial
    assert both["definition"] == "Who trusts.\nWho is trusted."
    again = client.post(url, {**both, "parent": "", "definition": "Who trusts whom."})
    assert again.status_code == 302
    theme.refresh_from_db()
    assert (theme.name, theme.memo) == ("Faith", "Ask Petro.")
    assert theme.definition == "Who trusts whom."
    assert client.post(url, {**both, "parent": "", "definition": theme.definition}).status_code == 302
