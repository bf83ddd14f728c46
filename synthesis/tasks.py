from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.utils import timezone

from consultation import outbox
from consultation.models import Consultation
from synthesis import building
from synthesis.actions.builds import BUILD
from synthesis.actions.checking import CHECK, run_check
from synthesis.actions.drafting import DRAFT
from synthesis.actions.publishing import PUBLISHED
from synthesis.actions.redacting import FILES, REDACT, make_files, redact
from synthesis.actions.responding import CHANGED
from synthesis.models import Build, CheckRun, DraftRun, Version
from synthesis.models.leases import LeasedRun
from synthesis.public.response_telling import tell_of_responses
from synthesis.public.telling import tell_of_publication

log = logging.getLogger("consultation.checks")
DRAFTER = "synthesis.draft_making"  # loaded when there is work: the web process loads this module too


@outbox.starts_job(BUILD)
def build_report(outbox_id: int, payload: dict[str, Any]) -> None:
    """Build, unless another worker is at it; a build that is over only has its row closed."""
    pk = payload["build"]
    build = Build.objects.claim(pk, timezone.now())
    if build is not None:
        building.run(build, ended=partial(outbox.done, outbox_id))
    elif not Build.objects.unfinished().filter(pk=pk).exists():
        outbox.done(outbox_id)


@outbox.starts_job(CHECK)
def check_report(outbox_id: int, payload: dict[str, Any]) -> None:
    """Check a long draft."""
    _work_off(CheckRun, outbox_id, payload["run"], run_check)


@outbox.starts_job(DRAFT)
def draft_report(outbox_id: int, payload: dict[str, Any]) -> None:
    """Draft what a report could say; when it fails, what was proposed so far stays."""
    _work_off(DraftRun, outbox_id, payload["run"], lambda run: import_module(DRAFTER).work_off(run))


def _work_off(runs: type[LeasedRun], outbox_id: int, pk: int, work: Callable[[Any], None]) -> None:
    """Work a run off, unless another worker is at it; a run that is over only has its row closed."""
    run = runs.objects.claim(pk, timezone.now())
    if run is not None:
        try:
            work(run)
        except Exception as error:
            log.exception("%s failed", run)
            run.finish(error=type(error).__name__)
    if not runs.objects.unfinished().filter(pk=pk).exists():
        outbox.done(outbox_id)


@outbox.works_off(PUBLISHED)
def tell_of_report(payload: dict[str, Any]) -> None:
    """Tell people that the summary is out, unless it was taken back meanwhile."""
    versions = Version.objects.published().select_related("report__consultation").defer("snapshot")
    version = versions.filter(pk=payload["version"]).first()
    if version is not None:
        tell_of_publication(version)


@outbox.works_off(CHANGED)
def tell_what_was_done(payload: dict[str, Any]) -> None:
    """Tell people what the organiser did since they were told last, if the report still stands."""
    tell_of_responses(payload["report"])


@outbox.works_off(REDACT)
def redact_report(payload: dict[str, Any]) -> None:
    """Take out of the versions of a report what was taken back since."""
    consultation = Consultation.objects.filter(pk=payload["consultation"]).first()
    if consultation is not None:
        redact(consultation)


@outbox.works_off(FILES)
def ask_for_files(payload: dict[str, Any]) -> None:
    """Have the files of a version made that no person published; tried again while a build runs."""
    version = Version.objects.select_related("report").filter(pk=payload["version"]).first()
    if version is not None:
        make_files(version)
