"""The coding of the contributions on a page: their themes and passages, ready to be shown to the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from consultation.models import Consultation
from consultation.prepared import Prepared, among
from contributions.models import Contribution
from moderation.codebook import Codebook, CodedTheme, known
from moderation.marks import Mark
from moderation.models import Passage, Tagging


@dataclass
class ShownPassage:
    """A standing passage with its themes, in the order in which they were put on it.

    `proposed` are the words of the newest version where one of an older version seems to stand now.
    """

    passage: Passage
    themes: list[CodedTheme] = field(default_factory=list)
    proposed: str = ""

    def as_mark(self) -> Mark:
        codes = tuple(theme.code for theme in self.themes if theme.code)
        hues = tuple(theme.hue for theme in self.themes)
        return Mark(self.passage.pk, self.passage.start, self.passage.end, codes, hues)


@dataclass
class Coding:
    """What is on one contribution. `earlier` are passages of a version that is no longer the newest."""

    passages: list[ShownPassage] = field(default_factory=list)
    earlier: list[ShownPassage] = field(default_factory=list)
    whole: list[tuple[Tagging, CodedTheme]] = field(default_factory=list)

    @property
    def themes(self) -> list[tuple[CodedTheme, list[ShownPassage]]]:
        """Each theme of a passage with its passages as they come in the text; what has most of them first."""
        found: dict[int, tuple[CodedTheme, list[ShownPassage]]] = {}
        for shown in self.passages:
            for theme in shown.themes:
                found.setdefault(theme.pk, (theme, []))[1].append(shown)
        return sorted(found.values(), key=lambda pair: -len(pair[1]))

    @property
    def theme_count(self) -> int:
        """How many different themes stand on it, passages and the whole together."""
        on_passages = {theme.pk for theme, _passages in self.themes}
        return len(on_passages | {theme.pk for _tagging, theme in self.whole})

    @property
    def has_double(self) -> bool:
        return any(len(shown.themes) > 1 for shown in self.passages)

    @property
    def noted(self) -> list[Passage]:
        return [shown.passage for shown in self.passages if shown.passage.memo]


def _standing(contributions: list[int]) -> QuerySet[Tagging]:
    standing = Tagging.objects.standing().filter(among("contribution", contributions))
    return standing.select_related("passage").order_by("pk")


_STANDING = Prepared(_standing, contributions=[2_000_000_000])


def coding_of(consultation: Consultation, contributions: Sequence[Contribution]) -> dict[int, Coding]:
    """The coding of those of these contributions that have any, by pk; two queries at most."""
    revisions = {contribution.pk: contribution.revision_id for contribution in contributions}
    taggings = _STANDING.rows(contributions=list(revisions)) if revisions else []
    if not taggings:
        return {}
    codebook = known(consultation)
    grouped: defaultdict[int, list[Tagging]] = defaultdict(list)
    for tagging in taggings:
        grouped[tagging.contribution_id].append(tagging)
    return {pk: _coding(group, revisions[pk], codebook) for pk, group in grouped.items()}


def _coding(taggings: Iterable[Tagging], revision: int | None, codebook: Codebook) -> Coding:
    coding = Coding()
    found: dict[int, ShownPassage] = {}
    for tagging in taggings:
        theme = codebook.by_pk[tagging.theme_id]
        if tagging.passage is None:
            coding.whole.append((tagging, theme))
            continue
        shown = found.setdefault(tagging.passage.pk, ShownPassage(tagging.passage))
        shown.themes.append(theme)
    for shown in sorted(found.values(), key=lambda one: (one.passage.start, one.passage.end)):
        newest = shown.passage.revision_id == revision
        (coding.passages if newest else coding.earlier).append(shown)
    return coding
