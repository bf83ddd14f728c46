"""What no row can know alone: whether the contributions of a file hang together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from contributions.importing.rows import CONTRIBUTION, ContributionRow, Refusal

DEEPEST_ANSWER = 50


class Threads:
    """The contributions of a file, sorted into those that can stand and those that cannot.

    What answers a contribution that cannot stand cannot stand either. `refused_keys` are ids of rows refused
    before, `authors` the names of the file's people.
    """

    def __init__(
        self,
        rows: Sequence[ContributionRow],
        *,
        authors: Collection[str],
        opens_at: datetime,
        refused_keys: Collection[str] = (),
    ) -> None:
        self.rows = rows
        self.refused_keys = refused_keys
        self.reasons: dict[int, str] = {}
        self.depths: dict[int, int] = {}
        self.places: dict[str, int] = {}
        for place, row in enumerate(rows):
            if self.places.setdefault(row.key, place) != place:
                self.reasons[place] = _("The id stands in the file twice.")
            elif reason := self._own_reason(row, authors, opens_at):
                self.reasons[place] = reason
        for place in range(len(rows)):
            self._follow(place)

    @property
    def usable(self) -> list[ContributionRow]:
        """By time, each after the one it answers; rows of one instant stay as they stand in the file."""
        places = sorted(self.depths, key=lambda at: (self.rows[at].posted_at, self.depths[at], at))
        return [self.rows[place] for place in places]

    @property
    def refusals(self) -> list[Refusal]:
        return [Refusal(CONTRIBUTION, self.rows[at].key, why) for at, why in sorted(self.reasons.items())]

    def _own_reason(self, row: ContributionRow, authors: Collection[str], opens_at: datetime) -> str:
        if row.author not in authors:
            return _('"%(name)s" is not among the people of the file.') % {"name": row.author}
        if row.posted_at < opens_at:
            return _("It is dated before the opening.")
        if row.parent_key == row.key:
            return _("It answers itself.")
        if row.parent_key is not None and row.parent_key in self.refused_keys:
            return self._answers_refused(row)
        return ""

    def _follow(self, start: int) -> None:
        """Climb from a row to the first whose lot is known, then settle those on the way, topmost first."""
        way: dict[int, None] = {}
        place: int | None = start
        while place is not None and place not in self.depths and place not in self.reasons:
            if place in way:
                circle = list(way)
                self.reasons |= dict.fromkeys(
                    circle[circle.index(place) :], _("The answers run in a circle.")
                )
                break
            way[place] = None
            place = self._parent_of(place)
        for waiting in reversed(way):
            if waiting not in self.reasons:
                self._settle(waiting)

    def _parent_of(self, place: int) -> int | None:
        parent_key = self.rows[place].parent_key
        if parent_key is not None and parent_key not in self.places:
            self.reasons[place] = _('It answers "%(key)s", which is not in the file.') % {"key": parent_key}
        return self.places.get(parent_key) if parent_key is not None else None

    def _settle(self, place: int) -> None:
        """Give a row its depth, or a reason, now that its parent has one of the two."""
        row = self.rows[place]
        parent = self._parent_of(place)
        if parent is None:
            self.depths[place] = 0
        elif parent in self.reasons:
            self.reasons[place] = self._answers_refused(row)
        elif row.posted_at < self.rows[parent].posted_at:
            self.reasons[place] = _('It is dated before "%(key)s", which it answers.') % {
                "key": row.parent_key
            }
        elif self.depths[parent] >= DEEPEST_ANSWER:
            self.reasons[place] = _("It stands more than %(most)s answers deep.") % {"most": DEEPEST_ANSWER}
        else:
            self.depths[place] = self.depths[parent] + 1

    def _answers_refused(self, row: ContributionRow) -> str:
        return _('It answers "%(key)s", which is refused.') % {"key": row.parent_key}
