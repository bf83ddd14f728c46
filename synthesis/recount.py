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

# The rule of `synthesis.ledger`, a second time.
LEDGER = """
WITH counted AS (
  SELECT c.id, c.as_team, c.created_at, near.group_id
  FROM contributions_contribution AS c
  JOIN rooms_room AS r ON r.id = c.room_id
  LEFT JOIN moderation_similar AS near ON near.contribution_id = c.id
  WHERE c.visibility = 'visible' AND r.counts_in_report AND r.consultation_id = %(consultation)s
), used AS (
  SELECT DISTINCT c.id, c.group_id
  FROM synthesis_evidence AS e
  JOIN synthesis_insight AS i ON i.id = e.insight_id
  JOIN synthesis_section AS s ON s.id = i.section_id
  JOIN counted AS c ON c.id = e.contribution_id
  WHERE s.report_id = %(report)s
), gathered AS (
  SELECT DISTINCT t.contribution_id AS id
  FROM moderation_tagging AS t
  JOIN moderation_theme AS h ON h.id = t.theme_id
  LEFT JOIN moderation_passage AS p ON p.id = t.passage_id
  WHERE t.removed_at IS NULL AND p.removed_at IS NULL AND h.retired_at IS NULL
), fates AS (
  SELECT
    CASE
      WHEN c.id IN (SELECT id FROM used) THEN 'used'
      WHEN d.kind = 'same' AND d.same_as_id IN (SELECT id FROM used) THEN 'used'
      WHEN d.kind IN ('same', 'out') THEN d.kind
      WHEN c.group_id IN (SELECT group_id FROM used WHERE group_id IS NOT NULL) THEN 'used'
      WHEN d.kind = 'considered' OR c.id IN (SELECT id FROM gathered) THEN 'considered'
      WHEN c.group_id IS NOT NULL
        AND row_number() OVER (PARTITION BY c.group_id ORDER BY c.created_at, c.id) > 1 THEN 'same'
      ELSE 'open'
    END AS fate,
    c.as_team
  FROM counted AS c
  LEFT JOIN synthesis_disposition AS d ON d.contribution_id = c.id
)
SELECT
  count(*) FILTER (WHERE fate = 'used') AS used,
  count(*) FILTER (WHERE fate = 'considered') AS considered,
  count(*) FILTER (WHERE fate = 'same') AS same,
  count(*) FILTER (WHERE fate = 'out') AS out,
  count(*) FILTER (WHERE fate = 'open') AS open
FROM fates
WHERE NOT as_team
"""


def recount(report: Report, snapshot: Snapshot) -> dict[str, Any]:
    """The counts found anew, and where the snapshot says otherwise, to be stored with the version.

    Call it in the transaction that froze the snapshot: both have to see one state of the database.
    `differences` are (whose count, which, the snapshot's, the recount's), `insights` how many were counted.
    """
    figures = _rows(FIGURES, [report.consultation_id])[0]
    differences = _differing("figures", dict(snapshot["figures"]), figures)
    ledger = _rows(LEDGER, {"consultation": report.consultation_id, "report": report.pk})[0]
    differences += _differing("ledger", dict(snapshot["ledger"]), ledger)
    counted = {row.pop("guid"): row for row in _rows(INSIGHTS, [report.pk])}
    insights = [one for section in every(snapshot["sections"]) for one in section["insights"]]
    for one in insights:
        found = counted.get(one["id"]) or dict.fromkeys(one["support"], 0)
        differences += _differing(one["number"], dict(one["support"]), found)
    return {
        "figures": figures,
        "ledger": ledger,
        "insights": len(insights),
        "differences": differences,
    }


def _differing(whose: str, said: dict[str, Any], found: dict[str, Any]) -> list[list[Any]]:
    return [[whose, key, said.get(key), n] for key, n in found.items() if said.get(key) != n]


def _rows(sql: str, values: list[int] | dict[str, int]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
