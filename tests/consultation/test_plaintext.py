"""Which characters a text may hold, and how plain text is read."""

import pytest
from hypothesis import given

from consultation.texts import count_words, normalise
from consultation.texts.plaintext import shortened, walk
from tests.consultation.typed_texts import typed_texts


@given(typed_texts)
def test_normalising_twice_changes_nothing(source: str) -> None:
    assert normalise(normalise(source)) == normalise(source)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\r\nb\rc\x85d\u2028e\vf\fg", "a\nb\nc\nd\ne\nf\ng"),
        ("a\u2029b", "a\n\nb"),
        ("nul\x00 esc\x1b bom\ufeff", "nul esc bom"),
        ("lone \ud83d surrogate, \ufdd0 and \U0010ffff", "lone  surrogate,  and "),
        ("e\u0301", "é"),
        ("\u202eevil\u202c and \u2066isolated\u2069", "evil and isolated"),
        ("\u200fمرحبا\u200e \u061c می\u200cخواهم", "\u200fمرحبا\u200e \u061c می\u200cخواهم"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("a\tb", "a b"),
        ("\t- item", "    - item"),
        ("hid\U000e0068\U000e0069den", "hidden"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("a" + "\u0323" * 1000, "ạ" + "\u0323" * 29),
        ("soft\u00adhyphen zero\u200bwidth", "soft\u00adhyphen zero\u200bwidth"),
    ],
)
def test_normalising_keeps_words_and_drops_tricks(raw: str, kept: str) -> None:
    assert normalise(raw) == kept


def test_walking_html_of_foreign_shape_is_refused() -> None:
    for foreign in ("<p>a < b</p>", "<!-- x -->", "<a href='x'>y</a>", "<p"):
        with pytest.raises(ValueError, match="Not sanitised HTML"):
            list(walk(foreign))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One, two: don't stop.", 4),
        ("नमस्ते दुनिया", 2),
        ("العَرَبِيَّة لغة", 2),
        ("法院公开数据", 3),
        ("한국어 문장", 2),
    ],
    ids=["nothing", "latin", "vowel signs", "points", "no spaces", "spaces"],
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Two\n words", "Two words"),
        ("Exactly ten", "Exactly…"),
        ("水很贵，所以我们每天走很远的路", "水很贵，所以我们每…"),
        ("Incomprehensibly", "Incompreh…"),
    ],
)
def test_a_shortened_text_is_one_line_cut_between_words_where_there_are_any(text: str, line: str) -> None:
    assert shortened(text, 10) == line
