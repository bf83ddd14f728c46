"""Addresses in typed text."""

import pytest

from consultation.texts import render
from tests.consultation.stored_html import check, tree_of


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("see https://example.org/a_b(c)?d=1&e=2.", "https://example.org/a_b(c)?d=1&e=2"),
        ("(www.example.org)", "https://www.example.org"),
        ("见https://example.org/水，谢谢", "https://example.org/%E6%B0%B4"),
        ("HTTPS://EXAMPLE.ORG!", "https://EXAMPLE.ORG"),
        ("WWW.example.org", "https://WWW.example.org"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://müller.example/ß", "https://xn--mller-kva.example/%C3%9F"),
        ("«https://example.org»…", "https://example.org"),
    ],
)
def test_addresses_become_links_and_stay_as_typed(text: str, target: str) -> None:
    rendered = render(text)

    check(rendered)
    assert [link.get("href") for link in tree_of(rendered.html).iter("a")] == [target]
    assert rendered.plain == f"{text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "write to ana@example.org",
        "example.org",
        "The end.Next one",
        "javascript://example.org/%0aalert(1)",
        "ftp://example.org",
        "//example.org",
        "mailto:ana@example.org",
        "www.",
        "www.example",
        "http://",
        "http://[::1]:8000/x",
        "www.a.org¹",
        "http://?x",
        "http://a..b",
        "xhttp://example.org",
        "http://example.org:99999999/",
    ],
)
def test_other_addresses_are_words(text: str) -> None:
    rendered = render(text)

    assert "<a" not in rendered.html
    assert rendered.plain == f"{text}\n"
