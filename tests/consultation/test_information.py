from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from consultation import slots
from consultation.http import ADDRESSES, THEME_COOKIE
from consultation.people.limits import KNOWN_COOKIE
from consultation.views.information import TOTALS
from moderation.actions.decisions import hide
from moderation.models import Decision
from tests.architecture.house import ROOT

PAGES = ("help", "how_it_works", "privacy", "accessibility", "house_rules")
UNWANTED = {"please", "sorry", "oops", "valid", "invalid", "forbidden", "click", "user", "users"}
MOST_WORDS, MOST_WORDS_ON_AVERAGE = 25, 15

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """A page visited in another language leaves that language in force."""
    with translation.override("en"):
        yield


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def sentences(html: str) -> list[str]:
    """The sentences of running text: paragraphs, list items and what a term means."""
    blocks = re.findall(r"<(p|li|dd|td)\b[^>]*>(.*?)</\1>", main_of(html), re.DOTALL)
    found = [s for _tag, block in blocks for s in re.split(r"(?<=[.!?:])\s+", text_of(block))]
    return [sentence for sentence in found if len(sentence.split()) > 2]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_for_everybody_and_says_what_it_is(client, name):
    html = client.get(reverse(name)).text

    headings = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert client.head(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


def test_every_page_links_to_all_of_them_and_marks_the_one_it_is(client):
    html = client.get("/privacy/").text
    footer = html.partition("<footer")[2]

    assert [name for name in PAGES if f'href="{reverse(name)}"' not in footer] == []
    assert [name for name in ADDRESSES.values() if f'href="{reverse(name)}"' not in html] == []
    assert 'aria-current="true">Help</a>' in client.get("/help/").text
    assert 'aria-current="true">Help</a>' not in html


@pytest.mark.parametrize("name", PAGES)
def test_no_link_of_theirs_is_dead(client, name):
    html = client.get(reverse(name)).text

    ids = set(re.findall(r'\bid="([^"]+)"', html))
    links = {
        unescape(link) for link in re.findall(r'\bhref="([^"]+)"', html) if not link.startswith("mailto:")
    }
    inner = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inner - ids == set()
    pages = {link for link in links if link.startswith("/") and not link.startswith(settings.STATIC_URL)}
    assert {link: s for link in pages if (s := client.get(link, follow=True).status_code) != 200} == {}


@pytest.mark.parametrize("name", PAGES)
def test_the_words_are_plain(client, name):
    said = sentences(client.get(reverse(name)).text)

    assert len(said) > 10
    lengths = [len(sentence.split()) for sentence in said]
    assert [s for s, length in zip(said, lengths, strict=True) if length > MOST_WORDS] == []
    assert sum(lengths) / len(lengths) <= MOST_WORDS_ON_AVERAGE
    assert {word for sentence in said for word in re.findall(r"\w+", sentence.lower())} & UNWANTED == set()


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility", "house_rules"])
def test_they_say_whom_to_write_to(client, settings, name):
    settings.CONTACT_EMAIL = "help@example.org"
    assert '<a href="mailto:help@example.org">help@example.org</a>' in client.get(reverse(name)).text

    settings.CONTACT_EMAIL = ""
    html = main_of(client.get(reverse(name)).text)
    assert "mailto:" not in html
    assert "Write to the organisers." in html


def test_what_help_says_of_codes_and_texts_is_what_holds(client, settings):
    said = text_of(client.get("/help/").text)

    assert "a code of 6 digits" in said
    assert "works for 15 minutes and for 5 tries" in said
    assert "up to 70,000 characters" in said


def test_privacy_names_every_cookie_and_how_long_it_stays(client, settings):
    html = client.get("/privacy/").text
    rows = re.findall(
        r"<tr><th scope=\"row\"><code>(.+?)</code></th><td>.+?</td><td>(\d+) days</td></tr>", html
    )

    kept = re.search(r"max-age=\$\{(\d+) \* DAY\}", (ROOT / "static/js/app.js").read_text())
    assert dict(rows) == {
        settings.SESSION_COOKIE_NAME: "14",
        settings.CSRF_COOKIE_NAME: "364",
        KNOWN_COOKIE: "180",
        THEME_COOKIE: "365",
        "fold-…": kept[1],
    }


def test_the_house_rules_explain_every_reason_a_moderator_can_give(client):
    html = client.get("/house-rules/").text

    terms = {unescape(term) for term in re.findall(r'<th scope="row">(.+?)</th>', html)}
    assert terms == {str(label) for label in Decision.Reason.labels}


def test_higher_floors_can_add_what_was_hidden_to_the_house_rules(client, monkeypatch):
    monkeypatch.setattr(slots, "_fillings", {})
    counted = {"rooms": 3, "questions": 8}
    slots.register(TOTALS, "rooms/slots/facts.html", lambda _request, sites: {s.pk: counted for s in sites})

    assert "3 rooms" in text_of(client.get("/house-rules/").text)


@pytest.mark.parametrize("name", PAGES)
def test_the_way_through_a_page_stands_before_it(client, name):
    html = client.get(reverse(name)).text

    assert html.index('class="split__aside"') < html.index('class="split__main"')


def test_accessibility_names_the_languages_that_are_complete(client, settings):
    settings.COMPLETE_LANGUAGES = ["en", "ar"]

    html = client.get("/accessibility/").text

    assert re.findall(r'<li lang="(\w+)"><bdi>', html) == ["en", "ar"]


@pytest.mark.parametrize("name", PAGES)
def test_they_cost_no_query_but_for_the_totals(client, name, django_assert_num_queries):
    with django_assert_num_queries(2 if name == "house_rules" else 0):
        client.get(reverse(name))


def test_the_house_rules_tell_how_much_is_hidden_and_why(client, open_consultation, join, say):
    assert "Nothing is hidden now" in client.get("/house-rules/").text
    nadia = join("nadia")
    for name, reason in (("petro", "spam"), ("carlos", "spam"), ("farrukh", "off-topic")):
        hide(say(join(name)), reason=reason, by=nadia)
    say(join("isabel"))

    page = " ".join(client.get("/house-rules/").text.split())

    assert "3 contributions are hidden on this site, 1 are shown." in page
    assert '<th scope="row">Spam</th><td>2</td>' in page
