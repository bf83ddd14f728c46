from __future__ import annotations

import re

import pytest

from consultation.models import Membership
from synthesis.actions.outline import section_words, start_from_codebook
from synthesis.models import Report, Section
from tests.conftest import make_consultation, make_user
from tests.synthesis.marking import highlight, theme

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"


@pytest.fixture
def outline(open_consultation, join, say):
    trends = theme(open_consultation, "Trends")
    climate = theme(open_consultation, "Climate justice", trends)
    theme(open_consultation, "Digital justice", trends)
    said = say(join("isabel"), "Three villages share one spring.")
    highlight(said, "one spring", climate, join("nadia"))
    start_from_codebook(open_consultation, by=None)
    return {section.title: section for section in Section.objects.all()}


def test_an_empty_studio_offers_the_codebook(open_consultation, enter, join):
    theme(open_consultation, "Trust")

    page = enter(join("marta")).get(STUDIO)

    assert "<h1>Summary report</h1>" in page.text
    assert "Start from your codebook: a heading for its 1 theme" in page.text
    assert "Start from the codebook</button>" in page.text
    assert not Report.objects.exists()


def test_one_press_makes_the_outline_with_what_stands_behind_it(open_consultation, enter, join, say):
    climate = theme(open_consultation, "Climate justice")
    highlight(say(join("isabel"), "One spring."), "One spring.", climate, join("nadia"))
    client = enter(join("marta"))

    page = client.post(f"{STUDIO}codebook/", follow=True)

    assert page.redirect_chain == [(STUDIO, 302)]
    assert "1 heading added." in page.text
    assert "Climate justice</a></h3>" in page.text
    assert "1 person · 1 country · 1 contribution · 1 passage" in page.text
    again = client.post(f"{STUDIO}codebook/", follow=True)
    assert "Nothing to add: every theme of the codebook has its heading." in again.text


def test_an_approver_reads_the_outline_and_changes_nothing(outline, enter, join):
    client = enter(join("tomas"))

    page = client.get(STUDIO)

    assert "Climate justice" in page.text
    assert "Move up" not in page.text
    assert "Start from the codebook" not in page.text
    assert client.post(f"{STUDIO}codebook/").status_code == 403
    assert client.post(f"{STUDIO}sections/{outline['Trends'].pk}/move/", {"step": "up"}).status_code == 403


@pytest.mark.parametrize("key", ["petro", "nadia", "otis"])
def test_others_are_told_whose_studio_it_is(open_consultation, enter, join, key):
    page = enter(join(key)).get(STUDIO)

    assert page.status_code == 403
    assert "Only editors and approvers of this consultation can see the draft report." in page.text


def test_a_visitor_is_asked_to_sign_in_and_a_draft_is_not_there(open_consultation, client):
    assert client.get(STUDIO)["Location"].startswith("/account/enter/")

    make_consultation("hidden-one", published_at=None)
    assert client.get("/studio/hidden-one/").status_code == 404


def test_headings_move_and_keep_their_numbers_in_step(outline, enter, join):
    digital = outline["Digital justice"]
    client = enter(join("marta"))

    page = client.post(f"{STUDIO}sections/{digital.pk}/move/", {"step": "up"}, follow=True)

    assert page.redirect_chain == [(f"{STUDIO}#s{digital.pk}", 302)]
    assert "Digital justice is now number 1." in page.text
    assert page.text.index("1.1 Digital justice</a></h4>") < page.text.index("1.2 Climate justice</a></h4>")
    assert 'aria-label="Move up: 1.2 Climate justice"' in page.text
    assert 'aria-label="Move up: 1.1 Digital justice"' not in page.text
    assert client.post(f"{STUDIO}sections/{digital.pk}/move/", {"step": "sideways"}).status_code == 302


def test_a_heading_is_renamed_and_an_empty_name_is_refused_in_place(outline, enter, join):
    climate = outline["Climate justice"]
    client, address = enter(join("marta")), f"{STUDIO}sections/{climate.pk}/edit/"
    assert 'value="Climate justice"' in client.get(address).text

    seen, digital = section_words(climate).state, outline["Digital justice"].themes.get()

    refused = client.post(address, {"title": "  "})
    assert refused.status_code == 422
    assert "Change “Climate justice”" in refused.text

    typed = {"title": "Water  <b>& courts", "themes": [digital.pk], "seen": seen}
    page = client.post(address, typed, follow=True)
    assert "Saved: Water &lt;b&gt;&amp; courts" in page.text
    climate.refresh_from_db()
    assert climate.title == "Water <b>& courts"
    assert list(climate.themes.all()) == [digital]

    both = client.post(address, {"title": "Springs", "seen": seen})
    assert both.status_code == 409
    assert "Somebody else saved this heading meanwhile." in both.text
    assert "<strong>Water &lt;b&gt;&amp; courts</strong>" in both.text
    assert 'value="Springs"' in both.text
    assert f'value="{section_words(climate).state}"' in both.text


def test_a_template_or_a_blank_page_starts_an_outline_too(open_consultation, enter, join):
    client = enter(join("marta"))
    page = client.get(STUDIO)
    assert "Start from a template (3 parts, 13 headings)" in page.text
    assert "Start blank" in page.text

    page = client.post(f"{STUDIO}template/", follow=True)
    assert "16 headings added." in page.text
    assert "3.4 Open questions</a></h4>" in page.text
    again = client.post(f"{STUDIO}template/", follow=True)
    assert "Nothing was added: there is an outline already." in again.text
    assert Section.objects.count() == 16


def test_what_is_dragged_stands_where_it_was_dropped(outline, enter, join):
    trends, climate, digital = (outline[title] for title in ("Trends", "Climate justice", "Digital justice"))
    client = enter(join("marta"))
    page = client.get(STUDIO).text
    assert f'data-under="{trends.pk}"' in page
    assert f'data-drag="{digital.pk}" data-move="{STUDIO}sections/{digital.pk}/move/"' in page

    def drop(section, **where):
        return client.post(f"{STUDIO}sections/{section.pk}/move/", where, follow=True)

    assert "Digital justice is moved." in drop(digital, to=trends.pk, before=climate.pk).text
    assert list(trends.children.all()) == [digital, climate]
    assert "is moved" not in drop(digital, to=trends.pk, before=climate.pk).text
    drop(digital, to=trends.pk, before="")
    assert list(trends.children.all()) == [climate, digital]
    drop(digital, to="top", before=trends.pk)
    assert list(Section.objects.filter(parent=None)) == [digital, trends]
    assert "Trends cannot stand there" in drop(trends, to=climate.pk, before="").text


def test_two_who_write_the_objective_see_both_texts(outline, enter, join):
    client = enter(join("marta"))
    (seen,) = re.findall(r'name="seen" value="(\w+)"', client.get(f"{STUDIO}objective/").text)
    client.post(f"{STUDIO}objective/", {"text": "Theirs.", "seen": seen})

    page = client.post(f"{STUDIO}objective/", {"text": "Mine.", "seen": seen})

    assert page.status_code == 409
    assert "Somebody else saved this text meanwhile." in page.text
    assert "Theirs." in page.text
    (now,) = re.findall(r'name="seen" value="(\w+)"', page.text)
    assert "Saved." in client.post(f"{STUDIO}objective/", {"text": "Mine.", "seen": now}, follow=True).text


def test_an_empty_heading_is_removed_a_part_with_headings_is_not(outline, enter, join):
    client = enter(join("marta"))

    kept = client.post(f"{STUDIO}sections/{outline['Trends'].pk}/remove/", follow=True)
    gone = client.post(f"{STUDIO}sections/{outline['Digital justice'].pk}/remove/", follow=True)

    assert "Trends was not removed: it has headings, insights or figures under it." in kept.text
    assert "Digital justice is removed. Its themes keep their passages." in gone.text
    assert set(Section.objects.values_list("title", flat=True)) == {"Trends", "Climate justice"}


def test_headings_of_another_consultation_are_out_of_reach(outline, enter, join):
    other = make_consultation("other-one")
    theme(other, "Elsewhere")
    start_from_codebook(other, by=None)
    elsewhere = Section.objects.get(title="Elsewhere")
    client = enter(join("marta"))

    for act in ("edit/", "move/", "remove/", "insights/", "figures/"):
        assert client.post(f"{STUDIO}sections/{elsewhere.pk}/{act}", {"title": "Mine"}).status_code == 404
    assert client.get(f"{STUDIO}sections/{elsewhere.pk}/").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.title == "Elsewhere"


def test_a_part_is_added_and_a_heading_moved_under_it(outline, enter, join):
    client = enter(join("marta"))
    assert "Under 1 Trends" in client.get(f"{STUDIO}sections/new/").text

    page = client.post(f"{STUDIO}sections/new/", {"title": "Annex", "under": "part"}, follow=True)
    assert "Added: Annex" in page.text
    annex, climate = Section.objects.get(title="Annex"), outline["Climate justice"]
    page = client.post(f"{STUDIO}sections/{climate.pk}/move/", {"to": annex.pk}, follow=True)

    assert "Climate justice is moved." in page.text
    assert "2.1 Climate justice</a></h4>" in page.text
    page = client.post(f"{STUDIO}sections/{annex.pk}/move/", {"to": climate.pk}, follow=True)
    assert "Annex cannot stand there" in page.text


def test_an_administrator_without_a_place_works_in_the_studio_too(outline, enter):
    page = enter(make_user("ada", is_superuser=True)).post(
        f"{STUDIO}sections/{outline['Digital justice'].pk}/move/", {"step": "up"}, follow=True
    )

    assert "Digital justice is now number 1." in page.text
    assert not Membership.objects.filter(user__handle="ada").exists()


def test_the_consultation_page_leads_those_who_may_to_the_studio(outline, enter, join):
    assert STUDIO in enter(join("marta")).get("/consultations/future-we-want/").text
    assert STUDIO not in enter(join("nadia")).get("/consultations/future-we-want/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_studio_costs_the_same_whatever_there_is(
    outline, enter, join, say, count, django_assert_num_queries
):
    climate = outline["Climate justice"].themes.get()
    for n in range(count):
        highlight(say(join("petro"), f"Spring {n}."), "Spring", climate, join("nadia"))
        theme(climate.consultation, f"Theme {n}", climate)
    start_from_codebook(climate.consultation, by=None)
    client = enter(join("marta"))
    client.get(STUDIO)

    with django_assert_num_queries(14):
        client.get(STUDIO)
