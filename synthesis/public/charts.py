"""Charts of participation as tables: a knot for each person while they can be counted, a bar above that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.charts import Chart

MOST_KNOTS = 30
FULL = 100  # height or length of the longest bar, in its own units


@dataclass(frozen=True)
class ShownRow:
    """A row with its bar: `knots` people, or `length` out of 100."""

    label: str
    knots: str
    length: int
    is_added: bool
    numbers: tuple[int | None, ...]
    lang: str = ""  # of a label in another language than the page

    @property
    def above(self) -> int:
        """What stays empty over an upright column."""
        return FULL - self.length


@dataclass(frozen=True)
class ShownChart:
    """`is_upright`: columns along time. `heads` name the numbers of each row."""

    key: str
    title: str
    note: str
    has_knots: bool
    is_upright: bool
    head: str
    heads: tuple[str, ...]
    rows: tuple[ShownRow, ...]


def shown_charts(charts: Iterable[Chart]) -> list[ShownChart]:
    return [_shown(chart) for chart in charts]


def _shown(chart: Chart) -> ShownChart:
    people = _people(chart)
    has_knots = people is not None and max(people) <= MOST_KNOTS
    return ShownChart(
        key=chart.key,
        title=chart.title,
        note=chart.note,
        has_knots=has_knots,
        is_upright=chart.columns,
        head=chart.head,
        heads=(chart.count_head, *([chart.people_head] if chart.people_head else [])),
        rows=tuple(
            ShownRow(
                label=row.label,
                knots="i" * (people[place] or 0) if has_knots and people else "",
                length=round(row.share * FULL),
                is_added=row.added,
                numbers=(row.count, *([row.people] if chart.people_head else [])),
                lang=row.lang,
            )
            for place, row in enumerate(chart.rows)
        ),
    )


def _people(chart: Chart) -> Sequence[int] | None:
    """How many people stand behind each row; None where the chart does not say."""
    if chart.key in {"countries", "organisations"}:
        return [row.count for row in chart.rows]
    if chart.people_head and all(row.people is not None for row in chart.rows):
        return [row.people or 0 for row in chart.rows]
    return None
