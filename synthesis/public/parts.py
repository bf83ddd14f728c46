"""The parts of a published report as pages show them. Immutable: one report serves all its readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from synthesis.outline import Quote
from synthesis.outside import Outside
from synthesis.public.charts import ShownChart


@dataclass(frozen=True)
class Voice:
    """A passage, or a contribution as a whole, with the byline as it was frozen.

    `anchor` is where the words stand on the contribution's page.
    """

    quote: Quote
    contribution: int
    anchor: str
    byline: str
    room: str
    is_team: bool
    is_whole: bool


@dataclass(frozen=True)
class WholeVoice:
    """A contribution that was tagged as a whole: its number in words.

    `byline` is in the language of the page, `frozen` as it stands in the snapshot.
    """

    words: str
    contribution: int
    byline: str
    frozen: str


@dataclass(frozen=True)
class ShownFigure:
    """`name` is the picture's file below the version's address; empty where there is no picture."""

    label: str
    caption: str
    credit: str
    alt: str
    name: str
    lang: str = ""  # of words in another language than the report


@dataclass(frozen=True)
class ShownInsight:
    """`key` is the guid of the insight."""

    key: str
    number: str
    anchor: str
    name: str
    lead_in: SafeString
    paragraphs: list[SafeString]
    basis: SafeString
    evidence: list[Voice]
    outside: list[Outside]
    figures: list[ShownFigure]

    @property
    def evidence_anchor(self) -> str:
        """Where the list of its voices stands, inside the disclosure that a link to it opens."""
        return evidence_anchor(self.anchor)


def evidence_anchor(anchor: str) -> str:
    """ "i-3-5-1" gives "e-3-5-1"."""
    return anchor.replace("i-", "e-", 1)


@dataclass(frozen=True)
class ShownSection:
    number: str
    anchor: str
    title: str
    level: int
    lead: SafeString
    count_line: str
    support: SafeString
    insights: list[ShownInsight]
    quotes: list[Voice]
    tagged: list[WholeVoice]
    figures: list[ShownFigure]
    children: list[ShownSection]
    lang: str = ""  # of a title in another language than the report

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class ShownFact:
    label: str
    html: SafeString


@dataclass(frozen=True)
class ShownNote:
    number: int
    html: SafeString


@dataclass(frozen=True)
class PublicReport:
    """A published version in one language: `language` is that of its texts."""

    language: str
    direction: str
    name: str
    kind: str
    organiser: str
    period: list[str]
    published_on: str
    objective: SafeString
    outcome: SafeString
    people: int
    contributions: int
    team_contributions: int
    countries: int
    as_of: str
    sentence: str
    rooms: int
    charts: list[ShownChart]
    sections: list[ShownSection]
    method: list[ShownFact]
    notes: list[ShownNote]
    citation: SafeString
    checksum: str
    has_insights: bool
    comma: str
    tells_share: bool
    quoted: frozenset[int] = field(default_factory=frozenset)
    languages: list[str] = field(default_factory=list)  # that its texts are given in, its own first
    words: str = ""  # the language of what the platform says in it

    @property
    def has_knots(self) -> bool:
        return any(chart.has_knots for chart in self.charts)

    def every_section(self) -> Iterator[ShownSection]:
        """All sections in reading order."""
        yield from _every(self.sections)


def _every(sections: Sequence[ShownSection]) -> Iterator[ShownSection]:
    for section in sections:
        yield section
        yield from _every(section.children)
