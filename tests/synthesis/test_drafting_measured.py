"""How right a draft is: on 607 statements of a real consultation with the topics that others gave them."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from django.conf import settings

from moderation.learning.suggester import learn
from synthesis.drafting.heading import draft
from synthesis.drafting.saying import Saying

INPUT = settings.BASE_DIR.parent / "shared" / "input" / "datasets"
STATEMENTS = INPUT / "bowling-green-topics-en" / "comments.json"
FOLDS = 5
SHUFFLES = (1, 2)
TOP = 3
RIGHT = 0.78  # of the first three quotes of a theme
TOGETHER = 2.0  # times as often as chance, two statements of a group are on one matter

pytestmark = pytest.mark.skipif(not STATEMENTS.exists(), reason="the real statements are not at hand")


@pytest.fixture(scope="module")
def statements():
    """(words, matters), a matter being a topic with its part: `Topic:Part`."""
    rows = json.loads(STATEMENTS.read_text())
    return [
        (row["text"], frozenset(one.strip() for one in row["topics"].split(";") if one.strip()))
        for row in rows
    ]


def topics_of(matters):
    return frozenset(matter.partition(":")[0].strip() for matter in matters)


def drafted(texts, places):
    return draft([Saying(texts[place], place) for place in places], around=texts)


def likeliest(texts, topics, seed):
    """The topic that each statement is thought to have by a judge that never saw it."""
    places = np.random.default_rng(seed).permutation(len(texts)).tolist()
    found = [""] * len(texts)
    for fold in range(FOLDS):
        unseen = set(places[fold::FOLDS])
        seen = [place for place in places if place not in unseen]
        judge = learn([texts[place] for place in seen], [topics[place] for place in seen])
        asked = sorted(unseen)
        for place, scores in zip(asked, judge.scores([texts[one] for one in asked]), strict=True):
            found[place] = judge.themes[int(np.argmax(scores))]
    return found


def test_the_first_quotes_belong_to_a_theme_that_was_only_suggested(statements):
    texts, topics = [text for text, _matters in statements], [topics_of(one) for _text, one in statements]
    right, chance = [], []
    for seed in SHUFFLES:
        suggested = likeliest(texts, topics, seed)
        for topic in sorted(set(suggested)):
            places = [place for place, one in enumerate(suggested) if one == topic]
            quotes = drafted(texts, places).quotes[:TOP]
            right += [topic in topics[places[place]] for place in quotes]
            chance += [np.mean([topic in topics[place] for place in places])] * len(quotes)

    share, by_chance = np.mean(right), np.mean(chance)
    assert len(right) >= len(SHUFFLES) * 30
    assert share >= RIGHT, f"{share:.3f} of {len(right)}"
    assert share >= by_chance + 0.2, f"{share:.3f} against {by_chance:.3f}"


def test_a_group_holds_what_is_on_one_matter_much_more_often_than_chance(statements):
    texts = [text for text, _matters in statements]
    together, pairs, by_chance, every = 0, 0, 0, 0
    for topic in sorted(set().union(*(topics_of(matters) for _text, matters in statements))):
        places = [place for place, (_text, matters) in enumerate(statements) if topic in topics_of(matters)]
        within = {place: {one for one in statements[place][1] if one.startswith(topic)} for place in places}
        for group in drafted(texts, places).groups:
            shared = [bool(within[places[a]] & within[places[b]]) for a, b in combinations(group, 2)]
            together, pairs = together + sum(shared), pairs + len(shared)
        shared = [bool(within[a] & within[b]) for a, b in combinations(places, 2)]
        by_chance, every = by_chance + sum(shared), every + len(shared)

    assert pairs >= 300
    assert together / pairs >= TOGETHER * by_chance / every, f"{together / pairs:.3f} of {pairs}"
