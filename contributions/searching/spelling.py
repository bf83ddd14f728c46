"""What somebody may have meant: the nearest words of texts they may read."""

from __future__ import annotations

from difflib import get_close_matches

from contributions.models import ContributionQuerySet
from contributions.searching.excerpts import WORD
from contributions.searching.query import Query, beginning_with

TEXTS_READ = 200
BEGINNING = 2  # letters that a misspelt word mostly gets right
SHORTEST = 4  # letters; shorter words are too near each other
FARTHEST = 2  # letters that a word may be longer or shorter
NEAR = 0.75  # of 1


def corrected(contributions: ContributionQuerySet, query: Query) -> str:
    """The bare words with those that stand in none of the newest texts put right; "" when nothing is near.

    Two queries at most.
    """
    words = query.bare
    if not any(len(word) >= SHORTEST for word in words):
        return ""
    newest = contributions.order_by("-created_at", "-pk")
    texts = beginning_with(newest, {word[:BEGINNING] for word in words})
    return _from_texts(texts, words) or _from_texts(newest, words)


def _from_texts(contributions: ContributionQuerySet, words: tuple[str, ...]) -> str:
    texts = contributions.values_list("search_entry__folded", flat=True)[:TEXTS_READ]
    known = {word for text in texts for word in WORD.findall(text or "")}
    meant = [word if word in known else _nearest(word, known) for word in words]
    found = " ".join(filter(None, meant))
    return found if found and tuple(meant) != words else ""


def _nearest(word: str, known: set[str]) -> str:
    if len(word) < SHORTEST:
        return word
    near = [other for other in known if abs(len(other) - len(word)) <= FARTHEST]
    found = get_close_matches(word, sorted(near), n=1, cutoff=NEAR)
    return found[0] if found else ""
