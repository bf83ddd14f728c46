from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

from consultation.models import AuditEntry
from contributions.actions import write_revision
from contributions.actions.revising import Edit, revise
from moderation.actions.coding import (
    NewPassages,
    PassageGoneError,
    RevisionIsOldError,
    ThemeCountError,
    change_passage,
    put_back,
    save_passages,
    tag_contribution,
    take_back,
    take_back_passage,
)
from moderation.models import Passage, Tagging, Theme
from synthesis.models import Evidence
from tests.moderation.world import SPRING, address, page_of, plant, tick
from tests.synthesis.published import Published

pytestmark = pytest.mark.django_db

EVERY_THEME = ["Climate", "Close to home", "Women", "Data", "Trust", "Distance"]


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, *EVERY_THEME)


@pytest.fixture
def contribution(join, say):
    return say(join("isabel"), SPRING)


def span(contribution, words):
    start = contribution.revision.plain.index(words)
    return start, start + len(words)


def test_neighbouring_ticks_make_one_passage_and_others_one_each(contribution, themes, nadia, enter):
    answer = tick(enter(nadia), contribution, sentence=[2, 3, 5], themes=[themes["Climate"].pk])

    assert answer.url == address("new_passage", contribution.pk)
    assert [passage.quote for passage in Passage.objects.all()] == [
        "The mediators are chosen by all three councils. They walk the channel with both families.",
        "I do not want to sell a dream.",
    ]
    first = Passage.objects.first()
    assert (first.prefix, first.suffix) == (
        "r valley three villages share one spring. "[-32:],
        " Since then no case has gone to the"[:32],
    )
    assert (first.created_by, first.revision) == (nadia, contribution.revision)


def test_saving_is_told_with_a_way_to_undo(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(
        client, contribution, sentence=2, themes=[themes["Climate"].pk], useful_as_quote="on", note="Strong."
    )

    page = client.get(address("new_passage", contribution.pk)).text

    assert "Passage saved in #1: 1 Climate." in page
    passage = Passage.objects.get()
    assert (passage.useful_as_quote, passage.memo) == (True, "Strong.")
    undo = client.post(
        address("undo", contribution.pk),
        {"how": "take-back", "tagging": Tagging.objects.get().pk},
        follow=True,
    )
    assert "Undone in #1: 1 Climate." in undo.text
    assert not Passage.objects.standing().exists()
    assert Passage.objects.count() == 1


def test_only_these_words_narrow_the_passage(contribution, themes, nadia, enter):
    tick(
        enter(nadia),
        contribution,
        sentence=[2, 3],
        words="chosen by  ALL three councils",
        themes=[themes["Climate"].pk],
    )

    assert Passage.objects.get().quote == "chosen by all three councils"


def test_the_whole_contribution_is_marked_by_one_tick(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, whole="on", themes=[themes["Climate"].pk])

    page = client.get(address("new_passage", contribution.pk)).text

    assert "#1 is tagged as a whole: 1 Climate." in page
    assert Tagging.objects.get().passage is None


def test_the_whole_and_a_passage_are_marked_in_one_go(contribution, themes, nadia, enter):
    tick(enter(nadia), contribution, whole="on", sentence=1, new_theme="Water")

    water = Theme.objects.get(name="Water")
    assert {(t.theme, t.passage_id is None) for t in Tagging.objects.all()} == {(water, True), (water, False)}


@pytest.mark.parametrize(
    ("fields", "chosen", "sentence"),
    [
        ({}, ["Climate"], "Tick at least one sentence"),
        ({"whole": "on", "note": "Why?"}, ["Climate"], "Tick at least one sentence: words, note"),
        (
            {"sentence": 2, "words": "three villages"},
            ["Climate"],
            "These words are not in the ticked sentences",
        ),
        ({"sentence": 2}, [], "Choose 1 to 5 themes"),
        ({"sentence": 2}, EVERY_THEME, "Choose 1 to 5 themes"),
        ({"sentence": 99}, ["Climate"], "One of the sentences is not in this text"),
        ({"sentence": "x"}, ["Climate"], "One of the sentences is not in this text"),
        ({"sentence": 2}, ["Of elsewhere"], "One of the themes is not in the codebook any more"),
        ({"sentence": 2, "note": "x" * 2001}, ["Climate"], "at most 2000 characters"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_every_choice_kept(
    fields, chosen, sentence, contribution, themes, nadia, enter
):
    pks = [themes[name].pk if name in themes else 999_999 for name in chosen]

    answer = tick(enter(nadia), contribution, **fields, themes=pks)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is a problem" in answer.text
    assert ('name="sentence" value="2" checked' in answer.text) == (fields.get("sentence") == 2)
    assert not Passage.objects.exists()
    assert not Tagging.objects.exists()


def test_a_text_that_was_edited_meanwhile_is_not_marked_and_the_choices_stay(
    contribution, themes, nadia, enter
):
    client = enter(nadia)
    old = contribution.revision_id
    write_revision(contribution, "A new beginning. " + SPRING)

    answer = client.post(
        address("new_passage", contribution.pk),
        {
            "revision": old,
            "sentence": [2, 4],
            "themes": [themes["Data"].pk],
            "note": "My note",
            "useful_as_quote": "on",
        },
    )

    assert answer.status_code == 409
    assert "This contribution was edited while you worked" in answer.text
    assert 'name="sentence" value="3" checked' in answer.text
    assert 'name="sentence" value="5" checked' in answer.text
    assert "My note</textarea>" in answer.text
    assert f'value="{contribution.revision_id}"' in answer.text
    assert not Passage.objects.exists()


@pytest.mark.parametrize("revision", ["", "x", "0", "9" * 30])
def test_a_tampered_revision_is_answered_like_an_edit(revision, contribution, themes, nadia, enter):
    answer = tick(enter(nadia), contribution, revision=revision, sentence=1, themes=[themes["Data"].pk])

    assert answer.status_code == 409
    assert not Passage.objects.exists()


def test_an_edit_between_form_and_act_is_refused(contribution, themes, nadia):
    old = contribution.revision
    new = NewPassages(old, [span(contribution, "one spring")])
    write_revision(contribution, "Another text.")

    with pytest.raises(RevisionIsOldError):
        save_passages(contribution, new, [themes["Data"]], by=nadia)


def test_a_span_that_is_marked_already_gets_the_themes_it_lacks(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk], note="First.")
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk, themes["Trust"].pk], note="Second.")
    tick(client, contribution, sentence=1, themes=[themes["Trust"].pk], note="Second.")

    passage = Passage.objects.get()
    assert [tagging.theme.name for tagging in passage.taggings.all()] == ["Data", "Trust"]
    assert passage.memo == "First.\nSecond."
    assert "#1 had these themes there already." in client.get(address("new_passage", contribution.pk)).text


def test_a_passage_never_carries_more_than_five_themes(contribution, themes, nadia, enter):
    all_themes = list(themes.values())
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    save_passages(contribution, new, all_themes[:5], by=nadia)

    with pytest.raises(ThemeCountError):
        save_passages(contribution, new, all_themes[5:], by=nadia)

    assert Tagging.objects.count() == 5


def test_too_many_themes_on_a_marked_span_is_said_in_place(contribution, themes, nadia, enter):
    client = enter(nadia)
    pks = [theme.pk for theme in themes.values()]
    tick(client, contribution, sentence=1, themes=pks[:5])

    answer = tick(client, contribution, sentence=1, themes=pks[5:])

    assert answer.status_code == 422
    assert "A passage has 1 to 5 themes, and this one has some already" in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_passage(contribution, themes, nadia):
    made = []

    def send():
        new = NewPassages(contribution.revision, [span(contribution, "one spring")])
        made.append(save_passages(contribution, new, [themes["Data"]], by=nadia))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(coded.passages) for coded in made) == [0, 0, 0, 1]
    assert Passage.objects.count() == Tagging.objects.count() == 1
    assert AuditEntry.objects.filter(action="passage.saved").count() == 1


def test_taking_its_last_theme_takes_the_passage_back(contribution, themes, nadia):
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    one, other = save_passages(contribution, new, [themes["Data"], themes["Trust"]], by=nadia).taggings

    take_back(contribution, [one.pk], by=nadia)
    assert Passage.objects.standing().count() == 1
    take_back(contribution, [other.pk], by=nadia)

    assert not Passage.objects.standing().exists()


def test_a_passage_is_put_back_with_all_its_themes(contribution, themes, nadia):
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    coded = save_passages(contribution, new, [themes["Data"], themes["Trust"]], by=nadia)
    gone = take_back_passage(contribution, coded.passages[0], by=nadia)

    put_back(contribution, [tagging.pk for tagging in gone], by=nadia)

    assert Passage.objects.standing().get() == coded.passages[0]
    assert Tagging.objects.standing().count() == 2


def test_a_span_marked_anew_is_not_doubled_by_undo(contribution, themes, nadia):
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    old = save_passages(contribution, new, [themes["Data"]], by=nadia)
    take_back_passage(contribution, old.passages[0], by=nadia)
    save_passages(contribution, new, [themes["Trust"]], by=nadia)

    assert put_back(contribution, [old.taggings[0].pk], by=nadia) == []
    assert Passage.objects.standing().count() == 1


def test_the_themes_of_a_passage_are_changed_in_place(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk, themes["Trust"].pk])
    passage = Passage.objects.get()
    url = address("passage", contribution.pk, passage.pk)
    assert client.get(url).context["form"]["themes"].value() == [
        str(themes["Data"].pk),
        str(themes["Trust"].pk),
    ]

    seen = client.get(url).context["form"]["seen"].value()
    data = {"themes": [themes["Trust"].pk, themes["Women"].pk], "note": "Better.", "useful_as_quote": "on"}
    assert client.post(url, data).status_code == 422  # what was seen did not come back
    answer = client.post(url, data | {"seen": seen})

    assert answer.url == f"{reverse('contributions:contribution', args=[contribution.pk])}#p{passage.pk}"
    standing = Tagging.objects.standing().filter(passage=passage)
    assert {tagging.theme.name for tagging in standing} == {"Trust", "Women"}
    passage.refresh_from_db()
    assert (passage.memo, passage.useful_as_quote) == ("Better.", True)
    assert Tagging.objects.count() == 3


def test_two_moderators_change_one_passage_and_neither_loses_a_word(contribution, themes, nadia, join, enter):
    sunhee = join("sunhee")
    new = NewPassages(contribution.revision, [span(contribution, "one spring")], note="Ours.")
    passage = save_passages(contribution, new, [themes["Data"], themes["Trust"]], by=nadia).passages[0]
    url = address("passage", contribution.pk, passage.pk)
    client = enter(nadia)
    seen = client.get(url).context["form"]["seen"].value()
    theirs = [themes["Data"], themes["Women"]]
    assert change_passage(passage, theirs, note="Ours. Ask her.", useful_as_quote=True, by=sunhee)
    assert not change_passage(passage, theirs, note="Ours. Ask her.", useful_as_quote=True, by=sunhee)

    mine = {"themes": [themes["Trust"].pk], "new_theme": "Wells", "note": "Ours.", "seen": seen}
    answer = client.post(url, mine)

    told = " ".join(answer.text.split())
    assert (answer.status_code, "Changed by Sun-hee Park, " in told) == (409, True)
    assert "Ours. Ask her.</td>" in told
    assert not Theme.objects.filter(name="Wells").exists()
    form = answer.context["form"]
    offered = {name: form[name].value() for name in ("note", "useful_as_quote", "new_theme", "seen")}
    assert offered | {"seen": ""} == {
        "note": "Ours. Ask her.",
        "useful_as_quote": True,
        "new_theme": "Wells",
        "seen": "",
    }
    assert form["themes"].value() == [str(themes["Women"].pk)]  # Data is taken away, Trust was by Sun-hee

    again = {"themes": form["themes"].value(), "useful_as_quote": "on"}
    client.post(url, offered | again)
    standing = Tagging.objects.standing().filter(passage=passage).values_list("theme__name", flat=True)
    assert set(standing) == {"Women", "Wells"}
    take_back_passage(contribution, passage, by=sunhee)
    with pytest.raises(PassageGoneError):
        change_passage(passage, theirs, note="", useful_as_quote=False, by=nadia)


def test_a_conflict_names_nobody_for_a_change_the_form_knew(contribution, themes, nadia, join, enter):
    """Sun-hee changed it before the form was made; what Marta did after is told of the contribution."""
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    passage = save_passages(contribution, new, [themes["Data"], themes["Trust"]], by=nadia).passages[0]
    change_passage(
        passage, [themes["Data"], themes["Trust"]], note="Hers.", useful_as_quote=False, by=join("sunhee")
    )
    url, client = address("passage", contribution.pk, passage.pk), enter(nadia)
    seen = client.get(url).context["form"]["seen"].value()
    take_back(contribution, [passage.taggings.get(theme=themes["Trust"]).pk], by=join("marta"))

    answer = client.post(url, {"themes": [themes["Women"].pk], "note": "Mine.", "seen": seen})

    assert answer.status_code == 409
    assert "Changed while you worked. See both." in answer.text
    assert "Sun-hee" not in answer.text


def test_a_passage_keeps_one_to_five_themes(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk])
    passage = Passage.objects.get()

    answer = client.post(address("passage", contribution.pk, passage.pk), {})

    assert (answer.status_code, "Choose 1 to 5 themes" in answer.text) == (422, True)
    with pytest.raises(ThemeCountError):
        change_passage(passage, list(themes.values()), note="", useful_as_quote=False, by=nadia)


def test_a_passage_is_removed_by_its_button(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk])
    passage = Passage.objects.get()

    answer = client.post(address("remove_passage", contribution.pk, passage.pk), follow=True)

    assert "Passage removed from #1: 4 Data." in answer.text
    assert "Undo</button>" in answer.text
    assert not Passage.objects.standing().exists()
    assert client.get(address("passage", contribution.pk, passage.pk)).status_code == 404


def test_a_passage_of_another_contribution_is_not_found(contribution, themes, nadia, join, say, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=1, themes=[themes["Data"].pk])
    passage, other = Passage.objects.get(), say(join("carlos"), "Other words.")

    assert client.get(address("passage", other.pk, passage.pk)).status_code == 404
    assert client.post(address("remove_passage", other.pk, passage.pk)).status_code == 404
    assert Passage.objects.standing().exists()


def test_marks_stand_in_the_text_and_lead_to_the_list(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=2, themes=[themes["Climate"].pk, themes["Women"].pk])
    passage = Passage.objects.get()

    page = page_of(client, contribution)

    mark = f'<mark class="m m-a m-2" data-p="{passage.pk}">The mediators are chosen by all three councils.'
    assert f'{mark}<a class="m-ref" href="#p{passage.pk}">1 · 3</a></mark>' in page
    assert f'<li class="row" id="p{passage.pk}"' in page
    assert "A double underline means two themes." in page
    assert "1 passage, 2 themes" in page


def test_marks_can_be_put_away_and_read_out(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=2, themes=[themes["Climate"].pk])

    assert "<mark" not in page_of(client, contribution, bar="1")
    assert "passage, theme 1, start: " in page_of(client, contribution, bar="1", marks="on", read_out="on")
    assert "passage, theme 1" not in page_of(client, contribution)


def test_marks_of_an_earlier_version_are_listed_but_not_drawn(contribution, themes, nadia, enter):
    client = enter(nadia)
    tick(client, contribution, sentence=2, themes=[themes["Climate"].pk])
    write_revision(contribution, "All new.")

    page = page_of(client, contribution)

    assert "<mark" not in page
    assert "These passages stand in an earlier version of it:" in page
    assert "“The mediators are chosen by all three councils.”" in page


def test_mentions_and_marks_go_together(join, say, themes, nadia, enter):
    said = say(join("isabel"), "I ask @Nadia Rahmani to come. She knows.")
    client = enter(nadia)
    tick(client, said, sentence=1, themes=[themes["Climate"].pk])

    page = page_of(client, said)

    assert Passage.objects.get().quote == "I ask @Nadia Rahmani to come."
    assert page.count("<mark") == 3
    assert 'href="/people/nadia/"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_room_with_marks_costs_the_same_at_1_and_at_3(
    count, room, themes, nadia, join, say, enter, django_assert_num_queries
):
    for key in ("petro", "carlos", "farrukh")[:count]:
        said = say(join(key), SPRING)
        new = NewPassages(said.revision, [span(said, "one spring"), span(said, "a dream")])
        save_passages(said, new, [themes["Data"], themes["Trust"]], by=nadia)
        tag_contribution(said, [themes["Climate"]], by=nadia)
    client = enter(nadia)
    url = reverse("contributions:room", args=[room.consultation.slug, room.slug])
    client.get(url)

    with django_assert_num_queries(ROOM_QUERIES):
        page = client.get(url).text

    assert page.count("<mark") == 2 * count


ROOM_QUERIES = 7 + 2  # the room's own, and two for the marks of those who code


def test_saving_a_passage_takes_few_statements(
    contribution, themes, nadia, enter, django_assert_max_num_queries
):
    client = enter(nadia)
    tick(client, contribution, sentence=[1], themes=[themes["Climate"].pk])

    with django_assert_max_num_queries(STATEMENTS_OF_TAGGING) as asked:
        tick(client, contribution, sentence=[5], themes=[themes["Climate"].pk, themes["Data"].pk])

    assert Tagging.objects.standing().count() == 3, asked.captured_queries


STATEMENTS_OF_TAGGING = 17  # eleven and those around transactions


def test_removing_a_passage_that_the_report_cites_asks_first(contribution, themes, nadia, join, enter):
    new = NewPassages(contribution.revision, [span(contribution, "one spring")])
    old = save_passages(contribution, new, [themes["Data"]], by=nadia).passages[0]
    made = Published(contribution.room.consultation, join("marta"))
    insight = made.insight(made.heading("Water"), "Springs come first.", "So people say.")
    made.rest(insight, contribution, "one spring")
    Evidence.objects.update(passage=old)
    revise(contribution, Edit(f"Again. {SPRING}", 1, "en"), by=join("isabel"))
    carried = Passage.objects.standing().get(revision__number=2)
    assert carried.origin == old
    client, url = enter(nadia), address("remove_passage", contribution.pk, carried.pk)

    asked = client.post(url, {"back": "changed"})

    assert "Springs come first." in asked.text
    assert Passage.objects.standing().filter(pk=carried.pk).exists()
    answer = client.post(url, {"back": "changed", "sure": "1"})
    assert answer.url == address("changed", contribution.room.consultation.slug)
    assert not Passage.objects.standing().filter(pk=carried.pk).exists()
