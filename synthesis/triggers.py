"""Rules of this floor that only the database can keep."""

# Whatever takes words or a name back, by whichever way, leaves word for the worker to look at the reports
# that stand: a contribution no longer shown, signed otherwise or edited, and a person who is erased.
_ASKS = """
CREATE OR REPLACE FUNCTION ask_for_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place bigint;
BEGIN
  IF TG_TABLE_NAME = 'consultation_membership' THEN
    place := NEW.consultation_id;
  ELSE
    SELECT consultation_id INTO place FROM rooms_room WHERE id = NEW.room_id;
  END IF;
  IF {held} THEN
    INSERT INTO consultation_outbox (kind, key, payload, available_at, attempts, error, created_at)
    VALUES (
      'report.redact', 'redact:' || place || ':' || txid_current(),
      jsonb_build_object('consultation', place), now(), 0, '', now()
    )
    ON CONFLICT (key) DO UPDATE SET done_at = NULL, lease_until = NULL, attempts = 0;
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN NULL;
END $$;
"""
_HOLDS = """EXISTS (
    SELECT FROM synthesis_{kind} AS held JOIN synthesis_report AS r ON r.id = held.report_id
    WHERE r.consultation_id = place
  )"""
_VERSIONS, _ROWS = _HOLDS.format(kind="version"), _HOLDS.format(kind="response")
_TRIGGERS = """
CREATE TRIGGER contribution_asks_for_redaction
  AFTER UPDATE OF visibility, naming, quotable_by_name, revision_id ON contributions_contribution
  FOR EACH ROW WHEN (
    (OLD.visibility = 'visible' AND NEW.visibility <> 'visible') OR OLD.naming <> NEW.naming
    OR (OLD.quotable_by_name AND NOT NEW.quotable_by_name)
    OR (OLD.revision_id IS NOT NULL AND OLD.revision_id IS DISTINCT FROM NEW.revision_id)
  ) EXECUTE FUNCTION ask_for_redaction();
CREATE TRIGGER membership_asks_for_redaction
  AFTER UPDATE OF name, user_id ON consultation_membership
  FOR EACH ROW WHEN (OLD.name <> NEW.name OR (OLD.user_id IS NOT NULL AND NEW.user_id IS NULL))
  EXECUTE FUNCTION ask_for_redaction();
"""

ASK_FOR_REDACTION = _ASKS.format(held=_VERSIONS) + _TRIGGERS

ASK_FOR_REDACTION_UNDO = """
DROP TRIGGER contribution_asks_for_redaction ON contributions_contribution;
DROP TRIGGER membership_asks_for_redaction ON consultation_membership;
DROP FUNCTION ask_for_redaction();
"""

# What was done stands outside every version, and may quote people too.
ROWS_ASK_TOO = _ASKS.format(held=f"{_VERSIONS} OR {_ROWS}")
ROWS_ASK_TOO_UNDO = _ASKS.format(held=_VERSIONS)
