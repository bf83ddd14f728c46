"""Figures of the report: a picture, its words, and where it stands."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from synthesis import shelf
from synthesis.actions.insights import ChangedMeanwhileError, state_of
from synthesis.actions.sittings import is_going_on, is_told
from synthesis.models import Figure, Insight, Section

SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}
CHANGED = "figure.changed"
SHORT = 12  # characters of a picture's hash in its name


@dataclass(frozen=True)
class FigureWords:
    caption: str = ""
    credit: str = ""
    alt: str = ""
    people_agreed: bool = False


@dataclass(frozen=True)
class Photo:
    """A picture without metadata, and its media type."""

    media: str
    content: bytes


@dataclass(frozen=True)
class Place:
    """Where a figure stands: at the end of a heading, or after one of its insights."""

    section: Section
    after: Insight | None = None


@transaction.atomic
def add_figure(place: Place, words: FigureWords, *, by: Membership, photo: Photo | None = None) -> Figure:
    """Put a figure there; the picture may come later. Raises OSError where it cannot be stored."""
    last = place.section.figures.order_by("-position").values_list("position", flat=True).first() or 0
    figure = Figure(report=place.section.report, position=last + 1)
    _save(figure, place, words, photo)
    _record("figure.added", figure, by)
    return figure


def state_of_figure(figure: Figure) -> str:
    """Tells one state of a figure from another: a form carries that of the figure it was made from."""
    told = (figure.people_agreed, figure.section_id, figure.insight_id, figure.image)
    return state_of(figure.caption, figure.credit, figure.alt, *map(str, told))


@transaction.atomic
def change_figure(  # noqa: PLR0913  all that its form holds
    figure: Figure,
    place: Place,
    words: FigureWords,
    *,
    by: Membership,
    photo: Photo | None = None,
    seen: str | None = None,
    sitting: uuid.UUID | None = None,
) -> Figure:
    """Change its words and place, and its picture where a new one comes.

    `seen` is the state that a form was made from. A page that saves by itself sends its `sitting`: what it
    saved last does not stand against its next. Raises ChangedMeanwhileError, OSError.
    """
    now = Figure.objects.select_for_update(of=("self",)).get(pk=figure.pk)
    if seen is not None and seen != state_of_figure(now) and not is_going_on(now, sitting):
        raise ChangedMeanwhileError(figure.pk)
    told = is_told(CHANGED, now, sitting)
    figure.sitting, figure.image, figure.media = sitting, now.image, now.media
    _save(figure, place, words, photo)
    if not told or photo is not None:
        _record(CHANGED, figure, by)
    return figure


@transaction.atomic
def remove_figure(figure: Figure, *, by: Membership) -> None:
    _record("figure.removed", figure, by)
    if figure.image:
        transaction.on_commit(partial(shelf.drop, figure.image))
    figure.delete()


def _save(figure: Figure, place: Place, words: FigureWords, photo: Photo | None) -> None:
    for field, value in asdict(words).items():
        setattr(figure, field, value)
    figure.section, figure.insight = place.section, place.after
    if photo is not None:
        _take(figure, photo)
    figure.save()


def _take(figure: Figure, photo: Photo) -> None:
    name = f"{figure.guid}-{sha256(photo.content).hexdigest()[:SHORT]}.{SUFFIXES[photo.media]}"
    old = figure.image
    slug = figure.report.consultation.slug
    figure.media, figure.image = photo.media, shelf.put_picture(slug, name, photo.content)
    if old and old != figure.image:
        transaction.on_commit(partial(shelf.drop, old))


def _record(action: str, figure: Figure, by: Membership) -> None:
    after: dict[str, object] = {"has_picture": bool(figure.image)}
    if action != CHANGED:  # a page that saves by itself would leave words there that are typed by half
        after["caption"] = figure.caption
    record(action, figure, actor=by.user, consultation=figure.report.consultation, after=after)
