"""What no row of a file can know alone, found out by the database among the rows that were set aside.

The statements take the run, the room and how deep replies may stand. In their order: what stands in the file
twice, what stands in the room, what replies to nothing, to itself, to something refused or in a circle, and
in which order the rest is written.
"""

_ROWS = "contributions_importrow"
_USABLE = "run_id = %(run)s AND verdict = 'waits'"
_REFUSE = f"UPDATE {_ROWS} AS r SET verdict = 'refused'"  # noqa: S608

_TWICE = f"""
{_REFUSE}, said = jsonb_build_object('row', f.first),
  reason = CASE WHEN r.key = 'row:' || r.same THEN 'row twice' ELSE 'number twice' END
FROM (SELECT id, first_value(number) OVER same AS first, row_number() OVER same AS rank
      FROM {_ROWS} WHERE {_USABLE} WINDOW same AS (PARTITION BY same ORDER BY number, part)) AS f
WHERE f.id = r.id AND f.rank > 1
"""  # noqa: S608
_ONE_OWNER = f"""
UPDATE {_ROWS} AS r SET own = '' FROM (
  SELECT id, row_number() OVER (PARTITION BY own ORDER BY verdict = 'refused', number, part) AS rank
  FROM {_ROWS} WHERE run_id = %(run)s AND own <> '') AS f
WHERE f.id = r.id AND f.rank > 1
"""  # noqa: S608
_STANDS = f"""
UPDATE {_ROWS} AS r SET verdict = 'stands' WHERE r.run_id = %(run)s AND r.verdict = 'waits' AND r.key IN (
  SELECT import_key FROM contributions_contribution WHERE room_id = %(room)s AND import_key <> '')
"""  # noqa: S608
_ZERO = f"""
UPDATE {_ROWS} AS r SET answers = ''
WHERE r.run_id = %(run)s AND (r.answers = '0' OR r.answers LIKE '%% › 0')
  AND NOT EXISTS (SELECT FROM {_ROWS} AS p WHERE p.run_id = %(run)s AND p.own = r.answers)
"""  # noqa: S608
_ITSELF = f"{_REFUSE}, reason = 'answers itself' WHERE {_USABLE} AND answers <> '' AND answers = own"
_NO_PARENT = f"""
{_REFUSE}, reason = 'no parent', said = jsonb_build_object('parent', r.answers)
WHERE {_USABLE} AND answers <> ''
  AND NOT EXISTS (SELECT FROM {_ROWS} AS p WHERE p.run_id = %(run)s AND p.own = r.answers)
"""
# Who replies comes after what it replies to, however the file is sorted: `at` and `number` grow downwards.
_PLACES = f"""
WITH RECURSIVE good AS (
  SELECT id, own, key, ''::varchar AS parent_key, 0 AS depth, at, number, part FROM {_ROWS}
  WHERE run_id = %(run)s AND verdict <> 'refused' AND answers = ''
  UNION ALL
  SELECT r.id, r.own, r.key, good.key, good.depth + 1, greatest(r.at, good.at),
    greatest(r.number, good.number), r.part
  FROM good JOIN {_ROWS} AS r ON r.answers = good.own
  WHERE r.run_id = %(run)s AND r.verdict <> 'refused' AND r.answers <> '' AND good.depth <= %(most)s
), placed AS (
  SELECT id, parent_key, depth, row_number() OVER (ORDER BY at, number, depth, part, id) AS place FROM good
)
UPDATE {_ROWS} AS r SET parent_key = placed.parent_key, place = placed.place,
  verdict = CASE WHEN depth > %(most)s THEN 'refused' ELSE verdict END,
  reason = CASE WHEN depth > %(most)s THEN 'too deep' ELSE '' END,
  said = CASE WHEN depth > %(most)s THEN jsonb_build_object('most', %(most)s) ELSE said END
FROM placed WHERE placed.id = r.id
"""  # noqa: S608
_BELOW_REFUSED = f"""
WITH RECURSIVE bad AS (
  SELECT own FROM {_ROWS} WHERE run_id = %(run)s AND verdict = 'refused' AND own <> ''
  UNION
  SELECT r.own FROM bad JOIN {_ROWS} AS r ON r.answers = bad.own
  WHERE r.run_id = %(run)s AND r.verdict <> 'refused' AND r.place IS NULL AND r.own <> ''
)
{_REFUSE}, reason = 'parent refused', said = jsonb_build_object('parent', r.answers)
WHERE r.run_id = %(run)s AND r.verdict <> 'refused' AND r.place IS NULL AND r.answers IN (SELECT own FROM bad)
"""  # noqa: S608
_CIRCLES = f"{_REFUSE}, reason = 'circle' WHERE run_id = %(run)s AND verdict <> 'refused' AND place IS NULL"
SETTLING = (
    f"ANALYZE {_ROWS}",
    _TWICE,
    _STANDS,
    _ONE_OWNER,
    _ZERO,
    _ITSELF,
    _NO_PARENT,
    _PLACES,
    _BELOW_REFUSED,
    _CIRCLES,
)
