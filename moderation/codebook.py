"""The codebook as a numbered tree: the one place where a theme's code (3.5), depth and hue come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from consultation.models import Consultation
from consultation.prepared import Prepared
from moderation.models import HUES, Theme


@dataclass(frozen=True)
class CodedTheme:
    """A theme with what follows from its place. A retired one, or one below it, has no code any more.

    `place` counts from 1 among its standing siblings. `above` holds the pks from the top down to its parent.
    """

    pk: int
    name: str
    definition: str = ""
    use_when: str = ""
    use_not: str = ""
    code: str = ""
    depth: int = 0
    hue: str = HUES[-1]
    place: int = 0
    is_last: bool = False
    above: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """ "3.5 Climate justice", or the bare name of a retired one."""
        return f"{self.code} {self.name}".lstrip()

    @property
    def parent(self) -> int | None:
        return self.above[-1] if self.above else None

    @property
    def is_first(self) -> bool:
        return self.place == 1


@dataclass(frozen=True)
class Codebook:
    """The standing themes of a consultation in order, and every theme it ever had by its pk.

    `rows` are what it was read from, by their pks.
    """

    consultation: Consultation
    themes: tuple[CodedTheme, ...] = ()
    by_pk: dict[int, CodedTheme] = field(default_factory=dict)
    rows: dict[int, Theme] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[CodedTheme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def standing(self, pk: int) -> CodedTheme | None:
        """The theme with that pk if it has a place in this codebook now."""
        theme = self.by_pk.get(pk)
        return theme if theme is not None and theme.code else None

    def below(self, pk: int) -> list[CodedTheme]:
        """All standing themes under one, in order, however deep."""
        return [theme for theme in self.themes if pk in theme.above]

    def children(self, pk: int | None) -> list[CodedTheme]:
        return [theme for theme in self.themes if theme.parent == pk]

    def pick(self, pks: Iterable[int]) -> list[CodedTheme]:
        """The standing themes among these, each once, in the order given."""
        return [theme for pk in dict.fromkeys(pks) if (theme := self.standing(pk))]


def _every_theme(consultation: int) -> QuerySet[Theme]:
    return Theme.objects.filter(consultation=consultation).defer("examples")


_EVERY_THEME = Prepared(_every_theme, consultation=2_000_000_000)


def load(consultation: Consultation) -> Codebook:
    """The consultation's codebook; one query."""
    return arrange(consultation, _EVERY_THEME.rows(consultation=consultation.pk))


def known(consultation: Consultation) -> Codebook:
    """The same, asked once for each consultation that was loaded: for pages that need it in two places."""
    kept: Codebook | None = vars(consultation).get("known_codebook")
    if kept is None:
        vars(consultation)["known_codebook"] = kept = load(consultation)
    return kept


def arrange(consultation: Consultation, themes: Iterable[Theme]) -> Codebook:
    """Number the themes by their places. Retired ones have no number, nor has what is below them."""
    every = list(themes)
    below: defaultdict[int | None, list[Theme]] = defaultdict(list)
    for theme in sorted(every, key=lambda theme: (theme.position, theme.pk)):
        if theme.retired_at is None:
            below[theme.parent_id].append(theme)
    ordered = list(_walk(below))
    by_pk = {theme.pk: _coded(theme) for theme in every}
    by_pk.update({theme.pk: theme for theme in ordered})
    return Codebook(consultation, tuple(ordered), by_pk, {theme.pk: theme for theme in every})


def _walk(below: dict[int | None, list[Theme]]) -> Iterator[CodedTheme]:
    """Depth first without recursion, so that no depth is too deep."""
    waiting = _siblings(below.get(None, []), CodedTheme(pk=0, name=""))
    while waiting:
        theme = waiting.pop()
        yield theme
        waiting.extend(_siblings(below.get(theme.pk, []), theme))


def _siblings(themes: list[Theme], parent: CodedTheme) -> list[CodedTheme]:
    """The children of one theme, last first: a stack gives them back in order."""
    made = []
    for place, theme in enumerate(themes, start=1):
        inherited = parent.hue if parent.pk else HUES[(place - 1) % len(HUES)]
        made.append(
            _coded(
                theme,
                code=f"{parent.code}.{place}" if parent.pk else str(place),
                depth=parent.depth + 1 if parent.pk else 0,
                hue=theme.hue or inherited,
                place=place,
                is_last=place == len(themes),
                above=(*parent.above, parent.pk) if parent.pk else (),
            )
        )
    return made[::-1]


def _coded(theme: Theme, **places: object) -> CodedTheme:
    words = {"definition": theme.definition, "use_when": theme.use_when, "use_not": theme.use_not}
    given = {"hue": theme.hue or HUES[-1], **places}
    return CodedTheme(pk=theme.pk, name=theme.name, **words, **given)  # type: ignore[arg-type]
