"""Search: what is found, in which languages, by whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from contributions.actions import write_revision
from contributions.models import Contribution, SearchEntry, Visibility
from tests.conftest import make_consultation, make_room, make_user

PAGE = "/search/"


def ask(client: Client, words: str, **filters: str) -> str:
    response = client.get(PAGE, {"q": words, **filters})
    assert response.status_code == 200
    return response.text


def found(client: Client, words: str, **filters: str) -> list[int]:
    """The numbers of the contributions on the page, in order."""
    response = client.get(PAGE, {"q": words, **filters})
    assert response.status_code == 200
    results = response.context["results"]
    return [one.contribution.number for one in results.shown] if results else []


@pytest.fixture
def petro(join):
    return join("petro")


def test_a_word_is_found_whatever_its_ending_capitals_and_accents(client, petro, say):
    say(petro, "The LIBRARIES opened legal desks.")
    say(petro, "Les mesures ont été évaluées à Genève.", language="fr")
    say(petro, "Se necesitan jueces de paz más cercanos.", language="es")
    say(petro, "Судебные решения публикуются.", language="ru")

    assert found(client, "library") == [1]
    assert found(client, "evaluer") == [2]
    assert found(client, "Génève") == [2]
    assert found(client, "cercana") == [3]
    assert found(client, "решение") == [4]


def test_arabic_is_found_without_its_article_points_and_lengthening(client, petro, say):
    say(petro, "نحتاج إلى العدالة في المدن الصغيرة", language="ar")

    assert found(client, "عدالة") == [1]
    assert found(client, "العَدالَة") == [1]
    assert found(client, "العـــدالة") == [1]


def test_chinese_is_found_inside_a_run_of_characters(client, petro, say):
    say(petro, "我们关心粮食安全和司法公正。", language="zh-hans")
    say(petro, "司法改革需要时间。", language="zh-hans")

    assert found(client, "粮食安全") == [1]
    assert found(client, "司法") == [2, 1]
    assert found(client, "司法 -粮食") == [2]
    assert '<mark class="hit">粮食安全</mark>' in ask(client, "粮食安全")


def test_quotation_marks_find_words_side_by_side(client, petro, say):
    say(petro, "Small arms travel far.")
    say(petro, "A small town with its arms open.")

    assert sorted(found(client, "small arms")) == [1, 2]
    assert found(client, '"small arms"') == [1]
    assert found(client, "“small arms”") == [1]


def test_a_minus_leaves_a_word_out_in_every_ending(client, petro, say):
    say(petro, "Courts and mediators.")
    say(petro, "Courts alone.")

    assert found(client, "court -mediator") == [2]


def test_a_misspelt_word_is_put_right_from_texts_one_may_read(client, petro, say):
    say(petro, "Mediation keeps the peace in villages.")

    page = ask(client, "medaition")

    assert "Did you mean “mediation”?" in page
    assert '<mark class="hit">Mediation</mark>' in page


def test_no_suggestion_comes_from_what_is_hidden(client, petro, say):
    hidden = say(petro, "Mediation keeps the peace.")
    hidden.move_to(Visibility.HIDDEN)
    say(petro, "Other things.")

    assert "ediation" not in ask(client, "medaition").replace("medaition", "")


def test_part_of_a_word_is_found_when_no_whole_word_is(client, petro, say):
    say(petro, "The Wasserrechtsgesetz applies.", language="de")

    page = ask(client, "rechtsgesetz")

    assert "These hold your words inside longer ones." in page
    assert 'Wasser<mark class="hit">rechtsgesetz</mark>' in page


def test_nothing_found_says_what_to_do(client, petro, say):
    say(petro, "Something else.")

    page = ask(client, "zzyzx qqq")

    assert "No results for “zzyzx qqq”" in page
    assert "try fewer words" in page


def test_marks_stand_in_escaped_text(client, petro, say):
    say(petro, "Look: <script>alert(1)</script> & justice for all")

    page = ask(client, "justice")

    assert '<mark class="hit">justice</mark>' in page
    assert "<script>alert" not in page
    assert escape("<script>alert(1)</script> & ") in page


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        '"',
        "-",
        "'; DROP",
        "a & | ! b",
        ":*",
        "<->",
        "\\",
        "%",
        "_",
        "or or",
        "\x00",
        "(" * 50,
        "-x",
        "é" * 500,
    ],
)
def test_no_typing_breaks_the_search(client, petro, say, typed):
    say(petro, "Words.")

    assert client.get(PAGE, {"q": typed}).status_code == 200


def test_an_edited_text_is_found_by_its_new_words_alone(client, petro, say):
    said = say(petro, "Elephants first.")
    write_revision(said, "Giraffes now.")

    assert found(client, "giraffe") == [1]
    assert found(client, "elephant") == []


def test_a_sealed_text_is_found_no_more(client, petro, say):
    said = say(petro, "Elephants first.")
    assert found(client, "elephant") == [1]
    assert said.revision is not None
    said.revision.sealed_at = timezone.now()
    said.revision.save()

    assert found(client, "elephant") == []
    assert not SearchEntry.objects.filter(pk=said.pk).exists()


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.HELD, Visibility.WITHDRAWN])
def test_only_shown_contributions_are_found(client, petro, say, visibility):
    said = say(petro, "Elephants first.")
    Contribution.objects.filter(pk=said.pk).update(visibility=visibility)

    assert found(client, "elephant") == []


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"audience": "invited"}, {"audience": "unlisted"}]
)
def test_what_a_stranger_may_not_know_of_is_not_found(client, join, say, enter, fields):
    secret = make_consultation("secret", **fields)
    room = make_room(secret, "closed", title="A closed room")
    member = join("petro", consultation=secret)
    say(member, "Elephants first.", room=room)

    assert found(client, "elephant") == []
    assert found(enter(make_user("stranger")), "elephant") == []
    expected = [1] if fields != {"published_at": None} else []
    assert found(enter(member), "elephant") == expected
    editor = join("marta", consultation=secret)
    assert found(enter(editor), "elephant") == [1]


def test_an_unlisted_consultation_is_searched_by_its_name(client, join, say):
    quiet = make_consultation("quiet", audience="unlisted")
    say(join("petro", consultation=quiet), "Elephants first.", room=make_room(quiet))

    assert found(client, "elephant", **{"in": "quiet"}) == [1]
    assert "quiet" not in client.get(PAGE).text


def test_filters_narrow_and_can_be_removed(client, petro, join, say, room, other_room):
    carlos, nadia = join("carlos"), join("nadia")
    questions = list(room.questions.all())
    say(petro, "Justice one.", questions=[questions[0]])
    say(carlos, "Justice dos.", language="es", questions=[questions[1]])
    say(nadia, "Justice three.")
    say(petro, "Justice four.", room=other_room)
    slug = room.consultation.slug

    assert len(found(client, "justice")) == 4
    assert found(client, "justice", **{"in": f"{slug}/{room.slug}", "question": "2"}) == [2]
    assert len(found(client, "justice", **{"in": f"{slug}/{room.slug}"})) == 3
    assert found(client, "justice", language="es") == [2]
    assert found(client, "justice", country="PY") == [2]
    assert found(client, "justice", people="moderators") == [3]
    assert found(client, "justice", by=str(carlos.pk)) == [2]
    page = ask(client, "justice", language="es")
    assert "Remove filter:" in page
    assert len(found(client, "justice", language="xx", country="??", people="9", since="never")) == 4


def test_days_narrow_too(client, petro, say):
    say(petro, "Justice old.", at=timezone.now() - timedelta(days=10))
    say(petro, "Justice new.")
    day = (timezone.now() - timedelta(days=5)).date().isoformat()

    assert found(client, "justice", since=day) == [2]
    assert found(client, "justice", until=day) == [1]


def test_results_page_on_and_lose_nothing(client, petro, say, settings):
    settings.CONTRIBUTIONS_PER_PAGE = 3
    for n in range(8):
        say(petro, f"Justice again: {n}.")

    for sort in ("best", "newest"):
        seen, address = [], f"{PAGE}?q=justice&sort={sort}"
        while address:
            context = client.get(address).context
            seen += [one.contribution.number for one in context["results"].shown]
            address = context["further"]
        assert seen == [8, 7, 6, 5, 4, 3, 2, 1]


def test_the_best_match_stands_first_and_the_newest_on_request(client, petro, say):
    say(petro, "Arbitration: arbitration for all who want arbitration.")
    say(petro, "One word on arbitration among many others that speak of quite different things altogether.")

    assert found(client, "arbitration") == [1, 2]
    assert found(client, "arbitration", sort="newest") == [2, 1]


def test_the_team_finds_what_is_hidden_in_its_own_consultation(client, petro, join, say, enter, room):
    say(petro, "Elephants first.").move_to(Visibility.HIDDEN)
    slug = room.consultation.slug
    hidden = {"in": slug, "state": "hidden"}

    assert found(enter(join("nadia")), "elephant", **hidden) == [1]
    assert found(client, "elephant") == []
    assert found(enter(petro), "elephant", **hidden) == []


def test_people_are_found_by_names_they_signed_with(client, join, say):
    isabel, carlos = join("isabel"), join("carlos")
    say(isabel, "One.")
    say(carlos, "Two.", naming="withheld")

    assert "Isabel Quirós" in ask(client, "isabel quiros")
    assert "Carlos" not in ask(client, "mendez")


def test_whose_page_shows_their_name_only_is_found_by_that_name_and_nothing_else(client, join, say):
    sunhee = join("sunhee", name="박선희", latin_name="Sunhee Park", organisation="River house", country="KR")
    say(sunhee, "One.")
    assert "River house" in ask(client, "sunhee park")
    assert "One." in client.get(PAGE, {"by": sunhee.pk}).text

    sunhee.user.page_shows = "name"
    sunhee.user.save()

    assert "박선희" not in ask(client, "sunhee park")
    page = ask(client, "박선희")
    assert f'href="/people/{sunhee.user.handle}/"' in page
    assert "River house" not in page
    assert "One." not in client.get(PAGE, {"by": sunhee.pk}).text


def test_a_search_costs_the_same_statements_at_any_size(client, petro, join, say, enter):
    say(petro, "Justice in town.")
    say(join("carlos"), "Justice nearby.")
    reader = enter(join("isabel"))
    found(reader, "justice")
    with CaptureQueriesContext(connection) as few:
        found(reader, "justice")
    for n in range(30):
        say(petro, f"Justice in town {n}.")
    with CaptureQueriesContext(connection) as many:
        found(reader, "justice")

    assert len(many) == len(few) <= 12


def test_results_carry_their_language_and_the_form_its_role(client, petro, say):
    say(petro, "نحتاج إلى العدالة", language="ar")

    page = ask(client, "عدالة")

    assert '<p lang="ar" dir="auto">' in page
    assert '<bdi lang="ar">العربية</bdi> · <time' in page, "a date after it keeps its own direction"
    assert 'role="search"' in page
    assert 'name="q"' in page
    assert client.get("/ar/search/", {"q": "عدالة"}).status_code == 200


def test_what_cannot_be_searched_for_is_said(client, petro, say):
    say(petro, "Courts.")

    page = ask(client, "a" * 300)
    assert 'id="id_q_error"' in page
    assert "Search for 200 characters or less" in page
    assert 'aria-describedby="id_q_error"' in page
    assert '<details class="fold">' in page
    page = ask(client, "courts", since="31 June")
    assert 'id="id_since_error"' in page
    assert "Choose a day" in page
    assert '<details class="fold" open>' in page


def test_reindexing_gives_the_entries_that_the_triggers_keep(petro, say):
    say(petro, "Courts évaluées.", language="fr")
    write_revision(say(petro, "Elephants first."), "Giraffes now.")
    kept = list(SearchEntry.objects.order_by("pk").values_list("pk", "vector", "folded"))
    SearchEntry.objects.all().delete()

    call_command("reindex", verbosity=0)

    assert list(SearchEntry.objects.order_by("pk").values_list("pk", "vector", "folded")) == kept != []


def test_no_filter_tells_of_an_erased_or_unnamed_author(client, join, say):
    erased, unnamed = join("petro"), join("carlos")
    say(erased, "Justice one.")
    say(unnamed, "Justice two.", naming="organisation")
    erased.name, erased.user = "", None
    erased.save()

    for member in (erased, unnamed):
        assert found(client, "justice", by=str(member.pk)) == []
        assert found(client, "justice", country=str(member.country)) == []
        assert "Somebody" in ask(client, "justice", by=str(member.pk))
    assert found(client, "justice") == [2, 1]


def test_an_organisation_that_signs_is_not_found_by_its_name(client, join, say):
    say(join("carlos"), "Justice two.", naming="organisation")

    assert found(client, "council") == []
    assert client.get(PAGE, {"q": "town council"}).context["results"].findings == []
