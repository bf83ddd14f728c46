"""The shape of a frozen version snapshot, schema `consultation.report/1`: the only input of every writer.

It is plain JSON: every instant is ISO 8601 with an offset, every day is ISO `YYYY-MM-DD`, user text travels
as a small tree. Counts follow one rule throughout. `figures`: `contributions` holds all that are counted, the
team's among them; `people`, `countries`, `organisations` and `languages` leave the team out. `support`: every
count leaves the team out, `team_contributions` and `team_people` stand beside it.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

SCHEMA = "consultation.report/1"

Direction = Literal["ltr", "rtl"]
Stance = Literal["supports", "differs", "context"]
OutsideKind = Literal["webinar", "letter", "interview", "document", "other"]


class Node(TypedDict):
    """A node of user text.

    Inline: text (v), strong em sub sup s (c), link (href, c), note (ref), br.
    Blocks: p (c: inline), heading (level, c: inline), quote (c: blocks), ul and ol (items: lists of blocks,
    start).
    """

    t: str
    v: NotRequired[str]
    c: NotRequired[list[Node]]
    href: NotRequired[str]
    ref: NotRequired[str]
    number: NotRequired[int]  # of a note; set when the document is built
    is_first: NotRequired[bool]  # the mark that the note hangs on
    items: NotRequired[list[list[Node]]]
    start: NotRequired[int]
    level: NotRequired[int]
    lang: NotRequired[str]
    dir: NotRequired[str]


class Picture(TypedDict):
    media: str
    data: str  # base64


class Logo(TypedDict):
    image: Picture
    alt: str


class CoverPhoto(TypedDict):
    image: Picture
    caption: str
    credit: str
    alt: NotRequired[str]  # without it the caption describes the picture


class OrganiserData(TypedDict):
    name: str
    sponsor: str
    brand: str | None
    licence: str
    contact: NotRequired[str]
    logos: NotRequired[list[Logo]]


class VersionData(TypedDict):
    number: str | None
    label: str
    frozen_at: str
    published_at: str | None
    changes: NotRequired[str]


class PeriodData(TypedDict):
    opens_on: str
    closes_on: str
    city: str
    time_zone: NotRequired[str]  # IANA name; without it an instant is printed at its own offset
    extended_from: str | None
    extension_reason: str


class ChartRow(TypedDict):
    """A row of a chart table. `count` drives the bar; a language or a span of days replaces the label.

    `id` is that of a guiding question, whose label can be translated.
    """

    label: str
    count: int
    id: NotRequired[str]
    lang: NotRequired[str]  # of a label that nobody translated; set when the document is built
    people: NotRequired[int]
    language: NotRequired[str]
    first_day: NotRequired[str]
    last_day: NotRequired[str]
    added: NotRequired[bool]  # a week that exists only because the closing date was moved


class FiguresData(TypedDict):
    people: int
    team_people: int
    contributions: int
    team_contributions: int
    countries: int
    organisations: int
    languages: int
    rooms: int
    as_of: str
    by_week: NotRequired[list[ChartRow]]
    by_language: NotRequired[list[ChartRow]]
    by_question: NotRequired[list[ChartRow]]
    by_country: NotRequired[list[ChartRow]]
    by_organisation_kind: NotRequired[list[ChartRow]]


class SupportData(TypedDict):
    people: int
    countries: int
    contributions: int
    passages: int
    differs: int
    team_contributions: int
    team_people: int


class PassageData(TypedDict):
    id: str
    room: str
    number: int
    url: str
    byline: str
    language: str
    direction: str
    quote: str
    stance: Stance
    team: bool
    paragraph: NotRequired[str | None]
    translation: NotRequired[str]
    translated_by: NotRequired[str]
    featured: NotRequired[bool]  # printed as a quotation although its theme has insights


class TaggedData(TypedDict):
    room: str
    number: int
    url: str
    byline: str
    team: bool


class ParagraphData(TypedDict):
    id: str
    content: list[Node]


class OutsideData(TypedDict):
    """Evidence that nobody posted: shown, never counted. `on` is a day, `words` are a few words of it."""

    id: NotRequired[str]
    kind: OutsideKind
    source: str
    on: str | None
    link: str
    words: str
    lang: NotRequired[str]  # of `words` that nobody translated; set when the document is built


class InsightData(TypedDict):
    id: str
    number: str
    lead_in: list[Node]
    paragraphs: list[ParagraphData]
    support: SupportData
    evidence: list[PassageData]
    outside: NotRequired[list[OutsideData]]
    source_note: NotRequired[str]  # of snapshots without `outside`: the one source that was stated


class FigureData(TypedDict):
    id: str
    image: Picture | None
    caption: str
    credit: str
    alt: str
    after: NotRequired[str]  # id of the insight it follows; without it, the end of its section
    lang: NotRequired[str]  # of words that nobody translated; set when the document is built


class SectionData(TypedDict):
    id: str
    kind: Literal["part", "heading"]
    number: str
    title: str
    lead: list[Node]
    theme_codes: list[str]
    children: list[SectionData]
    support: SupportData
    insights: list[InsightData]
    passages: list[PassageData]
    tagged: list[TaggedData]
    figures: list[FigureData]
    lang: NotRequired[str]  # of a title that nobody translated; set when the document is built


class FootnoteData(TypedDict):
    id: str
    content: list[Node]


class ThreadData(TypedDict):
    """A contribution as the artwork sees it: the numbers (or ids) of the top sections that use it."""

    id: str
    room: str
    number: int
    parts: list[str]
    differs: bool
    questions: NotRequired[list[str]]  # the guiding questions it answers, as `figures.by_question` names them


class LedgerData(TypedDict):
    """What became of the people's contributions, the team's left out: together they are all of them."""

    used: int
    considered: int
    same: int
    out: int
    open: int


class TextData(TypedDict):
    """One text in another language; `of` names it: `title`, `s12.lead`, `<id of an insight>.text`.

    That of a guiding question (`q3`) holds the whole label of its row. A note in `content` holds its words in
    `c`.
    """

    of: str
    content: list[list[Node]]  # paragraphs
    is_older: NotRequired[bool]  # the original changed after it was translated


class NameData(TypedDict):
    """A fixed name of the platform: of a country, a kind of organisation, the kind of report."""

    of: str
    name: str
    signs: NotRequired[bool]  # it stands where the name of a person stands otherwise


class TranslationData(TypedDict):
    language: str
    direction: Direction
    texts: list[TextData]
    names: list[NameData]


class WordTemplateData(TypedDict):
    """The styles of the Word file, where the team gave its own: a .docx in base64."""

    name: str
    data: str


class Snapshot(TypedDict):
    schema: str
    language: str
    direction: Direction
    kind: str
    slug: str
    title: str
    short_title: str
    organiser: OrganiserData
    address: str
    version: VersionData
    period: PeriodData
    objective: list[Node]
    outcome: list[Node]
    method: list[Node]
    figures: FiguresData
    sections: list[SectionData]
    footnotes: list[FootnoteData]
    contributions: list[ThreadData]
    cover: NotRequired[CoverPhoto | None]
    ledger: NotRequired[LedgerData]
    translations: NotRequired[list[TranslationData]]
    word_template: NotRequired[WordTemplateData]
    with_annex: NotRequired[bool]  # whether files end with the evidence annex; true where it is not said
