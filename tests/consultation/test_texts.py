"""The renderer: what people type, as it is stored and as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.texts import (
    MAX_CHARACTERS,
    MentionLink,
    Rendered,
    ResolvedMention,
    clean_html,
    expand_mentions,
    normalise,
    quoted_spans,
    render,
    with_mentions,
)
from tests.consultation.stored_html import check, tree_of
from tests.consultation.typed_texts import typed_texts


def letters(text: str) -> list[str]:
    return [character for character in text if character.isalpha()]


@given(typed_texts)
def test_every_typed_text_becomes_a_safe_text_that_keeps_its_letters(source: str) -> None:
    rendered = render(source)

    check(rendered)
    assert letters(rendered.plain) == letters(normalise(source))
    assert clean_html(rendered.html) == rendered


@given(typed_texts, st.data())
def test_mentions_and_their_links_leave_the_plain_text_alone(source: str, data: st.DataObject) -> None:
    bare = render(source)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(bare.plain)), max_size=6)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    mentions = [ResolvedMention(start, end, number) for number, (start, end) in enumerate(spans)]

    rendered = render(source, mentions=mentions)

    check(rendered)
    assert rendered.plain == bare.plain
    shown = expand_mentions(rendered.html, lambda number: MentionLink(f"/people/{number}/", 'A "<b>" & é'))
    assert "".join(tree_of(shown).itertext()) == bare.plain
    assert "user-mention" not in shown


def test_paragraphs_and_line_breaks_follow_blank_lines_and_single_newlines() -> None:
    rendered = render("First line\nsecond line\n\n\nNext paragraph")

    assert rendered.html == (
        '<p dir="auto">First line<br>\nsecond line</p>\n<p dir="auto">Next paragraph</p>\n'
    )
    assert rendered.plain == "First line\nsecond line\nNext paragraph\n"


def test_a_blank_text_renders_to_nothing() -> None:
    assert render(" \n\t\r\n\x00 ") == Rendered("", "")


def test_lists_nest_and_hold_paragraphs() -> None:
    rendered = render("Ideas:\n- wells\n  - deep ones\n* pumps")

    assert rendered.html == (
        '<p dir="auto">Ideas:</p>\n'
        '<ul dir="ltr"><li><p dir="auto">wells</p>\n'
        '<ul dir="ltr"><li><p dir="auto">deep ones</p>\n</li></ul></li></ul>'
        '<ul dir="ltr"><li><p dir="auto">pumps</p>\n</li></ul>'
    )


def test_answers_keep_the_numbers_they_were_given() -> None:
    rendered = render("1. Courts\n\n3. Water\n4. Schools\n\n7. Roads")

    starts = [ordered.get("start", "1") for ordered in tree_of(rendered.html).iter("ol")]
    assert starts == ["1", "3", "7"]


@pytest.mark.parametrize(
    "line",
    [
        "2024. was a dry year",
        "100. Anniversary",
        "+ 41 22 000 00 00 is our number",
        ">5 years of work",
        "-5 degrees",
        "- - -",
        "---",
        "***",
        "-",
        "1.",
        "# 3 of the list",
        "5*6*7 and **stars** and _lines_",
        "[a link](http://example.org/x)",
        "&lt;b&gt; &amp; &#60;",
        "<b>bold</b>",
        "a\\b \\* `code`",
        "١. first in Arabic digits",
        "a | b | c",
    ],
)
def test_what_is_no_mark_stays_as_typed(line: str) -> None:
    rendered = render(f"Before\n\n{line}\n\nAfter")

    assert rendered.plain == f"Before\n{line}\nAfter\n"
    assert {element.tag for element in tree_of(rendered.html).iterdescendants()} <= {"p", "a"}


def test_words_after_a_quotation_are_the_authors_own() -> None:
    rendered = render("> > Nobody asked us.\n> We did.\nI was there.")

    quoted, inner = rendered.html.split("</blockquote>")[1:], rendered.html.split("</blockquote>")[0]
    assert "Nobody asked us." in inner
    assert "We did." in quoted[0]
    assert quoted[1] == '<p dir="auto">I was there.</p>\n'


def test_words_after_a_list_stand_below_it() -> None:
    rendered = render("- wells\n- pumps\nBoth matter.")

    assert rendered.html.endswith('</ul><p dir="auto">Both matter.</p>\n')


def test_quoted_spans_cover_quotations_only() -> None:
    rendered = render("Mine\n\n> theirs\n> > deeper\n\nMine again\n\n> last")

    assert [rendered.plain[start:end] for start, end in quoted_spans(rendered.html)] == [
        "theirs\ndeeper\n",
        "last\n",
    ]


def test_each_block_finds_its_own_direction_and_lists_lean_with_their_first_word() -> None:
    rendered = render("مرحبا\n\n- نقطة\n- point\n\n> 5 שלום")

    assert '<ul dir="rtl">' in rendered.html
    assert '<blockquote dir="rtl">' in rendered.html
    assert rendered.html.count('<p dir="auto">') == 4


def test_the_language_is_written_on_top_level_blocks() -> None:
    rendered = render("Bonjour\n\n- un\n- deux", language="fr")

    assert rendered.html.startswith(
        '<p dir="auto" lang="fr">Bonjour</p>\n<ul lang="fr" dir="ltr"><li><p dir="auto">'
    )
    assert render("Bonjour", language='fr" onclick="x') == render("Bonjour")


def test_deep_structure_loses_no_word() -> None:
    staircase = "\n".join(f"{'  ' * depth}- step{depth}" for depth in range(60))
    quotes = "\n".join(f"{'> ' * depth}depth{depth}" for depth in range(1, 60))

    for source, word, count in ((staircase, "step", 60), (quotes, "depth", 59)):
        rendered = render(source)
        check(rendered)
        assert rendered.plain.count(word) == count


def test_the_longest_text_is_kept_whole() -> None:
    source = "слово " * (MAX_CHARACTERS // 6)

    assert render(source).plain == f"{source.rstrip(' ')}\n"


def test_a_mention_keeps_its_typed_words_and_leads_where_it_is_told() -> None:
    bare = render("Thanks @Zoë <3 & more")
    rendered = with_mentions(bare, [ResolvedMention(7, 11, 0)])

    assert rendered.html == (
        '<p dir="auto">Thanks <user-mention data-id="0">@Zoë</user-mention> &lt;3 &amp; more</p>\n'
    )
    asked: list[int] = []

    def lookup(number: int) -> MentionLink:
        asked.append(number)
        return MentionLink('/people/z"/?a=1&b', "Zoë Q. <script>")

    shown = expand_mentions(rendered.html, lookup)
    assert asked == [0]
    assert (
        '<a class="mention" href="/people/z&quot;/?a=1&amp;b" title="Zoë Q. &lt;script&gt;">@Zoë</a>' in shown
    )


def test_a_mention_that_leads_nowhere_is_plain_words_or_a_mere_mark() -> None:
    html = render("@Zoë", mentions=[ResolvedMention(0, 4, 5)]).html

    assert expand_mentions(html, lambda _: None) == '<p dir="auto">@Zoë</p>\n'
    unlinked = expand_mentions(html, lambda _: MentionLink("", "Zoë"))
    assert unlinked == '<p dir="auto"><span class="mention">@Zoë</span></p>\n'


def test_a_mention_inside_a_link_is_part_of_the_address() -> None:
    bare = render("https://example.org/@Ana/page")

    assert with_mentions(bare, [ResolvedMention(20, 24, 1)]) == bare
