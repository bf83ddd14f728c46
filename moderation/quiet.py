"""Function words, which say nothing of any matter: the one rule for reasons, and for the words of a heading.

A word is quiet when search leaves it out, when it is among the commonest by which a language is told, or, in
English, in scikit-learn's list. Only the worker imports this: it loads the learning stack.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping

from django.db import connection
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from consultation.models import Consultation
from contributions.detecting import COMMON
from contributions.models import Contribution
from moderation.learning.features import fold, words_of

MATTERS = """
amount bill bottom call cry describe detail empty fill find fire front full give interest keep mill mine
move name part serious show side sincere system take thick thin top
"""
"""What scikit-learn lists although people may speak of it."""
FURTHER = {"en": ENGLISH_STOP_WORDS.difference(MATTERS.split())}
LEFT_OUT = """
SELECT DISTINCT word FROM unnest(%s::text[]) AS word, unnest(%s::text[]) AS language
WHERE to_tsvector(search_configuration(language), word) = ''::tsvector
"""


class Quiet:
    """Tells which words are quiet in any of these languages, given as codes."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._languages = sorted({code.partition("-")[0].lower() for code in languages})
        lists = [words.get(code, "").split() for words in COMMON.values() for code in self._languages]
        lists += [list(FURTHER.get(code, ())) for code in self._languages]
        self._common = {fold(word) for words in lists for word in words}

    def __call__(self, words: Collection[str], written: Mapping[str, str] | None = None) -> set[str]:
        """Those among the folded words; `written` has some of them with their accents. One query."""
        forms = {word: word for word in words}
        forms |= {form.lower(): word for word, form in (written or {}).items() if word in forms}
        with connection.cursor() as cursor:
            cursor.execute(LEFT_OUT, [list(forms), self._languages])
            return self._common.intersection(words) | {forms[form] for (form,) in cursor.fetchall()}


def quiet_in(consultation: Consultation) -> Quiet:
    """What is quiet in the languages that people write here; one query."""
    counted = Contribution.objects.counted().of(consultation)
    return Quiet(str(one) for one in counted.order_by().values_list("language", flat=True).distinct())


def accented(texts: Iterable[str]) -> dict[str, str]:
    """The words of these texts that are written with more than plain letters, by their folded form."""
    found: set[str] = set()
    for text in texts:
        if not text.isascii():
            words = words_of(unicodedata.normalize("NFC", text.lower()))
            found.update(word for word in words if not word.isascii())
    return {folded: word for word in sorted(found) if (folded := fold(word)) != word}
