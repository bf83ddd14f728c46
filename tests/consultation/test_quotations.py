from __future__ import annotations

from consultation import texts
from consultation.texts import QuotePlace, ShownQuote
from moderation.marks import Mark, mark_html

PLACE = QuotePlace(12, 0, 45)
LINE = PLACE.typed(4)
STORED = '<user-quote data-revision="12" data-start="0" data-end="45"></user-quote>\n'


def stored(source: str, *allowed: QuotePlace) -> texts.Rendered:
    return texts.with_quotes(texts.render(source), allowed or {PLACE})


def shown(_place: QuotePlace) -> ShownQuote:
    return ShownQuote("Ana <b>, #4", "/contributions/4/", "First <i>line\n\nSecond", "es")


def test_a_line_of_its_own_becomes_a_place_and_no_word_of_the_text():
    rendered = stored(f"Before.\n{LINE}\nAfter.")

    assert rendered.html == f'<p dir="auto">Before.</p>\n{STORED}<p dir="auto">After.</p>\n'
    assert rendered.plain == "Before.\n\nAfter.\n"
    assert texts.stored_quotes(rendered.html) == [PLACE]


def test_within_a_sentence_or_not_allowed_it_stays_words():
    assert stored(f"See {LINE} there.").plain == f"See {LINE} there.\n"
    assert stored(LINE, QuotePlace(9, 0, 1)).plain == f"{LINE}\n"


def test_it_stands_in_rich_text_and_in_quotations_too():
    rich = texts.with_quotes(texts.clean_html(f"<p>A</p><p>{LINE}</p>"), {PLACE})

    assert rich.html == f'<p dir="auto">A</p>\n{STORED}'
    assert STORED in stored(f"> {LINE}").html


def test_an_element_nobody_allowed_goes():
    rendered = texts.with_quotes(texts.clean_html(f"<p>A</p>{STORED}"), set())

    assert rendered.html == '<p dir="auto">A</p>\n'


def test_what_is_stored_is_stored_the_same_again():
    rendered = stored(f"A\n\n{LINE}\n\nB")

    assert texts.clean_html(rendered.html) == rendered


def test_shown_it_has_words_by_lines_language_and_source_all_escaped():
    html = texts.expand_quotes(stored(LINE).html, shown)

    assert (
        '<blockquote lang="es"><p dir="auto">First &lt;i&gt;line</p>\n<p dir="auto">Second</p></blockquote>'
        in html
    )
    assert '<a href="/contributions/4/"><bdi>Ana &lt;b&gt;, #4</bdi></a>' in html


def test_marks_keep_their_place_around_shown_words():
    rendered = stored(f"Before.\n{LINE}\nAfter that.")
    start = rendered.plain.index("After")

    html = mark_html(texts.expand_quotes(rendered.html, shown), [Mark(1, start, start + 5, ("1",), ("a",))])

    assert '<mark class="m m-a" data-p="1">After' in html
    assert "First &lt;i&gt;line" in html
