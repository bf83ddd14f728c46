"""A report of a thousand insights over a coded consultation, set in every format, and one of forty pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils import timezone

from bench import coding
from consultation.models import Consultation, Membership, Role
from moderation.models import Tagging
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.document import build_document
from synthesis.formats import FORMATS
from synthesis.models import Evidence, Insight, Report, Section
from synthesis.snapshot import freeze
from synthesis.snapshot_types import SectionData, Snapshot
from synthesis.writers import pdf
from synthesis.writers.payload import Payload

SIZE = coding.SIZES[0]
SLUG = f"coded-{SIZE}"
INSIGHTS, EVIDENCE = 1000, 3
FORTY_PAGES = 3  # insights under each of the headings
WORDS = (
    "People who live far from the court wrote that the journey is the first judgment, in every season. " * 5
)


def prepare() -> None:
    """Write the insights, each on three passages of its heading's theme; those of an earlier run stay."""
    consultation = coding.coded(SIZE)
    if not report_of(consultation).sections.exists():
        start_from_codebook(consultation, by=None)
        _write(report_of(consultation), consultation)
    _short_file().parent.mkdir(parents=True, exist_ok=True)
    _short_file().write_text(json.dumps(_cut(_frozen())), encoding="utf-8")


def _write(report: Report, consultation: Consultation) -> None:
    editor = consultation.memberships.filter(role=Role.MODERATOR).earliest("pk")
    headings = [one for one in report.sections.order_by("pk") if _passages(one)]
    each = -(-INSIGHTS // len(headings))
    for heading in headings:
        insights = Insight.objects.bulk_create(_insight(heading, place) for place in range(1, each + 1))
        Evidence.objects.bulk_create(_evidence(insights, _passages(heading), editor))


def _passages(heading: Section) -> list[tuple[int, int, int]]:
    marked = Tagging.objects.filter(theme__in=heading.themes.all(), passage__isnull=False).order_by("pk")
    return list(marked.values_list("contribution", "passage", "passage__revision"))


def _insight(heading: Section, place: int) -> Insight:
    paragraph = {"id": f"00000000-0000-4000-8000-{place:012}", "content": [{"t": "text", "v": WORDS}]}
    lead_in: Any = [{"t": "text", "v": f"Point {place} stands."}]
    return Insight(section=heading, position=place, lead_in=lead_in, paragraphs=[paragraph])


def _evidence(
    insights: list[Insight], passages: list[tuple[int, int, int]], by: Membership
) -> Iterator[Evidence]:
    for at, insight in enumerate(insights):
        places = dict.fromkeys((at * EVIDENCE + step) % len(passages) for step in range(EVIDENCE))
        for position, place in enumerate(places, start=1):
            contribution, passage, revision = passages[place]
            yield Evidence(
                insight=insight,
                contribution_id=contribution,
                passage_id=passage,
                revision_id=revision,
                position=position,
                added_by=by,
            )


def job(name: str) -> Callable[[], Iterator[bytes]]:
    """What is measured under that name, made ready."""
    return {
        "report of 1,000 insights": lambda: _every_format,
        "report of 40 pages": _forty_pages,
        "bare typesetter, 40 pages": _bare_typesetter,
    }[name]()


def _every_format() -> Iterator[bytes]:
    """As the worker does it: frozen, then every file."""
    snapshot = _frozen()
    for one in FORMATS.values():
        yield one.write(snapshot).data


def _frozen() -> Snapshot:
    report = Report.objects.select_related("consultation").get(consultation__slug=SLUG)
    return freeze(report, at=timezone.now())


def _forty_pages() -> Callable[[], Iterator[bytes]]:
    snapshot = _short()

    def write() -> Iterator[bytes]:
        yield pdf.write_pdf(snapshot).data

    return write


def _short_file() -> Path:
    return Path(settings.MEDIA_ROOT) / "forty-pages.json"


def _short() -> Snapshot:
    return cast("Snapshot", json.loads(_short_file().read_text(encoding="utf-8")))


def _cut(snapshot: Snapshot) -> Snapshot:
    """What is left fills some forty pages."""

    def cut(sections: list[SectionData]) -> None:
        for section in sections:
            del section["insights"][FORTY_PAGES:]
            section["passages"], section["tagged"] = [], []
            cut(section["children"])

    cut(snapshot["sections"])
    return snapshot


def _bare_typesetter() -> Callable[[], Iterator[bytes]]:
    """The same pages from the same templates, set by the engine alone: everything it reads lies ready."""
    document = build_document(_short())
    payload = Payload(document)
    data = pdf.page_data(document, payload)

    def write() -> Iterator[bytes]:
        yield pdf._compiled(data, payload.files, 0)[0]  # noqa: SLF001  what the writer does last

    return write
