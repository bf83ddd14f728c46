"""One heading of the draft as readers will see it: made by what makes the published page and the PDF."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import BoundedSemaphore

import typst
from django.utils import timezone

from consultation.models import Membership
from synthesis import photos, shelf
from synthesis.headings import Heading, every
from synthesis.models import BuiltFile, Report, Section
from synthesis.public.making import every_section, make_report
from synthesis.public.parts import PublicReport, ShownNote, ShownSection
from synthesis.public.reading import Reader, ReadSection, live
from synthesis.public.responses import by_insight, public_responses
from synthesis.snapshot import freeze_part
from synthesis.snapshot_types import Snapshot
from synthesis.writers.pages import Pages, TooLongError, write_pages
from synthesis.writers.shrinking import TooManyPixelsError, shrunk

NOTE_MARK = re.compile(r'href="#note-(\d+)"')
MOST_BYTES = 16 * 1024 * 1024  # of all pictures of a heading that is set while somebody waits
MOST_PIXELS = 100_000_000  # of the same; of one of them no more than may be uploaded

_typesetter = BoundedSemaphore()  # one heading is set at a time in a process: others go on answering


class BusyError(Exception):
    """This process is setting pages for somebody else."""


class UnsettableError(Exception):
    """The typesetter cannot set these words, or not while somebody waits."""


@dataclass(frozen=True)
class Preview:
    """A heading as its part of the public page, with the notes that it names."""

    report: PublicReport
    read: ReadSection
    notes: list[ShownNote]


def previewed(headings: Sequence[Heading]) -> Iterator[Heading]:
    """The headings that have a preview: parts, and the themes in them with all that stands below these."""
    for top in headings:
        yield top
        if _is_part(top):
            yield from top.children


def _is_part(heading: Heading) -> bool:
    return heading.section.kind == Section.Kind.PART


def shown_with(headings: Sequence[Heading], section: int) -> Heading:
    """The heading of which a section's preview is made. Raises StopIteration where the tree has none."""
    return next(
        one
        for one in previewed(headings)
        if one.section.pk == section
        or (not _is_part(one) and any(below.section.pk == section for below in every(one.children)))
    )


def snapshot_of(report: Report, headings: list[Heading], part: Heading) -> Snapshot:
    """What the previews of this heading read. A part is shown without the themes in it, pictures by name.

    Raises NoDatesError and MisquoteError as a build does.
    """
    alone = replace(part, children=[]) if _is_part(part) else part
    return freeze_part(report, headings, alone, at=timezone.now())


def preview_of(
    report: Report, snapshot: Snapshot, number: str, *, language: str, viewer: Membership | None
) -> Preview:
    """The heading of this number as the public page would show it to this person in this language."""
    shown = make_report(snapshot, language)
    section = next(one for one in shown.every_section() if one.number == number)
    if section.level == 1:  # a part; a theme outside every part has the second level
        section = replace(section, children=[])
    consultation = report.consultation
    reader = Reader(live(consultation, shown, viewer), responses=by_insight(public_responses(consultation)))
    return Preview(shown, reader.section(section), _notes_of(shown, section))


def _notes_of(report: PublicReport, section: ShownSection) -> list[ShownNote]:
    named = set(_marks(section))
    return [note for note in report.notes if note.number in named]


def _marks(section: ShownSection) -> list[int]:
    trees = [section.lead]
    for insight in section.insights:
        trees += [insight.lead_in, *insight.paragraphs]
    own = [int(number) for tree in trees for number in NOTE_MARK.findall(tree)]
    return own + [number for child in section.children for number in _marks(child)]


def number_of(snapshot: Snapshot, insight: str) -> str:
    """The number of the insight with this guid; empty where there is none."""
    every_insight = (one for section in every_section(snapshot["sections"]) for one in section["insights"])
    return next((one["number"] for one in every_insight if one["id"] == insight), "")


def pages_of(report: Report, snapshot: Snapshot, number: str, *, lit: str) -> Pages:
    """The heading of this number as pages of the PDF, with insight number `lit` marked.

    Raises BusyError at once while this process sets others, and UnsettableError.
    """
    if not _typesetter.acquire(blocking=False):
        raise BusyError
    try:
        _read_pictures(report, snapshot)
        return write_pages(snapshot, number, lit=lit)
    except (TooLongError, TooManyPixelsError, typst.TypstError) as error:
        raise UnsettableError from error
    finally:
        _typesetter.release()


def _read_pictures(report: Report, snapshot: Snapshot) -> None:
    """Put the pictures, small, into what `snapshot_of` gave; one query where there are any.

    Raises TooLongError and TooManyPixelsError where they are more than can be opened while somebody waits.
    """
    every_figure = (one for section in every_section(snapshot["sections"]) for one in section["figures"])
    named = {one["id"]: one for one in every_figure if one["image"] is not None}
    if not named:
        return
    stored = list(report.figures.filter(guid__in=named))
    if sum(shelf.size_of(one.image) or 0 for one in stored) > MOST_BYTES:
        raise TooLongError
    left = MOST_PIXELS
    for one in stored:
        content, pixels = shrunk(shelf.read(one.image) or b"", min(left, photos.MOST_PIXELS))
        left -= pixels
        named[str(one.guid)]["image"] = {"media": one.media, "data": b64encode(content).decode()}


def last_pdf(report: Report) -> BuiltFile | None:
    """The newest PDF of a draft that was built."""
    files = BuiltFile.objects.filter(version__report=report, format="pdf", is_public=False, language="")
    standing = files.filter(version__withdrawn_at__isnull=True)
    return standing.select_related("version").defer("version__snapshot").order_by("-pk").first()
