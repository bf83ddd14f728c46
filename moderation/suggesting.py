"""Suggested themes as people see them: read from what the worker stored, never computed in a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef

from consultation.models import Consultation
from contributions.models import Contribution
from contributions.models.contribution import ContributionQuerySet
from moderation.codebook import CodedTheme, known
from moderation.learned_models import Learned, Proposed, Refusal
from moderation.models import Tagging, Theme

SHOWN = 3
LOOKED_AT = 200  # contributions
TENTHS = 10
PERCENT = 100


@dataclass(frozen=True)
class Suggestion:
    """A theme that may fit a contribution; `words` of it speak for the theme."""

    theme: CodedTheme
    score: float
    words: list[str]

    @property
    def percent(self) -> int:
        """Never 0 and never 100: nothing is certain before a person said it."""
        return min(max(round(PERCENT * self.score), 1), PERCENT - 1)


@dataclass(frozen=True)
class Basis:
    """What suggestions rest on. `tenths` is rounded down: it never promises too much."""

    learned: Learned

    @property
    def tenths(self) -> int | None:
        share = self.learned.hit_at_3
        return None if share is None else int(share * TENTHS + 1e-9)

    @property
    def first_percent(self) -> int:
        return int(PERCENT * (self.learned.first or 0))

    @property
    def third_percent(self) -> int:
        return int(PERCENT * (self.learned.hit_at_3 or 0))


def basis_of(consultation: Consultation) -> Basis | None:
    """From what was learned; None before the worker learned anything."""
    learned = Learned.objects.filter(consultation=consultation).first()
    return Basis(learned) if learned is not None else None


def suggestions_of(
    consultation: Consultation, contributions: Sequence[Contribution]
) -> dict[int, list[Suggestion]]:
    """The likeliest themes of these contributions: visible, in their newest version, three each at most.

    Left out is what stands on a contribution already, on the whole or a passage, and what was refused. Four
    queries for any number of contributions.
    """
    newest = {one.pk: one.revision_id for one in contributions if one.is_visible}
    proposed = [row for row in Proposed.objects.filter(pk__in=newest) if row.revision_id == newest[row.pk]]
    if not proposed:
        return {}
    pks = [row.pk for row in proposed]
    answered = set(Refusal.objects.filter(contribution__in=pks).values_list("contribution", "theme"))
    standing = Tagging.objects.standing().filter(contribution__in=pks)
    answered |= set(standing.values_list("contribution", "theme"))
    codebook = known(consultation)
    found: dict[int, list[Suggestion]] = {}
    for row in proposed:
        open_ones = [entry for entry in row.themes if (row.pk, entry["theme"]) not in answered]
        themes = [(codebook.standing(entry["theme"]), entry) for entry in open_ones]
        found[row.pk] = [
            Suggestion(theme, entry["score"], entry["words"]) for theme, entry in themes if theme is not None
        ][:SHOWN]
    return found


def words_for(theme: int) -> list[str]:
    """The words that most often spoke for a theme in the first contributions that bear it."""
    tagged = Tagging.objects.standing().filter(theme=theme).order_by("contribution")
    bearers = tagged.values_list("contribution", flat=True).distinct()[:LOOKED_AT]
    rows = Proposed.objects.filter(pk__in=list(bearers)).values_list("themes", flat=True)
    entries = (entry for themes in rows for entry in themes if entry["theme"] == theme)
    spoken = Counter(word.casefold() for entry in entries for word in entry["words"])
    return [word for word, _times in spoken.most_common(SHOWN)]


def next_to_code(consultation: Consultation) -> ContributionQuerySet:
    """Visible contributions that nobody coded, those first whose answer would teach most; the team's last."""
    coded = Tagging.objects.standing().filter(contribution=OuterRef("pk"))
    waiting = Contribution.objects.counted().of(consultation).filter(~Exists(coded))
    judged = waiting.filter(proposed__revision=F("revision"))
    return judged.order_by("as_team", "proposed__gap", "pk")


def state_of(consultation: Consultation) -> dict[str, Any]:
    """What suggestions and groups depend on, in a few numbers: they change whenever it does."""
    taggings = Tagging.objects.filter(theme__consultation=consultation).aggregate(
        taggings=Count("pk"), newest_tagging=Max("pk"), last_removed=Max("removed_at")
    )
    standing = Tagging.objects.filter(theme__consultation=consultation, removed_at=None).count()
    counted = Contribution.objects.counted().of(consultation)
    texts = counted.aggregate(texts=Count("pk"), newest_text=Max("pk"), newest_revision=Max("revision"))
    themes = Theme.objects.filter(consultation=consultation).order_by("pk")
    words = themes.values_list("pk", "name", "definition", "use_when", "retired_at")
    removed = taggings.pop("last_removed")
    return {
        **taggings,
        **texts,
        "standing": standing,
        "removed": removed.isoformat() if removed else "",
        "codebook": _digest(repr(list(words))),
    }


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def forget_suggestions(revisions: Sequence[int]) -> None:
    """Drop what was proposed for these revisions, whose words are gone."""
    Proposed.objects.filter(revision__in=revisions).delete()
