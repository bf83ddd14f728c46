"""Reading and writing whole tables by COPY, over the connection that Django has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

MIGRATIONS = "django_migrations"
LEFT_OUT = frozenset({MIGRATIONS, "django_session"})
"""The state of the migrations stands in the manifest; sessions belong to browsers."""
FILLED_BY_MIGRATING = frozenset({"django_content_type", "auth_permission"})
"""Tables that hold rows in a database without anybody's data."""
TIMES = ("created_at", "at", "joined_at", "date_joined")
SAME_TEXT = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
)
"""So that one value is one text on every server."""
CHUNK = 1024 * 1024

_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = quote_ident(%s)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""
_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indrelid = quote_ident(%s)::regclass AND indisprimary ORDER BY attnum
"""
_SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences
WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename
"""


class Table(NamedTuple):
    name: str
    columns: list[str]
    key: list[str]


class Tables:
    """The tables of one database, through one connection inside a transaction."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._psycopg: Any = connection.connection

    def rows(self, query: str | sql.Composed, params: list[object] | None = None) -> list[tuple[Any, ...]]:
        with self._psycopg.cursor() as cursor:
            cursor.execute(query, params)
            return list(cursor.fetchall())

    def execute(self, query: str | sql.Composed, params: list[object] | None = None) -> None:
        with self._psycopg.cursor() as cursor:
            cursor.execute(query, params)

    def all(self) -> list[Table]:
        """Every table that a backup holds, in the order of their names."""
        names = [name for (name,) in self.rows(_TABLES) if name not in LEFT_OUT]
        return [self.table(name) for name in names]

    def table(self, name: str) -> Table:
        columns = [column for (column,) in self.rows(_COLUMNS, [name])]
        return Table(name, columns, [column for (column,) in self.rows(_KEY, [name])])

    def count(self, table: Table) -> int:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))
        return int(self.rows(query)[0][0])

    def newest(self, table: Table) -> str:
        """When the newest row was made, as text in UTC; empty for tables that do not say."""
        column = next((name for name in TIMES if name in table.columns), None)
        if column is None:
            return ""
        query = sql.SQL("SELECT max({})::text FROM {}").format(
            sql.Identifier(column), sql.Identifier(table.name)
        )
        return str(self.rows(query)[0][0] or "")

    def read(self, table: Table, sink: Callable[[bytes], object]) -> None:
        """Hand over the rows in the order of the primary key, as COPY writes them.

        Not a generator: whoever stopped half-way would leave the connection in the middle of the copy.
        """
        query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
            _names(table.columns), sql.Identifier(table.name), _names(table.key or table.columns)
        )
        with self._psycopg.cursor() as cursor, cursor.copy(query) as copy:
            for data in copy:
                sink(bytes(data))

    def write(self, table: Table, source: BinaryIO) -> None:
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _names(table.columns))
        with self._psycopg.cursor() as cursor, cursor.copy(query) as copy:
            while data := source.read(CHUNK):
                copy.write(data)

    def sequences(self) -> dict[str, int]:
        """The last number that each sequence gave; those never asked are left out."""
        return {name: int(last) for name, last in self.rows(_SEQUENCES)}

    def set_sequence(self, name: str, last: int) -> None:
        self.rows("SELECT setval(quote_ident(%s)::regclass, %s)", [name, last])


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
