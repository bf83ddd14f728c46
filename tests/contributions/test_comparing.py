from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.comparing import Change, compare

SAME, ADDED, REMOVED = Change.SAME, Change.ADDED, Change.REMOVED
WORDS = st.lists(st.sampled_from(["we", "saw", "it", "there", ".", "\n", "我们"]), max_size=40).map(" ".join)


def told(before: str, after: str) -> list[tuple[Change, str]]:
    return [(part.change, part.text) for part in compare(before, after)]


@given(WORDS, WORDS)
def test_the_parts_give_both_texts_back(before, after):
    parts = compare(before, after)

    assert "".join(part.text for part in parts if part.change is not ADDED) == before
    assert "".join(part.text for part in parts if part.change is not REMOVED) == after
    assert all(one.change is not other.change for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("We saw it.", "We saw it.", [(SAME, "We saw it.")]),
        ("", "New.", [(ADDED, "New.")]),
        (
            "We saw it.",
            "We have seen it.",
            [(SAME, "We "), (REMOVED, "saw"), (ADDED, "have seen"), (SAME, " it.")],
        ),
        ("a b c d", "a x y d", [(SAME, "a "), (REMOVED, "b c"), (ADDED, "x y"), (SAME, " d")]),
        ("我们看到了", "我们今天看到", [(SAME, "我们"), (ADDED, "今天"), (SAME, "看到"), (REMOVED, "了")]),
        ("قال نعم", "قال لا", [(SAME, "قال "), (REMOVED, "نعم"), (ADDED, "لا")]),
    ],
)
def test_changes_are_told_word_by_word(before, after, parts):
    assert told(before, after) == parts


def test_a_moved_paragraph_leaves_the_others_unmarked():
    one, two, three = "Desks help people.", "Courts travel by bus.", "Judges publish data."

    parts = told(f"{one}\n{two}\n{three}", f"{two}\n{three}\n{one}")

    unmarked = [words for change, words in parts if change is SAME]
    assert unmarked[0] == f"{two}\n{three}".rstrip(".")


@pytest.mark.parametrize(
    "text", ["word " * 14_000, "ab" * 35_000, "我" * 70_000, " ".join(map(str, range(12_000)))], ids=len
)
def test_the_longest_text_is_compared_quickly(text):
    changed = "Before. " + text[:30_000] + " between " + text[40_000:]

    began = time.process_time()
    compare(text, changed)

    assert time.process_time() - began < 5
