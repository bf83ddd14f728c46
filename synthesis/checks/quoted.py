"""Quotations in running text: words between quotation marks, enough of them to be somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthesis.checks.draft import every, words_of
from synthesis.checks.lexicon import bare, tokens
from synthesis.outside import outside_of
from synthesis.snapshot_types import Snapshot
from synthesis.trees import plain

QUOTED = re.compile(r"“([^“”]+)”|«\s*([^«»]+?)\s*»|„([^„“”]+)[“”]|「([^「」]+)」|\"([^\"\n]+)\"")
SHORT = 4  # words: a shorter quotation may be a term that somebody sets apart
SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
FEW_SIGNS = 8  # of scripts that set no spaces


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of each quotation begin and end, without their marks."""
    for found in QUOTED.finditer(text):
        start, end = next(found.span(place) for place in range(1, QUOTED.groups + 1) if found[place])
        words = text[start:end]
        if len(tokens(words)) >= SHORT or len(SIGN.findall(words)) >= FEW_SIGNS:
            yield start, end


def quotations(text: str) -> list[str]:
    """The quotations of a text, in order."""
    return [text[start:end].strip() for start, end in spans(text)]


def typed_in(snapshot: Snapshot) -> dict[str, str]:
    """All that a report quotes in its own text (bare letters: as typed), but what its outside sources say."""
    found: list[str] = []
    for section in every(snapshot["sections"]):
        found += quotations(plain(section["lead"]))
        for insight in section["insights"]:
            outside = [bare(note["words"]) for note in outside_of(insight)]
            typed = quotations(words_of(insight))
            found += [one for one in typed if not any(bare(one) in words for words in outside)]
    for tree in (snapshot["objective"], *(note["content"] for note in snapshot["footnotes"])):
        found += quotations(plain(tree))
    return {bare(one): one for one in found}
