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

# The tallies follow every change of a contribution, however it was made. A change is added to the row of its
# kind, or, when somebody else is just writing that row, to a new one: so nobody ever waits for a tally, and
# transactions never wait for each other crosswise. Rows of one kind are added up when they are read.
_VOICE_KEY = "room_id, author_id, as_team, language"
_ADD_TO_ROOMS = f"""
  FOR change IN SELECT {_VOICE_KEY}, sum(n) AS n, sum(w) AS w FROM ({{changes}}) AS changes
                GROUP BY {_VOICE_KEY} HAVING sum(n) <> 0 OR sum(w) <> 0 LOOP
    UPDATE contributions_roomtally AS t SET contributions = contributions + change.n, words = words + change.w
    WHERE t.id = (
      SELECT id FROM contributions_roomtally
      WHERE ({_VOICE_KEY}) = (change.room_id, change.author_id, change.as_team, change.language)
      LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
      INSERT INTO contributions_roomtally ({_VOICE_KEY}, contributions, words)
      VALUES (change.room_id, change.author_id, change.as_team, change.language, change.n, change.w);
    END IF;
  END LOOP;
"""  # noqa: S608
_ADD_TO_QUESTIONS = """
  FOR change IN SELECT question_id, sum(n) AS n FROM ({changes}) AS changes
                GROUP BY question_id HAVING sum(n) <> 0 LOOP
    UPDATE contributions_questiontally AS t SET contributions = contributions + change.n
    WHERE t.id = (
      SELECT id FROM contributions_questiontally WHERE question_id = change.question_id
      LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
      INSERT INTO contributions_questiontally (question_id, contributions)
      VALUES (change.question_id, change.n);
    END IF;
  END LOOP;
"""
# Each statement of a function sees what was committed before it began: so whoever answers a question waits
# for somebody who is just hiding that contribution.
_LOCK_ANSWERING = """
  PERFORM FROM contributions_contribution WHERE id IN (SELECT contribution_id FROM {rows})
  ORDER BY id FOR NO KEY UPDATE;
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
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"DECLARE change record;\nBEGIN{''.join(statements)}"
        "  RETURN NULL;\nEND $$;\n"
    )


def _trigger(name: str, event: str, table: str, *tables: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {' '.join(tables)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
    )


def _left(rows: str) -> str:
    """Answers of deleted contributions whose links are still there, and go without being counted again."""
    return (
        f"SELECT guidingquestion_id AS question_id, -1 AS n FROM {rows} AS r "  # noqa: S608
        "JOIN contributions_contribution_questions AS link ON link.contribution_id = r.id "
        "WHERE r.visibility = 'visible'"
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
        [
            _ADD_TO_ROOMS.format(changes=_voices("old_rows", -1)),
            _ADD_TO_QUESTIONS.format(changes=_left("old_rows")),
        ],
    ),
    "tally_answered": (
        "INSERT",
        _LINKS,
        [_NEW],
        [
            _LOCK_ANSWERING.format(rows="new_rows"),
            _ADD_TO_QUESTIONS.format(changes=_answers("new_rows", 1)),
        ],
    ),
    "tally_unanswered": (
        "DELETE",
        _LINKS,
        [_OLD],
        [
            _LOCK_ANSWERING.format(rows="old_rows"),
            _ADD_TO_QUESTIONS.format(changes=_answers("old_rows", -1)),
        ],
    ),
}

# One row for each author and language of a room that has anything in sight, whatever the rows they are in.
_VOICES = """
CREATE VIEW contributions_voice AS
SELECT min(t.id) AS id, t.room_id, r.consultation_id, r.counts_in_report, t.author_id, t.as_team, t.language,
       sum(t.contributions)::bigint AS contributions, sum(t.words)::bigint AS words
FROM contributions_roomtally AS t JOIN rooms_room AS r ON r.id = t.room_id
GROUP BY 2, 3, 4, 5, 6, 7 HAVING sum(t.contributions) > 0;
"""
TALLIES = _VOICES + "".join(
    _function(name, *statements) + _trigger(name, event, table, *tables)
    for name, (event, table, tables, statements) in _TRIGGERS.items()
)
TALLIES_UNDO = "DROP VIEW contributions_voice;\n" + "".join(
    f"DROP TRIGGER {name} ON {table};\nDROP FUNCTION {name}();\n"
    for name, (_, table, _, _) in _TRIGGERS.items()
)
RECOUNT = f"""
DELETE FROM contributions_roomtally;
DELETE FROM contributions_questiontally;
INSERT INTO contributions_roomtally ({_VOICE_KEY}, contributions, words)
SELECT {_VOICE_KEY}, sum(n), sum(w) FROM ({_voices(_CONTRIBUTIONS, 1)}) AS voices GROUP BY {_VOICE_KEY};
INSERT INTO contributions_questiontally (question_id, contributions)
SELECT question_id, sum(n) FROM ({_answers(_LINKS, 1)}) AS answers GROUP BY question_id;
"""  # noqa: S608
# Where a contribution stands in the orders of its room, so that each order is read from an index. An unsigned
# one is always a first: were it counted with its author's others, a gap among these would tell who wrote it.
_REPLIES = """
  UPDATE contributions_contribution AS root SET replies_shown = root.replies_shown + changes.n
  FROM (
    SELECT thread_id, sum(n) AS n FROM ({changes}) AS rows WHERE thread_id IS NOT NULL GROUP BY 1
  ) AS changes
  WHERE root.id = changes.thread_id AND changes.n <> 0;
"""
_PLACES = f"""
CREATE FUNCTION reply_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows WHERE thread_id IS NOT NULL AND visibility <> 'held') THEN
    {_REPLIES.format(changes="SELECT thread_id, 1 AS n FROM new_rows WHERE visibility <> 'held'")}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reply_posted AFTER INSERT ON contributions_contribution
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION reply_posted();
CREATE FUNCTION reply_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM old_rows WHERE thread_id IS NOT NULL AND visibility <> 'held') THEN
    {_REPLIES.format(changes="SELECT thread_id, -1 AS n FROM old_rows WHERE visibility <> 'held'")}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reply_deleted AFTER DELETE ON contributions_contribution
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION reply_deleted();
CREATE FUNCTION reply_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE contributions_contribution SET replies_shown = replies_shown
    + CASE WHEN NEW.visibility = 'held' THEN -1 ELSE 1 END WHERE id = NEW.thread_id;
  RETURN NULL;
END $$;
CREATE TRIGGER reply_changed AFTER UPDATE OF visibility ON contributions_contribution FOR EACH ROW
  WHEN (NEW.thread_id IS NOT NULL AND (OLD.visibility = 'held') <> (NEW.visibility = 'held'))
  EXECUTE FUNCTION reply_changed();
CREATE FUNCTION take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.turn = CASE WHEN NEW.naming <> 'named' THEN 1 ELSE 1 + coalesce(
    (SELECT max(turn) FROM contributions_contribution
     WHERE author_id = NEW.author_id AND room_id = NEW.room_id AND naming = 'named'), 0) END;
  RETURN NEW;
END $$;
CREATE TRIGGER take_turn BEFORE INSERT ON contributions_contribution
  FOR EACH ROW EXECUTE FUNCTION take_turn();
CREATE FUNCTION change_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE contributions_contribution AS c SET turn = turns.turn FROM (
    SELECT id, CASE WHEN naming <> 'named' THEN 1
      ELSE row_number() OVER (PARTITION BY author_id, naming ORDER BY number) END AS turn
    FROM contributions_contribution
    WHERE room_id = NEW.room_id AND author_id IN (OLD.author_id, NEW.author_id)
  ) AS turns WHERE c.id = turns.id AND c.turn <> turns.turn;
  RETURN NULL;
END $$;
CREATE TRIGGER change_turns AFTER UPDATE OF naming, author_id ON contributions_contribution FOR EACH ROW
  WHEN (OLD.naming <> NEW.naming OR OLD.author_id <> NEW.author_id) EXECUTE FUNCTION change_turns();
"""  # noqa: S608
_PLACES_UNDO = "".join(
    f"DROP TRIGGER {name} ON contributions_contribution;\nDROP FUNCTION {name}();\n"
    for name in ("reply_posted", "reply_deleted", "reply_changed", "take_turn", "change_turns")
)
_PLACE_ALL = """
UPDATE contributions_contribution AS c SET turn = places.turn, replies_shown = places.replies FROM (
  SELECT c.id, CASE WHEN c.naming <> 'named' THEN 1
      ELSE row_number() OVER (PARTITION BY c.room_id, c.author_id, c.naming ORDER BY c.number) END AS turn,
    coalesce(threads.n, 0) AS replies
  FROM contributions_contribution AS c LEFT JOIN (
    SELECT thread_id, count(*) AS n FROM contributions_contribution WHERE visibility <> 'held' GROUP BY 1
  ) AS threads ON threads.thread_id = c.id
) AS places
WHERE c.id = places.id AND (c.turn, c.replies_shown) <> (places.turn, places.replies);
"""
TALLIES += _PLACES
TALLIES_UNDO = _PLACES_UNDO + TALLIES_UNDO
RECOUNT += _PLACE_ALL
NO_CHANGES_MEANWHILE = f"LOCK TABLE {_CONTRIBUTIONS}, {_LINKS} IN SHARE MODE"

# What the tallies say beside what they should, where the two differ.
WRONG_ROOMS = f"""
SELECT {_VOICE_KEY}, sum(kept_n), sum(n), sum(kept_w), sum(w) FROM (
  SELECT {_VOICE_KEY}, contributions AS kept_n, 0 AS n, words AS kept_w, 0 AS w FROM contributions_roomtally
  UNION ALL SELECT {_VOICE_KEY}, 0, n, 0, w FROM ({_voices(_CONTRIBUTIONS, 1)}) AS voices
) AS both_sides
GROUP BY {_VOICE_KEY} HAVING (sum(kept_n), sum(kept_w)) <> (sum(n), sum(w)) ORDER BY {_VOICE_KEY}
"""  # noqa: S608
WRONG_QUESTIONS = f"""
SELECT question_id, sum(kept), sum(n) FROM (
  SELECT question_id, contributions AS kept, 0 AS n FROM contributions_questiontally
  UNION ALL SELECT question_id, 0, n FROM ({_answers(_LINKS, 1)}) AS answers
) AS both_sides
GROUP BY question_id HAVING sum(kept) <> sum(n) ORDER BY question_id
"""  # noqa: S608
WRONG_REPLIES = f"""
SELECT c.id, c.replies_shown, coalesce(threads.n, 0) FROM {_CONTRIBUTIONS} AS c LEFT JOIN (
  SELECT thread_id, count(*) AS n FROM {_CONTRIBUTIONS} WHERE visibility <> 'held' GROUP BY 1
) AS threads ON threads.thread_id = c.id
WHERE c.replies_shown <> coalesce(threads.n, 0) ORDER BY 1
"""  # noqa: S608
