"""One sentence of a report and one passage behind it, short enough to be read in passing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from moderation.sentences import split_sentences
from synthesis.snapshot_types import InsightData, PassageData, SectionData, Snapshot
from synthesis.trees import plain

SENTENCE = range(24, 181)
QUOTE = range(24, 241)
"""Lengths in characters that are read in passing."""


@dataclass(frozen=True)
class Walk:
    """The first sentence of the paragraph that a passage carries, and the passage."""

    insight: InsightData
    sentence: str
    passage: PassageData

    @property
    def beginning(self) -> str:
        """The sentence without its last word, with the space between them."""
        head, space, _last = self.sentence.rpartition(" ")
        return head + space

    @property
    def ending(self) -> str:
        """The last word: the knot of the thread is not to stand alone on a line."""
        return self.sentence.rpartition(" ")[2]


def walks_of(snapshot: Snapshot) -> list[Walk]:
    """All that may be shown, no words of the team's: first what people differ on, then what most say."""
    found = [walk for section in snapshot["sections"] for walk in _in_section(section)]
    return sorted(found, key=_rank)


def _rank(walk: Walk) -> tuple[bool, int]:
    support = walk.insight["support"]
    return not support["differs"], -support["people"]


def _in_section(section: SectionData) -> Iterator[Walk]:
    for insight in section["insights"]:
        for passage in insight["evidence"]:
            sentence = _sentence(insight, passage)
            if sentence and passage["stance"] == "supports" and not passage["team"] and _is_short(passage):
                yield Walk(insight, sentence, passage)
    for child in section["children"]:
        yield from _in_section(child)


def _sentence(insight: InsightData, passage: PassageData) -> str:
    """The first sentence of the paragraph that this passage carries; empty if it is too short or too long."""
    wanted = passage.get("paragraph")
    paragraphs = [one for one in insight["paragraphs"] if wanted in {None, one["id"]}]
    sentences = split_sentences(plain(paragraphs[0]["content"])) if paragraphs else []
    first = sentences[0].text if sentences else ""
    return first if len(first) in SENTENCE else ""


def _is_short(passage: PassageData) -> bool:
    return len(passage["quote"]) in QUOTE and "\n" not in passage["quote"]
