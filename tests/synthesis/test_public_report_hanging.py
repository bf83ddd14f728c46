"""Where a sentence hangs on its thread."""

from __future__ import annotations

import pytest

from synthesis.public.hanging import hanging_html, split_at
from synthesis.public.making import linked
from synthesis.trees import plain
from tests.synthesis.snapshots import note, strong, text


def link(words: str):
    return {"t": "link", "href": "https://example.org/", "c": [text(words)]}


def hung(*nodes) -> str:
    return hanging_html(list(nodes), "#e-1-1")


RING = '<i class="ring"></i></span></a>'


def test_the_first_sentence_hangs_and_keeps_its_last_word_with_the_ring():
    assert hung(text("It is so. It was so.")) == (
        f'<a class="hangs" href="#e-1-1">It is <span class="hangs__end">so.{RING} It was so.'
    )


def test_bold_words_stay_bold_on_both_sides_of_the_cut():
    assert hung(text("It "), strong("is so. It was"), text(" so.")) == (
        '<a class="hangs" href="#e-1-1">It <strong>is </strong><span class="hangs__end"><strong>so.</strong>'
        f"{RING}<strong> It was</strong> so."
    )


def test_a_note_comes_after_the_ring_and_never_into_the_link():
    marked = {**note("n"), "number": 1, "is_first": True}

    assert hung(text("It is so."), marked, text(" More.")) == (
        f'<a class="hangs" href="#e-1-1">It is <span class="hangs__end">so.{RING}'
        '<sup id="mark-1"><a href="#note-1" role="doc-noteref">1</a></sup> More.'
    )


def test_a_link_within_the_sentence_stays_a_link_of_its_own():
    assert hung(text("See "), link("the map"), text(" of wells.")) == (
        '<span class="hangs">See </span><a href="https://example.org/" rel="noopener">the map</a>'
        f'<a class="hangs" href="#e-1-1"> of <span class="hangs__end">wells.{RING}'
    )


def test_a_writing_without_spaces_may_break_before_its_last_signs():
    assert hung(text("三个村庄共用一口泉水三个村庄共用一口泉水三个村庄共用一口泉水。议会在等。")) == (
        '<a class="hangs" href="#e-1-1">三个村庄共用一口泉水三个村庄共用一口泉水三个村庄共用一口泉'
        f'<span class="hangs__end">水。{RING}议会在等。'
    )


@pytest.mark.parametrize("nodes", [[], [text(" ")], [link("Only a link.")]])
def test_what_has_no_words_of_its_own_hangs_nowhere(nodes):
    assert "hangs" not in hanging_html(nodes, "#e-1-1")


def test_whatever_people_write_is_escaped():
    assert "<script>" not in hung(text("<script>alert(1)</script> is so. <script>"))


@pytest.mark.parametrize("offset", range(12))
def test_cutting_loses_no_word(offset):
    nodes = [text("ab"), strong("cde"), {"t": "br"}, link("fg"), text("hij")]

    before, after = split_at(nodes, offset)

    assert plain(before) + plain(after) == plain(nodes)
    assert len(plain(before)) == min(offset, len(plain(nodes)))


def test_each_count_of_a_line_leads_to_what_it_counts():
    assert linked("5 voices from 5 people <b>", ["5 people", "5 voices", "5"], "#e") == (
        '<a href="#e">5 voices</a> from <a href="#e">5 people</a> &lt;b&gt;'
    )
