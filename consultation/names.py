"""Names as people type them: cut into words and folded, so that two spellings of one name compare equal."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 60
APOSTROPHES = "'’‘ʼ`´＇"
JOINERS = "\u200c\u200d\u0640"  # ZWNJ, ZWJ, tatweel
# Scripts written without spaces: every character counts as a word, so a name ends where a known name ends.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
    | dict.fromkeys(APOSTROPHES + JOINERS)
)
HEBREW_AND_ARABIC_POINTS = range(10, 37)  # canonical combining classes
FIRST_ACCENT_CLASS = 200  # accents above, below and beside; lower classes spell vowels in many scripts


class Word(NamedTuple):
    """A word of a text: half-open code-point offsets and its folded form."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=20_000)  # the same members' names are compared with every text
def fold(name: str) -> str:
    """The form in which names are compared: no capitals, accents, apostrophes or hyphens, single spaces.

    Accents go, vowels of Indic and South-East Asian scripts stay. Empty if the name holds no letter or digit.
    """
    name = unicodedata.normalize("NFC", name)
    words = []
    position = 0
    while position < len(name):
        word = read_word(name, position)
        if word is not None and word.folded:
            words.append(word.folded)
        position = word.end if word is not None else position + 1
    return " ".join(words)


def read_word(text: str, start: int) -> Word | None:
    """The word of a name that starts exactly here; inner apostrophes belong to it. None if there is none."""
    if start >= len(text) or not text[start].isalnum():
        return None
    end = start + 1
    continues = _marks if UNSPACED.match(text, start) else _continues
    while end < len(text) and end - start < LONGEST_WORD and continues(text, end):
        end += 1
    return Word(start, end, _folded(text[start:end]))


def without_ending(text: str, word: Word) -> Word | None:
    """The word before its last apostrophe: `Ana` of `Ana's`. None if it has no apostrophe."""
    cut = max(text.rfind(apostrophe, word.start, word.end) for apostrophe in APOSTROPHES)
    return Word(word.start, cut, _folded(text[word.start : cut])) if cut > word.start else None


def is_mark(character: str) -> bool:
    """Whether the character belongs to the letter before it: accents, vowel signs, joiners."""
    return character in JOINERS or unicodedata.category(character).startswith("M")


def _marks(text: str, position: int) -> bool:
    return is_mark(text[position])


def _continues(text: str, position: int) -> bool:
    character = text[position]
    if character in APOSTROPHES:
        return position + 1 < len(text) and text[position + 1].isalnum()
    return (character.isalnum() and not UNSPACED.match(character)) or is_mark(character)


def _folded(word: str) -> str:
    folded = word.casefold().translate(UNDECOMPOSED)
    if folded.isascii():
        return folded
    return "".join(filter(_counts, unicodedata.normalize("NFKD", folded))).casefold()


def _counts(character: str) -> bool:
    """Whether it tells names apart: letters, digits and vowel signs do, accents and points do not."""
    marks = unicodedata.combining(character)
    is_accent = marks >= FIRST_ACCENT_CLASS or marks in HEBREW_AND_ARABIC_POINTS
    return not is_accent and (character.isalnum() or is_mark(character))
