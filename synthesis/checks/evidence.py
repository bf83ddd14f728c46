"""Evidence: there is some, it may be shown, it says what is quoted, and it comes from more than one voice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from synthesis.checks.draft import Draft, said_in, words_of
from synthesis.checks.kinds import Check
from synthesis.checks.lexicon import bare, tokens
from synthesis.snapshot_types import InsightData, PassageData

QUOTED = re.compile(r"“([^“”]+)”|«\s*([^«»]+?)\s*»|„([^„“”]+)[“”]|\"([^\"\n]+)\"")
SHORT = 4  # words: a shorter quotation may be a term that somebody sets apart
CLOSE = 0.6  # of the quoted words stand in the passage in that order: a quotation that was changed
VISIBILITIES = {"hidden": "evidence-hidden", "withdrawn": "evidence-withdrawn", "held": "evidence-held"}


def rules(draft: Draft) -> Iterator[Check]:
    for lost in draft.behind.lost:
        code = VISIBILITIES.get(lost.how, "evidence-uncounted")
        facts = {"number": draft.number_of(lost.insight), "said": lost.number}
        yield Check(code, lost.insight, facts)
    for key, number in draft.behind.edited:
        yield Check("edited", key, {"number": draft.number_of(key), "said": number})
    outside = 0
    for insight in draft.insights:
        outside += bool(insight["source_note"]) and not insight["evidence"]
        yield from _of_insight(insight)
        yield from _quotations(insight, draft)
    if outside:
        yield Check("outside", facts={"n": outside})


def _of_insight(insight: InsightData) -> Iterator[Check]:
    key, told = insight["id"], {"number": insight["number"]}
    if not words_of(insight).strip():
        yield Check("no-words", key, told)
    if not insight["evidence"] and not insight["source_note"]:
        yield Check("bare", key, told)
    people = insight["support"]["people"]
    if insight["evidence"] and not people:
        yield Check("team", key, told)
    elif people == 1:
        yield Check("single", key, told)
    if people and len(insight["paragraphs"]) > 1:
        yield from _of_paragraphs(insight)


def _of_paragraphs(insight: InsightData) -> Iterator[Check]:
    """Evidence that names its paragraph speaks for that one alone."""
    own: defaultdict[str, list[PassageData]] = defaultdict(list)
    for passage in insight["evidence"]:
        own[passage.get("paragraph") or ""].append(passage)
    for number, paragraph in enumerate(insight["paragraphs"], start=1):
        told = {"number": insight["number"], "n": number}
        carried = [*own[paragraph["id"]], *own[""]]
        if carried and all(passage["team"] for passage in carried):
            yield Check("team-paragraph", insight["id"], told)
        elif not carried and not insight["source_note"]:
            yield Check("bare-paragraph", insight["id"], told)


def _quotations(insight: InsightData, draft: Draft) -> Iterator[Check]:
    if not insight["evidence"]:
        return
    said = [said_in(passage, draft.behind) for passage in insight["evidence"]]
    letters = [bare(one) for one in said]
    for found in QUOTED.finditer(words_of(insight)):
        quote = next(filter(None, found.groups()), "").strip()
        if len(tokens(quote)) < SHORT or any(bare(quote) in one for one in letters):
            continue
        told = {"number": insight["number"], "quote": quote}
        near = _near(quote, said)
        if near:
            yield Check("quote-changed", insight["id"], {**told, "said": near})
        else:
            yield Check("quote-unknown", insight["id"], told)


def _near(quote: str, passages: Sequence[str]) -> str:
    """The stretch of a passage that was meant, where one is close enough; else nothing."""
    wanted = [word.casefold() for word in tokens(quote)]
    for passage in passages:
        words = tokens(passage)
        matcher = SequenceMatcher(a=wanted, b=[word.casefold() for word in words], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        matched = sum(block.size for block in blocks)
        if not blocks or matched < CLOSE * len(wanted):
            continue
        start, end = blocks[0].b, blocks[-1].b + blocks[-1].size
        if end - start <= 2 * len(wanted):
            return " ".join(words[start:end])
    return ""
