"""Function words: one rule for reasons of suggestions and for the telling words of a heading."""

from __future__ import annotations

import pytest

from moderation.learning.features import fold
from moderation.quiet import Quiet, accented

pytestmark = pytest.mark.django_db

SAYS_NOTHING = {
    "en": ("would", "also", "every", "might", "however", "the"),
    "fr": ("même", "été", "dans", "nous", "cette"),
    "ar": ("على", "التي", "هذه"),
    "es": ("también", "más", "pero", "está"),
    "ru": ("только", "если", "нет"),
    "pt-br": ("não", "são"),
}
SAYS_SOMETHING = {
    "en": ("water", "fire", "system", "interest", "bill"),
    "fr": ("eau", "marché"),
    "ar": ("الماء", "القرية"),
    "es": ("agua", "montaña"),
    "ru": ("вода",),
    "pt-br": ("água",),
}


@pytest.mark.parametrize("language", SAYS_NOTHING)
def test_function_words_are_quiet_however_they_are_accented_and_matters_are_not(language):
    every = [*SAYS_NOTHING[language], *SAYS_SOMETHING[language]]
    written = accented([" ".join(every).capitalize()])

    quiet = Quiet([language])([fold(word) for word in every], written)

    assert quiet == {fold(word) for word in SAYS_NOTHING[language]}


def test_a_word_is_quiet_in_any_language_of_the_place_and_no_other():
    assert Quiet(["en", "fr"])(["would", "dans"]) == {"would", "dans"}
    assert Quiet(["fr"])(["would", "dans"]) == {"dans"}
    assert Quiet([])(["would", "dans"]) == set()
