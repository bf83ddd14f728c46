"""Counting again in plain SQL, past every query and tally of ours, what a frozen snapshot says of people."""

from __future__ import annotations

from typing import Any

from django.db import connection

from synthesis.checks.draft import every
from synthesis.models import Report
from synthesis.snapshot_types import Snapshot

# The definitions are those of `contributions.figures`, written down a second time on purpose.
FIGURES = """
SELECT
  count(DISTINCT c.author_id) FILTER (WHERE NOT c.as_team) AS people,
  count(DISTINCT c.author_id) FILTER (WHERE c.as_team) AS team_people,
  count(*) AS contributions,
  count(*) FILTER (WHERE c.as_team) AS team_contributions,
  count(DISTINCT m.country) FILTER (WHERE NOT c.as_team AND m.country <> '') AS countries,
  count(DISTINCT lower(m.organisation)) FILTER (WHERE NOT c.as_team AND m.organisation <> '')
    AS organisations,
  count(DISTINCT c.language) FILTER (WHERE NOT c.as_team) AS languages,
  count(DISTINCT c.room_id) AS rooms
FROM contributions_contribution AS c
JOIN rooms_room AS r ON r.id = c.room_id
JOIN consultation_membership AS m ON m.id = c.author_id
WHERE c.visibility = 'visible' AND r.counts_in_report AND r.consultation_id = %s
"""
INSIGHTS = """
SELECT
  i.guid::text,
  count(DISTINCT c.author_id) FILTER (WHERE e.stance = 'supports' AND NOT c.as_team) AS people,
  count(DISTINCT c.id) FILTER (WHERE e.stance = 'supports' AND NOT c.as_team) AS contributions,
  count(DISTINCT m.country) FILTER (WHERE e.stance = 'supports' AND NOT c.as_team AND m.country <> '')
    AS countries,
  count(DISTINCT e.passage_id) FILTER (WHERE e.stance = 'supports' AND NOT c.as_team) AS passages,
  count(DISTINCT c.author_id) FILTER (WHERE e.stance = 'differs' AND NOT c.as_team) AS differs,
  count(DISTINCT c.id) FILTER (WHERE e.stance = 'supports' AND c.as_team) AS team_contributions,
  count(DISTINCT c.author_id) FILTER (WHERE e.stance = 'supports' AND c.as_team) AS team_people
FROM synthesis_insight AS i
JOIN synthesis_section AS s ON s.id = i.section_id
JOIN synthesis_evidence AS e ON e.insight_id = i.id
JOIN contributions_contribution AS c ON c.id = e.contribution_id
JOIN rooms_room AS r ON r.id = c.room_id
JOIN consultation_membership AS m ON m.id = c.author_id
WHERE c.visibility = 'visible' AND r.counts_in_report AND s.report_id = %s
GROUP BY i.guid
"""


def recount(report: Report, snapshot: Snapshot) -> dict[str, Any]:
    """The counts found anew, and where the snapshot says otherwise, to be stored with the version.

    Call it in the transaction that froze the snapshot: both have to see one state of the database.
    `differences` are (whose count, which, the snapshot's, the recount's), `insights` how many were counted.
    """
    figures = _rows(FIGURES, report.consultation_id)[0]
    differences = _differing("figures", dict(snapshot["figures"]), figures)
    counted = {row.pop("guid"): row for row in _rows(INSIGHTS, report.pk)}
    insights = [one for section in every(snapshot["sections"]) for one in section["insights"]]
    for one in insights:
        found = counted.get(one["id"]) or dict.fromkeys(one["support"], 0)
        differences += _differing(one["number"], dict(one["support"]), found)
    return {"figures": figures, "insights": len(insights), "differences": differences}


def _differing(whose: str, said: dict[str, Any], found: dict[str, Any]) -> list[list[Any]]:
    return [[whose, key, said.get(key), n] for key, n in found.items() if said.get(key) != n]


def _rows(sql: str, key: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
