"""A snapshot as tables of plain cells: what the workbook and the table of evidence both hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from synthesis.localised import in_language
from synthesis.outline import place_of
from synthesis.outside import outside_line, outside_of
from synthesis.snapshot_types import (
    InsightData,
    PassageData,
    SectionData,
    Snapshot,
    SupportData,
    TaggedData,
)
from synthesis.trees import cleaned, is_safe_address, note_marks, plain
from synthesis.wording import wording_for
from synthesis.wording.table import Wording

type Cell = str | int
type Row = Sequence[Cell]
type Said = tuple[str, int]  # room and number of a contribution

BETWEEN = " › "
NARROW, MIDDLE, WIDE = 12, 24, 60  # widths of columns, in characters


@dataclass(frozen=True)
class Column:
    title: str
    width: int = MIDDLE


@dataclass(frozen=True)
class Table:
    """`rows` is read once."""

    title: str
    columns: list[Column]
    rows: Iterator[Row]


@dataclass(frozen=True)
class Place:
    """A section and the titles that lead to it, itself the last."""

    section: SectionData
    part: str
    titles: tuple[str, ...]

    @property
    def theme(self) -> str:
        """The titles below the part; of a part its own."""
        below = self.titles[1:] if self.titles[0] == self.part else self.titles
        return BETWEEN.join(below or self.titles)


@dataclass
class Used:
    """What the report takes from one contribution."""

    named: PassageData | TaggedData
    language: str = ""
    insights: list[str] = field(default_factory=list)
    passages: set[str] = field(default_factory=set)
    differs: bool = False


class Content:
    """A cleaned snapshot with what several tables ask of it. Nothing but the snapshot is read."""

    def __init__(self, snapshot: Snapshot, language: str = "") -> None:
        self.data, _missing = in_language(cleaned(snapshot), language)
        self.wording = wording_for(self.data["language"])
        self.places = list(places_in(self.data["sections"]))
        self.notes = {note["id"]: plain(note["content"]) for note in self.data["footnotes"]}
        self.themes: defaultdict[str, list[str]] = defaultdict(list)
        for place in self.places:
            for passage in place.section["passages"]:
                self.themes[passage["id"]].append(place.theme)

    def insights(self) -> Iterator[tuple[Place, InsightData]]:
        for place in self.places:
            for insight in place.section["insights"]:
                yield place, insight

    def themes_of(self, passage: PassageData, place: Place) -> str:
        """The heading of the insight first, then the others under which the passage stands."""
        return "\n".join(dict.fromkeys([place.theme, *self.themes.get(passage["id"], [])]))

    def used(self) -> dict[Said, Used]:
        """What the report takes from each contribution that it prints or names, in reading order."""
        found: dict[Said, Used] = {}
        for place in self.places:
            for tagged in place.section["tagged"]:
                _use(found, tagged)
            for passage in place.section["passages"]:
                _quote(found, passage)
            for insight in place.section["insights"]:
                for passage in insight["evidence"]:
                    one = _quote(found, passage)
                    one.insights.append(insight["number"])
                    one.differs |= passage["stance"] == "differs"
        return found

    def ambiguous(self) -> set[Said]:
        """Rooms and numbers that name two contributions, as rooms may share a title: nobody is named then."""
        said = Counter((one["room"], one["number"]) for one in self.data["contributions"])
        return {one for one, times in said.items() if times > 1}

    def questions(self) -> dict[Said, str]:
        """The guiding questions that each contribution answers, one below the other."""
        unclear = self.ambiguous()
        listed = (((one["room"], one["number"]), one) for one in self.data["contributions"])
        return {said: "\n".join(one.get("questions", [])) for said, one in listed if said not in unclear}

    def yes(self, *, so: bool) -> str:
        return self.wording.say("sheet_yes") if so else ""


def _use(found: dict[Said, Used], named: PassageData | TaggedData) -> Used:
    return found.setdefault((named["room"], named["number"]), Used(named))


def _quote(found: dict[Said, Used], passage: PassageData) -> Used:
    one = _use(found, passage)
    one.language = passage["language"]
    if passage["quote"]:
        one.passages.add(passage["id"])
    return one


def places_in(
    sections: Sequence[SectionData], part: str = "", above: tuple[str, ...] = ()
) -> Iterator[Place]:
    """All sections in reading order."""
    for section in sections:
        titles = (*above, section["title"])
        inside = section["title"] if section["kind"] == "part" else part
        yield Place(section, inside, titles)
        yield from places_in(section["children"], inside, titles)


def safe(address: str) -> str:
    return address if is_safe_address(address) else ""


def counts(support: SupportData) -> list[Cell]:
    """In the order of `count_columns`."""
    return [
        support["contributions"],
        support["people"],
        support["countries"],
        support["passages"],
        support["differs"],
        support["team_contributions"],
    ]


def count_columns(wording: Wording) -> list[Column]:
    keys = ("chart_contributions", "chart_people", "chart_countries")
    more = ("sheet_passages", "sheet_differ", "sheet_team_contributions")
    return [Column(wording.say(key), NARROW) for key in (*keys, *more)]


def evidence_table(content: Content) -> Table:
    """One row for each piece of evidence, what came from outside among it, for CSV and the workbook."""
    say = content.wording.say
    return Table(
        say("sheet_evidence"),
        [
            Column(say("sheet_insight"), NARROW),
            Column(say("annex_stance"), NARROW),
            Column(say("annex_passage"), WIDE),
            Column(say("sheet_translation"), WIDE),
            Column(say("sheet_translator")),
            Column(say("sheet_language"), NARROW),
            Column(say("sheet_name"), MIDDLE),
            Column(say("sheet_by_team"), NARROW),
            Column(say("sheet_room")),
            Column(say("sheet_contribution"), NARROW),
            Column(say("sheet_address"), MIDDLE),
            Column(say("sheet_themes"), WIDE),
            Column(say("chart_questions_head"), MIDDLE),
            *count_columns(content.wording),
        ],
        _evidence_rows(content),
    )


def _evidence_rows(content: Content) -> Iterator[Row]:
    """The counts at the end are those of the insight, as its support line has them."""
    say, questions = content.wording.say, content.questions()
    for place, insight in content.insights():
        for one in insight["evidence"]:
            yield [
                insight["number"],
                say(one["stance"]),
                one["quote"] or say("tagged"),
                one.get("translation", ""),
                one.get("translated_by", ""),
                one["language"],
                one["byline"],
                content.yes(so=one["team"]),
                one["room"],
                one["number"],
                safe(one["url"]),
                content.themes_of(one, place),
                questions.get((one["room"], one["number"]), ""),
                *counts(insight["support"]),
            ]
        for note in outside_of(insight):
            told = outside_line(note, content.wording)
            shown = [say("outside"), told.words, "", "", "", told.line, "", "", "", told.url]
            shown += [place.theme, ""]
            yield [insight["number"], *shown, *counts(insight["support"])]


def insight_table(content: Content) -> Table:
    say = content.wording.say
    return Table(
        say("sheet_insights"),
        [
            Column(say("sheet_number"), NARROW),
            Column(say("sheet_part")),
            Column(say("sheet_theme"), MIDDLE),
            Column(say("sheet_lead_in"), WIDE),
            Column(say("sheet_text"), WIDE),
            Column(say("notes"), MIDDLE),
            *count_columns(content.wording),
            Column(say("outside"), WIDE),
            Column(say("sheet_address")),
        ],
        _insight_rows(content),
    )


def _insight_rows(content: Content) -> Iterator[Row]:
    page = safe(content.data["address"])
    for place, insight in content.insights():
        trees = [insight["lead_in"], *(paragraph["content"] for paragraph in insight["paragraphs"])]
        marks = [mark.get("ref", "") for tree in trees for mark in note_marks(tree)]
        yield [
            insight["number"],
            place.part,
            place.theme,
            plain(trees[0]),
            "\n".join(map(plain, trees[1:])),
            "\n".join(content.notes.get(mark, "") for mark in dict.fromkeys(marks)),
            *counts(insight["support"]),
            "\n".join(outside_line(one, content.wording).text for one in outside_of(insight)),
            f"{page}{place_of(insight['number'])}" if page else "",
        ]
