"""Querysets that are put into SQL once, and asked again and again with other values.

Building the SQL of a page's larger queries costs more than their answers do.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value

SEVERAL = ArrayField(BigIntegerField())


def among(column: str, values: list[int]) -> Func:
    """A condition: the column is one of these. Unlike `__in` its SQL is the same for any number of them."""
    parts = F(column), Value(values, SEVERAL)
    return Func(*parts, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())


class Prepared:
    """What `build` makes of its arguments, each given by name and by a sample that occurs nowhere else in it.

    Only the values may differ from the samples, never what stands in the SQL besides. A sample must be one
    that the database could hold, or Django leaves its condition out.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **samples: Any) -> None:
        self.build, self.samples = build, samples
        self.queryset: QuerySet[Any, Any] | None = None
        self.compiler: Any = None
        self.sql = ""
        self.parameters: list[Any] = []

    def rows(self, **values: Any) -> list[Any]:
        """The rows for these values, as the queryset would give them."""
        if self.queryset is None:
            self._prepare()
        names = {id(sample): name for name, sample in self.samples.items()}
        parameters = tuple(
            values[names[id(parameter)]] if id(parameter) in names else parameter
            for parameter in self.parameters
        )
        asked = self.queryset.all()  # type: ignore[union-attr]
        compiler = copy(self.compiler)
        compiler.connection = connections[asked.db]
        compiler.as_sql = lambda *_arguments, **_options: (self.sql, parameters)
        vars(asked.query)["get_compiler"] = lambda *_arguments, **_options: compiler
        return list(asked)

    def _prepare(self) -> None:
        queryset = self.build(**self.samples)
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, parameters = self.compiler.as_sql()
        self.parameters = [self._sample(parameter) for parameter in parameters]
        self.queryset = queryset

    def _sample(self, parameter: Any) -> Any:
        """The very sample that a parameter equals, so that it is known again."""
        for sample in self.samples.values():
            if isinstance(parameter, type(sample)) and sample == parameter:
                return sample
        return parameter
