"""All contributions of a consultation as tables, read from the database while they go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.languages import direction
from consultation.models import Consultation
from consultation.sheets import delimited
from consultation.sheets.cells import Cell
from consultation.sheets.workbook import Sheet, workbook
from contributions.models import Contribution
from moderation.exchange.voices import AT_ONCE, Fitting, Signed, Voices, address
from moderation.models import Tagging

NARROW, MIDDLE, WIDE = 12, 24, 80  # widths of columns, in characters

type Row = list[Cell]
type Fit = Callable[[str], str]


def columns() -> list[tuple[str, int]]:
    return [
        (_("Room"), MIDDLE),
        (_("Number"), NARROW),
        (_("Reply to"), NARROW),
        (_("Posted"), MIDDLE),
        (_("Name"), MIDDLE),
        (_("About them"), MIDDLE),
        (_("By the team"), NARROW),
        (_("Language"), NARROW),
        (_("Text"), WIDE),
        (_("Questions"), MIDDLE),
        (_("Themes"), MIDDLE),
        (_("Address"), MIDDLE),
    ]


def contributions_csv(consultation: Consultation) -> Iterator[str]:
    """Every contribution that readers see, a row each."""
    head = [name for name, _width in columns()]
    return delimited.lines(chain([head], _rows(Voices(consultation), _whole)))


def contributions_xlsx(consultation: Consultation, *, at: datetime) -> Iterator[bytes]:
    """The same as a workbook that says what it holds and what it leaves out."""
    voices, fit = Voices(consultation), Fitting()
    said = Sheet(_("Contributions"), columns(), _rows(voices, fit))
    title = _("Contributions: %(title)s") % {"title": consultation.title}
    readme = readme_sheet(title, voices, fit, at=at)
    mirrored = direction(consultation.language) == "rtl"
    return workbook([readme, said], title=title, made_at=at, mirrored=mirrored)


def readme_sheet(title: str, voices: Voices, fit: Fitting, *, at: datetime) -> Sheet:
    """What a workbook holds. Its rows are made last: only then is it known what had to be cut."""
    consultation = voices.consultation

    def rows() -> Iterator[Row]:
        yield [_("Consultation"), consultation.title]
        yield [_("Made"), moment(at, consultation)]
        yield [_("Left out"), voices.left_out()]
        yield [_("Names"), _("As readers see them. Names that people withheld are in no export.")]
        if fit.cut:
            yield [_("Cut"), _("Texts cut because a cell holds no more: %(n)s.") % {"n": fit.cut}]

    return Sheet(_("Read me"), [(title, MIDDLE), ("", WIDE)], rows())


def moment(at: datetime, consultation: Consultation) -> str:
    """2026-11-09 14:20, by the consultation's clock."""
    return timezone.localtime(at, consultation.zone).strftime("%Y-%m-%d %H:%M")


def _whole(words: str) -> str:
    return words


def _rows(voices: Voices, fit: Fit) -> Iterator[Row]:
    yes, zone = _("yes"), voices.consultation
    for pk, room, number, parent, at, *signed, language, words, questions, themes in _found(zone):
        who = Signed(*signed)
        byline = voices.byline(who)
        yield [
            voices.rooms[room],
            number,
            parent or "",
            moment(at, zone),
            byline.name,
            ", ".join(byline.facts),
            yes if who.as_team else "",
            language,
            fit((words or "").strip()),
            voices.answered(questions),
            voices.themes(themes),
            address(pk),
        ]


def _found(consultation: Consultation) -> Iterator[Any]:
    """The visible contributions in reading order; one statement, read as it is needed."""
    here = OuterRef("pk")
    answering = Contribution.questions.through.objects.filter(contribution=here)
    carrying = Tagging.objects.standing().filter(contribution=here).order_by()
    found = Contribution.objects.visible().of(consultation).order_by("room__position", "room", "number")
    return found.values_list(
        "pk",
        "room",
        "number",
        "parent__number",
        "created_at",
        "author",
        "naming",
        "as_team",
        "language",
        F("revision__plain"),
        ArraySubquery(answering.values("guidingquestion")),
        ArraySubquery(carrying.values("theme").distinct()),
    ).iterator(chunk_size=AT_ONCE)
