"""Querysets that are put into SQL once, and asked again and again with other values.

Building the SQL of a page's larger queries, and planning it in the database, costs more than their answers
do. So Django builds it once for each process, and PostgreSQL plans it once for each connection.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from threading import Lock
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from psycopg import sql

SEVERAL = ArrayField(BigIntegerField())


def among(column: str, values: list[int], also: QuerySet[Any, Any] | None = None) -> Func:
    """A condition: the column is one of these, or of those that a query gives.

    Unlike `__in` its SQL is the same for any number of them, and both are looked up in one index.
    """
    given = Value(values, SEVERAL)
    every = given if also is None else Func(given, ArraySubquery(also), function="array_cat")
    parts = F(column), every
    return Func(*parts, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())


class _Cursor(ServerBindingCursor):  # whose ancestors the stubs do not know
    is_planned_once = True

    def execute(self, query: Any, params: Any = None) -> Any:
        return super().execute(query, params, prepare=self.is_planned_once)  # type: ignore[misc]


class _PlanningCursor(_Cursor):
    is_planned_once = False


class Prepared:
    """What `build` makes of its arguments, each given by name and by a sample that occurs nowhere else in it.

    Only the values may differ from the samples, never what stands in the SQL besides. A sample must be one
    that the database could hold, or Django leaves its condition out.
    """

    cursor = _Cursor

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **samples: Any) -> None:
        self.build, self.samples = build, samples
        self.queryset: QuerySet[Any, Any] | None = None
        self.compiler: Any = None
        self.sql = ""
        self.names: list[str] = []
        self._lock = Lock()

    def rows(self, **values: Any) -> list[Any]:
        """The rows for these values, as the queryset would give them."""
        if self.queryset is None:
            with self._lock:  # no thread may meet what another one has half made
                if self.queryset is None:
                    self._prepare()
        asked = self.queryset.all()  # type: ignore[union-attr]
        connection = connections[asked.db]
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_arguments, **_options: [self._answers(connection, values)]
        vars(asked.query)["get_compiler"] = lambda *_arguments, **_options: compiler
        return list(asked)

    def _answers(self, connection: Any, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        with connection.wrap_database_errors:
            cursor = self.cursor(connection.connection)  # type: ignore[call-arg]
        with connection._prepare_cursor(cursor) as asking:  # noqa: SLF001  as `connection.cursor()` does
            asking.execute(self.sql, [values[name] for name in self.names])
            found: list[tuple[Any, ...]] = asking.fetchall()
        width = self.compiler.col_count
        return [row[:width] for row in found] if self.compiler.has_extra_select else found

    def _prepare(self) -> None:
        queryset = self.build(**self.samples)
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        text, parameters = self.compiler.as_sql()
        connection = connections[queryset.db]
        connection.ensure_connection()
        places = [self._place(parameter, connection.connection) for parameter in parameters]
        self.sql = text % tuple(place for place, _name in places)
        self.names = [name for _place, name in places if name]
        self.queryset = queryset

    def _place(self, parameter: Any, connection: Any) -> tuple[str, str]:
        """What stands in the SQL for a parameter: a sample's place, with its name, or the value itself."""
        for name, sample in self.samples.items():
            if isinstance(parameter, type(sample)) and sample == parameter:
                return "%s", name
        return sql.Literal(parameter).as_string(connection).replace("%", "%%"), ""


class PlannedAnew(Prepared):
    """The same, but PostgreSQL plans each answer for its values: where these say how many rows are met."""

    cursor = _PlanningCursor
