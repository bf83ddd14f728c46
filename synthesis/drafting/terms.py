"""Words that a group of texts uses more than all others do, with no list of any language.

Each word is weighed by what it adds to the divergence of the group from everything said: p log(p / q), p and
q being the shares of texts that have it. Where a script writes no spaces, runs of signs that recur stand for
words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heappushpop
from itertools import pairwise
from math import log
from zlib import crc32

from moderation.learning.features import UNSPACED, as_written, fold, words_of

LONGEST_RUN = 10  # signs of a run that stands for a word
SHORTEST = 3  # letters
SAME_PLACES = 0.8  # a run that nearly always stands within a longer one is no word of its own
AS_OFTEN = 1.5  # times as often as elsewhere, to tell anything
TOGETHER = 0.5  # of the texts with either: two words are one term
MOST_WORDS = 150_000  # kept of everything said
TEXTS_KEPT = 300
DIGIT = re.compile(r"\d")

type Counts = Counter[str]


class Background:
    """In how many texts each word of everything said occurs. Of too many words the rare ones are let go.

    `kept` are some of the texts, picked evenly.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[int, str]] = []
        self.counts: Counts = Counter()
        self.texts = 0
        self._least = 1

    def add(self, text: str) -> None:
        self.texts += 1
        self.counts.update(words_in(text))
        place = (-crc32(text.encode()), text)
        if len(self._kept) < TEXTS_KEPT:
            heappush(self._kept, place)
        else:
            heappushpop(self._kept, place)
        if len(self.counts) > MOST_WORDS:
            self._least += 1
            kept = {word: times for word, times in self.counts.items() if times >= self._least}
            self.counts = Counter(kept)

    @property
    def kept(self) -> list[str]:
        return list(dict.fromkeys(text for _place, text in sorted(self._kept)))

    def share(self, word: str) -> float:
        return max(self.counts[word], 1) / max(self.texts, 1)


def words_in(text: str) -> set[str]:
    """The folded words of a text, and every run of two to ten signs where no spaces are written."""
    folded = fold(text)
    words = {word for word in words_of(UNSPACED.sub(" ", folded)) if len(word) >= SHORTEST}
    return {word for word in words if not DIGIT.search(word)} | set(_runs(text))


def _runs(text: str) -> Iterator[str]:
    """Runs that begin and end where a sign does, with all the marks on it."""
    for found in UNSPACED.finditer(unicodedata.normalize("NFC", text)):
        signs = found[0]
        whole = [place for place, sign in enumerate(signs) if unicodedata.category(sign)[0] != "M"]
        cuts = [*whole, len(signs)]
        for place, start in enumerate(cuts):
            ends = cuts[place + 1 : place + 1 + LONGEST_RUN]
            yield from (signs[start:end] for end in ends if 1 < end - start <= LONGEST_RUN)


def telling(sayings: Sequence[tuple[int, str]], background: Background, most: int) -> list[str]:
    """The folded words that tell these texts (of whom, words) most from the rest, the strongest first.

    Each is used by two people at least: no word stands for one person's way of speaking.
    """
    here: Counts = Counter()
    users: dict[str, set[int]] = {}
    for who, text in sayings:
        for word in words_in(text):
            here[word] += 1
            users.setdefault(word, set()).add(who)
    total = max(len(sayings), 1)
    weights = {
        word: times / total * log(max(times / total / background.share(word), 1e-9))
        for word, times in here.items()
        if len(users[word]) > 1 and times / total >= AS_OFTEN * background.share(word)
    }
    best = sorted(weights, key=lambda word: (-weights[word], -len(word), word))
    strong = [word for word in best[: 8 * most] if weights[word] > 0]
    return [word for word in strong if not _within_longer(word, strong, here)][: 3 * most]


def _within_longer(word: str, others: Iterable[str], here: Counts) -> bool:
    return UNSPACED.fullmatch(word) is not None and any(
        len(other) > len(word) and word in other and here[other] >= SAME_PLACES * here[word]
        for other in others
    )


def spelled(words: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """How each of these folded words is written in the first text that has it."""
    found: dict[str, str] = {}
    for text in texts:
        for word in words_in(text).intersection(words) - found.keys():
            found[word] = as_written(text, [word])[0]
    return found


def as_terms(words: Sequence[str], texts: Sequence[str], most: int) -> list[str]:
    """The first of these words as people write them, two of them as one term where they stand together."""
    beside: Counts = Counter()
    holding: Counts = Counter()
    first: dict[str, str] = {}
    wanted = set(words)
    for text in texts:
        inside = words_of(fold(text))
        beside.update({f"{one} {other}" for one, other in pairwise(inside) if {one, other} <= wanted})
        here = wanted & words_in(text)
        holding.update(here)
        for word in here:
            first.setdefault(word, text)
    terms: list[str] = []
    done: set[str] = set()
    for word in words:
        if word in done or len(terms) == most or word not in first:
            continue
        term = _joined(word, beside, holding, done)
        done.update(term.split())
        source = next((text for text in texts if term in " ".join(words_of(fold(text)))), first[word])
        terms += as_written(source, [term])
    return terms


def _joined(word: str, beside: Counts, holding: Counts, done: set[str]) -> str:
    pairs = [pair for pair in beside if word in pair.split() and not done & set(pair.split())]
    for pair in sorted(pairs, key=lambda pair: (-beside[pair], pair)):
        one, other = pair.split()
        if one != other and beside[pair] >= TOGETHER * max(holding[one], holding[other]):
            return pair
    return word
