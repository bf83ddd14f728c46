"""Rules of this floor that only the database can keep."""

PASSAGE_IS_VERBATIM = """
CREATE FUNCTION refuse_untrue_passage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.revision_id, NEW.start, NEW."end") IS DISTINCT FROM (OLD.revision_id, OLD.start, OLD."end")
    OR (NEW.quote <> OLD.quote AND NEW.quote <> '') THEN
      RAISE EXCEPTION 'a passage never changes its place or its words'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  ELSIF NEW.quote IS DISTINCT FROM (
    SELECT substr(plain, NEW.start + 1, NEW."end" - NEW.start)
    FROM contributions_revision WHERE id = NEW.revision_id
  ) THEN
    RAISE EXCEPTION 'the quote is not the passage of its revision'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passage_is_verbatim BEFORE INSERT OR UPDATE ON moderation_passage
  FOR EACH ROW EXECUTE FUNCTION refuse_untrue_passage();
"""

PASSAGE_IS_VERBATIM_UNDO = """
DROP TRIGGER passage_is_verbatim ON moderation_passage;
DROP FUNCTION refuse_untrue_passage();
"""

# What the pages of a codebook count is kept (see `tallies`). Each statement that changes any of it leaves
# rows that say for which themes; 0 says that no theme's own figures changed, NULL that all may have. Rows are
# only added here: nobody waits for anybody.
_LEAVE_A_CHANGE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO moderation_codebookchange (consultation_id, theme)
  SELECT DISTINCT consultation_id, theme FROM ({which}) AS changed
  WHERE consultation_id IN (SELECT consultation_id FROM moderation_codebooktally);
  RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}
  FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_EVERY_THEME, _NO_THEME = "NULL::bigint AS theme", "0::bigint AS theme"
_OF_TAGGINGS = (
    "SELECT r.consultation_id, x.theme_id AS theme FROM {rows} AS x "
    "JOIN contributions_contribution AS c ON c.id = x.contribution_id "
    "JOIN rooms_room AS r ON r.id = c.room_id"
)
_ON_THEM = (
    "SELECT t.consultation_id, g.theme_id AS theme FROM {rows} AS x JOIN moderation_tagging AS g ON {joined} "
    "JOIN moderation_theme AS t ON t.id = g.theme_id"
)
_OF_CONTRIBUTIONS = (
    f"SELECT r.consultation_id, {_NO_THEME} FROM {{rows}} AS x "  # noqa: S608
    "JOIN rooms_room AS r ON r.id = x.room_id"
)
_OF_PASSAGES = _ON_THEM.format(rows="new_rows", joined="g.passage_id IN (x.id, x.origin_id)")
_OF_ANSWERS = _ON_THEM.format(rows="{rows}", joined="g.contribution_id = x.contribution_id")


def _changed(*columns: str) -> str:
    """The rows of an update in which one of these columns became another, as a query's FROM."""
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("n", "o"))
    changed = (
        f"SELECT n.* FROM new_rows AS n JOIN old_rows AS o USING (id) WHERE ({new}) IS DISTINCT FROM ({old})"  # noqa: S608
    )
    return f"({changed})"


def _contributions_changed() -> str:
    columns = ("visibility", "room_id", "as_team", "author_id", "language", "naming", "revision_id", "words")
    rows = _changed(*columns)
    themes = _ON_THEM.format(rows=rows, joined="g.contribution_id = x.id")
    return f"{_OF_CONTRIBUTIONS.format(rows=rows)} UNION {themes}"


_WATCHED = {
    "moderation_tagging": {
        "INSERT": (_NEW, _OF_TAGGINGS.format(rows="new_rows")),
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"{_OF_TAGGINGS.format(rows='new_rows')} UNION {_OF_TAGGINGS.format(rows='old_rows')}",
        ),
        "DELETE": (_OLD, _OF_TAGGINGS.format(rows="old_rows")),
    },
    "moderation_passage": {"INSERT": (_NEW, _OF_PASSAGES), "UPDATE": (_NEW, _OF_PASSAGES)},
    "moderation_theme": {
        "INSERT": (_NEW, "SELECT consultation_id, id AS theme FROM new_rows"),
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"SELECT x.consultation_id, {_EVERY_THEME} FROM {_changed('parent_id', 'retired_at')} AS x",  # noqa: S608
        ),
        "DELETE": (_OLD, f"SELECT consultation_id, {_EVERY_THEME} FROM old_rows"),  # noqa: S608
    },
    "contributions_contribution": {
        "INSERT": (_NEW, _OF_CONTRIBUTIONS.format(rows="new_rows")),
        "UPDATE": (f"{_OLD} {_NEW}", _contributions_changed()),
        "DELETE": (_OLD, _OF_CONTRIBUTIONS.format(rows="old_rows")),
    },
    "contributions_contribution_questions": {
        "INSERT": (_NEW, _OF_ANSWERS.format(rows="new_rows")),
        "DELETE": (_OLD, _OF_ANSWERS.format(rows="old_rows")),
    },
    "consultation_membership": {
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"SELECT x.consultation_id, {_EVERY_THEME} "  # noqa: S608
            f"FROM {_changed('name', 'country', 'organisation')} AS x",
        ),
    },
    "rooms_room": {
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"SELECT x.consultation_id, {_EVERY_THEME} "  # noqa: S608
            f"FROM {_changed('counts_in_report', 'position')} AS x",
        ),
    },
}


def _name(table: str, event: str) -> str:
    return f"codebook_{table}_{event.lower()}"


CODEBOOK_CHANGES = "".join(
    _LEAVE_A_CHANGE.format(name=_name(table, event), event=event, table=table, rows=rows, which=which)
    for table, events in _WATCHED.items()
    for event, (rows, which) in events.items()
)
CODEBOOK_CHANGES_UNDO = "".join(
    f"DROP TRIGGER {_name(table, event)} ON {table};\nDROP FUNCTION {_name(table, event)}();\n"
    for table, events in _WATCHED.items()
    for event in events
)

# The contributions behind each theme and all below it, as `contributions_voice` has those of a room: a row
# for each author, language and room. Retired themes end a branch; of a passage carried over the newest
# counts.
THEME_VOICES = """
CREATE VIEW moderation_themevoice AS
WITH RECURSIVE under (above_id, theme_id) AS (
  SELECT id, id FROM moderation_theme WHERE retired_at IS NULL
  UNION ALL
  SELECT u.above_id, t.id FROM under AS u JOIN moderation_theme AS t ON t.parent_id = u.theme_id
  WHERE t.retired_at IS NULL
), reach AS (
  SELECT u.above_id, g.contribution_id, count(DISTINCT g.passage_id) AS passages
  FROM under AS u JOIN moderation_tagging AS g ON g.theme_id = u.theme_id
  LEFT JOIN moderation_passage AS p ON p.id = g.passage_id
  WHERE g.removed_at IS NULL AND p.removed_at IS NULL AND (
    g.passage_id IS NULL
    OR NOT EXISTS (
      SELECT FROM moderation_passage AS n WHERE n.origin_id = g.passage_id AND n.removed_at IS NULL
    )
  )
  GROUP BY u.above_id, g.contribution_id
)
SELECT min(c.id) AS id, r.consultation_id, h.above_id AS theme_id, c.room_id, c.author_id, c.as_team,
  c.language, count(*) AS contributions, sum(c.words)::bigint AS words, sum(h.passages)::bigint AS passages
FROM reach AS h JOIN contributions_contribution AS c ON c.id = h.contribution_id
JOIN rooms_room AS r ON r.id = c.room_id
WHERE c.visibility = 'visible' AND r.counts_in_report
GROUP BY r.consultation_id, h.above_id, c.room_id, c.author_id, c.as_team, c.language;
"""
THEME_VOICES_UNDO = "DROP VIEW moderation_themevoice;"
