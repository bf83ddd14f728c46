"""From words to what PostgreSQL compares with the search entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, Value
from django.db.models.functions import Cast

from contributions.indexing import SEARCH_CONFIGURATIONS
from contributions.models import ContributionQuerySet
from contributions.searching.words import SHORTEST_PART, Words

LEXEME = re.compile(r"'((?:[^']|'')*)'")

# The same words as every language reads them: whoever asks does not say in which language they ask.
_READ = """
SELECT
  ARRAY(SELECT DISTINCT q::text FROM (
    SELECT websearch_to_tsquery(c::regconfig, search_folded(%(wanted)s)) AS q
    FROM unnest(%(languages)s::text[]) AS c) AS wanted WHERE numnode(q) > 0),
  ARRAY(SELECT DISTINCT q::text FROM (
    SELECT websearch_to_tsquery(c::regconfig, search_folded(%(unwanted)s)) AS q
    FROM unnest(%(languages)s::text[]) AS c) AS unwanted WHERE numnode(q) > 0),
  ARRAY(SELECT search_folded(w) FROM unnest(%(parts)s::text[]) AS w),
  ARRAY(SELECT search_folded(w) FROM unnest(%(unwanted_parts)s::text[]) AS w),
  ARRAY(SELECT search_folded(w) FROM unnest(%(bare)s::text[]) WITH ORDINALITY AS t(w, n) ORDER BY n)
"""
_LEXEMES = """
SELECT language, word, tsvector_to_array(to_tsvector(search_configuration(language), search_folded(word)))
FROM unnest(%s::text[], %s::text[]) AS t(language, word)
"""


@dataclass(frozen=True)
class Query:
    """Words as the search entries hold them: full-text conditions, parts of text, the bare words folded."""

    wanted: str = ""
    unwanted: str = ""
    parts: tuple[str, ...] = ()
    unwanted_parts: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()

    @property
    def lexemes(self) -> frozenset[str]:
        """The stems looked for, in any language."""
        return frozenset(found.replace("''", "'") for found in LEXEME.findall(self.wanted))

    @property
    def as_parts(self) -> Query:
        """The same words wherever they stand, also inside longer ones."""
        parts = (*self.parts, *(word for word in self.bare if len(word) >= SHORTEST_PART))
        return Query(parts=parts, unwanted=self.unwanted, unwanted_parts=self.unwanted_parts)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.parts)


def understand(words: Words) -> Query:
    """The words as every language reads them; one query."""
    asked: dict[str, Any] = {
        "wanted": words.wanted,
        "unwanted": words.unwanted,
        "parts": list(words.parts),
        "unwanted_parts": list(words.unwanted_parts),
        "bare": list(words.bare),
        "languages": list(SEARCH_CONFIGURATIONS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ, asked)
        row = cursor.fetchone()
    wanted, unwanted, parts, unwanted_parts, bare = row
    return Query(_any(wanted), _any(unwanted), tuple(parts), tuple(unwanted_parts), tuple(bare))


def lexemes_of(words: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    """The stems of words as (language, word); one query, none for no words."""
    pairs = list(words)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [[pair[0] for pair in pairs], [pair[1] for pair in pairs]])
        return {(language, word): frozenset(stems) for language, word, stems in cursor.fetchall()}


def _any(queries: Sequence[str]) -> str:
    return " | ".join(f"({query})" for query in queries)


class _Matches(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _Rank(Func):
    function = "ts_rank"
    output_field = FloatField()


def _full_text(query: str) -> Any:
    return Cast(Value(query), SearchQueryField())


def narrowed(contributions: ContributionQuerySet, query: Query) -> ContributionQuerySet:
    """Those whose newest text has all wanted words and parts, and none of the unwanted."""
    vector = F("search_entry__vector")
    if query.wanted:
        contributions = contributions.filter(_Matches(vector, _full_text(query.wanted)))
    if query.unwanted:
        contributions = contributions.filter(_Matches(vector, _full_text(f"!({query.unwanted})")))
    for part in query.parts:
        contributions = contributions.filter(search_entry__folded__contains=part)
    for part in query.unwanted_parts:
        contributions = contributions.exclude(Q(search_entry__folded__contains=part))
    return contributions


def beginning_with(contributions: ContributionQuerySet, stems: Iterable[str]) -> ContributionQuerySet:
    """Those with a word that begins like one of these."""
    quoted = (stem.replace("'", "''").replace("\\", "\\\\") for stem in stems)
    return narrowed(contributions, Query(wanted=" | ".join(f"'{stem}':*" for stem in quoted)))


def best_first(newest: ContributionQuerySet, query: Query) -> list[int]:
    """The pks of these few: first those with more of the words, and with them closer together."""
    rank = _Rank(F("search_entry__vector"), _full_text(query.wanted))
    found = newest.annotate(rank=rank).values_list("pk", "rank")
    return [pk for pk, _rank in sorted(found, key=lambda row: -row[1])]
