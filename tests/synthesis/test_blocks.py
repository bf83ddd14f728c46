from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation import texts
from synthesis.blocks import blocks_of
from synthesis.trees import plain


def test_paragraphs_lists_quotations_and_links_become_a_tree():
    source = "Why & how\nsecond line\n\n- one\n- two\n\n> quoted\n\n3. three\n\nhttps://a.example/x?y=1&z=2"

    assert blocks_of(texts.render(source).html) == [
        {"t": "p", "c": [{"t": "text", "v": "Why & how"}, {"t": "br"}, {"t": "text", "v": "second line"}]},
        {
            "t": "ul",
            "items": [
                [{"t": "p", "c": [{"t": "text", "v": "one"}]}],
                [{"t": "p", "c": [{"t": "text", "v": "two"}]}],
            ],
        },
        {"t": "quote", "c": [{"t": "p", "c": [{"t": "text", "v": "quoted"}]}]},
        {"t": "ol", "items": [[{"t": "p", "c": [{"t": "text", "v": "three"}]}]], "start": 3},
        {
            "t": "p",
            "c": [
                {
                    "t": "link",
                    "href": "https://a.example/x?y=1&z=2",
                    "c": [{"t": "text", "v": "https://a.example/x?y=1&z=2"}],
                }
            ],
        },
    ]


def test_only_blocks_that_run_the_other_way_say_so():
    html = texts.render("مرحبا بك\n\nwelcome").html

    assert [block.get("dir") for block in blocks_of(html)] == ["rtl", None]
    assert [block.get("dir") for block in blocks_of(html, "rtl")] == [None, "ltr"]


def test_pasted_headings_and_inline_marks_are_kept_and_mentions_are_words():
    html = texts.clean_html("<h2>Title</h2><p>a <b>bold <i>and</i></b> H<sub>2</sub>O</p>").html

    assert blocks_of(html)[0] == {"t": "heading", "level": 4, "c": [{"t": "text", "v": "Title"}]}
    assert blocks_of(html)[1]["c"][1] == {
        "t": "strong",
        "c": [{"t": "text", "v": "bold "}, {"t": "em", "c": [{"t": "text", "v": "and"}]}],
    }
    mention = '<p dir="auto">Ask <user-mention data-id="0">@Ana Silva</user-mention> now</p>\n'
    assert plain(blocks_of(mention)) == "Ask @Ana Silva now"


def test_an_empty_text_has_no_blocks():
    assert blocks_of(texts.render("").html) == []


@pytest.mark.parametrize("html", ["</li></p>", "<li>x", "<p><strong>a", "<ul><li><p>a</p>\n</ul>", "<br>"])
def test_broken_html_raises_nothing(html):
    blocks_of(html)


@given(st.text(alphabet="ab *_#>-1.\n[]()&<مر", max_size=60))
def test_no_word_of_a_text_is_lost(source):
    rendered = texts.render(source)

    assert plain(blocks_of(rendered.html)).split() == rendered.plain.split() or (
        "".join(plain(blocks_of(rendered.html)).split()) == "".join(rendered.plain.split())
    )
