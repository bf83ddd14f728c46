"""Pasted and rich text: reshaped into the stored subset, with nothing harmful left."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consultation.texts import clean_html
from tests.consultation.stored_html import check, tree_of

# fmt: off
TAGS = [
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "b", "strong", "i",
    "em", "s", "del", "strike", "u", "sub", "sup", "a", "span", "font", "table", "tr", "td", "pre",
    "section", "svg", "math", "style", "script", "template", "title", "textarea", "iframe", "noscript",
    "select", "option", "user-mention", "user-quote",
]
# fmt: on
ATTRIBUTES = [
    "",
    ' href="https://example.org/?a=1&amp;b=2"',
    ' href="javascript:alert(1)"',
    ' href="/relative"',
    ' title="a&quot;b&lt;c"',
    ' onclick="alert(1)" style="color:red" class="x" id="y"',
    ' dir="rtl" lang="ar"',
    ' dir="x" lang="not a language"',
    ' start="7"',
    ' start="-1"',
    ' data-id="17"',
    ' data-revision="1" data-start="2" data-end="3"',
]
soup = st.lists(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
    | st.builds("</{}>".format, st.sampled_from(TAGS))
    | st.sampled_from(
        ["<br>", "<hr>", "<!--", "-->", "<![CDATA[", "]]>", "&#x301;", "&#0;", "&#x202e;", "\n", "\t", "  "]
    )
    | st.text(max_size=6),
    max_size=30,
).map("".join)


@given(soup)
@example("<b>e<i>&#x301;</i></b>")
@example("<ul><ul><li>a</ul>b</ul>c<li>d")
def test_any_tag_soup_becomes_a_safe_text(html: str) -> None:
    rendered = clean_html(html)

    check(rendered)
    assert clean_html(rendered.html) == rendered


def test_a_word_paste_becomes_headings_lists_and_emphasis() -> None:
    rendered = clean_html(
        "<h1>Water</h1><p class=MsoNormal><b>Two</b> <i>wells</i><o:p></o:p></p>"
        "<ul><li><p>one</p></li><li>two<ol start=4><li>deep</ol></li></ul><h6>Small</h6>"
    )

    assert rendered.html == (
        '<h4 dir="auto">Water</h4>\n<p dir="auto"><strong>Two</strong> <em>wells</em></p>\n'
        '<ul dir="ltr"><li><p dir="auto">one</p>\n</li><li><p dir="auto">two</p>\n'
        '<ol start="4" dir="ltr"><li><p dir="auto">deep</p>\n</li></ol></li></ul><h5 dir="auto">Small</h5>\n'
    )
    assert rendered.plain == "Water\nTwo wells\none\ntwo\ndeep\nSmall\n"


def test_two_line_breaks_are_a_new_paragraph_and_one_stays() -> None:
    assert clean_html("<div>a<br>b<br><br>c<br></div>").html == (
        '<p dir="auto">a<br>\nb</p>\n<p dir="auto">c</p>\n'
    )


def test_white_space_follows_the_page_not_the_source() -> None:
    rendered = clean_html("<p>\n  Two\n  <b>wells</b>\n\t and\u00a0one  more </p>\n\n<p> \n </p>")

    assert rendered.plain == "Two wells and\u00a0one  more\n"


def test_a_letter_parted_from_its_accent_by_a_tag_meets_it_again() -> None:
    assert clean_html("<p><b>e</b>&#x301; <i>x</i></p>").html == '<p dir="auto">é x</p>\n'


def test_items_outside_a_list_and_words_between_items_are_kept() -> None:
    assert clean_html("<li>stray</li><ul>loose<li>one</li>more</ul>").plain == "stray\nloose\none\nmore\n"


def test_a_claimed_mention_is_only_its_words() -> None:
    assert (
        clean_html('<p><user-mention data-id="17">@Ana</user-mention></p>').html == '<p dir="auto">@Ana</p>\n'
    )


def test_a_quote_names_its_place_and_never_carries_words() -> None:
    place = '<user-quote data-revision="4" data-start="10" data-end="25">'
    rendered = clean_html(
        f"<p>See</p>{place}forged words</user-quote><user-quote data-revision=x>more</user-quote>"
    )

    assert rendered.html == f'<p dir="auto">See</p>\n{place}</user-quote>\n'
    assert rendered.plain == "See\n\n"


def test_containers_are_not_nested_without_end() -> None:
    rendered = clean_html("<blockquote>" * 500 + "deep" + "</blockquote>" * 500)

    check(rendered)
    assert rendered.plain == "deep\n"
    assert rendered.html.count("<blockquote") == 12


HARMFUL = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math><mtext><table><mglyph><style><math><img src=1 onerror=alert(1)></style>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><style></template><img src=x onerror=alert(1)></style>",
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="https://ok.example" onclick="alert(1)" style="position:fixed" target=_blank>x</a>',
    '<p style="background:url(javascript:alert(1))" onmouseover=alert(1) id=main class=note>x</p>',
    "<body onload=alert(1)><base href=//evil.example><meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
    "<input autofocus onfocus=alert(1)><select autofocus onfocus=alert(1)><video><source onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    '<?xml version="1.0"?><img src=x onerror=alert(1)>',
    '<p dir="auto" lang=\'"><img src=x onerror=alert(1)>\'>x</p>',
    "<ol start='1\" onclick=\"alert(1)'><li>x</ol>",
    "<user-mention data-id='1\"><img src=x onerror=alert(1)>'>x</user-mention>",
    "<user-quote data-revision='1\"><script>alert(1)</script>' data-start=1 data-end=2></user-quote>",
    "<a href='https://ok.example/\"><img src=x onerror=alert(1)>'>x</a>",
    "<a href=https://ok.example title='\"><img src=x onerror=alert(1)>'>x</a>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<<img src=x onerror=alert(1)>>",
    "<img src=x onerror=alert(1)//",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<a\x0bhref=javascript:alert(1)>x</a>",
    "<marquee onstart=alert(1)><isindex action=javascript:alert(1) type=image>",
]


@pytest.mark.parametrize("html", HARMFUL)
def test_no_harmful_html_survives(html: str) -> None:
    for payload in (html, f"<p>{html}</p>", f"<ul><li>{html}", f"<b>{html}<i>", html * 3):
        rendered = clean_html(payload)
        check(rendered)
        assert not re.search(r"<(?!/?(?:p|ul|ol|li|a|strong|em|br|blockquote|user-quote)\b)", rendered.html)
        for element in tree_of(rendered.html).iterdescendants():
            assert not any(name.startswith("on") for name in element.attrib)
