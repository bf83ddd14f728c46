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
