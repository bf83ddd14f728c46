"""The page of a theme: groups, words in context, many at once; tallies never older than a change."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.actions.revising import Edit, revise
from contributions.models import Contribution, Visibility
from moderation import codebook as codebooks
from moderation.actions.coding import tag_contribution, take_back
from moderation.actions.placing import place_theme, put_on
from moderation.actions.reshaping import last_reshaping, undo
from moderation.concordance import find, words_in
from moderation.figures import figures_of_themes
from moderation.models import Passage, Tagging, Theme
from moderation.tallies import groups_of, tally_of
from synthesis.models import Evidence, Report, Section
from tests.conftest import make_consultation
from tests.moderation.world import address, plant, tick

pytestmark = pytest.mark.django_db

WATER = "The mediators walk to the spring. Women asked for water."


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Water", "  Springs and mediators", "  Wells", "Trust")


@pytest.fixture
def springs(themes):
    return themes["Springs and mediators"]


@pytest.fixture
def said(join, say, room, themes, nadia, enter):
    """Passages of Springs by people of three countries, in two languages, on two questions and on none."""
    questions = list(room.questions.order_by("number"))
    made = [
        say(join("petro"), WATER, questions=[questions[0]]),
        say(join("carlos"), f"Bueno. {WATER}", questions=questions[:2], language="es"),
        say(join("isabel"), WATER),
    ]
    client = enter(nadia)
    for contribution, sentence in zip(made, (1, 2, 1), strict=True):
        tick(client, contribution, sentence=sentence, themes=[themes["Springs and mediators"].pk])
    tag_contribution(made[2], [themes["Wells"]], by=nadia)
    return made


def show(client, consultation, theme, **query):
    return client.get(address("theme", consultation.slug, theme.pk), query)


def groups(answer):
    return [(group["label"], group["count"], len(group["taggings"])) for group in answer.context["groups"]]


def test_passages_are_grouped_by_the_choice_in_the_address(said, themes, open_consultation, nadia, enter):
    client = enter(nadia)

    by_question = show(client, open_consultation, themes["Water"])
    by_country = show(client, open_consultation, themes["Water"], by="country")
    by_language = show(client, open_consultation, themes["Water"], by="language")

    assert groups(by_question) == [("1 Label 1", 2, 2), ("2 Label 2", 1, 1), ("No question", 2, 2)]
    assert groups(by_country) == [("Costa Rica", 2, 2), ("Moldova", 1, 1), ("Paraguay", 1, 1)]
    assert groups(by_language) == [("English", 3, 3), ("español", 1, 1)]
    one = show(client, open_consultation, themes["Water"], by="country", **{"in": "PY"})
    assert [tagging.contribution for tagging in one.context["taggings"]] == [said[1]]
    none = show(client, open_consultation, themes["Water"], by="question", **{"in": "none"})
    assert {tagging.contribution for tagging in none.context["taggings"]} == {said[2]}


def test_who_withholds_the_name_is_in_no_country(said, themes, open_consultation, nadia, enter):
    Contribution.objects.filter(pk=said[1].pk).update(naming="organisation")

    by_country = show(enter(nadia), open_consultation, themes["Water"], by="country")

    assert groups(by_country) == [("Costa Rica", 2, 2), ("Moldova", 1, 1), ("Country not shown", 1, 1)]


def test_words_stand_in_their_context_sorted_by_what_follows(said, springs, open_consultation, nadia, enter):
    client = enter(nadia)

    answer = show(client, open_consultation, springs, by="words")
    other = show(client, open_consultation, springs, by="words", word="WALK")

    lines = [line["found"] for line in answer.context["lines"]]
    assert answer.context["words"] == "springs mediators"
    assert {line.word for line in lines} == {"mediators"}
    assert all(line.after.startswith(" walk to the spring.") for line in lines)
    assert [line["found"].before[-10:] for line in other.context["lines"]] == ["mediators "] * 3
    assert "Bueno. The " in {line.before for line in lines}
    assert "has “nothing”" in show(client, open_consultation, springs, by="words", word="nothing").text


def test_a_concordance_begins_and_ends_with_whole_words() -> None:
    prefix, suffix = "rs, a good part have an account ", " and nobody knows the password, s"
    (line,) = find([(1, prefix, "for water", suffix)], ["water"], by_before=False)
    (long,) = find([(2, "", "one two " * 20 + "water" + " three four" * 20, "")], ["water"], by_before=False)

    assert (line.before, line.after) == (
        "…a good part have an account for ",
        " and nobody knows the password,…",
    )
    assert (long.before[:5], long.after[-6:]) == ("…one ", " four…")


def test_a_concordance_sorts_by_either_side_in_any_script() -> None:
    texts = [
        (1, "", "we need clean water now", ""),
        (2, "old ", "water and dry wells", ""),
        (3, "", "我们需要清洁的水源。", ""),
    ]

    after = find(texts, ["water"], by_before=False)
    before = find(texts, ["water"], by_before=True)

    assert [line.id for line in after] == ["2.0", "1.0"]
    assert [line.id for line in before] == ["1.0", "2.0"]
    assert [(line.before, line.word) for line in find(texts, ["水"], by_before=False)] == [
        ("我们需要清洁的", "水")
    ]
    assert find(texts, ["ater"], by_before=False) == find(texts, [], by_before=False) == []
    assert words_in("Justice close to home, 水", shortest=4) == ["justice", "close", "home", "水"]


def test_several_get_one_more_theme_at_once_and_undo_takes_it_off(said, springs, themes, nadia, enter):
    client = enter(nadia)
    pks = [tagging.pk for tagging in Tagging.objects.standing()]
    url = address("take", springs.consultation.slug, springs.pk)

    answer = client.post(url, {"tagging": pks, "into": themes["Trust"].pk, "do": "put-on"}, follow=True)
    again = client.post(url, {"tagging": pks, "into": themes["Trust"].pk, "do": "put-on"}, follow=True)

    assert "Theme added to 4 passages." in answer.text
    assert "Nothing was changed: what you chose bears that theme already" in again.text
    assert Tagging.objects.standing().filter(theme=themes["Trust"]).count() == 4
    for _act in range(2):
        undo(last_reshaping(springs.consultation), by=nadia)
    assert set(Tagging.objects.standing().values_list("pk", flat=True)) == set(pks)


def test_a_theme_is_split_and_a_slip_loses_nothing_that_was_ticked(
    said, springs, open_consultation, nadia, enter
):
    client = enter(nadia)
    url = address("take", open_consultation.slug, springs.pk)
    pks = list(Tagging.objects.filter(theme=springs).values_list("pk", flat=True))

    shown = client.post(url, {"tagging": pks[:2], "do": "split", "at": "by=all"})
    ticked = [f'value="{pk}" checked' in " ".join(shown.text.split()) for pk in pks]
    twice = [*pks[:2], pks[0]]  # it stands under two questions, and was ticked under both
    done = client.post(url, {"tagging": twice, "do": "split", "name": "Mediators"}, follow=True)

    assert (shown.status_code, ticked) == (422, [True, True, False])
    assert "Name the new theme" in shown.text
    assert f"{address('theme', open_consultation.slug, springs.pk)}?by=country" in shown.text
    assert re.search(r"2 taggings moved to [\d.]+ Mediators\.", done.text)
    assert "What stands on themes below" not in done.text
    assert Tagging.objects.standing().filter(theme__name="Mediators").count() == 2
    undo(last_reshaping(open_consultation), by=nadia)
    assert set(Tagging.objects.standing().filter(theme=springs).values_list("pk", flat=True)) == set(pks)


def test_a_chart_says_in_a_table_how_much_is_in_each_group(said, themes, open_consultation, nadia, enter):
    answer = show(enter(nadia), open_consultation, themes["Water"], by="country")

    shares = [(one["label"], one["count"], one["share"]) for one in answer.context["shares"]]
    assert shares == [("Costa Rica", 2, 1.0), ("Moldova", 1, 0.5), ("Paraguay", 1, 0.5)]
    assert answer.context["total"] == 4
    assert '<rect width="0.500" height="1"/></svg> 1</td>' in answer.text


def test_five_themes_are_the_most_also_when_many_get_one(said, springs, nadia, open_consultation):
    more = plant(open_consultation, nadia, "One", "Two", "Three", "Four", "Five")
    pks = list(Tagging.objects.standing().filter(theme=springs).values_list("pk", flat=True))

    moved = [put_on(springs, theme, pks, by=nadia).moved for theme in more.values()]

    assert moved == [3, 3, 3, 3, 0]


def test_examples_show_how_a_theme_is_meant(said, springs, open_consultation, nadia, enter):
    client = enter(nadia)
    pk = Tagging.objects.filter(theme=springs).first().pk
    url = address("take", open_consultation.slug, springs.pk)

    client.post(url, {"tagging": [pk], "do": "example"})

    assert "Examples" in show(client, open_consultation, springs).text
    page = client.get(address("codebook", open_consultation.slug), {"definitions": "on"}).text
    assert "“The mediators walk to the spring.”" in page
    client.post(url, {"tagging": [pk], "do": "no-example"})
    assert not Tagging.objects.filter(is_example=True).exists()


def test_an_insight_is_made_from_what_was_chosen(said, springs, open_consultation, join, enter):
    report = Report.objects.create(consultation=open_consultation)
    Section.objects.create(report=report, kind="heading", title="Elsewhere")
    heading = Section.objects.create(report=report, kind="heading", title="Springs", position=2)
    heading.themes.add(springs)
    client = enter(join("marta"))

    page = show(client, open_consultation, springs).text
    pks = list(Tagging.objects.filter(theme=springs).values_list("pk", flat=True))
    url = reverse("synthesis:insight_from_theme", args=[open_consultation.slug])
    answer = client.post(url, {"tagging": pks[:2], "section": heading.pk}, follow=True)

    assert page.index(">Springs</option>") < page.index(">Elsewhere</option>")
    assert "New insight from 2 passages." in answer.text
    assert set(Evidence.objects.values_list("contribution", flat=True)) == {said[0].pk, said[1].pk}


def fresh(consultation):
    """The codebook as another request reads it."""
    return codebooks.load(type(consultation).objects.get(pk=consultation.pk))


def test_a_tally_follows_every_change(
    said, springs, themes, open_consultation, nadia, join, room, other_room
):
    def check():
        codebook = fresh(open_consultation)
        kept, counted = tally_of(codebook), figures_of_themes(codebook)
        assert {pk: (one.passages, replace(one.said, as_of=None)) for pk, one in counted.items()} == {
            pk: (one.passages, one.said) for pk, one in kept.themes.items()
        }
        return kept

    first = check()
    assert (first.passages, first.contributions, first.untagged_count) == (3, 3, 0)
    Contribution.objects.filter(pk=said[0].pk).update(visibility=Visibility.HIDDEN)
    assert check().passages == 2
    take_back(said[1], [Tagging.objects.get(contribution=said[1]).pk], by=nadia)
    assert check().untagged_count == 1
    place_theme(springs, parent=themes["Trust"], place=1, by=nadia)
    assert check().themes[themes["Trust"].pk].passages == 1
    undo(last_reshaping(open_consultation), by=nadia)
    said[2].author.country = "KE"
    said[2].author.save()
    assert list(groups_of(fresh(open_consultation), themes["Water"].pk)["country"]) == ["KE"]
    said[2].refresh_from_db()
    revise(said[2], Edit("Nothing like it.", said[2].revision.number, "en"), by=said[2].author)
    assert check().left_behind == 1
    room.counts_in_report = False
    room.save()
    assert check().contributions == 0


def test_theme_and_codebook_cost_the_same_however_much_is_there(
    said, springs, open_consultation, nadia, enter, join, say
):
    client = enter(nadia)
    url, book = (
        address("theme", open_consultation.slug, springs.pk),
        address("codebook", open_consultation.slug),
    )

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    before = [cost(url), cost(f"{url}?by=words"), cost(f"{url}?by=all"), cost(book)]
    for key in ("farrukh", "giulia", "youssef"):
        more = say(join(key), WATER)
        tick(client, more, sentence=1, themes=[springs.pk])
    after = [cost(url), cost(f"{url}?by=words"), cost(f"{url}?by=all"), cost(book)]

    assert before == after
    assert max(after) <= 20


def test_a_theme_moves_with_all_below_it_and_back(themes, nadia, enter, open_consultation):
    client = enter(nadia)
    url = address("place_theme", open_consultation.slug, themes["Trust"].pk)

    told = client.post(url, {"parent": themes["Water"].pk, "place": 1}, follow=True)

    assert "Theme moved: it is now 1.1 Trust." in told.text
    undo(last_reshaping(open_consultation), by=nadia)
    codes = {theme.name: theme.code for theme in fresh(open_consultation)}
    assert codes == {"Water": "1", "Springs and mediators": "1.1", "Wells": "1.2", "Trust": "2"}
    below = client.post(
        address("place_theme", open_consultation.slug, themes["Water"].pk), {"parent": themes["Wells"].pk}
    )
    assert below.status_code == 422


def test_the_queue_shows_both_wordings_and_is_worked_off(said, springs, open_consultation, nadia, enter):
    client, queue = enter(nadia), address("changed", open_consultation.slug)
    texts = [
        "The mediators now walk to the spring. Women asked for water.",
        "All is gone.",
        "Nothing here is left.",
    ]
    for contribution, text in zip(said, texts, strict=True):
        contribution.refresh_from_db()
        revise(contribution, Edit(text, 1, contribution.language), by=contribution.author)
        contribution.refresh_from_db()
    first, second, third = Passage.objects.order_by("pk")

    page = " ".join(client.get(queue).text.split())
    assert "3 passages wait" in page
    assert "“The mediators now walk to the spring.”" in page
    assert page.count("Its words are no longer in the text.") == 2
    carry = {"revision": said[0].revision_id, "back": "changed"}
    assert client.post(address("carry_passage", said[0].pk, first.pk), carry).url == queue
    assert client.post(address("remove_passage", said[1].pk, second.pk), {"back": "changed"}).url == queue
    form = client.get(address("new_passage", said[2].pk), {"instead": third.pk}).context["form"]
    assert form["themes"].value() == [str(springs.pk)]
    answer = tick(client, said[2], sentence=1, themes=[springs.pk], instead=third.pk, note="Reworded.")

    assert answer.url == queue
    assert "Nothing waits." in client.get(queue).text
    placed = Passage.objects.get(origin=third)
    assert (placed.quote, placed.memo) == ("Nothing here is left.", "Reworded.")
    assert Tagging.objects.counted_in(open_consultation).filter(passage__isnull=False).count() == 2


def test_a_codebook_starts_from_the_template_or_from_another_consultation(
    themes, open_consultation, nadia, enter, join
):
    elsewhere = make_consultation("elsewhere")
    marta = join("marta", role="editor")
    join("marta", consultation=elsewhere, role="editor")
    Theme.objects.filter(pk=themes["Wells"].pk).update(memo="Ask twice.", hue="d")
    client, url = enter(marta), address("start_codebook", elsewhere.slug)

    assert open_consultation.title in client.get(url).text
    seen = " ".join(client.post(url, {"from": "report"}).text.split())
    assert "Themes to add: 16." in seen
    assert not Theme.objects.filter(consultation=elsewhere).exists()
    client.post(url, {"from": open_consultation.slug, "apply": "1"})

    copied = Theme.objects.get(consultation=elsewhere, name="Wells")
    assert (copied.memo, copied.hue, copied.parent.name) == ("Ask twice.", "d", "Water")
    assert copied.guid != themes["Wells"].guid
    assert client.post(url, {"from": "no-such"}).status_code == 404
    assert (
        enter(nadia)
        .post(address("start_codebook", open_consultation.slug), {"from": "elsewhere"})
        .status_code
        == 404
    )


def test_the_page_of_a_theme_is_as_light_or_dark_as_chosen(said, springs, open_consultation, nadia, enter):
    client = enter(nadia)
    client.cookies["theme"] = "dark"

    for page in ("theme", "edit_theme"):
        url = address(page, open_consultation.slug, springs.pk)
        assert 'dir="ltr" data-theme="dark">' in client.get(url).text
