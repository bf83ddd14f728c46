"""A frozen report as the rules read it: insights in order, and what the database knows of their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from synthesis.outside import outside_of
from synthesis.snapshot_types import FigureData, InsightData, Node, PassageData, SectionData, Snapshot
from synthesis.trees import plain


@dataclass(frozen=True)
class Lost:
    """Evidence that may not be printed: of which insight, which contribution, and its visibility now."""

    insight: str
    number: int
    how: str


@dataclass(frozen=True)
class Behind:
    """What a snapshot cannot tell. Insights and figures are named as in the snapshot.

    `edited`: (insight, number of the contribution) where the quoted words are gone from its text by now.
    `dead`: contributions that the text links to and nobody can read. `site`: our own address, which begins
    such links. `texts`: the words of contributions that are evidence as a whole, by the id of their line.
    `taken_back`: what the text quotes, as bare letters, of contributions that are no longer shown.
    `unagreed`: figures of which nobody said that the people shown agreed. `strays`: how many
    footnotes of the report no mark names, which are not frozen. `previous`: the version before.
    """

    lost: Sequence[Lost] = ()
    edited: Sequence[tuple[str, int]] = ()
    dead: frozenset[int] = frozenset()
    site: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    taken_back: frozenset[str] = frozenset()
    unagreed: frozenset[str] = frozenset()
    questions: Sequence[str] = ()
    themes: Sequence[str] = ()
    strays: int = 0
    open: int = 0
    previous: Snapshot | None = None


class Draft:
    """One report before the rules."""

    def __init__(self, snapshot: Snapshot, behind: Behind) -> None:
        self.snapshot = snapshot
        self.behind = behind
        self.sections = list(every(snapshot["sections"]))
        self.insights = [insight for section in self.sections for insight in section["insights"]]
        self.figures: list[FigureData] = [one for section in self.sections for one in section["figures"]]
        self._places = {key: place for place, key in enumerate(self._keys(), start=1)}
        self._insights = {insight["id"]: insight for insight in self.insights}

    def _keys(self) -> Iterator[str]:
        for section in self.sections:
            yield section["id"]
            for thing in (*section["insights"], *section["figures"]):
                yield thing["id"]

    def place_of(self, thing: str) -> int:
        """Where a thing stands in reading order; the report as a whole comes first."""
        return self._places.get(thing, 0)

    def number_of(self, insight: str) -> str:
        return self._insights[insight]["number"] if insight in self._insights else ""

    def state_of(self, thing: str) -> str:
        """The words and evidence of an insight, which tell one state of it from another; else empty."""
        insight = self._insights.get(thing)
        if insight is None:
            return ""
        lines = [f"{one['id']} {one['stance']} {one.get('paragraph') or ''}" for one in insight["evidence"]]
        outside = [f"{one['source']} {one['words']}" for one in outside_of(insight)]
        return "\n".join([words_of(insight), *outside, *lines])


def every(sections: Sequence[SectionData]) -> Iterator[SectionData]:
    """All sections in reading order."""
    for section in sections:
        yield section
        yield from every(section["children"])


def trees_of(insight: InsightData) -> list[Node]:
    return [*insight["lead_in"], *(node for one in insight["paragraphs"] for node in one["content"])]


def words_of(insight: InsightData) -> str:
    """The lead-in and the paragraphs, a line for each."""
    return "\n".join([plain(insight["lead_in"]), *(plain(one["content"]) for one in insight["paragraphs"])])


def said_in(passage: PassageData, behind: Behind) -> str:
    """The words a line of evidence brings; of a contribution as a whole, all of them."""
    return passage["quote"] or behind.texts.get(passage["id"], "")
