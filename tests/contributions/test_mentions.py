"""Who is named in a text with @Full Name."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.texts import quoted_spans, render
from contributions.mentions import NameIndex, Person, find_mentions, people_named, unknown_names

REAL_ROOM = Path(__file__).parents[3] / "shared" / "input" / "discussion-room.json"

PEOPLE = [
    Person(1, "Nadia Rahmani"),
    Person(2, "Carlos Méndez", handle="carlos-mendez"),
    Person(3, "Carlos Méndez", handle="carlos-mendez-2"),
    Person(4, "Zoë D'Angelo-O’Hara"),
    Person(5, "王伟", "Wang Wei"),
    Person(6, "أحمد علي"),
    Person(7, "J. P. Moreau", handle="jpm"),
    Person(8, "김민수", "Kim Min-su"),
    Person(9, "สมชาย ใจดี"),
    Person(10, "सुनील कुमार"),
    Person(11, "Petro"),
    Person(12, "Maria del Pilar Ortega y Gasset"),
    Person(13, "Maria del Pilar"),
    Person(14, "Łucja Żak"),
    Person(15, "Иван Семёнов"),
]


def named(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(mention.typed, mention.people) for mention in find_mentions(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "typed", "person"),
    [
        ("@Nadia Rahmani", "Nadia Rahmani", 1),
        ("Dear @nadia rahmani, hello", "nadia rahmani", 1),
        ("(@NADIA RAHMANI)", "NADIA RAHMANI", 1),
        ("@Nadia Rahmani's view", "Nadia Rahmani", 1),
        ("@Nadia Rahmani’s view", "Nadia Rahmani", 1),
        ("@Nadia\u00a0Rahmani.Thanks", "Nadia\u00a0Rahmani", 1),
        ("“@Nadia Rahmani”", "Nadia Rahmani", 1),
        ("cc:@Nadia Rahmani;", "Nadia Rahmani", 1),
        ("＠Nadia Rahmani", "Nadia Rahmani", 1),
        ("@Nadia-Rahmani", "Nadia-Rahmani", 1),
        ("@Nadia Rahmani Regional hub", "Nadia Rahmani", 1),
        ("@Zoe Dangelo O'Hara's", "Zoe Dangelo O'Hara", 4),
        ("@Zoë D’Angelo-O'Hara", "Zoë D’Angelo-O'Hara", 4),
        ("@Lucja Zak", "Lucja Zak", 14),
        ("@Иван Семенов", "Иван Семенов", 15),
        ("感谢@王伟说得好", "王伟", 5),
        ("@Wang Wei said", "Wang Wei", 5),
        ("@أحمد علي قال", "أحمد علي", 6),
        ("@أحمد علي، شكرا", "أحمد علي", 6),
        ("@김민수님이 말했다", "김민수", 8),
        ("@Kim Minsu", "", 0),
        ("@kim min-su", "kim min-su", 8),
        ("ขอบคุณ@สมชาย ใจดีมาก", "สมชาย ใจดี", 9),
        ("@सुनील कुमार ने कहा", "सुनील कुमार", 10),
        ("@J. P. Moreau's", "J. P. Moreau", 7),
        ("@J.P. Moreau", "J.P. Moreau", 7),
        ("@J P Moreau", "J P Moreau", 7),
        ("@jpm, see above", "jpm", 7),
        ("@carlos-mendez-2!", "carlos-mendez-2", 3),
        ("@carlos-mendez.", "carlos-mendez", 2),
        ("@Petro said", "Petro", 11),
        ("@Petro.", "Petro", 11),
        ("@Maria del Pilar Ortega y Gasset", "Maria del Pilar Ortega y Gasset", 12),
        ("@Maria del Pilar, hello", "Maria del Pilar", 13),
    ],
)
def test_a_known_name_resolves_in_every_spelling(text: str, typed: str, person: int) -> None:
    found = [mention for mention in find_mentions(text, PEOPLE) if mention.people]

    assert [(mention.typed, mention.people) for mention in found] == ([(typed, (person,))] if person else [])
    for mention in found:
        assert text[mention.start + 1 : mention.end] == typed


@pytest.mark.parametrize(
    "text",
    [
        "Adviser @ Regional Hub",
        "ana@example.org",
        "Nadia.Rahmani@Example.Org",
        "foo@Bar and x@Nadia Rahmani",
        "https://example.org/@Nadia Rahmani",
        "www.example.org/@Nadia",
        "example.org/@Nadia",
        "@Example.org",
        "@example.org and @media and @everyone",
        "@@Nadia Rahmani",
        "snake_@Nadia",
        "@",
        "@ ",
        "@.",
        "@5 o'clock",
        "@\nNadia Rahmani",
    ],
)
def test_other_at_signs_name_nobody(text: str) -> None:
    assert named(text) == []


def test_names_side_by_side_need_no_commas() -> None:
    assert named("with @Nadia Rahmani @Petro @Lucja Zak , we") == [
        ("Nadia Rahmani", (1,)),
        ("Petro", (11,)),
        ("Lucja Zak", (14,)),
    ]


def test_an_index_made_once_finds_the_same_people() -> None:
    index = NameIndex(PEOPLE)

    assert find_mentions("@Petro and @Wang Wei", index) == find_mentions("@Petro and @Wang Wei", PEOPLE) != []


def test_a_name_that_two_people_bear_is_ambiguous() -> None:
    (mention,) = find_mentions("@Carlos Mendez agrees", PEOPLE)

    assert mention.people == (2, 3)
    assert mention.is_ambiguous
    assert people_named([mention]) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("@Rana Haddad wrote", "Rana Haddad"),
        ("@Rana Haddad's", "Rana Haddad"),
        ("@Jean-Luc de la Tour, thanks", "Jean-Luc de la Tour"),
        ("@Omar bin Said al Hinai went", "Omar bin Said al Hinai"),
        ("@Élodie.", "Élodie"),
        ("@Petro Lysenko", "Petro Lysenko"),
        ("@Nadia Rahmanian", "Nadia Rahmanian"),
        ("@O'Neill said", "O'Neill"),
        ("@One Two Three Four Five Six", "One Two Three Four Five"),
        ("@Rana\nHaddad", "Rana"),
        ("@سارة محمد قالت", "سارة محمد"),
        ("@שרה, תודה", "שרה"),
        ("@अनीता शर्मा ने", "अनीता शर्मा"),
        ("@李明，谢谢", "李明"),
        ("@박서준 님", "박서준"),
        ("@สมหญิง", "สมหญิง"),
        ("@Ольга Петрова сказала", "Ольга Петрова"),
    ],
)
def test_a_name_nobody_bears_is_kept_as_typed(text: str, typed: str) -> None:
    (mention,) = find_mentions(text, PEOPLE)

    assert (mention.typed, mention.people, mention.is_unknown) == (typed, (), True)


def test_a_sentence_without_spaces_is_not_taken_for_a_name() -> None:
    assert named("@李明说得很对吧") == []


def test_each_person_and_each_unknown_name_counts_once_and_quotations_are_silent() -> None:
    rendered = render(
        "> @Lucja Zak asked @Rana Haddad\n\n"
        "@Nadia Rahmani and @Petro: @NADIA RAHMANI @Omar Aziz @omar @Omar AZIZ"
    )
    found = find_mentions(rendered.plain, PEOPLE, quoted=quoted_spans(rendered.html))

    assert people_named(found) == [1, 11]
    assert unknown_names(found) == ["Omar Aziz"]
    assert [mention.typed for mention in found if mention.quoted] == ["Lucja Zak", "Rana Haddad"]


@given(
    st.lists(
        st.sampled_from(
            ["@", "＠", " ", "\n", "'s", ".", "-", "Nadia", "Rahmani", "Petro", "王伟", "أحمد علي", "x", "D'"]
        )
        | st.text(max_size=4),
        max_size=20,
    )
)
def test_every_mention_starts_with_its_sign_and_they_follow_one_another(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_mentions(text, PEOPLE)

    for mention in found:
        assert text[mention.start] in "@＠"
        assert text[mention.start + 1 : mention.end] == mention.typed
        assert "\n" not in mention.typed
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.skipif(not REAL_ROOM.exists(), reason="the sample consultation is not beside this checkout")
def test_every_mention_of_a_real_room_resolves() -> None:
    room = json.loads(REAL_ROOM.read_text())
    people = [Person(number, person["name"]) for number, person in enumerate(room["people"])]
    names = {person.id: person.name for person in people}
    at_signs = resolved = 0
    for contribution in room["contributions"]:
        found = find_mentions(render(contribution["body"]).plain, people)
        at_signs += len(re.findall(r"@(?! )", contribution["body"]))
        resolved += len(found)
        assert [mention.typed for mention in found] == [names[mention.people[0]] for mention in found]
    assert resolved == at_signs > 0
    assert any("Expert @ " in contribution["body"] for contribution in room["contributions"])
