"""PostgreSQL and Valkey from wheels, for the demo, for development and for tests.

Never for a server that others share: whoever reaches the database's socket is its superuser. A real
installation sets ``DATABASE_URL`` and ``REDIS_URL``, and nothing in this package runs.
"""

from consultation.embedded.errors import EmbeddedServerError
from consultation.embedded.provide import (
    LOCAL,
    provide_for_development,
    provide_running,
    provided,
    start_for_tests,
)
from consultation.embedded.secret import local_secret
from consultation.embedded.start import Addresses, Services, running_services, start_services

__all__ = [
    "LOCAL",
    "Addresses",
    "EmbeddedServerError",
    "Services",
    "local_secret",
    "provide_for_development",
    "provide_running",
    "provided",
    "running_services",
    "start_for_tests",
    "start_services",
]
