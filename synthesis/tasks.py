from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone

from consultation import outbox
from synthesis import building
from synthesis.actions.builds import BUILD
from synthesis.models import Build


@outbox.starts_job(BUILD)
def build_report(outbox_id: int, payload: dict[str, Any]) -> None:
    """Build, unless another worker is at it; a build that is over only has its row closed."""
    pk = payload["build"]
    build = Build.objects.claim(pk, timezone.now())
    if build is not None:
        building.run(build, ended=partial(outbox.done, outbox_id))
    elif not Build.objects.unfinished().filter(pk=pk).exists():
        outbox.done(outbox_id)
