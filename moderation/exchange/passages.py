"""All passages that carry a theme, as tables and as a document, read from the database while they go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value
from django.utils.translation import gettext as _

from consultation.languages import direction
from consultation.models import Consultation
from consultation.sheets import delimited
from consultation.sheets.workbook import Sheet, workbook
from moderation.exchange.contributions import MIDDLE, NARROW, WIDE, Fit, Row, readme_sheet
from moderation.exchange.voices import AT_ONCE, Fitting, Signed, Voices, address
from moderation.models import Tagging


class Marked(NamedTuple):
    """A theme on a passage, or on a contribution as a whole: then `passage` and `quote` are None."""

    theme: int
    room: int
    number: int
    contribution: int
    author: int
    naming: str
    as_team: bool
    language: str
    passage: int | None
    quote: str | None
    useful_as_quote: bool | None

    @property
    def signed(self) -> Signed:
        return Signed(self.author, self.naming, self.as_team)

    @property
    def address(self) -> str:
        return address(self.contribution, f"#p{self.passage}" if self.passage else "")


def marked(voices: Voices) -> Iterator[Marked]:
    """Theme by theme in the order of the codebook, in each as the contributions stand; one statement."""
    order = [theme.pk for theme in voices.codebook]
    place = Func(
        Value(order, ArrayField(BigIntegerField())),
        F("theme_id"),
        function="array_position",
        output_field=IntegerField(),
    )
    found = Tagging.objects.counted_in(voices.consultation).filter(theme__in=order).annotate(place=place)
    said = "contribution__"
    rows = found.order_by(
        "place", f"{said}room__position", f"{said}room", f"{said}number", "passage__start", "pk"
    ).values_list(
        "theme",
        f"{said}room",
        f"{said}number",
        "contribution",
        f"{said}author",
        f"{said}naming",
        f"{said}as_team",
        f"{said}language",
        "passage",
        "passage__quote",
        "passage__useful_as_quote",
    )
    return map(Marked._make, rows.iterator(chunk_size=AT_ONCE))


def columns() -> list[tuple[str, int]]:
    return [
        (_("Code"), NARROW),
        (_("Theme"), MIDDLE),
        (_("Passage"), WIDE),
        (_("Language"), NARROW),
        (_("Name"), MIDDLE),
        (_("About them"), MIDDLE),
        (_("By the team"), NARROW),
        (_("Room"), MIDDLE),
        (_("Contribution"), NARROW),
        (_("Useful as quote"), NARROW),
        (_("Address"), MIDDLE),
    ]


def passages_csv(consultation: Consultation) -> Iterator[str]:
    """A row for each theme of each passage, and of each contribution tagged as a whole."""
    head = [name for name, _width in columns()]
    return delimited.lines(chain([head], _rows(Voices(consultation), str)))


def passages_xlsx(consultation: Consultation, *, at: datetime) -> Iterator[bytes]:
    """The same as a workbook that says what it holds and what it leaves out."""
    voices, fit = Voices(consultation), Fitting()
    said = Sheet(_("Passages"), columns(), _rows(voices, fit))
    title = title_of(consultation)
    readme = readme_sheet(title, voices, fit, at=at)
    mirrored = direction(consultation.language) == "rtl"
    return workbook([readme, said], title=title, made_at=at, mirrored=mirrored)


def title_of(consultation: Consultation) -> str:
    return _("All passages: %(title)s") % {"title": consultation.title}


def _rows(voices: Voices, fit: Fit) -> Iterator[Row]:
    yes, whole = _("yes"), _("(tagged as a whole)")
    for one in marked(voices):
        theme, byline = voices.codebook.by_pk[one.theme], voices.byline(one.signed)
        yield [
            theme.code,
            theme.name,
            whole if one.quote is None else fit(one.quote),
            one.language,
            byline.name,
            ", ".join(byline.facts),
            yes if one.as_team else "",
            voices.rooms[one.room],
            one.number,
            yes if one.useful_as_quote else "",
            one.address,
        ]
