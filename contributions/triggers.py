"""Rules of this floor that only the database can keep."""

REVISION_IS_IMMUTABLE = """
CREATE FUNCTION refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.contribution_id, NEW.number, NEW.sha256, NEW.length, NEW.created_at)
     IS DISTINCT FROM (OLD.contribution_id, OLD.number, OLD.sha256, OLD.length, OLD.created_at)
  OR (OLD.sealed_at IS NOT NULL AND NEW.sealed_at IS NULL)
  OR ((NEW.source, NEW.plain) IS DISTINCT FROM (OLD.source, OLD.plain)
      AND NOT (NEW.sealed_at IS NOT NULL AND NEW.source = '' AND NEW.plain = '')) THEN
    RAISE EXCEPTION 'a revision never changes; it can only be sealed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE ON contributions_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_revision_change();
"""

REVISION_IS_IMMUTABLE_UNDO = """
DROP TRIGGER revision_is_immutable ON contributions_revision;
DROP FUNCTION refuse_revision_change();
"""

# The tallies follow every change of a contribution, however it was made. Rows are taken in one order, so that
# two transactions never wait for each other crosswise.
_ADD_TO_ROOMS = """
  INSERT INTO contributions_roomtally AS t (room_id, author_id, as_team, language, contributions, words)
  SELECT room_id, author_id, as_team, language, sum(n), sum(w) FROM ({changes}) AS changes
  GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 OR sum(w) <> 0 ORDER BY 1, 2, 3, 4
  ON CONFLICT (room_id, author_id, as_team, language) DO UPDATE
  SET contributions = t.contributions + EXCLUDED.contributions, words = t.words + EXCLUDED.words;
"""
_ADD_TO_QUESTIONS = """
  INSERT INTO contributions_questiontally AS t (question_id, contributions)
  SELECT question_id, sum(n) FROM ({changes}) AS changes
  GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1
  ON CONFLICT (question_id) DO UPDATE SET contributions = t.contributions + EXCLUDED.contributions;
"""


def _voices(rows: str, sign: int) -> str:
    return (
        f"SELECT room_id, author_id, as_team, language, {sign} AS n, {sign} * words::bigint AS w "  # noqa: S608
        f"FROM {rows} WHERE visibility = 'visible'"
    )


def _answers(rows: str, sign: int) -> str:
    """Answers among rows of the link table, of contributions that are shown."""
    return (
        f"SELECT guidingquestion_id AS question_id, {sign} AS n FROM {rows} AS link "  # noqa: S608
        "JOIN contributions_contribution AS c ON c.id = link.contribution_id WHERE c.visibility = 'visible'"
    )


def _turned(rows: str, other: str, sign: int) -> str:
    """Answers of contributions that were shown in `rows` and not in `other`."""
    return (
        f"SELECT guidingquestion_id AS question_id, {sign} AS n FROM {rows} AS r "  # noqa: S608
        f"JOIN {other} AS o ON o.id = r.id "
        "JOIN contributions_contribution_questions AS link ON link.contribution_id = r.id "
        "WHERE r.visibility = 'visible' AND o.visibility <> 'visible'"
    )


def _function(name: str, *statements: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN{''.join(statements)}"
        "  RETURN NULL;\nEND $$;\n"
    )


def _trigger(name: str, event: str, table: str, *tables: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {' '.join(tables)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
    )


_CONTRIBUTIONS, _LINKS = "contributions_contribution", "contributions_contribution_questions"
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_BOTH_VOICES = _voices("new_rows", 1) + " UNION ALL " + _voices("old_rows", -1)
_BOTH_TURNS = _turned("new_rows", "old_rows", 1) + " UNION ALL " + _turned("old_rows", "new_rows", -1)

_TRIGGERS = {
    "tally_posted": (
        "INSERT",
        _CONTRIBUTIONS,
        [_NEW],
        [_ADD_TO_ROOMS.format(changes=_voices("new_rows", 1))],
    ),
    "tally_changed": (
        "UPDATE",
        _CONTRIBUTIONS,
        [_OLD, _NEW],
        [_ADD_TO_ROOMS.format(changes=_BOTH_VOICES), _ADD_TO_QUESTIONS.format(changes=_BOTH_TURNS)],
    ),
    "tally_deleted": (
        "DELETE",
        _CONTRIBUTIONS,
        [_OLD],
        [_ADD_TO_ROOMS.format(changes=_voices("old_rows", -1))],
    ),
    "tally_answered": ("INSERT", _LINKS, [_NEW], [_ADD_TO_QUESTIONS.format(changes=_answers("new_rows", 1))]),
    "tally_unanswered": (
        "DELETE",
        _LINKS,
        [_OLD],
        [_ADD_TO_QUESTIONS.format(changes=_answers("old_rows", -1))],
    ),
}

TALLIES = "".join(
    _function(name, *statements) + _trigger(name, event, table, *tables)
    for name, (event, table, tables, statements) in _TRIGGERS.items()
)
TALLIES_UNDO = "".join(
    f"DROP TRIGGER {name} ON {table};\nDROP FUNCTION {name}();\n"
    for name, (_, table, _, _) in _TRIGGERS.items()
)
RECOUNT = (
    "TRUNCATE contributions_roomtally, contributions_questiontally;\n"
    + _ADD_TO_ROOMS.format(changes=_voices(_CONTRIBUTIONS, 1))
    + _ADD_TO_QUESTIONS.format(changes=_answers(_LINKS, 1))
)
