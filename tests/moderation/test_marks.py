"""Passages highlighted in stored HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.texts import MentionLink, ResolvedMention, expand_mentions, render
from moderation.marks import Mark, MarkWords, mark_html
from tests.consultation.stored_html import tree_of
from tests.consultation.typed_texts import typed_texts

WORDS = MarkWords("[theme {codes}, start] ", " [end of {codes}]")


def unmarked(html: str) -> str:
    """The plain text of marked HTML: all text outside references and hidden words."""
    tree = tree_of(html)
    for added in tree.xpath("//*[contains(@class, 'm-ref') or contains(@class, 'm-words')]"):
        added.drop_tree()
    return "".join(tree.itertext())


def marked(html: str, number: int) -> str:
    """The words highlighted for one passage."""
    tree = tree_of(html)
    for added in tree.xpath("//*[contains(@class, 'm-ref') or contains(@class, 'm-words')]"):
        added.drop_tree()
    return "".join(
        mark.text_content() for mark in tree.iter("mark") if str(number) in mark.get("data-p", "").split()
    )


def test_a_passage_is_marked_in_its_hue_and_followed_by_its_code() -> None:
    html = render("Courts are slow & far.").html

    assert mark_html(html, [Mark(81, 7, 17, ("3.5",), ("b",))]) == (
        '<p dir="auto">Courts <mark class="m m-b" data-p="81">are slow &amp;'
        '<a class="m-ref" href="#p81">3.5</a></mark> far.</p>\n'
    )


def test_two_themes_are_underlined_twice_in_the_hue_of_the_first() -> None:
    html = mark_html(render("Courts").html, [Mark(1, 0, 6, ("3.5", "3.3"), ("f", "a"))])

    assert '<mark class="m m-f m-2" data-p="1">' in html
    assert ">3.5 · 3.3</a>" in html


def test_overlapping_passages_become_segments() -> None:
    html = mark_html(
        render("one two three").html, [Mark(1, 0, 7, ("1",), ("a",)), Mark(2, 4, 13, ("2",), ("b",))]
    )

    assert html == (
        '<p dir="auto"><mark class="m m-a" data-p="1">one </mark>'
        '<mark class="m m-a m-2" data-p="1 2">two<a class="m-ref" href="#p1">1</a></mark>'
        '<mark class="m m-b" data-p="2"> three<a class="m-ref" href="#p2">2</a></mark></p>\n'
    )


def test_a_passage_over_several_blocks_marks_words_and_no_line_end() -> None:
    rendered = render("first\nsecond\n\n- third\n- fourth")
    html = mark_html(rendered.html, [Mark(1, 0, len(rendered.plain), ("1",), ("c",))])

    marks = [mark.text for mark in tree_of(html).iter("mark")]
    assert marks == ["first", "second", "third", "fourth"]
    assert html.count("m-ref") == 1
    assert unmarked(html) == rendered.plain


def test_a_reference_never_stands_inside_a_link() -> None:
    rendered = render("see https://example.org/page and @Ana", mentions=[ResolvedMention(33, 37, 0)])
    marks = [Mark(1, 4, 16, ("1",), ("a",)), Mark(2, 30, 35, ("2",), ("b",))]

    before = expand_mentions(mark_html(rendered.html, marks), lambda _: MentionLink("/people/ana/", "Ana"))
    after = mark_html(expand_mentions(rendered.html, lambda _: MentionLink("/people/ana/", "Ana")), marks)

    assert before == after
    for html in (before, after):
        assert not tree_of(html).xpath("//a//a")
        assert unmarked(html) == rendered.plain
        assert html.count("m-ref") == 2


def test_hidden_words_tell_where_a_passage_starts_and_ends() -> None:
    html = mark_html(render("one two").html, [Mark(1, 0, 7, ("3.5", "1"), ("a", "b"))], words=WORDS)

    assert '<span class="m-words vh">[theme 3.5, 1, start] </span>one two' in html
    assert 'one two<span class="m-words vh"> [end of 3.5, 1]</span>' in html


def test_codes_and_hues_cannot_break_out_of_the_page() -> None:
    html = mark_html(render("one").html, [Mark(1, 0, 3, ("<b>&",), ('"><script>',))], words=WORDS)

    assert '<mark class="m" data-p="1">' in html
    assert "&lt;b&gt;&amp;</a>" in html
    assert "<script" not in html


@pytest.mark.parametrize(("start", "end"), [(3, 4), (0, 0), (50, 60)])
def test_a_passage_without_words_marks_nothing(start: int, end: int) -> None:
    html = render("one\ntwo").html

    assert mark_html(html, [Mark(1, start, end, ("1",), ("a",))]) == html


@given(typed_texts, st.data())
def test_marks_never_change_the_authors_words(source: str, data: st.DataObject) -> None:
    rendered = render(source)
    length = len(rendered.plain)
    spans = data.draw(st.lists(st.tuples(st.integers(0, length), st.integers(0, length)), max_size=6))
    marks = [
        Mark(number, min(span), max(span), (f"{number}.1",) * (number % 3), ("a", "h"))
        for number, span in enumerate(spans)
    ]

    html = mark_html(rendered.html, marks, words=data.draw(st.sampled_from([None, WORDS])))

    assert unmarked(html) == rendered.plain
    for mark in marks:
        assert marked(html, mark.id) == rendered.plain[mark.start : mark.end].replace("\n", "")
