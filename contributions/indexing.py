"""What search reads, kept by the database: it follows every revision, however that was made."""

_CONFIGURATIONS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
SEARCH_CONFIGURATIONS = ("simple", *dict.fromkeys(_CONFIGURATIONS.values()))
_CASES = "\n    ".join(
    f"WHEN '{code}' THEN 'pg_catalog.{name}'::regconfig" for code, name in _CONFIGURATIONS.items()
)
_ENTRIES = """
  INSERT INTO contributions_searchentry (contribution_id, vector, folded)
  SELECT contribution_id, to_tsvector(search_configuration(language), folded), folded
  FROM (SELECT DISTINCT ON (contribution_id)
          contribution_id, language, sealed_at, search_folded(plain) AS folded
        FROM {rows} ORDER BY contribution_id, number DESC) AS newest
  WHERE sealed_at IS NULL
  ON CONFLICT (contribution_id) DO UPDATE SET vector = EXCLUDED.vector, folded = EXCLUDED.folded;
"""
_FUNCTIONS = f"""
CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE split_part(lower(language), '-', 1)
    {_CASES}
    ELSE 'pg_catalog.simple'::regconfig END
$$;
CREATE FUNCTION search_folded(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT lower(unaccent(
    regexp_replace(normalize(words, NFKC), '[\\u0640\\u064B-\\u0652\\u0670\\u200C\\u200D]', '', 'g')))
$$;
"""
_TRIGGERS = f"""
CREATE FUNCTION search_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_ENTRIES.format(rows="new_rows")}
  RETURN NULL;
END $$;
CREATE TRIGGER search_revised AFTER INSERT ON contributions_revision
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search_revised();
CREATE FUNCTION search_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM contributions_searchentry AS e USING new_rows AS n
  JOIN contributions_contribution AS c ON c.revision_id = n.id
  WHERE n.sealed_at IS NOT NULL AND e.contribution_id = c.id;
  RETURN NULL;
END $$;
CREATE TRIGGER search_sealed AFTER UPDATE ON contributions_revision
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search_sealed();
"""  # noqa: S608
SEARCH = _FUNCTIONS + _TRIGGERS
SEARCH_UNDO = """
DROP TRIGGER search_revised ON contributions_revision;
DROP TRIGGER search_sealed ON contributions_revision;
DROP FUNCTION search_revised();
DROP FUNCTION search_sealed();
DROP FUNCTION search_folded(text);
DROP FUNCTION search_configuration(text);
"""
_STANDING = (
    "(SELECT r.* FROM contributions_revision AS r "
    "JOIN contributions_contribution AS c ON c.revision_id = r.id) AS standing"
)
REINDEX = "DELETE FROM contributions_searchentry;\n" + _ENTRIES.format(rows=_STANDING)  # noqa: S608
