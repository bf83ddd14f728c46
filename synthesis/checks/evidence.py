"""Evidence: there is some, it may be shown, it says what is quoted, and it comes from more than one voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from synthesis.checks.draft import Draft, said_in, trees_of, words_of
from synthesis.checks.kinds import Check
from synthesis.checks.lexicon import bare, tokens
from synthesis.checks.quoted import quotations
from synthesis.outside import outside_of
from synthesis.snapshot_types import InsightData, PassageData
from synthesis.trees import note_marks, plain

CLOSE = 0.6  # of the quoted words stand in the passage in that order: a quotation that was changed
VISIBILITIES = {"hidden": "evidence-hidden", "withdrawn": "evidence-withdrawn", "held": "evidence-held"}


def rules(draft: Draft) -> Iterator[Check]:
    for lost in draft.behind.lost:
        code = VISIBILITIES.get(lost.how, "evidence-uncounted")
        facts = {"number": draft.number_of(lost.insight), "said": lost.number}
        yield Check(code, lost.insight, facts)
    for key, number in draft.behind.edited:
        yield Check("edited", key, {"number": draft.number_of(key), "said": number})
    yield from _taken_back(draft)
    outside = 0
    for insight in draft.insights:
        outside += bool(outside_of(insight)) and not insight["evidence"]
        yield from _of_insight(insight)
        yield from _quotations(insight, draft)
    if outside:
        yield Check("outside", facts={"n": outside})


def _taken_back(draft: Draft) -> Iterator[Check]:
    """What leads, insights and their notes quote of contributions that are no longer shown."""
    if not draft.behind.taken_back:
        return
    notes = {note["id"]: plain(note["content"]) for note in draft.snapshot["footnotes"]}
    texts = [(one["id"], one["number"], plain(one["lead"])) for one in draft.sections]
    for insight in draft.insights:
        marked = (notes.get(mark.get("ref", ""), "") for mark in note_marks(trees_of(insight)))
        texts.append((insight["id"], insight["number"], "\n".join([words_of(insight), *marked])))
    for thing, number, text in texts:
        for quote in quotations(text):
            if bare(quote) in draft.behind.taken_back:
                yield Check("quote-taken-back", thing, {"number": number, "quote": quote})


def _of_insight(insight: InsightData) -> Iterator[Check]:
    key, told = insight["id"], {"number": insight["number"]}
    if not words_of(insight).strip():
        yield Check("no-words", key, told)
    if not insight["evidence"] and not outside_of(insight):
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
        elif not carried and not outside_of(insight):
            yield Check("bare-paragraph", insight["id"], told)


def _quotations(insight: InsightData, draft: Draft) -> Iterator[Check]:
    said = [said_in(passage, draft.behind) for passage in insight["evidence"]]
    letters = [bare(one) for one in (*said, *(note["words"] for note in outside_of(insight)))]
    for quote in quotations(words_of(insight)):
        if any(bare(quote) in one for one in letters):
            continue
        told = {"number": insight["number"], "quote": quote}
        if bare(quote) in draft.behind.taken_back or not insight["evidence"]:
            continue
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
        said = [word.casefold() for word in words]
        if sum(map(set(said).__contains__, wanted)) < CLOSE * len(wanted):
            continue  # no order of its words could be close enough
        matcher = SequenceMatcher(a=wanted, b=said, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        matched = sum(block.size for block in blocks)
        if not blocks or matched < CLOSE * len(wanted):
            continue
        start, end = blocks[0].b, blocks[-1].b + blocks[-1].size
        if end - start <= 2 * len(wanted):
            return " ".join(words[start:end])
    return ""
