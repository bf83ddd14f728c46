"""The meaning check: weighty words of an insight that no passage behind it says.

Three signs, each by the words alone: a word that is a passage's word with another beginning ("oppression" for
"pression"), another word between the same neighbours, and a grave word that no passage has. Only passages in
the language of the report, or translated into it, can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from synthesis.checks.draft import Draft, said_in, words_of
from synthesis.checks.kinds import Check
from synthesis.checks.lexicon import alike, folded, is_weighty, tokens
from synthesis.snapshot_types import InsightData

STEM = 4  # letters that all forms of a word share
CONTENT = 5  # letters: shorter words carry little by themselves
NEAR = 6  # letters that a word must share with the one it was made of
BEGINNINGS = 3  # letters at most that turn a word into another: op-, un-, dis-
LONGEST_LIST = 6
FAR = 0.12  # share of an insight's longer words that stand behind it, below which it seems to be of others
ENOUGH = 12  # longer words, from which on that share tells something


def rules(draft: Draft) -> Iterator[Check]:
    for insight in draft.insights:
        passages, is_all = _passages(insight, draft)
        heard = _Heard(passages, is_all=is_all)
        if heard.words:
            yield from _of_insight(insight, heard, draft.snapshot["language"].partition("-")[0])


def _passages(insight: InsightData, draft: Draft) -> tuple[list[str], bool]:
    """What is said behind an insight in the report's language, and whether that is all of it."""
    language = draft.snapshot["language"].partition("-")[0]
    said, is_all = [], True
    for passage in insight["evidence"]:
        is_own = passage["language"].partition("-")[0] == language
        words = said_in(passage, draft.behind) if is_own else passage.get("translation", "")
        is_all = is_all and bool(words)
        said.append(words)
    return [one for one in said if one], is_all


class _Heard:
    """The words behind one insight, looked up by how they begin and by what stands around them."""

    def __init__(self, passages: Sequence[str], *, is_all: bool) -> None:
        self.is_all = is_all
        self.words: dict[str, str] = {}
        self.by_stem: defaultdict[str, list[str]] = defaultdict(list)
        self.between: dict[tuple[str, str], str] = {}
        for passage in passages:
            written = tokens(passage)
            said = [folded(word) for word in written]
            for word, as_written in zip(said, written, strict=True):
                if word not in self.words:
                    self.words[word] = as_written
                    self.by_stem[word[:STEM]].append(word)
            for place in range(1, len(said) - 1):
                self.between.setdefault((said[place - 1], said[place + 1]), said[place])

    def has(self, word: str) -> bool:
        return word in self.words or any(alike(word, one) for one in self.by_stem.get(word[:STEM], ()))


def _of_insight(insight: InsightData, heard: _Heard, language: str) -> Iterator[Check]:
    written = tokens(words_of(insight))
    said = [folded(word) for word in written]
    missing = {place for place, word in enumerate(said) if not heard.has(word)}
    told = {"number": insight["number"]}
    found: dict[str, None] = {}
    for place in sorted(missing):
        other = _other_beginning(said[place], heard, said) or _other_between(said, place, heard)
        if other and said[place] not in found:
            found[said[place]] = None
            facts = {**told, "word": written[place], "said": heard.words[other]}
            yield Check("word-changed", insight["id"], facts)
    if not heard.is_all:
        return
    grave = [
        written[place]
        for place in sorted(missing)
        if is_weighty(said[place], language) and said[place] not in found
    ]
    if grave:
        named = ", ".join(f"“{word}”" for word in list(dict.fromkeys(grave))[:LONGEST_LIST])
        yield Check("word-unheard", insight["id"], {**told, "words": named})
    content = [place for place, word in enumerate(said) if len(word) >= CONTENT]
    shared = sum(place not in missing for place in content)
    if len(content) >= ENOUGH and shared < FAR * len(content):
        yield Check("far", insight["id"], told)


def _other_beginning(word: str, heard: _Heard, said: Sequence[str]) -> str:
    """The passage's word that this one is with other letters in front, where the insight has not both."""
    candidates = [word[cut:] for cut in range(1, BEGINNINGS + 1) if len(word) - cut >= NEAR]
    near = next((one for one in candidates if one in heard.words), "")
    if not near and len(word) >= NEAR:
        longer = (one for one in heard.words if one.endswith(word) and 0 < len(one) - len(word) <= BEGINNINGS)
        near = next(longer, "")
    return "" if near in said else near


def _other_between(said: Sequence[str], place: int, heard: _Heard) -> str:
    """What a passage says between the same two neighbours, one of them a word of its own."""
    if not 0 < place < len(said) - 1 or len(said[place]) < NEAR:
        return ""
    around = said[place - 1], said[place + 1]
    if min(len(one) for one in around) < STEM:
        return ""
    other = heard.between.get(around, "")
    return other if len(other) >= CONTENT and other not in said and not alike(other, said[place]) else ""
