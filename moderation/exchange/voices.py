"""What exports of contributions and passages share: who said it, where, and which themes it carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from consultation.models import Consultation, Membership
from consultation.sheets.cells import fitted
from contributions.addresses import contribution_url
from contributions.bylines import Byline, byline
from contributions.models import Contribution, Visibility
from contributions.naming import shared_facts_of
from moderation import codebook as codebooks
from rooms.models import GuidingQuestion, Room

AT_ONCE = 200
"""Rows that one look into the database's cursor brings."""


class Signed(NamedTuple):
    """What the signature of a contribution hangs on."""

    author: int
    naming: str
    as_team: bool


class Voices:
    """Everything of a consultation that is not said row by row, loaded once; six queries."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self.codebook = codebooks.load(consultation)
        self.rooms = dict(Room.objects.filter(consultation=consultation).values_list("pk", "title"))
        asked = GuidingQuestion.objects.filter(room__consultation=consultation)
        self.questions = {one.pk: str(one) for one in asked}
        self._people = Membership.objects.select_related("user").in_bulk(
            Contribution.objects.of(consultation).order_by().values_list("author", flat=True).distinct()
        )
        self._shared = shared_facts_of(consultation)
        self._bylines: dict[Signed, Byline] = {}
        self._places = {theme.pk: place for place, theme in enumerate(self.codebook)}

    def byline(self, signed: Signed) -> Byline:
        """How readers see it signed: a withheld name is in no export."""
        if signed not in self._bylines:
            author, naming, as_team = signed
            said = Contribution(author=self._people[author], naming=naming, as_team=as_team)
            self._bylines[signed] = byline(said, None, self._shared)
        return self._bylines[signed]

    def themes(self, pks: Iterable[int]) -> str:
        """The standing themes among these in the order of the codebook."""
        chosen = sorted((pk for pk in pks if pk in self._places), key=self._places.__getitem__)
        return "\n".join(self.codebook.by_pk[pk].label for pk in chosen)

    def answered(self, pks: Sequence[int]) -> str:
        return "\n".join(self.questions[pk] for pk in sorted(pks) if pk in self.questions)

    def left_out(self) -> str:
        """What no export holds, and how much of it there is."""
        kept_back = Contribution.objects.of(self.consultation).exclude(visibility=Visibility.VISIBLE)
        told = _("Hidden, held and withdrawn contributions are left out: %(n)s.")
        return told % {"n": kept_back.count()}


def address(pk: int, place: str = "") -> str:
    """Where a contribution stands on the site, or a place in it."""
    return f"{settings.SITE_URL}{contribution_url(pk)}{place}"


class Fitting:
    """Fits texts into the cells of a workbook; `cut` counts those that no cell could hold whole."""

    def __init__(self) -> None:
        self.cut = 0
        self._mark = _("[cut; whole in the CSV file]")

    def __call__(self, words: str) -> str:
        whole, words = words, fitted(words, self._mark)
        self.cut += words != whole
        return words
