"""Rich text where no script runs: the box holds its plain form, what comes back unchanged keeps its marks."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from consultation import texts
from contributions.models import Contribution, Draft

RICH = (
    "<h4>Desks</h4>"
    '<p>One <strong>bold</strong> word, see <a href="https://example.org/a">this</a>.</p>'
    "<ul><li><p>first</p><ol><li><p>deep</p></li></ol></li><li><p>second<br>line</p></li></ul>"
    "<blockquote><p>They said</p><p>so</p></blockquote>"
    "<p>[quote #4 31:0-12]</p>"
)
PLAIN = (
    "Desks\n\nOne bold word, see this (https://example.org/a).\n\n"
    "- first\n  1. deep\n- second\n  line\n\n> They said\n>\n> so\n\n[quote #4 31:0-12]"
)


def form_of(page):
    """The fields of the composer as a browser without scripts sends them back."""
    form = page.text.partition("data-composer")[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.DOTALL)
    language = re.search(r'<option value="(\w*)" selected', form)
    fields = {name: unescape(value) for name, value in hidden}
    return fields | {
        "text": unescape(text[1]).replace("\n", "\r\n"),
        "language": language[1] if language else "",
    }


def test_the_plain_form_says_everything_but_emphasis_and_headings():
    assert texts.to_source(RICH) == PLAIN
    assert texts.with_marks_kept(PLAIN.replace("\n", "\r\n"), RICH) == RICH
    again = texts.render(PLAIN)
    for kept in ("<ul ", "<ol ", "<blockquote", 'href="https://example.org/a"', "[quote #4 31:0-12]"):
        assert kept in again.html


def test_only_the_paragraphs_typed_anew_lose_their_marks():
    changed = PLAIN.replace("Desks\n", "New desks\n") + "\n\n- third\n- fourth"

    html = texts.clean_html(texts.with_marks_kept(changed, RICH)).html

    assert '<p dir="auto">New desks</p>' in html
    assert "<strong>bold</strong>" in html
    assert html.count("<ul") == 2
    assert texts.with_marks_kept("Something else altogether.", RICH) is None
    assert texts.with_marks_kept("", RICH) is None


PIECES = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<h4>", "</h4>", "<ul>", "</ul>", "<ol start='3'>", "</ol>", "<li>", "</li>"),
            *("<blockquote>", "</blockquote>", "<br>", "<strong>", "</strong>", "<sub>", "<p>&nbsp;</p>"),
            *(
                "<a href='https://x.org/'>",
                "</a>",
                "word",
                " ",
                "- ",
                "1. ",
                "> ",
                "é",
                "\u0308",
                "שלום",
                "文",
                "&lt;",
            ),
            *("\u200b", "&nbsp;", "*", "[quote #4 31:0-12]", "(x)", "\n"),
        ]
    ),
    max_size=25,
).map("".join)


@given(PIECES)
def test_whatever_its_form_nothing_changes_that_nobody_changed(html):
    stored = texts.clean_html(html)
    source = texts.to_source(html)

    assert texts.with_marks_kept(source.replace("\n", "\r\n"), html) == html
    assert texts.to_source(stored.html) == source
    kept = iter("".join(source.split()))
    assert all(sign in kept for sign in "".join(stored.plain.split()))  # no word is lost, in this order


@pytest.mark.django_db
def test_an_edit_without_scripts_keeps_the_form_of_what_it_leaves_alone(enter, join, say):
    petro = join("petro")
    rich = RICH.replace("<p>[quote #4 31:0-12]</p>", "")
    said = say(petro, rich, is_rich=True, language="en")
    client, edit = enter(petro), reverse("contributions:edit", args=[said.pk])
    fields = form_of(client.get(edit))
    assert fields["text"].startswith("Desks\r\n\r\nOne bold word")
    assert fields["rich"] == ""

    client.post(edit, fields)
    assert said.revisions.count() == 1  # nothing was changed

    refused = client.post(edit, fields | {"text": fields["text"] + "\r\n\r\nMore � words."})
    assert refused.status_code == 422
    assert "<strong>" not in form_of(refused)["text"]
    again = form_of(refused)
    client.post(edit, again | {"text": again["text"].replace("�", "good")})
    said.refresh_from_db()
    assert said.revision.is_rich
    assert "<strong>bold</strong>" in said.revision.html
    assert "More good words." in said.revision.plain

    stale = client.post(edit, again | {"text": "Mine."})
    assert stale.status_code == 409
    assert "&lt;p&gt;" not in stale.text
    assert "&lt;h4" not in stale.text.partition("data-composer")[0]


@pytest.mark.django_db
def test_a_rich_draft_goes_on_without_scripts_to_preview_and_post(enter, join, room):
    petro = join("petro")
    client = enter(petro)
    where = [room.consultation.slug, room.slug]
    draft, post = reverse("contributions:draft", args=where), reverse("contributions:contribute", args=where)
    client.post(draft, {"text": "<p>A <em>rich</em> draft</p><p>Two</p>", "rich": "1"})

    fields = form_of(client.get(reverse("contributions:room", args=where), {"draft": "1"}))
    assert fields["text"] == "A rich draft\r\n\r\nTwo"
    preview = client.post(post, fields | {"action": "preview"})
    assert "A <em>rich</em> draft" in preview.text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.text)
    sent = {name: unescape(value) for name, value in hidden}
    back = form_of(client.post(post, sent | {"action": "change"}))
    assert back["text"] == "A rich draft\r\n\r\nTwo"
    client.post(post, back | {"action": "post"})

    revision = Contribution.objects.get().revision
    assert revision.is_rich
    assert "A <em>rich</em> draft" in revision.html
    assert not Draft.objects.exists()
