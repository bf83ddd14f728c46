"""The page of a published report: what stands on it, for whom, and at what cost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import Audience, DateChange
from contributions.models import Naming
from synthesis import shelf
from synthesis.models import Figure, Section
from tests.synthesis.marking import highlight, tag, theme
from tests.synthesis.published import Published, client_of, forget, put_file, words

pytestmark = pytest.mark.django_db

ADDRESS = "/reports/future-we-want/"
SPRING = "Three villages share one spring. The council waits. Nobody goes to court any more."


@pytest.fixture
def work(open_consultation, join, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Published(open_consultation, join("marta"))


@pytest.fixture
def heading(work):
    return work.heading("Climate justice", work.part("Trends"))


def read(client: Client | None = None, query: str = "") -> str:
    return " ".join((client or Client()).get(ADDRESS + query).text.split())


def test_an_insight_hangs_on_its_evidence_and_says_what_it_rests_on(work, heading, join, say):
    said, other, against = (
        say(join("isabel"), SPRING),
        say(join("carlos"), "Our town pays for it.", language="es"),
        say(join("petro"), "It takes too long."),
    )
    insight = work.insight(heading, "Shared springs.", "A few people share water. They do not go to court.")
    passage = work.rest(insight, said, "Three villages share one spring.").passage
    work.rest(insight, other, "Our town pays for it.")
    work.rest(insight, against, "It takes too long.", "differs")
    work.publish()

    page = read()

    assert (
        '<p><b>Shared springs.</b> <a class="hangs" href="#e-1-1-1">A few people share '
        '<span class="hangs__end">water.<i class="ring"></i></span></a> They do not go to court.</p>'
    ) in page
    assert 'id="i-1-1-1"' in page
    assert (
        'Based on <a href="#e-1-1-1">2 contributions</a> from <a href="#e-1-1-1">2 people</a> in '
        '<a href="#e-1-1-1">2 countries</a>. <a href="#e-1-1-1-differs">One person differs.</a>'
    ) in page
    assert "See the contributions (3)" in page
    assert "“Three villages share one spring.”" in page
    assert '<blockquote class="thread__quote" lang="es" dir="ltr"><p>«Our town pays for it.»</p>' in page
    assert 'class="thread__item thread__item--differs" id="e-1-1-1-differs"' in page
    there = f"/contributions/{said.pk}/?passage={passage.guid}#p{passage.pk}"
    assert f'<a href="{there}">Read in context' in page


def test_evidence_that_names_a_paragraph_carries_that_one(work, heading, join, say):
    insight = work.insight(heading, "", "First words. More.", "Second words. More.")
    named = insight.paragraphs[1]["id"]
    work.rest(insight, say(join("isabel"), SPRING), "The council waits.", paragraph=named)
    work.publish()

    page = read()

    assert "<p>First words. More.</p>" in page
    assert '<p><a class="hangs" href="#e-1-1-1">Second <span class="hangs__end">words.' in page


def test_an_insight_without_evidence_hangs_nowhere(work, heading):
    work.insight(heading, "From the webinar.", "Somebody said it there.", outside="Live webinar")
    work.publish()

    page = read()

    assert "hangs" not in page
    assert "See the contribution" not in page
    assert "From outside the consultation: Live webinar." in page


def test_the_head_says_when_people_were_asked_and_that_it_was_extended(work, heading, open_consultation):
    DateChange.objects.create(
        consultation=open_consultation,
        old_closes_at=open_consultation.closes_at - timedelta(days=7),
        new_closes_at=open_consultation.closes_at,
        reason="more time",
    )
    work.publish("1.1", changes="A name was spelled wrongly.")

    page = words(Client().get(ADDRESS))

    assert "Summary published The future we want : summary" in page
    assert "Extended from" in page
    assert "v1.1 , " in page
    assert "What changed A name was spelled wrongly." in page


def test_notes_lead_there_and_back(work, heading):
    note = work.note("Agreed in March.")
    work.insight(
        heading,
        "",
        [{"t": "text", "v": "They agreed."}, {"t": "note", "ref": note}, {"t": "text", "v": " It held."}],
    )
    work.publish()

    page = read()

    assert '<sup id="mark-1"><a href="#note-1" role="doc-noteref">1</a></sup>' in page
    assert '<li id="note-1"><p><span lang="en" dir="auto">Agreed in March.</span> <a href="#mark-1"' in page


def test_a_figure_is_served_with_its_words_and_no_picture_leaves_only_the_words(work, heading, client):
    section = Section.objects.get(title="Climate justice")
    facts = {"report": work.report, "section": section, "alt": "A road", "credit": "Drawn by us"}
    path = shelf.put_picture("future-we-want", "road.png", b"\x89PNG road")
    figure = Figure.objects.create(image=path, media="image/png", caption="The road.", **facts)
    Figure.objects.create(caption="A photo to come.", position=2, **facts)
    work.publish()

    page = read(client)
    address = f"/reports/future-we-want/v1.0/figure-{figure.guid}.png"
    picture = client.get(address)

    assert f'<img src="{address}" alt="A road"' in page
    assert '<figcaption><b>Figure 1.</b> <bdi lang="en">The road.</bdi>' in page
    assert page.count("<img ") == 1
    assert '<b>Figure 2.</b> <bdi lang="en">A photo to come.</bdi>' in page
    assert picture.content == b"\x89PNG road"
    assert picture["Content-Type"] == "image/png"
    assert "sandbox" in picture["Content-Security-Policy"]
    assert client.get(address.replace(str(figure.guid), str(uuid4()))).status_code == 404


def test_what_was_hidden_or_withdrawn_since_is_not_shown_and_counted_out_loud(work, heading, join, say):
    stays, goes, leaves = (say(join(key), f"Words of {key}.") for key in ("isabel", "carlos", "petro"))
    insight = work.insight(heading, "", "They said so.")
    for said in (stays, goes, leaves):
        work.rest(insight, said, said.revision.plain.strip(), "differs" if said == goes else "supports")
    work.publish()
    goes.move_to("hidden")
    leaves.move_to("withdrawn")

    page = read()

    assert "Words of isabel." in page
    assert "Words of carlos." not in page
    assert "Carlos Méndez" not in page
    assert "Words of petro." not in page
    assert "See the contribution (1)" in page
    assert "2 contributions are no longer shown." in page
    assert '<span id="e-1-1-1-differs">' in page


def test_who_took_their_name_back_since_is_not_named(work, heading, join, say):
    isabel, carlos = join("isabel"), join("carlos")
    insight = work.insight(heading, "", "They said so.")
    work.rest(insight, say(isabel, SPRING), "The council waits.")
    work.rest(insight, say(carlos, "Our town pays."), "Our town pays.")
    work.publish()
    isabel.name, isabel.country, isabel.user = "", "", None
    isabel.save()
    carlos.contributions.update(naming=Naming.WITHHELD)

    page = read()

    assert "The council waits." in page
    assert "Isabel" not in page
    assert "Former participant" in page
    assert "Carlos" not in page
    assert "Paraguay" not in page
    assert "Name withheld" in page


def test_a_withheld_name_is_nowhere_on_the_page(work, heading, join, say):
    layla = join("layla")
    insight = work.insight(heading, "", "One person said so.")
    work.rest(insight, say(layla, SPRING, naming=Naming.WITHHELD), "The council waits.")
    work.publish()

    for page in (read(), read(client_of(layla))):
        assert "<bdi>Name withheld</bdi>" in page
        assert "Layla" not in page.partition("<main")[2]
        assert "Lebanon" not in page


def test_your_own_contribution_is_marked_for_you_alone_and_nobody_keeps_that_page(work, heading, join, say):
    isabel = join("isabel")
    said = say(isabel, SPRING)
    for lead in ("One.", "Two."):
        work.rest(work.insight(heading, lead, "It is so."), said, "The council waits.")
    work.publish()

    own = client_of(isabel).get(ADDRESS)
    others = [read(), read(client_of(join("carlos"))), read(client_of(join("nadia")))]

    assert "Your contributions are used in 2 places: 1.1 Climate justice (2 times)" in words(own)
    assert "Your contribution was used here" in own.text
    assert "Used: yours" in own.text
    assert own["Cache-Control"] == "private, no-store"
    for page in others:
        assert "Your contribution" not in page
        assert "Used: yours" not in page


def test_the_team_stands_apart(work, heading, join, say):
    insight = work.insight(heading, "", "One person said so.")
    work.rest(insight, say(join("isabel"), SPRING), "The council waits.")
    work.rest(insight, say(join("nadia"), "We saw it, too."), "We saw it, too.", "context")
    work.publish()

    page = words(Client().get(ADDRESS))

    assert "Based on one contribution from one person in one country ." in page
    assert "Jordan Team Read in context" in page
    assert "1 of them by the team." in page


def test_many_voices_are_folded_but_never_the_one_who_differs(work, heading, join, say):
    insight = work.insight(heading, "", "Several people said so.")
    for number in range(6):
        work.rest(insight, say(join(f"voice{number}"), f"Voice {number}."), f"Voice {number}.")
    work.rest(insight, say(join("petro"), "I do not think so."), "I do not think so.", "differs")
    work.publish()

    page = read()
    at_once, _fold, folded = page.partition("Show 3 more")

    assert "I do not think so." in at_once
    assert [number for number in range(6) if f"“Voice {number}.”" in at_once] == [0, 1, 2]
    assert [number for number in range(6) if f"“Voice {number}.”" in folded] == [3, 4, 5]


def test_evidence_is_open_where_the_address_asks_for_it(work, heading, join, say):
    for lead in ("One.", "Two."):
        work.rest(work.insight(heading, lead, "It is so."), say(join("isabel"), SPRING), "The council waits.")
    work.publish()

    assert '<details class="fold evidence">' in read()
    page = read(query="?open=1.1.2")
    assert page.count('<details class="fold evidence" open>') == 1
    assert page.index('id="i-1-1-2"') < page.index('<details class="fold evidence" open>')


def test_participation_is_charted_with_its_numbers(work, heading, join, say, room):
    question = room.questions.first()
    for key in ("isabel", "carlos", "petro"):
        say(join(key), questions=(question,))
    work.publish()

    page = read()

    assert '<rect y="0" width="60" height="100"/>' in page
    row = page[page.index("1 Label 1") :]
    assert row.startswith(
        '1 Label 1</bdi> <span class="knots" aria-hidden="true"><i></i><i></i><i></i></span>'
    )
    assert '</th><td class="num">3</td><td class="num">3</td>' in row
    assert "style=" not in page


def test_before_publication_the_address_leads_to_the_consultation(work, heading, client):
    answer = client.get(ADDRESS)

    assert answer.url == reverse("consultation", args=["future-we-want"])


def test_a_day_of_publication_that_is_to_come_is_not_told_before(work, heading, client):
    version = work.publish()
    version.published_at = timezone.now() + timedelta(days=1)
    version.save()

    assert client.get(ADDRESS).status_code == 302
    assert client.get("/reports/future-we-want/v1.0/").status_code == 404


def test_an_older_version_stays_readable_and_leads_to_the_current_one(work, heading, client):
    work.insight(heading, "", "As it was.")
    work.publish("1.0")
    work.insight(heading, "", "As it is.")
    work.publish("1.1")

    old, new = client.get("/reports/future-we-want/v1.0/"), client.get(ADDRESS)

    assert "As it is." not in old.text
    assert "This is v1.0, an earlier version. Read v1.1 of" in words(old)
    assert '<meta name="robots" content="noindex">' in old.text
    assert "As it is." in new.text
    assert 'href="/reports/future-we-want/v1.0/">v1.0</a>' in new.text
    assert "noindex" not in new.text
    for page in (old, new):
        assert '<link rel="canonical" href="http://localhost:8000/reports/future-we-want/">' in page.text
    assert client.get("/reports/future-we-want/v2.0/").status_code == 404


@pytest.mark.parametrize("fields", [{"published_at": None}, {"audience": Audience.INVITED}])
def test_who_may_not_know_of_the_consultation_gets_404_everywhere(work, heading, client, fields):
    version = work.publish()
    file = put_file(version)
    type(work.consultation).objects.update(**fields)

    for address in (ADDRESS, f"{ADDRESS}v1.0/", f"{ADDRESS}v1.0/{file.name}"):
        assert client.get(address).status_code == 404
    assert "The future we want" not in client.get("/reports/").text


def test_the_page_tells_other_sites_what_it_is(work, heading, join, say):
    say(join("isabel"))
    work.publish()

    page = read()

    assert '<meta property="og:title" content="The future we want: summary">' in page
    description = "1 person in one country wrote 1 contribution in one language."
    assert f'<meta property="og:description" content="{description}">' in page
    assert '<meta property="og:url" content="http://localhost:8000/reports/future-we-want/">' in page
    assert 'href="http://localhost:8000/reports/future-we-want/v1.0/"' in page


def test_a_report_without_insights_shows_the_passages_of_its_headings(
    work, heading, join, say, open_consultation
):
    climate = theme(open_consultation, "Climate justice")
    heading.themes.add(climate)
    said, whole = say(join("isabel"), SPRING), say(join("carlos"), "All of it.")
    highlight(said, "The council waits.", climate, join("nadia"))
    tag(whole, climate, join("nadia"))
    work.publish()

    page = read()
    assert "“The council waits.”" in page
    assert "contribution 2</bdi></a> (<bdi>Carlos Méndez, Paraguay</bdi>)" in page
    assert "Every quotation leads back to its words in the discussion." in page

    said.move_to("hidden")
    whole.move_to("hidden")
    page = read()
    assert "The council waits." not in page
    assert "Carlos" not in page


def test_fixed_sentences_are_in_the_readers_language_and_the_report_keeps_its_own(work, heading, join, say):
    work.rest(work.insight(heading, "", "It is so."), say(join("isabel"), SPRING), "The council waits.")
    work.publish()

    page = " ".join(Client().get(f"/fr{ADDRESS}").text.split())

    assert '<div class="insight__words" lang="en" dir="ltr">' in page
    assert '<a href="#e-1-1-1">une contribution</a>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_at_1_and_at_3_insights(
    work, heading, join, say, count, django_assert_num_queries
):
    isabel = join("isabel")
    for number in range(count):
        insight = work.insight(heading, "", f"Point {number}.")
        for key in ("isabel", "carlos")[: number + 1]:
            work.rest(insight, say(join(key), SPRING), "The council waits.")
    work.publish()
    client = client_of(isabel)

    forget()
    with django_assert_num_queries(10):  # 2 of them read the snapshot, once in the life of a process
        client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)


def test_a_report_of_24_insights_with_their_evidence_weighs_at_most_30_kilobytes(work, join, say):
    voices = [join(f"voice{number}") for number in range(5)]
    for number in range(24):
        if number % 3 == 0:
            heading = work.heading(f"Heading {number}", work.part(f"Part {number}"))
        insight = work.insight(heading, f"Point {number}.", f"{uuid4()} {SPRING}", f"{SPRING} {uuid4()}")
        for voice in voices:
            said = say(voice, f"{SPRING} We saw it {uuid4()} and we said it {uuid4()}.")
            work.rest(insight, said, said.revision.plain.strip())
    work.publish()

    assert len(gzip.compress(Client().get(ADDRESS).content)) < 30_000
