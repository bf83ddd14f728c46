"""The measures behind a draft: groups, quotes, terms and the computed sentence, in any script."""

from __future__ import annotations

import re

import pytest

from synthesis.drafting.heading import draft
from synthesis.drafting.near import Space, nearness
from synthesis.drafting.ranking import choose, lexrank
from synthesis.drafting.saying import Saying
from synthesis.drafting.stance import cue_of
from synthesis.drafting.terms import Background, as_terms, telling
from synthesis.support import NOTHING
from synthesis.wording import WORDINGS
from synthesis.wording.overviews import PHRASES, overview

PAIRS = {
    "ar": (
        "جفت آبار قريتنا منذ الربيع الماضي",
        "آبار القرية جفت كلها في الربيع",
        "سقف المدرسة يتسرب دائما",
    ),
    "zh": ("我们村里的水井今年已经干了", "村里的水井都干了没有水", "学校的屋顶漏雨孩子们很冷"),
    "th": ("บ่อน้ำในหมู่บ้านแห้งแล้ง", "หมู่บ้านของเราบ่อน้ำแห้ง", "หลังคาโรงเรียนรั่วมาก"),
    "hi": ("हमारे गाँव के कुएँ सूख गए हैं", "गाँव के सभी कुएँ सूख गए", "स्कूल की छत टपकती है"),
    "am": ("የመንደራችን የውሃ ጉድጓዶች ደርቀዋል", "የመንደሩ የውሃ ጉድጓዶች ሁሉ ደርቀዋል", "የትምህርት ቤቱ ጣሪያ ያፈሳል"),
    "ru": ("Колодцы в нашей деревне высохли", "Все колодцы деревни высохли весной", "Крыша школы протекает"),
}


@pytest.mark.parametrize("language", PAIRS)
def test_what_says_the_same_is_grouped_in_every_script(language):
    sayings = [Saying(text, who) for who, text in enumerate(PAIRS[language])]
    drafted = draft(sayings)
    assert [sorted(group) for group in drafted.groups] == [[0, 1]]
    background = Background()
    for one in sayings:
        background.add(one.text)
    words = telling([(one.who, one.text) for one in sayings[:2]], background, 5)
    terms = as_terms(words, [one.text for one in sayings[:2]], 5)
    assert terms
    assert all(any(term in one.text for one in sayings) for term in terms), "as people wrote them"


def test_a_group_needs_two_people_and_one_person_is_quoted_once():
    same = "The wells of the valley are dry since spring"
    one_person = draft([Saying(f"{same}.", 1), Saying(f"{same} again.", 1), Saying("Roads are long.", 2)])
    assert one_person.groups == []
    team = draft([Saying(f"{same}.", 1), Saying(f"{same} again.", 2, is_team=True), Saying("Roads.", 3)])
    assert team.groups == []
    texts = [f"{same} {more}." for more in ("again", "too", "now", "here")]
    around = ["Schools need roofs in all towns.", "The roads of the region are long.", "Buses stop early."]
    drafted = draft([Saying(*one) for one in zip(texts, (1, 1, 2, 3), strict=True)], around=around)
    assert len(drafted.groups[0]) == 4
    assert len({(1, 1, 2, 3)[place] for place in drafted.quotes}) == len(drafted.quotes)


def test_the_middle_of_a_matter_ranks_first_copies_are_left_out_and_dissent_has_a_place():
    texts = [
        "dry wells in the valley and closed roads in winter",
        "the valley has dry wells since the spring",
        "the valley has dry wells since the spring",
        "roads are closed in winter and nobody comes",
        "a roof leaks somewhere far from here indeed",
    ]
    sayings = [Saying(text, who, differs=who == 4) for who, text in enumerate(texts)]
    near = nearness(Space(texts).rows)
    ranks = lexrank(near)
    assert min(ranks) == ranks[4] < max(ranks) == 1
    chosen = choose(sayings, near, ranks, 3)
    assert chosen[-1] == 4
    assert len({texts[place] for place in chosen}) == 3
    assert choose([Saying(one.text, one.who, is_team=True) for one in sayings], near, ranks, 1)


def test_a_large_heading_is_grouped_whole_by_a_sample_of_it(monkeypatch):
    monkeypatch.setattr("synthesis.drafting.heading.COMPARED", 10)
    kinds = ("wells are dry in the valley now", "roads are closed by snow all winter")
    texts = [f"{kinds[n % 2]} says number {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}" for n in range(100)]
    drafted = draft([Saying(text, who) for who, text in enumerate(texts)])
    assert len(drafted.groups) == 2
    for group in drafted.groups:
        assert len(group) >= 45
        assert len({place % 2 for place in group}) == 1
    assert draft([]).groups == draft([Saying("?!", 1), Saying("…", 2)]).groups == []


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("Frankly, we do not agree with the plan.", "we do not agree"),
        ("Je ne suis pas d’accord avec le plan.", "Je ne suis pas"),
        ("No estoy de acuerdo con el plan.", "No estoy de acuerdo"),
        ("أنا لا أوافق على الخطة", "لا أوافق"),
        ("Я не согласен с этим планом.", "не согласен"),
        ("我不同意这个计划", "不同意"),
        ("We agree, and nothing should stop it.", ""),
    ],
)
def test_words_that_announce_another_view_are_found(words, cue):
    assert cue_of(words) == cue


def test_the_computed_sentence_follows_the_scale_in_every_report_language():
    assert PHRASES.keys() == WORDINGS.keys()
    for language, wording in WORDINGS.items():
        said = {
            people: overview({**NOTHING, "people": people, "countries": people // 2}, wording)
            for people in (1, 2, 4, 5, 9, 10)
        }
        firsts = {re.split("[,，،]", sentence)[0] for sentence in said.values()}
        assert len(firsts) >= 4, language
        assert all("{" not in sentence for sentence in said.values())
        differing = overview({**NOTHING, "people": 3, "differs": 1}, wording)
        assert wording.count("differs", 1, spelled=True) in differing
        assert overview({**NOTHING, "team_contributions": 1}, wording)
        assert overview(NOTHING, wording) == ""
    english = WORDINGS["en"]
    assert overview({**NOTHING, "people": 4}, english) == "A few people write of this."
    assert overview({**NOTHING, "people": 10, "countries": 3}, english) == (
        "Many people write of this, in 3 countries."
    )
