"""How many SQL statements a page takes, and for how long: told to those who ask by a header, nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK, TELL, TELL_TIME = "X-Count-Statements", "X-Statements", "X-Statements-Ms"
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Counter:
    def __init__(self) -> None:
        self.statements, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, *args)
        finally:
            if not str(sql).startswith(NOT_COUNTED):
                self.statements += 1
                self.seconds += time.perf_counter() - started


def count_statements(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return get_response(request)
        counter = Counter()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        response[TELL], response[TELL_TIME] = str(counter.statements), f"{counter.seconds * 1000:.1f}"
        return response

    return middleware
