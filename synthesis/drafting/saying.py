"""One passage as the draft reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from moderation.learning.features import UNSPACED, words_of

SHORT, LONG = 8, 60  # words of a text that is handy as a quote
SIGNS_OF_A_WORD = 2  # where a script writes no spaces
MENTION = re.compile(r"@\w+(?:[ -][^\W\d_a-zà-ÿа-я]\w*){0,3}")  # whom somebody speaks to is not what they say


@dataclass(frozen=True)
class Saying:
    """A text, who said it (any key that tells people apart), and what is known of it.

    What is barred is no quote for the heading: an editor said so.
    """

    text: str
    who: int
    is_team: bool = False
    is_flagged: bool = False
    differs: bool = False
    is_barred: bool = False

    @cached_property
    def compared(self) -> str:
        """The words that it is compared by."""
        return MENTION.sub(" ", self.text)

    @property
    def is_handy(self) -> bool:
        """Whether it is of a length that people read as a quote."""
        return SHORT <= length_of(self.text) <= LONG


def length_of(text: str) -> int:
    """Its words; where a script writes no spaces, two signs are taken for one."""
    unspaced = sum(len(run) for run in UNSPACED.findall(text))
    return len(words_of(UNSPACED.sub(" ", text))) + unspaced // SIGNS_OF_A_WORD
