"""Plain text cut into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.sentences import split_sentences


def cut(plain: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(plain)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["One.", "Two!", "Three?", "Four…", "Five"],
        ["Is it so?!", "Yes.", "(Really.)", "“Quite.”", "‘Well.’", "«Oui.»"],
        ["Mr. Bell and Dr. J. K. Stone met Mrs. Lane in St. Ives."],
        ["It cost 3.50 in 2020.", "12 came."],
        ["See No. 5, Fig. 3, Art. 12 and p. 7.", "Then vote."],
        ["The U.N. General Assembly met at 3 p.m. in the hall.", "It ended."],
        ["Read https://example.org/a.b?c=d. and go.", "Then write to a.b@example.org."],
        ["Wells, pumps, etc. are needed.", "Wells, etc.", "Pumps too."],
        ["“Why?” she asked.", "“No!” he said."],
        ["Wait... what?", "Then…", "Nothing.", "And … so on.", "End."],
        ["i agree with that.", "we need water.", "really?", "yes!", "ok."],
        ["1. First of all.", "Second."],
        ["2.1 Courts are slow.", "Schools too."],
        ["It was shown.[3]", "It was (see above).", "Good."],
        ["M. Petit est là.", "Il dit : « Pourquoi ? »", "Puis il sort."],
        ["¿Qué pasa?", "¡Nada!", "La Sra. Gil vive aquí, p. ej. en la av. Norte."],
        ["Das gilt z.B. in Art. 5 Abs. 2.", "Mehr nicht."],
        ["Это так, т.е. верно.", "В 2020 г. было тихо.", "Да!"],
        ["ماذا نريد؟", "نريد السلام؛", "والعدل.", "شكرا"],
        ["ہم نے کہا۔", "وہ آئے۔"],
        ["यह सच है।", "वह गया।"],
        ["ሰላም ነው።", "እሺ።"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_chinese_and_japanese_need_no_spaces() -> None:
    assert cut("我们需要水。真的吗？！是的。“好！”他说。１．５倍だ。") == [
        "我们需要水。",
        "真的吗？！",
        "是的。",
        "“好！”",
        "他说。",
        "１．",
        "５倍だ。",
    ]


def test_a_sentence_never_crosses_a_line() -> None:
    plain = "A heading without a stop\nOne thing. Another\n\n  thing, indented.  \nno sign at all"

    assert cut(plain) == [
        "A heading without a stop",
        "One thing.",
        "Another",
        "thing, indented.",
        "no sign at all",
    ]


def test_a_text_without_signs_is_its_lines() -> None:
    assert cut("สวัสดี ชาวโลก\nเราต้องการน้ำ") == ["สวัสดี ชาวโลก", "เราต้องการน้ำ"]
    assert cut(" \n\n ") == []


@given(
    st.lists(
        st.sampled_from(
            [
                ".",
                "?",
                "!",
                "…",
                "。",
                "؟",
                "\n",
                " ",
                "  ",
                "\u00a0",
                "Mr",
                "no",
                "A",
                "b",
                "3",
                "”",
                ")",
                "»",
                "[1]",
                "etc",
                "“",
            ]
        )
        | st.text(max_size=4),
        max_size=40,
    )
)
def test_every_word_stands_in_exactly_one_sentence(parts: list[str]) -> None:
    plain = "".join(parts)
    sentences = split_sentences(plain)

    position = 0
    for sentence in sentences:
        assert plain[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        assert "\n" not in sentence.text
        assert not plain[position : sentence.start].strip()
        position = sentence.end
    assert not plain[position:].strip()
