"""What waits at the desk follows every change of the tables it comes from, however the change was made.

One function works out what contributions wait for. Of two changes of one contribution at once the second
waits for its row here, and then sees what the first has made.
"""

_QUEUES = ("to_read", "reported", "held", "no_reply", "untagged", "unknown_mention")
_COLUMNS = ", ".join(_QUEUES)
_NOW = ", ".join(f"excluded.{queue}" for queue in _QUEUES)
_BEFORE = ", ".join(f"w.{queue}" for queue in _QUEUES)

WAITS = """
SELECT c.id AS contribution_id, r.consultation_id, c.room_id, c.created_at AS at,
  c.visibility = 'visible' AND NOT c.as_team AND NOT EXISTS (
    SELECT FROM moderation_teamread AS t WHERE t.contribution_id = c.id AND t.revision_id = c.revision_id
  ) AS to_read,
  c.visibility <> 'withdrawn' AND EXISTS (
    SELECT FROM moderation_flag AS f WHERE f.contribution_id = c.id AND f.resolved_at IS NULL
  ) AS reported,
  c.visibility = 'held' AS held,
  c.visibility = 'visible' AND NOT c.as_team AND c.thread_id IS NULL AND c.replies_shown = 0 AS no_reply,
  c.visibility = 'visible' AND NOT EXISTS (
    SELECT FROM moderation_tagging AS g LEFT JOIN moderation_passage AS p ON p.id = g.passage_id
    WHERE g.contribution_id = c.id AND g.removed_at IS NULL AND p.removed_at IS NULL
  ) AS untagged,
  c.visibility IN ('visible', 'held') AND EXISTS (
    SELECT FROM contributions_mention AS m
    WHERE m.revision_id = c.revision_id AND m.membership_id IS NULL
  ) AS unknown_mention
FROM contributions_contribution AS c JOIN rooms_room AS r ON r.id = c.room_id
WHERE c.revision_id IS NOT NULL
"""

_FUNCTION = f"""
CREATE FUNCTION refresh_waiting(pks bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM moderation_waiting WHERE contribution_id = ANY (pks)
  ORDER BY contribution_id FOR NO KEY UPDATE;
  INSERT INTO moderation_waiting AS w (contribution_id, consultation_id, room_id, at, {_COLUMNS})
  {WAITS} AND c.id = ANY (pks) ORDER BY c.id
  ON CONFLICT (contribution_id) DO UPDATE
  SET (consultation_id, room_id, at, {_COLUMNS})
    = (excluded.consultation_id, excluded.room_id, excluded.at, {_NOW})
  WHERE (w.consultation_id, w.room_id, w.at, {_BEFORE})
    IS DISTINCT FROM (excluded.consultation_id, excluded.room_id, excluded.at, {_NOW});
END $$;
"""  # noqa: S608
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_CHANGED = """
SELECT n.id FROM new_rows AS n JOIN old_rows AS o ON o.id = n.id
WHERE (n.visibility, n.revision_id, n.replies_shown, n.as_team, n.thread_id, n.room_id, n.created_at)
  IS DISTINCT FROM
    (o.visibility, o.revision_id, o.replies_shown, o.as_team, o.thread_id, o.room_id, o.created_at)
"""
# Rows put in wholesale come with their revision named already; what is posted gets it by an update.
_WHOLESALE = """
SELECT n.contribution_id FROM new_rows AS n JOIN contributions_contribution AS c ON c.revision_id = n.id
"""
_OF_REVISIONS = """
SELECT v.contribution_id FROM new_rows AS n JOIN contributions_revision AS v ON v.id = n.revision_id
"""
_OF_NAMES = _OF_REVISIONS + "WHERE n.membership_id IS NULL"
_OF_NEW = "SELECT contribution_id FROM new_rows"
_OF_OLD = "SELECT contribution_id FROM old_rows"
_TRIGGERS = {
    "waits_changed": ("UPDATE", "contributions_contribution", [_OLD, _NEW], _CHANGED),
    "waits_worded": ("INSERT", "contributions_revision", [_NEW], _WHOLESALE),
    "waits_named": ("INSERT", "contributions_mention", [_NEW], _OF_NAMES),
    "waits_bound": ("UPDATE", "contributions_mention", [_NEW], _OF_REVISIONS),
    "waits_flagged": ("INSERT", "moderation_flag", [_NEW], _OF_NEW),
    "waits_answered": ("UPDATE", "moderation_flag", [_NEW], _OF_NEW),
    "waits_tagged": ("INSERT", "moderation_tagging", [_NEW], _OF_NEW),
    "waits_retagged": ("UPDATE", "moderation_tagging", [_OLD, _NEW], f"{_OF_NEW} UNION {_OF_OLD}"),
    "waits_untagged": ("DELETE", "moderation_tagging", [_OLD], _OF_OLD),
    "waits_read": ("INSERT", "moderation_teamread", [_NEW], _OF_NEW),
    "waits_read_anew": ("UPDATE", "moderation_teamread", [_NEW], _OF_NEW),
    "waits_unread": ("DELETE", "moderation_teamread", [_OLD], _OF_OLD),
}


def _made(name: str, event: str, table: str, tables: list[str], rows: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"DECLARE pks bigint[] = ARRAY({rows});\n"
        "BEGIN IF cardinality(pks) > 0 THEN PERFORM refresh_waiting(pks); END IF; RETURN NULL; END $$;\n"
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {' '.join(tables)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
    )


WAITING = _FUNCTION + "".join(_made(name, *facts) for name, facts in _TRIGGERS.items())
WAITING_UNDO = (
    "".join(
        f"DROP TRIGGER {name} ON {facts[1]};\nDROP FUNCTION {name}();\n" for name, facts in _TRIGGERS.items()
    )
    + "DROP FUNCTION refresh_waiting(bigint[]);\n"
)
REFRESH_ALL = "SELECT refresh_waiting(ARRAY(SELECT id FROM contributions_contribution));"

# Where what is kept differs from what it is kept from: no rows when all is well.
WRONG = f"""
SELECT contribution_id FROM ({WAITS}) AS now
FULL JOIN moderation_waiting AS w USING (contribution_id)
WHERE (now.consultation_id, now.room_id, {", ".join(f"now.{queue}" for queue in _QUEUES)})
  IS DISTINCT FROM (w.consultation_id, w.room_id, {_BEFORE})
"""  # noqa: S608
