"""The published report of the demo with its clock fixed, as the same bytes on every machine and day."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import count
from typing import cast
from uuid import UUID

from django.conf import settings

from synthesis.demo.clock import Clock
from synthesis.demo.marking import mark
from synthesis.demo.people import load_people
from synthesis.demo.playing import Play
from synthesis.demo.reading import read_consultation
from synthesis.demo.reporting import write_report
from synthesis.formats import FORMATS
from synthesis.models import Version
from synthesis.public.versions import published_snapshot
from synthesis.snapshot import checksum, freeze
from synthesis.snapshot_types import Snapshot
from tests.architecture.house import ROOT

CONSULTATION = "digital-courts"
TODAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
ADDRESS = "https://consultations.example.org"
FOLDER = ROOT / "docs" / "sample"
NAMES = {key: f"{CONSULTATION}.{FORMATS[key].extension}" for key in ("pdf", "docx")}
IDENTIFIERS = {
    re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"): lambda number: str(UUID(int=number)),
    re.compile(r"(?<=/contributions/)\d+(?=/)"): str,
    re.compile(r"(?<=#p)\d+"): str,
    **{re.compile(rf'(?<="id": "{kind})\d+(?=")'): str for kind in "scoq"},
}


def sample_snapshot() -> Snapshot:
    """The report as published on the fixed day, with identifiers that do not depend on the database."""
    clock = Clock(TODAY)
    play = Play(read_consultation(CONSULTATION), load_people(clock), clock)
    play.set_up()
    play.perform()
    mark(play)
    report = write_report(play)
    assert report is not None
    fields = play.script.fields
    sent_at, published_at = (
        play.clock.at(fields[key], fields["time_zone"]) for key in ("report_sent", "report_published")
    )
    snapshot = freeze(report, at=sent_at)
    version = Version.objects.create(
        report=report,
        draft=1,
        snapshot=snapshot,
        checksum=checksum(snapshot),
        number="1.0",
        published_at=published_at,
    )
    return steady(published_snapshot(version))


def steady(snapshot: Snapshot) -> Snapshot:
    """The same snapshot with identifiers counted in the order they appear, at an address of its own."""
    text = json.dumps(snapshot, ensure_ascii=False).replace(settings.SITE_URL, ADDRESS)
    for pattern, written in IDENTIFIERS.items():
        numbers, given = count(1), dict[str, str]()
        for found in pattern.findall(text):
            if found not in given:
                given[found] = written(next(numbers))
        text = pattern.sub(lambda found, given=given: given[found[0]], text)
    return cast("Snapshot", json.loads(text))


def sample_files() -> dict[str, bytes]:
    """The sample by the names of its files."""
    snapshot = sample_snapshot()
    return {name: FORMATS[key].write(snapshot).data for key, name in NAMES.items()}
