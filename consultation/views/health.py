"""Whether the process is up, and whether all it needs is. Details are for administrators and the log."""

from __future__ import annotations

import logging
from collections.abc import Callable

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

from consultation.permissions import anyone

PATIENCE = 1.0  # seconds
log = logging.getLogger("consultation.health")


@require_safe
@never_cache
@anyone
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view takes the request
    """The process answers. Asks nothing of anybody else."""
    return HttpResponse("up\n", content_type="text/plain")


@require_safe
@never_cache
@anyone
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations, broker and worker are there; else 503."""
    found = {name: _holds(name, check) for name, check in CHECKS.items()}
    is_ready = all(found.values())
    body: dict[str, object] = {"ready": is_ready}
    if found["database"] and request.user.is_authenticated and request.user.is_administrator:
        body["checks"] = found
    return JsonResponse(body, status=200 if is_ready else 503)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        holds = check()
    except (DatabaseError, OSError, redis.RedisError, BrokerError) as error:
        log.warning("not ready, %s: %s", name, error)
        return False
    if not holds:
        log.warning("not ready: %s", name)
    return holds


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    with redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=None,
    ) as client:
        return bool(client.ping())


def worker_answers() -> bool:
    """Some worker answers a ping. Not asked where the broker does not answer: nobody could."""
    if not broker_answers():
        return False
    replies = current_app.control.broadcast("ping", reply=True, timeout=PATIENCE, limit=1)
    return bool(replies)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "broker": broker_answers,
    "worker": worker_answers,
}
