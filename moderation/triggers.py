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
