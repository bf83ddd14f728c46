"""Anchors of passages: made, narrowed, and found again after an edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.anchors import (
    Anchor,
    AnchorState,
    WordsNotFoundError,
    make_anchor,
    narrow_to_words,
    reanchor,
    ticks_to_spans,
)
from moderation.sentences import split_sentences

TEXT = (
    "In our valley three villages share one spring. The mediators are chosen by all three councils. "
    "Since then no case has gone to the district court.\n"
    "Women’s groups asked for a second spring. The “water table” fell again. The mediators said so.\n"
)
SENTENCES = split_sentences(TEXT)
CHOSEN = SENTENCES[1]


def anchor_of(words: str, text: str = TEXT) -> Anchor:
    start = text.index(words)
    return make_anchor(text, start, start + len(words))


def found(anchor: Anchor, text: str) -> tuple[str, str] | None:
    moved = reanchor(anchor, text)
    return (moved.state, text[moved.start : moved.end]) if moved else None


def test_an_anchor_holds_its_words_and_32_characters_on_either_side() -> None:
    anchor = make_anchor(TEXT, CHOSEN.start, CHOSEN.end)

    assert anchor.quote == "The mediators are chosen by all three councils."
    assert anchor.prefix == TEXT[CHOSEN.start - 32 : CHOSEN.start]
    assert anchor.suffix == TEXT[CHOSEN.end : CHOSEN.end + 32]
    assert make_anchor("ab", 0, 2) == Anchor(0, 2, "ab", "", "")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, 10_000), (46, 47)])
def test_an_anchor_stands_in_its_text_and_holds_a_word(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"span|word"):
        make_anchor(TEXT, start, end)


@given(st.text(min_size=1), st.data())
def test_an_anchor_is_a_slice_of_its_text_and_is_kept_in_the_same_text(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return

    anchor = make_anchor(text, start, end)

    assert text[anchor.start : anchor.end] == anchor.quote
    assert text[: anchor.start].endswith(anchor.prefix)
    assert text[anchor.end :].startswith(anchor.suffix)
    moved = reanchor(anchor, text)
    assert moved is not None
    assert (moved.state, moved.start, moved.end) == (AnchorState.KEPT, start, end)


def test_neighbouring_ticks_make_one_passage_and_others_their_own() -> None:
    spans = ticks_to_spans(SENTENCES, {0, 2, 3, 5})

    assert [TEXT[start:end] for start, end in spans] == [
        "In our valley three villages share one spring.",
        "Since then no case has gone to the district court.\nWomen’s groups asked for a second spring.",
        "The mediators said so.",
    ]
    assert ticks_to_spans(SENTENCES, set()) == []


@pytest.mark.parametrize("ticked", [{-1}, {99}, {0, 6}])
def test_a_tick_beside_the_text_is_refused(ticked: set[int]) -> None:
    with pytest.raises(ValueError, match="no such sentence"):
        ticks_to_spans(SENTENCES, ticked)


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        ("chosen by all three councils", "chosen by all three councils"),
        ("  CHOSEN  by\tall ", "chosen by all"),
        ("women's groups", "Women’s groups"),
        ('"water table"', "“water table”"),
        ("the mediators", "The mediators"),
        ("court. women’s", "court.\nWomen’s"),
    ],
)
def test_words_narrow_a_passage_whatever_their_capitals_and_quotation_marks(words: str, exact: str) -> None:
    start, end = narrow_to_words(TEXT, [(0, len(TEXT))], words)

    assert TEXT[start:end] == exact


@pytest.mark.parametrize("words", ["said so", "one spring. The", "", "  ", "district .* court", "councils"])
def test_words_outside_the_ticked_sentences_are_refused(words: str) -> None:
    with pytest.raises(WordsNotFoundError, match="These words are not in the ticked sentences"):
        narrow_to_words(
            TEXT, [(SENTENCES[0].start, SENTENCES[0].end), (SENTENCES[2].start, SENTENCES[2].end)], words
        )


def test_a_passage_moves_with_words_put_in_front() -> None:
    assert found(anchor_of(CHOSEN.text), f"A word before. {TEXT}") == (AnchorState.MOVED, CHOSEN.text)


def test_a_passage_follows_its_surroundings_when_its_words_stand_twice() -> None:
    second = make_anchor(TEXT, TEXT.rindex("The mediators"), TEXT.rindex("The mediators") + 13)
    edited = f"The mediators came. {TEXT}"

    moved = reanchor(second, edited)

    assert moved is not None
    assert moved.start == edited.rindex("The mediators")


def test_a_passage_whose_words_changed_a_little_is_near() -> None:
    edited = TEXT.replace("are chosen by all three", "are now elected by all four")

    assert found(anchor_of(CHOSEN.text), edited) == (
        AnchorState.NEAR,
        "The mediators are now elected by all four councils.",
    )


def test_a_passage_that_changed_and_moved_is_near() -> None:
    edited = TEXT.replace(CHOSEN.text, "") + "Later: " + CHOSEN.text.replace("all three", "the three")

    assert found(anchor_of(CHOSEN.text), edited) == (
        AnchorState.NEAR,
        "The mediators are chosen by the three councils.",
    )


def test_a_changed_chinese_passage_is_near() -> None:
    text = "我们需要清洁的水。调解员由三个村庄共同选出，他们每周开会一次。此后没有案件进入法院。"
    words = "调解员由三个村庄共同选出，他们每周开会一次。"

    assert found(anchor_of(words, text), f"开头。{text.replace('三个', '四个')}") == (
        AnchorState.NEAR,
        words.replace("三个", "四个"),
    )


def test_a_long_passage_is_aligned_word_by_word() -> None:
    text = " ".join(f"Point {number} concerns river{number * 7919 % 997}." for number in range(60))
    start, end = text.index("Point 10 "), text.index("Point 40 ")
    edited = text.replace("Point 20 concerns", "Point 20 now truly concerns")

    moved = reanchor(make_anchor(text, start, end - 1), edited)

    assert moved is not None
    assert (
        edited[moved.start : moved.end] == edited[edited.index("Point 10 ") : edited.index("Point 40 ") - 1]
    )


@pytest.mark.parametrize(
    "edited",
    [
        TEXT.replace(CHOSEN.text, ""),
        TEXT.replace(CHOSEN.text, "Nobody knows who picked them, or when, or why."),
        "Something else entirely.",
        "",
    ],
)
def test_a_passage_that_is_gone_is_lost(edited: str) -> None:
    assert reanchor(anchor_of(CHOSEN.text), edited) is None


def test_a_short_passage_is_found_word_for_word_or_not_at_all() -> None:
    text = "We said yes to the plan for the upper valley, and then we left the hall."
    anchor = anchor_of("yes to", text)

    assert found(anchor, f"Well. {text}") == (AnchorState.MOVED, "yes to")
    assert reanchor(anchor, text.replace("yes to", "yes, to")) is None
    assert reanchor(anchor, "Nobody had the time to say yes to anybody else about other matters.") is None
