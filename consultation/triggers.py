"""Rules of the ground floor that only the database can keep."""

AUDIT_IS_APPEND_ONLY = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON consultation_auditentry
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
"""

AUDIT_IS_APPEND_ONLY_UNDO = """
DROP TRIGGER audit_is_append_only ON consultation_auditentry;
DROP FUNCTION refuse_audit_change();
"""
