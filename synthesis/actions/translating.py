"""Giving the texts of a report in another language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Report, Translation
from synthesis.texts import Text

APART = "."


class ChangedMeanwhileError(Exception):
    """These texts, by their keys, do not stand as the form showed them."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(keys)
        self.keys = keys


@dataclass(frozen=True)
class Seen:
    """Tells how a text and its translation stood when a form was made of them; the form carries it."""

    original: str
    words: str

    @classmethod
    def of(cls, text: Text, standing: Translation | None) -> Seen:
        return cls(_hashed(text.original), _hashed(standing.text if standing else ""))

    @classmethod
    def read(cls, carried: str) -> Seen:
        original, _apart, words = carried.partition(APART)
        return cls(original, words)

    def __str__(self) -> str:
        return f"{self.original}{APART}{self.words}"

    def is_untouched(self, typed: str) -> bool:
        """Whether what was typed is the translation that the form had shown."""
        return _hashed(tidy(typed)) == self.words


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def tidy(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()


@transaction.atomic
def translate(  # noqa: PLR0913  what a form of translation holds
    report: Report,
    language: str,
    texts: Iterable[Text],
    typed: Mapping[str, str],
    *,
    seen: Mapping[str, Seen],
    still_right: Iterable[str] = (),
    by: Membership,
) -> int:
    """Keep what was typed for these texts; says how many translations changed.

    Empty words take a translation away. What somebody left as they had `seen` it changes nothing, and stays
    as old as it was, unless its key is among those that are `still_right`. Where somebody else changed what
    this form changes too, or its original, nothing is kept: raises ChangedMeanwhileError.
    """
    Report.objects.select_for_update().get(pk=report.pk)
    standing = {one.of: one for one in report.translations.filter(language=language)}
    right, given, apart = set(still_right), list[tuple[Text, str]](), list[str]()
    for text in texts:
        if text.key not in typed:
            continue
        words, old = tidy(typed[text.key]), standing.get(text.key)
        had = seen.get(text.key) or Seen.of(text, None)
        is_right = text.key in right and old is not None and old.original != text.original
        stands = old.text if old else ""
        if (words == stands or had.is_untouched(words)) and not (is_right and words):
            continue
        if had != Seen.of(text, old) and not (words == stands and had.original == _hashed(text.original)):
            apart.append(text.key)
        given.append((text, words))
    if apart:
        raise ChangedMeanwhileError(apart)
    for text, words in given:
        _keep(report, language, text, words, by)
    if given:
        after = {"language": language, "texts": [text.key for text, _words in given]}
        record("report.translated", report, actor=by.user, consultation=report.consultation, after=after)
    return len(given)


def _keep(report: Report, language: str, text: Text, words: str, by: Membership) -> None:
    if not words:
        report.translations.filter(language=language, of=text.key).delete()
        return
    facts = {"text": words, "original": text.original, "by": by, "at": timezone.now()}
    Translation.objects.update_or_create(report=report, language=language, of=text.key, defaults=facts)
