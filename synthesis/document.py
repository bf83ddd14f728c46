"""A frozen snapshot becomes the one document that every writer sets: same order, same words, same numbers.

Pure: no clock, no database, no network. `build_document` cleans the snapshot, numbers notes and figures, and
computes every fixed sentence in the language of the document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consultation.texts import shortened
from synthesis.back_matter import Fact, about_facts, how_to_read, method_paragraphs
from synthesis.charts import Chart, charts_of
from synthesis.languages import language_mark
from synthesis.localised import in_language, languages_in, older_texts
from synthesis.outline import Insight, Section, has_annex, outline_of
from synthesis.own_words import with_names
from synthesis.sentences import counted_apart, day_of, figures_sentence, period_lines
from synthesis.snapshot_types import CoverPhoto, FootnoteData, Node, OrganiserData, Snapshot, ThreadData
from synthesis.trees import blocks_length, cleaned, heading_words, note_marks, plain
from synthesis.wording import wording_for
from synthesis.wording.names import names_between
from synthesis.wording.table import Wording

FOOT_OF_CONTENTS = 700  # characters of objective and outcome that still fit under the contents
LONG_PART = 9000  # characters: about five pages
FIGURE_LENGTH = 700  # characters that would stand in a figure's place
SHORT_TITLE = 36
LONGEST_FOOT = 44  # characters of the address that stand beside the short title


@dataclass(frozen=True)
class Look:
    """Something to look at: a character no font covers, a note nobody refers to, a broken picture."""

    kind: str
    value: str


@dataclass(frozen=True)
class Rendered:
    """A finished file and what a person should look at before it leaves the house."""

    data: bytes
    should_look: tuple[Look, ...] = ()


class FontsMissingError(RuntimeError):
    """Shipped fonts are not where they were installed; says which."""


@dataclass(frozen=True)
class Footnote:
    number: int
    content: list[Node]


@dataclass(frozen=True)
class BigNumber:
    number: str
    word: str


@dataclass(frozen=True)
class Document:
    language: str
    direction: str
    kind: str
    title: str
    short_title: str
    period: list[str]
    organiser: OrganiserData
    version_line: str
    version_day: str
    foot: str
    address: str
    shown_address: str
    objective: list[Node]
    outcome: list[Node]
    about_on_its_own_page: bool
    how_to_read: list[Fact]
    big_numbers: list[BigNumber]
    figures_sentence: str
    counted_apart: str
    has_team: bool
    has_annex: bool
    opens_large: bool
    charts: tuple[Chart, ...]
    sections: list[Section]
    method: list[Fact]
    facts: list[Fact]
    footnotes: list[Footnote]
    threads: list[ThreadData]
    cover: CoverPhoto | None
    checksum: str
    made_at: str
    wording: Wording
    should_look: tuple[Look, ...]

    @property
    def annex(self) -> list[Insight]:
        """The insights that rest on contributions, in order; none where the report goes without an annex."""
        return [one for one in insights_in(self.sections) if one.evidence and self.has_annex]

    @property
    def has_insights(self) -> bool:
        return any(True for _ in insights_in(self.sections))


def insights_in(sections: Iterable[Section]) -> Iterator[Insight]:
    for section in sections:
        yield from section.insights
        yield from insights_in(section.children)


def opens_large(sections: Sequence[Section]) -> bool:
    """Whether a part opens on a page of its own: not where parts are so short that it would outweigh them."""
    lengths = [length_of(section) for section in sections if section.kind == "part"]
    return bool(lengths) and sum(lengths) / len(lengths) >= LONG_PART


def length_of(section: Section) -> int:
    """How much there is to set, in characters, a figure counted as the text it displaces."""
    texts = [plain(nodes) for one in section.insights for nodes in (one.lead_in, *one.paragraphs)]
    quoted = [line for quote in section.quotes for line in (*quote.lines, *quote.translation)]
    pictures = sum(1 for figure in section.figures if figure.image)
    pictures += sum(1 for insight in section.insights for figure in insight.figures if figure.image)
    own = sum(map(len, (*texts, *quoted))) + pictures * FIGURE_LENGTH
    return own + sum(map(length_of, section.children))


def snapshot_checksum(snapshot: Snapshot) -> str:
    """SHA-256, in hexadecimal, of the snapshot as JSON with sorted keys, no spaces and UTF-8.

    Of its version only the moment of freezing counts: a draft and what is published from it, which differ in
    number, day and list of changes alone, have one checksum.
    """
    frozen = {**snapshot, "version": {"frozen_at": snapshot["version"]["frozen_at"]}}
    canonical = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def build_document(snapshot: Snapshot, language: str = "", *, words: str = "") -> Document:
    """The document in one of the languages of its snapshot (its own where none is named).

    `words` is the language of the fixed sentences, and of what the platform says in signatures and charts,
    where it is another one than that of the texts.
    """
    data, missing = in_language(cleaned(snapshot), language)
    data = spoken(data, words)
    wording = wording_for(words or data["language"])
    period, figures, version = data["period"], data["figures"], data["version"]
    numbers = number_notes(data)
    checksum = snapshot_checksum(snapshot)
    sections = outline_of(data, wording)
    return Document(
        language=data["language"],
        direction=data["direction"],
        kind=data["kind"],
        title=heading_words(data["title"]),
        short_title=short_title(data),
        period=period_lines(period, wording),
        organiser=data["organiser"],
        version_line=version_line(data, wording),
        version_day=day_of(version["published_at"] or version["frozen_at"], period, wording),
        foot=foot_line(data, wording),
        address=data["address"],
        shown_address=shown_address(data["address"]),
        objective=data["objective"],
        outcome=data["outcome"],
        about_on_its_own_page=blocks_length([*data["objective"], *data["outcome"]]) > FOOT_OF_CONTENTS,
        how_to_read=how_to_read(sections, wording, has_insights=any(True for _ in insights_in(sections))),
        big_numbers=big_numbers(data, wording),
        figures_sentence=figures_sentence(figures, wording),
        counted_apart=counted_apart(figures, period, wording),
        has_team=figures["team_contributions"] > 0,
        has_annex=has_annex(data),
        opens_large=opens_large(sections),
        charts=charts_of(figures, period, wording),
        sections=sections,
        method=method_paragraphs(data, wording),
        facts=about_facts(data, checksum, wording, languages_in(snapshot)),
        footnotes=[Footnote(numbers[note["id"]], note["content"]) for note in _noted(data, numbers)],
        threads=data["contributions"],
        cover=data.get("cover"),
        checksum=checksum,
        made_at=version["frozen_at"],
        wording=wording,
        should_look=(*looks(data, numbers), *translation_looks(data, missing)),
    )


def spoken(data: Snapshot, words: str) -> Snapshot:
    """The snapshot with what the platform says in it in this language, whatever that of its texts."""
    if not words or words == data["language"]:
        return data
    made = with_names(data, names_between(data["language"], words))
    for row in made["figures"].get("by_question", []):
        row.setdefault("lang", data["language"])
    return made


def number_notes(data: Snapshot) -> dict[str, int]:
    """Numbers the footnote marks by first mention in reading order; an unknown note gets none."""
    known = {note["id"] for note in data["footnotes"]}
    numbers: dict[str, int] = {}
    for mark in note_marks(running_text(data)):
        ref = mark.get("ref", "")
        if ref in known:
            mark["is_first"] = ref not in numbers
            mark["number"] = numbers.setdefault(ref, len(numbers) + 1)
    return numbers


def running_text(data: Snapshot) -> Iterator[Node]:
    """All running text that may carry a note, in the order it is read."""
    yield from data["objective"]
    yield from data["outcome"]
    waiting = list(reversed(data["sections"]))
    while waiting:
        section = waiting.pop()
        yield from section["lead"]
        for insight in section["insights"]:
            yield from insight["lead_in"]
            for paragraph in insight["paragraphs"]:
                yield from paragraph["content"]
        waiting.extend(reversed(section["children"]))
    yield from data["method"]


def _noted(data: Snapshot, numbers: dict[str, int]) -> list[FootnoteData]:
    return sorted(
        (note for note in data["footnotes"] if note["id"] in numbers), key=lambda note: numbers[note["id"]]
    )


def looks(data: Snapshot, numbers: dict[str, int]) -> Iterator[Look]:
    for ref in dict.fromkeys(mark.get("ref", "") for mark in note_marks(running_text(data))):
        if ref not in numbers:
            yield Look("note_missing", ref)
    for note in data["footnotes"]:
        if note["id"] not in numbers:
            yield Look("note_unused", note["id"])


def translation_looks(data: Snapshot, missing: int) -> Iterator[Look]:
    """How much of a translated document still stands in its first language, or is older than it."""
    name = language_mark(data["language"], data["language"]).own
    if missing:
        yield Look("untranslated", f"{name}: {missing}")
    if older := older_texts(data, data["language"]):
        yield Look("translation_older", f"{name}: {older}")


def big_numbers(data: Snapshot, wording: Wording) -> list[BigNumber]:
    figures = data["figures"]
    counted = [
        ("people_word", figures["people"]),
        ("contributions_word", figures["contributions"]),
        ("countries_word", figures["countries"]),
        ("languages_word", figures["languages"]),
    ]
    return [BigNumber(wording.number(n), wording.count(key, n)) for key, n in counted]


def version_line(data: Snapshot, wording: Wording) -> str:
    number = data["version"]["number"]
    return wording.say("version", number=number) if number else data["version"]["label"]


def foot_line(data: Snapshot, wording: Wording) -> str:
    number = data["version"]["number"]
    version = wording.say("version_in_foot", number=number) if number else data["version"]["label"]
    return f"{short_title(data)} · {version}"


def short_title(data: Snapshot) -> str:
    """At most 36 characters, cut at a word: it stands in the foot of every page."""
    return shortened(data["short_title"] or heading_words(data["title"]), SHORT_TITLE)


def shown_address(address: str) -> str:
    """The address as the foot of a page shows it: without its scheme, cut where it would break the line."""
    bare = address.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return bare if len(bare) <= LONGEST_FOOT else bare[: LONGEST_FOOT - 1].rstrip("-/") + "…"
