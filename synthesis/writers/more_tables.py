"""The tables of the workbook that count: contributions, themes, questions, participation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from synthesis.charts import SMALLEST_GROUP, by_size
from synthesis.languages import language_mark
from synthesis.snapshot_types import ChartRow
from synthesis.wording.table import Wording
from synthesis.writers.tables import (
    MIDDLE,
    NARROW,
    WIDE,
    Column,
    Content,
    Row,
    Table,
    Used,
    count_columns,
    counts,
    safe,
)


def contribution_table(content: Content) -> Table:
    say = content.wording.say
    return Table(
        say("sheet_contributions"),
        [
            Column(say("sheet_room")),
            Column(say("sheet_contribution"), NARROW),
            Column(say("sheet_name"), MIDDLE),
            Column(say("sheet_language"), NARROW),
            Column(say("sheet_by_team"), NARROW),
            Column(say("sheet_passages"), NARROW),
            Column(say("sheet_citing"), MIDDLE),
            Column(say("chart_questions_head"), MIDDLE),
            Column(say("differs"), NARROW),
            Column(say("sheet_feeding"), WIDE),
            Column(say("sheet_address"), MIDDLE),
        ],
        _contribution_rows(content),
    )


def _contribution_rows(content: Content) -> Iterator[Row]:
    """Every contribution of the snapshot, then those by the team that the report uses."""
    used, unclear = content.used(), content.ambiguous()
    titles = {section["number"]: section["title"] for section in content.data["sections"]}
    listed = set()
    for thread in content.data["contributions"]:
        said = (thread["room"], thread["number"])
        listed.add(said)
        feeding = "\n".join(titles.get(part, part) for part in thread["parts"])
        known = None if said in unclear else used.get(said)
        differs = content.yes(so=thread["differs"])
        asked = "\n".join(thread.get("questions", []))
        yield [*said, *_shown(known, content), asked, differs, feeding, safe(_page(known))]
    for said, one in used.items():
        if said not in listed:
            yield [*said, *_shown(one, content), "", content.yes(so=one.differs), "", safe(_page(one))]


def _shown(used: Used | None, content: Content) -> list[str | int]:
    if used is None:
        return ["", "", "", "", ""]
    citing = ", ".join(dict.fromkeys(used.insights))
    team = content.yes(so=used.named["team"])
    return [used.named["byline"], used.language, team, len(used.passages), citing]


def _page(used: Used | None) -> str:
    """The address of the contribution, without the place of a passage in it."""
    return used.named["url"].partition("#")[0] if used else ""


def theme_table(content: Content) -> Table:
    say = content.wording.say
    columns = [
        Column(say("sheet_number"), NARROW),
        Column(say("sheet_part")),
        Column(say("sheet_theme"), WIDE),
        Column(say("sheet_codes")),
        *count_columns(content.wording),
        Column(say("sheet_insights"), NARROW),
    ]
    rows = (
        [
            place.section["number"],
            place.part,
            place.theme,
            ", ".join(place.section["theme_codes"]),
            *counts(place.section["support"]),
            len(place.section["insights"]),
        ]
        for place in content.places
    )
    return Table(say("sheet_themes"), columns, rows)


def question_table(content: Content) -> Table:
    say = content.wording.say
    columns = [
        Column(say("chart_questions_head"), WIDE),
        Column(say("chart_contributions"), NARROW),
        Column(say("chart_people"), NARROW),
    ]
    asked = content.data["figures"].get("by_question", [])
    rows = ([row["label"], row["count"], row.get("people", "")] for row in asked)
    return Table(say("sheet_questions"), columns, rows)


def participation_table(content: Content) -> Table:
    say = content.wording.say
    columns = [
        Column(say("sheet_table"), MIDDLE),
        Column(say("sheet_row"), MIDDLE),
        Column(say("sheet_counted"), MIDDLE),
        Column(say("sheet_count"), NARROW),
    ]
    return Table(say("sheet_participation"), columns, _participation_rows(content))


def _participation_rows(content: Content) -> Iterator[Row]:
    wording, figures = content.wording, content.data["figures"]
    say = wording.say
    contributions, people = say("chart_contributions"), say("chart_people")
    totals = [
        (people, figures["people"]),
        (contributions, figures["contributions"]),
        (say("chart_countries"), figures["countries"]),
        (say("chart_languages"), figures["languages"]),
        (say("chart_organisations"), figures["organisations"]),
        (say("sheet_team_people"), figures["team_people"]),
        (say("sheet_team_contributions"), figures["team_contributions"]),
    ]
    for counted, n in totals:
        yield [say("numbers"), "", counted, n]
    for week in figures.get("by_week", []):
        yield [say("chart_weeks"), _span(week, wording), contributions, week["count"]]
    for one in by_size(figures.get("by_language", [])):
        mark = language_mark(one.get("language", ""), wording.language)
        label = " · ".join(filter(None, (mark.own, mark.name))) or one["label"]
        yield [say("chart_languages"), label, contributions, one["count"]]
        if "people" in one:
            yield [say("chart_languages"), label, people, one["people"]]
    for label, n in _countries(figures.get("by_country", []), wording):
        yield [say("chart_countries"), label, people, n]
    for one in by_size(figures.get("by_organisation_kind", [])):
        yield [say("chart_organisations"), one["label"], people, one["count"]]


def _span(week: ChartRow, wording: Wording) -> str:
    if "first_day" not in week or "last_day" not in week:
        return week["label"]
    return wording.days(date.fromisoformat(week["first_day"]), date.fromisoformat(week["last_day"]))


def _countries(rows: Sequence[ChartRow], wording: Wording) -> list[tuple[str, int]]:
    """Named with three people or more, the others added up, as in the report."""
    named = [row for row in by_size(rows) if row["label"] and row["count"] >= SMALLEST_GROUP]
    rest = [row["count"] for row in rows if row not in named]
    found = [(row["label"], row["count"]) for row in named]
    if named and rest:
        found.append((wording.say("others", n=wording.number(len(rest))), sum(rest)))
    return found
