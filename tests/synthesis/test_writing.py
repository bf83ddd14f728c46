from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synthesis.snapshot_types import Node
from synthesis.trees import plain
from synthesis.writing import nodes_of, paragraphs_of, settled, source_of


def text(words: str) -> Node:
    return {"t": "text", "v": words}


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        ("Water first.", [text("Water first.")]),
        ("a **b** c", [text("a "), {"t": "strong", "c": [text("b")]}, text(" c")]),
        ("Partnership* holds", [text("Partnership* holds")]),
        ("a ** b", [text("a ** b")]),
        ("**** x", [text("**** x")]),
        (r"2 \** 3", [text("2 ** 3")]),
        ("[sic] and [x](y)", [text("[sic] and [x](y)")]),
        (
            "see [the study](https://a.example/x?y=1), now",
            [
                text("see "),
                {"t": "link", "href": "https://a.example/x?y=1", "c": [text("the study")]},
                text(", now"),
            ],
        ),
        (
            "https://a.example.",
            [{"t": "link", "href": "https://a.example", "c": [text("https://a.example")]}, text(".")],
        ),
        ("one\ntwo", [text("one"), {"t": "br"}, text("two")]),
        (
            "x[note: In **three** courts.]",
            [
                text("x"),
                {"t": "note", "c": [text("In "), {"t": "strong", "c": [text("three")]}, text(" courts.")]},
            ],
        ),
        ("x[^n1].", [text("x"), {"t": "note", "ref": "n1"}, text(".")]),
        ("x[note: never closed", [text("x[note: never closed")]),
        ("[note: a [note: b] c]", [{"t": "note", "c": [text("a [note: b")]}, text(" c]")]),
        ("[bad](javascript:alert(1))", [text("[bad](javascript:alert(1))")]),
    ],
)
def test_a_few_signs_make_a_tree(source, nodes):
    assert nodes_of(source) == nodes


SIGNS = st.text(alphabet="ab *[]()\\^:n\n/.htps", max_size=40)


@given(SIGNS)
@example("**a [note: **a [note: ")
@example(r"\\**\[note: ]")
@example("[note: a] https://a.b [note: [x](https://a.b)]")
def test_what_is_written_back_reads_as_the_same_tree(source):
    nodes = nodes_of(source)
    notes: dict[str, list[Node]] = {}

    def keyed(tree):
        made = []
        for node in tree:
            if node["t"] == "note" and "c" in node:
                key = f"k{len(notes)}"
                notes[key] = node["c"]
                made.append({"t": "note", "ref": key})
            else:
                made.append({**node, "c": keyed(node["c"])} if "c" in node else node)
        return made

    again = nodes_of(source_of(keyed(nodes), notes))

    assert again == nodes


@given(SIGNS)
def test_signs_never_eat_words(source):
    assert plain(nodes_of(source.replace("\\", ""))).count("a") <= source.count("a")


def test_many_open_signs_take_no_time():
    assert plain(nodes_of("**a [note: " * 4000)).count("a") == 4000


def test_an_empty_line_parts_paragraphs():
    assert [plain(one) for one in paragraphs_of("One.\r\n\r\nTwo.\nStill two.\n \n\nThree.")] == [
        "One.",
        "Two. Still two.",
        "Three.",
    ]


def test_paragraphs_keep_their_ids_through_edits():
    old = [
        {"id": key, "content": [text(words)]}
        for key, words in (("a", "One."), ("b", "Two."), ("c", "Three."))
    ]

    edited = settled(old, [[text("New.")], [text("One.")], [text("Two, more.")], [text("Three.")]])

    assert [one["id"] for one in edited[1:]] == ["a", "b", "c"]
    assert edited[0]["id"] not in {"a", "b", "c"}
    assert [one["id"] for one in settled(old, [[text("Three.")]])] == ["c"]
