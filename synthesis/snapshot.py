"""Freezing: the report and all it rests on become one JSON value, the only thing that writers ever read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from consultation import texts
from consultation.models import Consultation
from contributions.figures import figures_of
from contributions.models import Contribution
from moderation import codebook
from synthesis.blocks import blocks_of
from synthesis.document import running_text, snapshot_checksum
from synthesis.headings import Heading, headings_of
from synthesis.ledger import ledger_now
from synthesis.models import CoverPicture, Report
from synthesis.participation import charts_data, question_labels
from synthesis.snapshot_body import Body, picture_of, template_of
from synthesis.snapshot_types import (
    SCHEMA,
    CoverPhoto,
    Direction,
    FiguresData,
    FootnoteData,
    Node,
    PeriodData,
    Picture,
    Snapshot,
    ThreadData,
)
from synthesis.texts import translations_of
from synthesis.trees import note_marks

checksum = snapshot_checksum


class NoDatesError(ValueError):
    """The consultation has no opening or closing date: no period could be printed."""


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction in which all queries see the database as it stood at the first one.

    Inside a transaction of the caller, that one's isolation holds.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def freeze(report: Report, *, at: datetime, languages: Sequence[str] = ()) -> Snapshot:
    """The report as it stands, as a draft of its present number, in a constant number of queries.

    With what was given in these languages besides its own.

    Only visible contributions of counted rooms speak, and nobody is named but as in their public byline.
    Raises NoDatesError, and MisquoteError where a passage is not word for word what its author wrote.
    """
    consultation = report.consultation
    with translation.override(consultation.language):
        headings = headings_of(report, codebook.load(consultation))
        snapshot = _frozen(report, headings, at)
        snapshot["ledger"] = ledger_now(report)
        if report.contact:
            snapshot["organiser"]["contact"] = report.contact
        given = translations_of(report, headings, snapshot, languages)
    if given:
        snapshot["translations"] = given
    template = template_of(report)
    if template is not None:
        snapshot["word_template"] = template
    return snapshot


def freeze_part(report: Report, headings: list[Heading], part: Heading, *, at: datetime) -> Snapshot:
    """As much of what `freeze` gives as the pages of one heading need, at a cost that follows its size.

    Numbers and words are those of the whole; other headings have nothing behind them, and there are neither
    charts, threads, ledger nor pictures of the cover. Its own pictures come without their bytes. For previews
    alone. Raises as `freeze` does.
    """
    with translation.override(report.consultation.language):
        snapshot = _frozen(report, headings, at, part)
        snapshot["version"]["label"] = _("Preview")
    return snapshot


def _frozen(report: Report, headings: list[Heading], at: datetime, part: Heading | None = None) -> Snapshot:
    consultation = report.consultation
    direction: Direction = "rtl" if translation.get_language_bidi() else "ltr"
    period = _period(consultation)
    pictures = _cover_pictures(report) if part is None else []
    body = Body(report, headings, part)
    made: Snapshot = {
        "schema": SCHEMA,
        "language": consultation.language,
        "direction": direction,
        "kind": report.kind or _("Consultation summary"),
        "slug": consultation.slug,
        "title": consultation.title,
        "short_title": consultation.name,
        "organiser": {
            "name": consultation.organiser or settings.SITE_NAME,
            "sponsor": consultation.sponsor,
            "brand": consultation.brand_colour or None,
            "licence": settings.REPORT_LICENCE,
            "logos": [{"image": image, "alt": one.alt} for one, image in pictures if one.kind == "logo"],
        },
        "address": address_of(consultation),
        "version": {
            "number": None,
            "label": _("Draft %(number)s") % {"number": report.draft_number},
            "frozen_at": at.isoformat(),
            "published_at": None,
        },
        "period": period,
        "objective": _objective(report, direction),
        "outcome": blocks_of(texts.render(consultation.outcome).html, direction),
        "method": [],
        "figures": figures_now(consultation, period, at, with_charts=part is None),
        "sections": body.sections(),
        "footnotes": [],
        "contributions": _threads(consultation, body) if part is None else [],
        "with_annex": report.with_annex,
        "cover": next((_cover(one, image) for one, image in pictures if one.kind == "photo"), None),
    }
    made["footnotes"] = _marked_notes(report, made)
    return made


def _marked_notes(report: Report, made: Snapshot) -> list[FootnoteData]:
    """The notes that a mark of this text names. What nobody reads does not become part of a version."""
    marked = {mark.get("ref", "") for mark in note_marks(running_text(made))}
    notes = [(str(note.guid), note.content) for note in report.footnotes.all()]
    return [{"id": key, "content": content} for key, content in notes if key in marked]


def _cover_pictures(report: Report) -> list[tuple[CoverPicture, Picture]]:
    """What stands on the cover and can be read, in order."""
    found = ((one, picture_of(one.media, one.image)) for one in CoverPicture.objects.filter(report=report))
    return [(one, image) for one, image in found if image is not None]


def _cover(photo: CoverPicture, image: Picture) -> CoverPhoto:
    return {"image": image, "caption": photo.caption, "credit": photo.credit, "alt": photo.alt}


def _objective(report: Report, direction: Direction) -> list[Node]:
    """The report's own words where it has them, else the consultation's."""
    if report.objective:
        return [{"t": "p", "c": paragraph["content"]} for paragraph in report.objective]
    return blocks_of(texts.render(report.consultation.objective).html, direction)


def address_of(consultation: Consultation) -> str:
    """Where the report is read once it is published; printed in it, so it never changes."""
    return f"{settings.SITE_URL}/reports/{consultation.slug}/"


def _period(consultation: Consultation) -> PeriodData:
    opens, closes = consultation.opens_locally, consultation.closes_locally
    if opens is None or closes is None:
        raise NoDatesError(consultation.slug)
    changes = list(consultation.date_changes.all())
    first = changes[0].old_closes_at.astimezone(consultation.zone).date() if changes else closes.date()
    moved = first != closes.date()
    return {
        "opens_on": opens.date().isoformat(),
        "closes_on": closes.date().isoformat(),
        "city": consultation.city,
        "time_zone": consultation.time_zone,
        "extended_from": first.isoformat() if moved else None,
        "extension_reason": changes[-1].reason if moved else "",
    }


def figures_now(
    consultation: Consultation, period: PeriodData, at: datetime, *, with_charts: bool = True
) -> FiguresData:
    """The counts of a consultation and the rows of its charts, at this moment."""
    counted = figures_of([consultation])[consultation.pk].as_json()
    charts = charts_data(consultation, period, at) if with_charts else {}
    return cast("FiguresData", {**counted, "as_of": at.isoformat(), **charts})


def _threads(consultation: Consultation, body: Body) -> list[ThreadData]:
    """One dot per contribution for the artwork, the team's left out as everywhere in the report."""
    contributions = Contribution.objects.counted().filter(room__consultation=consultation, as_team=False)
    labels = question_labels(consultation)
    answered: defaultdict[int, list[int]] = defaultdict(list)
    for pk, question in contributions.order_by().values_list("pk", "questions").iterator():
        if question is not None:
            answered[pk].append(question)
    rows = contributions.order_by("room__position", "room", "number").values_list(
        "pk", "room__title", "number"
    )
    return [
        {
            "id": f"c{pk}",
            "room": room,
            "number": number,
            "parts": sorted(body.used_in.get(pk, ())),
            "differs": pk in body.differing,
            "questions": [label for question, label in labels.items() if question in answered[pk]],
        }
        for pk, room, number in rows.iterator()
    ]
