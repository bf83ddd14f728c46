"""One run of a build: check, freeze one version, write each file, verify, end.

Safe to run again after a kill at any point: the version of a build is frozen once, a file that lies whole on
the shelf is not written again, and only the worker that holds the build may end it.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from consultation.audit import record
from consultation.permissions import Action, may
from synthesis import notices, shelf
from synthesis.document import FontsMissingError
from synthesis.formats import FORMATS
from synthesis.heartbeat import alive
from synthesis.localised import languages_in
from synthesis.models import Build, BuiltFile, Report, Version
from synthesis.public.versions import published_snapshot
from synthesis.recount import recount
from synthesis.snapshot import NoDatesError, checksum, freeze, one_moment
from synthesis.snapshot_body import MisquoteError
from synthesis.steps import steps_of

MAX_ATTEMPTS = 3
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PAGE_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")
log = logging.getLogger("consultation.build")

type Ending = Callable[[], None]


class TakenAwayError(Exception):
    """The build was cancelled, or another worker took it over: this one must stop."""


class BuildFailedError(Exception):
    """The build cannot succeed; `failure` says why in words for people."""

    def __init__(self, failure: Build.Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def run(build: Build, *, ended: Ending = lambda: None) -> None:
    """Work a claimed build off; `ended` is called in the transaction in which it ends.

    Raises DatabaseError when the database is away: the lease runs out then, and the build is taken up again.
    """
    try:
        with alive(build):
            _run(build)
    except TakenAwayError:
        log.info("build %s was taken away from attempt %s", build.pk, build.attempts)
        shelf.sweep(_slug(build), _owner(build))
    except DatabaseError:
        raise
    except BuildFailedError as error:
        _end(build, Build.Status.FAILED, ended, error.failure)
    except Exception as error:
        log.exception("build %s failed in step %s", build.pk, build.step)
        _end(build, Build.Status.FAILED, ended, _failure(error))
    else:
        _end(build, Build.Status.DONE, ended)


def _failure(error: Exception) -> Build.Failure:
    if isinstance(error, FontsMissingError):
        return Build.Failure.FONTS
    if (disk := _of_disk(error)) is not None:
        return Build.Failure.NO_ROOM if disk.errno in NO_ROOM else Build.Failure.DISK
    if isinstance(error, NoDatesError):
        return Build.Failure.NO_DATES
    if isinstance(error, MisquoteError):
        return Build.Failure.MISQUOTE
    return Build.Failure.WRITER


def _of_disk(error: BaseException | None) -> OSError | None:
    """The error of the disk behind one that a library of a writer raised instead."""
    while error is not None:
        if isinstance(error, OSError) and error.errno is not None:  # a picture that is none has no number
            return error
        error = error.__cause__ or error.__context__
    return None


def _run(build: Build) -> None:
    steps = steps_of(build.formats)
    _advance(build, 1)
    _check(build)
    _advance(build, 2)
    version = build.publishes or frozen_version(build)
    is_public = build.publishes is not None
    for place, key in enumerate(build.formats, start=3):
        for language in file_languages(version, key):
            _advance(build, place)
            looks = _write(version, key, language, _owner(build), is_public=is_public)
            _look_at(build, looks)
    _advance(build, len(steps))
    _verify(version)


def _look_at(build: Build, looks: list[dict[str, str]]) -> None:
    """Keep at once what a person should look at: the next attempt does not write that file again."""
    if looks:
        build.should_look = _once([*build.should_look, *looks])
        Build.objects.filter(pk=build.pk).update(should_look=build.should_look)


def _advance(build: Build, step: int) -> None:
    if not build.advance(step):
        raise TakenAwayError
    build.step = step


def _check(build: Build) -> None:
    """What would make the work useless: a role lost meanwhile, no room, a job that kills its workers."""
    if build.attempts > MAX_ATTEMPTS:
        raise BuildFailedError(Build.Failure.STOPPED_AGAIN)
    if build.requested_by is not None and not _may_build(build):
        raise BuildFailedError(Build.Failure.NOT_ALLOWED)
    shelf.sweep(_slug(build), _owner(build))
    if not shelf.has_room(_slug(build)):
        raise BuildFailedError(Build.Failure.NO_ROOM)


def _may_build(build: Build) -> bool:
    asker = build.requested_by
    if asker is None or asker.user is None:
        return False
    needed = Action.PUBLISH_REPORT if build.publishes_id else Action.WRITE_REPORT
    return may(asker.user, asker, needed, build.report.consultation)


def frozen_version(build: Build, *, at: datetime | None = None) -> Version:
    """The one version of this build: frozen now, or by an attempt before this one; `at` is printed in it."""
    at = at or timezone.now()
    with one_moment():
        locked = Report.objects.select_for_update(of=("self",)).select_related("consultation")
        report = locked.get(pk=build.report_id)
        standing = Version.objects.select_related("report__consultation").filter(build=build).first()
        if standing is not None:
            return standing
        number = report.take_draft_number()
        snapshot = freeze(report, at=at, languages=build.languages)
        version = Version.objects.create(
            report=report,
            draft=number,
            snapshot=snapshot,
            checksum=checksum(snapshot),
            recount=recount(report, snapshot),
            build=build,
            frozen_at=at,
            frozen_by=build.requested_by,
        )
        asker = build.requested_by
        record(
            "version.frozen",
            version,
            actor=asker.user if asker else None,
            consultation=report.consultation,
            after={"draft": number, "checksum": version.checksum},
        )
    return version


def file_languages(version: Version, key: str) -> list[str]:
    """The languages a format has a file for: the report's own stands as "", then those it is given in."""
    translated = languages_in(version.snapshot)[1:] if FORMATS[key].by_language else []
    return ["", *translated]


def _write(
    version: Version, key: str, language: str, owner: str, *, is_public: bool = False
) -> list[dict[str, str]]:
    """Write one file of a version unless it lies there whole; says what a person should look at."""
    its: dict[str, Any] = {"format": key, "language": language, "is_public": is_public}
    standing = version.files.filter(**its).first()
    if standing is not None and shelf.holds(standing.path, standing.sha256):
        return []
    snapshot = published_snapshot(version) if is_public else version.snapshot
    rendered = FORMATS[key].write(snapshot, language)
    name = file_name(version, key, language, is_public=is_public)
    path = shelf.put(version.report.consultation.slug, name, rendered.data, owner)
    facts = {
        "name": name,
        "path": path,
        "size": len(rendered.data),
        "sha256": sha256(rendered.data).hexdigest(),
        "pages": _pages(rendered.data) if key == "pdf" else None,
    }
    BuiltFile.objects.update_or_create(version=version, **its, defaults=facts)
    return [{"kind": look.kind, "value": look.value} for look in rendered.should_look]


def file_name(version: Version, key: str, language: str = "", *, is_public: bool = False) -> str:
    """future-we-want-draft-7-en.pdf, future-we-want-v1.0-fr.pdf"""
    slug = version.snapshot["slug"]
    edition = f"v{version.number}" if is_public else f"draft-{version.draft}"
    return f"{slug}-{edition}-{language or version.snapshot['language']}.{FORMATS[key].extension}"


def _pages(pdf: bytes) -> int | None:
    """The page count that the root of the PDF's page tree states."""
    counts = [int(found) for found in PAGE_COUNT.findall(pdf)]
    return max(counts, default=None)


def _verify(version: Version) -> None:
    """The snapshot came back from the database as it went in, and every file lies on the shelf whole."""
    stored = Version.objects.get(pk=version.pk)
    whole = all(shelf.holds(file.path, file.sha256) for file in stored.files.all())
    if checksum(stored.snapshot) != stored.checksum or not whole:
        raise BuildFailedError(Build.Failure.DAMAGED)


def _once(looks: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each thing to look at once, whichever formats reported it."""
    return list({(look["kind"], look["value"]): look for look in looks}.values())


@transaction.atomic
def _end(build: Build, status: str, ended: Ending, failure: Build.Failure | None = None) -> None:
    with suppress(OSError):  # a disk that fails must not keep the build from ending
        shelf.sweep(_slug(build), _owner(build))
    if not build.finish(status, error=failure.value if failure else ""):
        return
    ended()
    notices.tell_of_build(build)


def _slug(build: Build) -> str:
    return build.report.consultation.slug


def _owner(build: Build) -> str:
    return f"build-{build.pk}"
