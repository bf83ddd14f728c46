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

# What the pages of a codebook count is kept (see `tallies`). Each statement that changes any of it leaves a
# row that says so. Rows are only added here: nobody waits for anybody.
_LEAVE_A_CHANGE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO moderation_codebookchange (consultation_id)
  SELECT consultation_id FROM moderation_codebooktally WHERE consultation_id IN ({which});
  RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}
  FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_OF_CONTRIBUTIONS = (
    "SELECT r.consultation_id FROM {rows} AS x JOIN contributions_contribution AS c ON c.id = {key} "
    "JOIN rooms_room AS r ON r.id = c.room_id"
)
_OF_ROOMS = "SELECT r.consultation_id FROM {rows} AS x JOIN rooms_room AS r ON r.id = x.room_id"
_PASSAGES = (
    "SELECT r.consultation_id FROM new_rows AS x JOIN contributions_revision AS v ON v.id = x.revision_id "
    "JOIN contributions_contribution AS c ON c.id = v.contribution_id "
    "JOIN rooms_room AS r ON r.id = c.room_id"
)


def _changed(*columns: str) -> str:
    """The rows of an update in which one of these columns became another, as a query's FROM."""
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("n", "o"))
    changed = (
        f"SELECT n.* FROM new_rows AS n JOIN old_rows AS o USING (id) WHERE ({new}) IS DISTINCT FROM ({old})"  # noqa: S608
    )
    return f"({changed})"


_COUNTED_COLUMNS = ("visibility", "room_id", "as_team", "author_id", "language", "naming", "revision_id")
_WATCHED = {
    "moderation_tagging": {
        "INSERT": (_NEW, _OF_CONTRIBUTIONS.format(rows="new_rows", key="x.contribution_id")),
        "UPDATE": (_NEW, _OF_CONTRIBUTIONS.format(rows="new_rows", key="x.contribution_id")),
        "DELETE": (_OLD, _OF_CONTRIBUTIONS.format(rows="old_rows", key="x.contribution_id")),
    },
    "moderation_passage": {"INSERT": (_NEW, _PASSAGES), "UPDATE": (_NEW, _PASSAGES)},
    "moderation_theme": {
        "INSERT": (_NEW, "SELECT consultation_id FROM new_rows"),
        "UPDATE": (_NEW, "SELECT consultation_id FROM new_rows"),
        "DELETE": (_OLD, "SELECT consultation_id FROM old_rows"),
    },
    "contributions_contribution": {
        "INSERT": (_NEW, _OF_ROOMS.format(rows="new_rows")),
        "UPDATE": (f"{_OLD} {_NEW}", _OF_ROOMS.format(rows=_changed(*_COUNTED_COLUMNS))),
        "DELETE": (_OLD, _OF_ROOMS.format(rows="old_rows")),
    },
    "contributions_contribution_questions": {
        "INSERT": (_NEW, _OF_CONTRIBUTIONS.format(rows="new_rows", key="x.contribution_id")),
        "DELETE": (_OLD, _OF_CONTRIBUTIONS.format(rows="old_rows", key="x.contribution_id")),
    },
    "consultation_membership": {
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"SELECT x.consultation_id FROM {_changed('name', 'country', 'organisation')} AS x",  # noqa: S608
        ),
    },
    "rooms_room": {
        "UPDATE": (
            f"{_OLD} {_NEW}",
            f"SELECT x.consultation_id FROM {_changed('counts_in_report')} AS x",  # noqa: S608
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
