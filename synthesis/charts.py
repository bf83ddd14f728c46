"""Participation as tables with a bar in each row: the table is the chart, the bar repeats its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from synthesis.languages import language_mark
from synthesis.snapshot_types import ChartRow, FiguresData, PeriodData
from synthesis.wording.table import Wording

ROWS_AT_MOST = 8
COLUMNS_AT_MOST = 6  # upright columns whose labels stand side by side
SPANS_AT_MOST = 12
SMALLEST_GROUP = 3  # people: fewer in one country would point at persons


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    people: int | None
    share: float  # of the longest bar, 0 to 1
    added: bool = False
    lang: str = ""  # of a label in another language than the document


@dataclass(frozen=True)
class Chart:
    """One question about participation: upright `columns` along time, otherwise a bar in each row."""

    key: str
    title: str
    note: str
    head: str
    count_head: str
    people_head: str
    columns: bool
    rows: tuple[Row, ...]


def charts_of(figures: FiguresData, period: PeriodData, wording: Wording) -> tuple[Chart, ...]:
    made = [
        _weeks(figures.get("by_week", []), period, wording),
        _languages(figures.get("by_language", []), wording),
        _plain("questions", figures.get("by_question", []), wording, counts_people=False),
        _countries(figures.get("by_country", []), wording),
        _plain(
            "organisations", by_size(figures.get("by_organisation_kind", [])), wording, counts_people=True
        ),
    ]
    return tuple(chart for chart in made if chart.rows)


def by_size(rows: Sequence[ChartRow]) -> list[ChartRow]:
    return sorted(rows, key=lambda row: (-row["count"], row["label"]))


def _rows(data: Sequence[ChartRow], wording: Wording) -> tuple[Row, ...]:
    """At most eight rows, the rest added up as "Others (n)"."""
    shown, rest = list(data[:ROWS_AT_MOST]), list(data[ROWS_AT_MOST:])
    if rest:
        rest = [shown.pop(), *rest]
    return _with_others(shown, rest, wording)


def _with_others(shown: Sequence[ChartRow], rest: Sequence[ChartRow], wording: Wording) -> tuple[Row, ...]:
    others = sum(row["count"] for row in rest)
    longest = max([others, *(row["count"] for row in shown)], default=0) or 1
    rows = [
        Row(
            row["label"],
            row["count"],
            row.get("people"),
            row["count"] / longest,
            added=row.get("added", False),
            lang=row.get("lang", ""),
        )
        for row in shown
    ]
    if rest:
        people = [row["people"] for row in rest if "people" in row]
        label = wording.say("others", n=wording.number(len(rest)))
        rows.append(Row(label, others, sum(people) if people else None, others / longest))
    return tuple(rows)


def _chart(kind: str, note: str, rows: tuple[Row, ...], wording: Wording, *, counts_people: bool) -> Chart:
    count = wording.say("chart_people" if counts_people else "chart_contributions")
    has_people = any(row.people is not None for row in rows)
    return Chart(
        key=kind,
        title=wording.say(f"chart_{kind}"),
        note=note,
        head=wording.say(f"chart_{kind}_head"),
        count_head=count,
        people_head=wording.say("chart_people") if has_people else "",
        columns=False,
        rows=rows,
    )


def _plain(kind: str, data: Sequence[ChartRow], wording: Wording, *, counts_people: bool) -> Chart:
    note = wording.say(f"chart_{kind}_note")
    return _chart(kind, note, _rows(data, wording), wording, counts_people=counts_people)


def _countries(data: Sequence[ChartRow], wording: Wording) -> Chart:
    named = [row for row in by_size(data) if row["count"] >= SMALLEST_GROUP]
    shown = named if len(named) <= ROWS_AT_MOST - 1 else named[: ROWS_AT_MOST - 1]
    rest = [row for row in data if row not in shown] if shown else []  # "others" alone would say nothing
    rows = _with_others(shown, rest, wording)
    return _chart("countries", wording.say("chart_countries_note"), rows, wording, counts_people=True)


def _languages(data: Sequence[ChartRow], wording: Wording) -> Chart:
    named: list[ChartRow] = []
    for row in by_size(data):
        mark = language_mark(row.get("language", ""), wording.language)
        label = f"{mark.own} · {mark.name}" if mark.name else mark.own
        named.append({**row, "label": label or row["label"]})
    note = ""
    if data:
        first = by_size(data)[0]
        mark = language_mark(first.get("language", ""), wording.language)
        note = wording.say(
            "chart_languages_note",
            count=wording.number(first["count"]),
            total=wording.number(sum(row["count"] for row in data)),
            language=mark.name or mark.own or first["label"],
        )
    return _chart("languages", note, _rows(named, wording), wording, counts_people=False)


def _weeks(weeks: Sequence[ChartRow], period: PeriodData, wording: Wording) -> Chart:
    data = _together(weeks)
    longest = max((row["count"] for row in data), default=0) or 1
    rows = tuple(
        Row(_span(row, wording), row["count"], None, row["count"] / longest, row.get("added", False))
        for row in data
    )
    total = sum(row["count"] for row in weeks)
    added = sum(row["count"] for row in weeks if row.get("added"))
    if added:
        closes = wording.date_without_year(date.fromisoformat(period["closes_on"]))
        counts = {"count": wording.number(added), "total": wording.number(total)}
        note = wording.say("chart_weeks_added", **counts, day=closes)
    else:
        contributions = wording.count("contributions_figures", total)
        note = wording.say(
            "chart_weeks_note",
            contributions=contributions,
            weeks=wording.count("weeks", len(weeks), spelled=True),
        )
    return Chart(
        key="weeks",
        title=wording.say("chart_weeks"),
        note=note,
        head=wording.say("chart_weeks_head"),
        count_head=wording.say("chart_contributions"),
        people_head="",
        columns=len(rows) <= COLUMNS_AT_MOST,
        rows=rows,
    )


def _together(weeks: Sequence[ChartRow]) -> Sequence[ChartRow]:
    """A long consultation in at most twelve spans of as many weeks each."""
    size = -(-len(weeks) // SPANS_AT_MOST)
    if size < 2:  # noqa: PLR2004
        return weeks
    return [_added_up(weeks[start : start + size]) for start in range(0, len(weeks), size)]


def _added_up(weeks: Sequence[ChartRow]) -> ChartRow:
    first, last = weeks[0], weeks[-1]
    made: ChartRow = {
        "label": f"{first['label']}–{last['label']}" if len(weeks) > 1 else first["label"],
        "count": sum(week["count"] for week in weeks),
        "added": all(week.get("added") for week in weeks),
    }
    if "first_day" in first and "last_day" in last:
        made["first_day"], made["last_day"] = first["first_day"], last["last_day"]
    return made


def _span(row: ChartRow, wording: Wording) -> str:
    if "first_day" not in row or "last_day" not in row:
        return row["label"]
    return wording.short_days(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
