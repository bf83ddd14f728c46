"""The body of the document: parts, themes, insights, quotations, figures, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby

from synthesis.languages import LanguageMark, language_mark
from synthesis.outside import Outside, outside_line, outside_of
from synthesis.own_words import COMMAS
from synthesis.sentences import Support, attribution_after, number_in_words, support_of
from synthesis.snapshot_types import (
    FigureData,
    InsightData,
    Node,
    PassageData,
    Picture,
    SectionData,
    Snapshot,
    TaggedData,
)
from synthesis.trees import heading_words, is_safe_address, plain
from synthesis.wording.table import Wording

HEAD_WORDS = 6  # a longer name would stand once in a page head and read as lost prose
SHORT_PART = 3  # insights or quotations: below it the opener does not take a page of its own
GROUP = "group"  # an unnumbered first level around themes that stand outside every part


@dataclass(frozen=True)
class Quote:
    """A passage, word for word, with everything a reader needs to find it again."""

    key: str
    number: int
    number_words: str
    url: str
    who: str
    place: str
    mark: LanguageMark
    is_foreign: bool
    direction: str
    lines: list[str]
    quotes: tuple[str, str]
    translation: list[str]
    after: str
    stance: str
    stance_word: str
    origin: str  # place and language, as the annex prints them

    @property
    def attribution(self) -> str:
        byline = f"{self.who}, {self.place}" if self.place else self.who
        return " · ".join(filter(None, (byline, self.number_words, self.after)))


@dataclass(frozen=True)
class Reference:
    """A contribution tagged as a whole: its number and who wrote it."""

    words: str
    url: str
    byline: str


@dataclass(frozen=True)
class Figure:
    key: str
    label: str
    caption: str
    credit: str
    alt: str
    image: Picture | None
    after: str
    lang: str = ""  # of words in another language than the document


@dataclass(frozen=True)
class Insight:
    key: str
    number: str
    lead_in: list[Node]
    paragraphs: list[list[Node]]
    support: Support
    evidence: list[Quote]
    outside: list[Outside]
    figures: list[Figure] = field(default_factory=list)
    url: str = ""  # its evidence on the web page, where the document has no annex

    @property
    def name(self) -> str:
        """The lead-in, or the first words where there is none: what the annex calls it."""
        return plain(self.lead_in) or plain(self.paragraphs[0] if self.paragraphs else [])


@dataclass(frozen=True)
class Section:
    key: str
    kind: str
    level: int
    number: str
    title: str
    support: Support
    count_line: str
    is_short: bool
    children: list[Section]
    lead: list[Node] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    tagged: list[Reference] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    lang: str = ""  # of a title in another language than the document

    @property
    def short_title(self) -> str:
        """The name for page heads, six words at most."""
        words = self.title.split()
        return self.title if len(words) <= HEAD_WORDS else f"{' '.join(words[:HEAD_WORDS])}…"


@dataclass(frozen=True)
class _Maker:
    """What every node of the outline needs to know."""

    wording: Wording
    rooms: int
    page: str = ""  # the address of the web page, where evidence is read there
    figure_numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def section(self, data: SectionData, level: int) -> Section:
        figures = [self.figure(figure) for figure in data["figures"]]
        insights = [self.insight(insight, figures) for insight in data["insights"]]
        claimed = {insight.key for insight in insights}
        return Section(
            key=data["id"],
            kind="part" if level == 1 else "theme",
            level=level,
            number=data["number"],
            title=heading_words(data["title"]),
            lead=data["lead"],
            support=support_of(data["support"], self.wording),
            count_line=self.count_line(data),
            is_short=_carried([data]) < SHORT_PART,
            insights=insights,
            quotes=[self.quote(passage) for passage in _printed(data)],
            tagged=[] if data["insights"] else [self.reference(tagged) for tagged in data["tagged"]],
            figures=[figure for figure in figures if figure.after not in claimed],
            children=[self.section(child, level + 1) for child in data["children"]],
            lang=data.get("lang", ""),
        )

    def count_line(self, data: SectionData) -> str:
        """ "3 themes · 11 insights · 34 contributions", without what there is none of."""
        themes = len(data["children"])
        insights, passages = _total([data], "insights"), _total([data], "passages")
        counts = [("themes", themes), ("insights", insights)]
        if not insights:
            counts.append(("passages", passages))
        counts.append(("contributions_figures", data["support"]["contributions"]))
        return " · ".join(self.wording.count(key, n) for key, n in counts if n)

    def insight(self, data: InsightData, figures: Sequence[Figure]) -> Insight:
        return Insight(
            key=data["id"],
            number=data["number"],
            lead_in=data["lead_in"],
            paragraphs=[paragraph["content"] for paragraph in data["paragraphs"]],
            support=support_of(data["support"], self.wording),
            evidence=[self.quote(passage) for passage in data["evidence"]],
            outside=[outside_line(one, self.wording) for one in outside_of(data)],
            figures=[figure for figure in figures if figure.after == data["id"]],
            url=f"{self.page}{place_of(data['number'])}" if self.page and data["evidence"] else "",
        )

    def quote(self, data: PassageData) -> Quote:
        who, _, place = COMMAS.sub("\0", data["byline"], count=1).partition("\0")
        mark = language_mark(data["language"], self.wording.language)
        return Quote(
            key=data["id"],
            number=data["number"],
            number_words=number_in_words(
                data["room"], data["number"], rooms=self.rooms, wording=self.wording
            ),
            url=data["url"] if is_safe_address(data["url"]) else "",
            who=who,
            place=place,
            mark=mark,
            is_foreign=bool(mark.name),
            direction=data["direction"],
            lines=_lines(data["quote"]) or [self.wording.say("tagged")],
            quotes=quotation_marks(data["language"]) if data["quote"].strip() else ("", ""),
            translation=_lines(data.get("translation", "")),
            after=attribution_after(data, self.wording),
            stance=data["stance"],
            stance_word=self.wording.say(data["stance"]),
            origin=" · ".join(filter(None, (place, mark.name or mark.own))),
        )

    def reference(self, data: TaggedData) -> Reference:
        words = number_in_words(data["room"], data["number"], rooms=self.rooms, wording=self.wording)
        byline = data["byline"]
        if data["team"]:
            byline = f"{byline}, {self.wording.say('by_team')}"
        return Reference(words, data["url"] if is_safe_address(data["url"]) else "", byline)

    def figure(self, data: FigureData) -> Figure:
        number = next(self.figure_numbers)
        return Figure(
            key=data["id"],
            label=self.wording.say("figure", number=number),
            caption=data["caption"],
            credit=data["credit"],
            alt=data["alt"],
            image=data["image"],
            after=data.get("after", ""),
            lang=data.get("lang", ""),
        )


QUOTATION_MARKS = {
    "en": ("“", "”"),
    "fr": ("« ", " »"),
    "es": ("«", "»"),
    "pt": ("“", "”"),
    "ar": ("«", "»"),
    "ru": ("«", "»"),
    "uk": ("«", "»"),
    "de": ("„", "“"),
    "it": ("«", "»"),
    "zh": ("“", "”"),
    "ja": ("「", "」"),
    "fa": ("«", "»"),
}


def quotation_marks(language: str) -> tuple[str, str]:
    return QUOTATION_MARKS.get(language.split("-", maxsplit=1)[0], ("“", "”"))


def has_annex(data: Snapshot) -> bool:
    """Whether files end with the evidence annex: unless the report says no."""
    return data.get("with_annex", True)


def insight_anchor(number: str) -> str:
    """Where an insight stands on the web page: "3.5.1" gives "i-3-5-1"."""
    return f"i-{number.replace('.', '-')}"


def place_of(number: str) -> str:
    """What an address ends with to reach an insight with its evidence open."""
    return f"?open={number}#{insight_anchor(number)}"


def _printed(data: SectionData) -> list[PassageData]:
    """All passages of a theme without insights; beside insights only those chosen for it."""
    return [passage for passage in data["passages"] if not data["insights"] or passage.get("featured")]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _total(sections: Sequence[SectionData], key: str) -> int:
    own = sum(len(section["insights"] if key == "insights" else section["passages"]) for section in sections)
    return own + sum(_total(section["children"], key) for section in sections)


def _carried(sections: Sequence[SectionData]) -> int:
    return _total(sections, "insights") or _total(sections, "passages")


def outline_of(data: Snapshot, wording: Wording) -> list[Section]:
    """Parts as they stand; neighbouring themes outside every part share an unnumbered first level."""
    page = "" if has_annex(data) or not is_safe_address(data["address"]) else data["address"]
    maker = _Maker(wording, data["figures"]["rooms"], page)
    sections: list[Section] = []
    for is_part, run in groupby(data["sections"], key=lambda section: section["kind"] == "part"):
        if is_part:
            sections.extend(maker.section(section, 1) for section in run)
        else:
            sections.append(_group([maker.section(section, 2) for section in run], wording))
    return sections


def _group(themes: list[Section], wording: Wording) -> Section:
    return Section(
        key=f"{GROUP}-{themes[0].key}",
        kind=GROUP,
        level=1,
        number="",
        title=wording.say("findings"),
        support=Support("", "", 0, 0),
        count_line="",
        is_short=True,
        children=themes,
    )
