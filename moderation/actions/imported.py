"""Themes that an imported file names for its contributions, by their names or their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from consultation.models import Consultation
from consultation.names import fold
from contributions.importing.coding import Named
from contributions.models import ImportRun
from moderation.codebook import load
from moderation.models import Tagging


def lacking(consultation: Consultation, names: Collection[str]) -> set[str]:
    """The names that stand for no theme, or for several."""
    known = _known(consultation)
    return {name for name in names if fold(name) not in known}


def put_imported(run: ImportRun, made: Iterable[Named]) -> None:
    """Tag each contribution as a whole with the themes named for it; unknown names are left out."""
    known = _known(run.room.consultation)
    Tagging.objects.bulk_create(
        Tagging(theme_id=theme, contribution=one, source=Tagging.Source.IMPORT, by=run.requested_by)
        for one, names in made
        for theme in dict.fromkeys(known[fold(name)] for name in names if fold(name) in known)
    )


def _known(consultation: Consultation) -> dict[str, int]:
    """Standing themes by code ("3.5"), label ("3.5 Trust") and name; a name that two bear stands for none."""
    codebook = load(consultation)
    names = Counter(fold(theme.name) for theme in codebook)
    found = {fold(theme.name): theme.pk for theme in codebook if names[fold(theme.name)] == 1}
    for theme in codebook:
        found |= {fold(theme.code): theme.pk, fold(theme.label): theme.pk}
    return found
