from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone

from consultation import outbox
from synthesis import building
from synthesis.actions.builds import BUILD
from synthesis.actions.publishing import PUBLISHED
from synthesis.models import Build, Version
from synthesis.public.telling import tell_of_publication


@outbox.starts_job(BUILD)
def build_report(outbox_id: int, payload: dict[str, Any]) -> None:
    """Build, unless another worker is at it; a build that is over only has its row closed."""
    pk = payload["build"]
    build = Build.objects.claim(pk, timezone.now())
    if build is not None:
        building.run(build, ended=partial(outbox.done, outbox_id))
    elif not Build.objects.unfinished().filter(pk=pk).exists():
        outbox.done(outbox_id)


@outbox.works_off(PUBLISHED)
def tell_of_report(payload: dict[str, Any]) -> None:
    """Tell people that the summary is out, unless it was taken back meanwhile."""
    versions = Version.objects.published().select_related("report__consultation").defer("snapshot")
    version = versions.filter(pk=payload["version"]).first()
    if version is not None:
        tell_of_publication(version)
