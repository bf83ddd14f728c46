"""The demo's consultations, loaded once for each file of tests that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from synthesis.demo.clock import Clock
from synthesis.demo.loading import load_demo


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The demo loaded once for a file; gives when. Each test works on top of it, and all is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        moment = timezone.now()
        load_demo(Clock(moment))
        yield moment
        transaction.set_rollback(True)
