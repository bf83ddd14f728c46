"""A published snapshot becomes what its page shows, by the same document that the writers set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import InitVar, dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from synthesis.document import Document, build_document, insights_in, spoken
from synthesis.localised import in_language, languages_in
from synthesis.markup import blocks_html, inline_html
from synthesis.models import Version
from synthesis.outline import Figure, Insight, Quote, Section, insight_anchor
from synthesis.public.charts import shown_charts
from synthesis.public.hanging import hanging_html
from synthesis.public.parts import (
    PublicReport,
    ShownFact,
    ShownFigure,
    ShownInsight,
    ShownNote,
    ShownSection,
    Voice,
    WholeVoice,
    evidence_anchor,
)
from synthesis.public.pictures import picture_name
from synthesis.public.versions import published_snapshot
from synthesis.sentences import Support, moment_of
from synthesis.snapshot_types import InsightData, PassageData, SectionData, Snapshot, SupportData
from synthesis.trees import cleaned
from synthesis.wording import WORDINGS
from synthesis.wording.table import Wording

KEPT = 24  # reports that a process keeps ready: a published version never changes
CONTRIBUTION = re.compile(r"/contributions/(\d+)/(?:#(p\d+))?")
TEXT_LEVEL = 4  # of headings inside objective and outcome


def public_report(version: Version, language: str = "") -> PublicReport:
    """The version as its page shows it, in this language or else in the one in force."""
    wanted = language if language in WORDINGS else get_language() or "en"
    return _made(version.pk, version.checksum, wanted)


@lru_cache(maxsize=KEPT)
def _made(pk: int, _checksum: str, language: str) -> PublicReport:
    version = Version.objects.defer("snapshot").get(pk=pk)
    return make_report(published_snapshot(version), language)


def make_report(snapshot: Snapshot, language: str) -> PublicReport:
    """A published snapshot in this language; where nobody gave its texts in it, its fixed sentences alone."""
    as_frozen = cleaned(snapshot)
    languages = languages_in(as_frozen)
    given = language if language in languages else languages[0]
    data = spoken(in_language(as_frozen, given)[0], language)
    document = build_document(snapshot, given, words=language)
    figures = data["figures"]
    maker = _Maker(document.wording, data["sections"], as_frozen["sections"])
    sections = [maker.section(section) for section in document.sections]
    return PublicReport(
        language=data["language"],
        languages=languages,
        words=document.wording.language,
        direction=data["direction"],
        name=data["short_title"] or data["title"],
        kind=data["kind"],
        organiser=data["organiser"]["name"],
        period=document.period,
        published_on=document.version_day,
        objective=blocks_html(document.objective, TEXT_LEVEL),
        outcome=blocks_html(document.outcome, TEXT_LEVEL),
        people=figures["people"],
        contributions=figures["contributions"],
        team_contributions=figures["team_contributions"],
        countries=figures["countries"],
        as_of=moment_of(figures["as_of"], data["period"], document.wording),
        sentence=document.figures_sentence,
        rooms=figures["rooms"],
        charts=shown_charts(document.charts),
        sections=sections,
        method=[ShownFact(fact.label, blocks_html(fact.blocks, TEXT_LEVEL)) for fact in document.method],
        notes=[ShownNote(note.number, inline_html(note.content)) for note in document.footnotes],
        citation=_citation(document),
        checksum=document.checksum,
        has_insights=any(True for _ in insights_in(document.sections)),
        comma=document.wording.comma,
        tells_share="ledger" in data,
        quoted=frozenset(maker.quoted),
    )


def contribution_of(url: str) -> tuple[int, str]:
    """The contribution that a frozen address names, 0 where it names none, and its passage's anchor."""
    found = CONTRIBUTION.search(url)
    return (int(found[1]), found[2] or "") if found else (0, "")


def every_section(sections: Iterable[SectionData]) -> Iterator[SectionData]:
    for section in sections:
        yield section
        yield from every_section(section["children"])


def _sections(sections: Iterable[SectionData]) -> Iterator[tuple[str, SectionData]]:
    for section in every_section(sections):
        yield section["id"], section


def _passages(sections: Iterable[SectionData]) -> Iterator[tuple[str, PassageData]]:
    for section in every_section(sections):
        evidence = (passage for insight in section["insights"] for passage in insight["evidence"])
        for passage in (*section["passages"], *evidence):
            yield passage["id"], passage


def _citation(document: Document) -> SafeString:
    label = document.wording.say("about_cite")
    blocks = next((fact.blocks for fact in document.facts if fact.label == label), [])
    return inline_html(blocks[0].get("c", []) if blocks else [])


def sentence(words: str, wording: Wording) -> str:
    """A phrase as a sentence of its own."""
    stop = "。" if wording.language == "zh" else "."
    return f"{words[:1].upper()}{words[1:]}{stop}"


def linked(line: str, phrases: Iterable[str], href: str) -> SafeString:
    """The line with the first place of each of these phrases as a link."""
    places: list[tuple[int, int]] = []
    for phrase in phrases:
        start = line.find(phrase)
        taken = any(start < old_end and old_start < start + len(phrase) for old_start, old_end in places)
        if phrase and start >= 0 and not taken:
            places.append((start, start + len(phrase)))
    pieces: list[SafeString | str] = []
    done = 0
    for start, end in sorted(places):
        pieces += [line[done:start], format_html('<a href="{}">{}</a>', href, line[start:end])]
        done = end
    return format_html_join("", "{}", ((piece,) for piece in (*pieces, line[done:])))


@dataclass
class _Maker:
    """What every part of the outline needs to know, and the contributions met on the way.

    `localised` are the sections as the page shows them, `frozen` as they stand in the snapshot.
    """

    wording: Wording
    localised: InitVar[list[SectionData]]
    frozen: InitVar[list[SectionData]]

    def __post_init__(self, localised: list[SectionData], frozen: list[SectionData]) -> None:
        self.sections = dict(_sections(localised))
        self.signed = dict(_sections(frozen))
        self.passages = dict(_passages(frozen))
        self.quoted: set[int] = set()

    def section(self, section: Section) -> ShownSection:
        data = self.sections.get(section.key)
        number = section.number
        return ShownSection(
            number=number,
            anchor=f"s-{number.replace('.', '-')}" if number else section.key,
            title=section.title,
            level=section.level,
            lead=inline_html(section.lead),
            count_line=section.count_line if section.kind == "part" else "",
            support=self.basis(data["support"], section.support, "") if data else inline_html([]),
            insights=[self.insight(one, raw) for one, raw in self.pairs(section)],
            quotes=[self.voice(quote) for quote in section.quotes],
            tagged=list(self.wholes(section)),
            figures=[self.figure(figure) for figure in section.figures],
            children=[self.section(child) for child in section.children],
            lang=section.lang,
        )

    def pairs(self, section: Section) -> Iterable[tuple[Insight, InsightData]]:
        data = self.sections.get(section.key)
        return zip(section.insights, data["insights"] if data else [], strict=True)

    def insight(self, insight: Insight, raw: InsightData) -> ShownInsight:
        anchor = insight_anchor(insight.number)
        evidence = [self.voice(quote) for quote in insight.evidence]
        target = f"#{evidence_anchor(anchor)}" if evidence else ""
        carrying = _carrying(raw) if evidence else set()
        lead_in = inline_html(insight.lead_in)
        if evidence and not insight.paragraphs:
            lead_in = hanging_html(insight.lead_in, target)
        return ShownInsight(
            key=raw["id"],
            number=insight.number,
            anchor=anchor,
            name=insight.name,
            lead_in=lead_in,
            paragraphs=[
                hanging_html(nodes, target) if place in carrying else inline_html(nodes)
                for place, nodes in enumerate(insight.paragraphs)
            ],
            basis=self.basis(raw["support"], insight.support, target),
            evidence=evidence,
            outside=insight.outside,
            figures=[self.figure(figure) for figure in insight.figures],
        )

    def basis(self, data: SupportData, support: Support, target: str) -> SafeString:
        """The support line as sentences; its counts lead to what they count."""
        line, differs = sentence(support.line, self.wording), sentence(support.differs, self.wording)
        keys = ("contributions", "people", "countries")
        counts = [self.wording.count(key, data[key]) for key in keys] if target else []  # type: ignore[literal-required]
        shown = linked(line, counts, target)
        if not support.differs:
            return shown
        return format_html("{} {}", shown, linked(differs, [differs] if target else [], f"{target}-differs"))

    def voice(self, quote: Quote) -> Voice:
        data = self.passages[quote.key]
        contribution, anchor = contribution_of(data["url"])
        self.quoted.add(contribution)
        return Voice(
            quote=quote,
            contribution=contribution,
            anchor=anchor,
            byline=data["byline"],
            room=data["room"],
            is_team=data["team"],
            is_whole=not data["quote"].strip(),
        )

    def wholes(self, section: Section) -> Iterator[WholeVoice]:
        if not section.tagged:
            return
        shown, frozen = (each[section.key]["tagged"] for each in (self.sections, self.signed))
        for reference, one, raw in zip(section.tagged, shown, frozen, strict=True):
            contribution, _anchor = contribution_of(raw["url"])
            self.quoted.add(contribution)
            yield WholeVoice(reference.words, contribution, one["byline"], raw["byline"])

    def figure(self, figure: Figure) -> ShownFigure:
        name = picture_name(figure.key, figure.image["media"]) if figure.image else ""
        return ShownFigure(figure.label, figure.caption, figure.credit, figure.alt, name, figure.lang)


def _carrying(insight: InsightData) -> set[int]:
    """The places of the paragraphs that evidence carries; what names none carries the first."""
    places = {paragraph["id"]: place for place, paragraph in enumerate(insight["paragraphs"])}
    return {places.get(passage.get("paragraph") or "", 0) for passage in insight["evidence"]}
