"""What the pages of a codebook count, kept: the same cost at any size, and never older than the last change.

Whatever changes a figure leaves a `CodebookChange`, by triggers. A page takes the tally while there is none;
otherwise it clears them, counts anew and keeps the result. A change that is committed while somebody counts
stays, and the next page counts once more.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from consultation.models import Consultation
from contributions.figures import Figures
from contributions.models import Contribution
from moderation.codebook import Codebook
from moderation.figures import ThemeFigures, coverage_of, figures_of_themes
from moderation.grouping import Groups, groups_of_each, together
from moderation.models import CodebookChange, CodebookTally, Passage, Tagging

UNTAGGED_SHOWN = 50


@dataclass(frozen=True)
class Tally:
    """Figures by theme, how far the consultation is coded, and how many passages wait after an edit."""

    themes: dict[int, ThemeFigures]
    passages: int
    contributions: int
    untagged_count: int
    untagged: list[int]
    left_behind: int


def tally_of(codebook: Codebook) -> Tally:
    """The tally of a codebook, counted anew if anything changed; one query if nothing did."""
    return _read(_fresh(codebook).figures)


def groups_of(codebook: Codebook, theme: int) -> Groups:
    """How the taggings of a theme and of those below fall into groups.

    One query if nothing changed since somebody looked, else those that count the themes that changed.
    """
    tally = _fresh(codebook)
    themes = [theme, *(one.pk for one in codebook.below(theme))]
    missing = [pk for pk in themes if str(pk) not in tally.groups]
    if missing:
        found = groups_of_each(codebook.consultation, missing)
        tally.groups |= {str(pk): groups for pk, groups in found.items()}
        same = CodebookTally.objects.filter(pk=tally.pk, figures__stamp=tally.figures["stamp"])
        same.update(groups=tally.groups)  # nobody counted anew meanwhile
    return together(tally.groups[str(pk)] for pk in themes)


def _fresh(codebook: Codebook) -> CodebookTally:
    found: CodebookTally | None = vars(codebook.consultation).get("known_tally")
    if found is None:
        changed = CodebookChange.objects.filter(consultation=OuterRef("consultation"))
        kept = CodebookTally.objects.filter(consultation=codebook.consultation)
        found = kept.filter(~Exists(changed)).first() or _count(codebook)
        vars(codebook.consultation)["known_tally"] = found
    return found


@transaction.atomic
def _count(codebook: Codebook) -> CodebookTally:
    """Count anew what changed, under the tally's lock."""
    consultation = codebook.consultation
    CodebookTally.objects.get_or_create(consultation=consultation)
    tally = CodebookTally.objects.select_for_update().get(consultation=consultation)
    changes = CodebookChange.objects.filter(consultation=consultation)
    seen = dict(changes.values_list("pk", "theme"))
    CodebookChange.objects.filter(pk__in=seen).delete()
    themes = set(seen.values())
    changed = _touched(codebook, themes) if tally.figures else None
    coverage = coverage_of(consultation, listed=UNTAGGED_SHOWN)
    counted = {str(pk): _kept(figures) for pk, figures in figures_of_themes(codebook, changed).items()}
    tally.figures = {
        "themes": counted if changed is None else {**tally.figures["themes"], **counted},
        "passages": coverage.passages,
        "contributions": coverage.contributions,
        "untagged_count": coverage.untagged_count,
        "untagged": [one.pk for one in coverage.untagged],
        "left_behind": left_behind(consultation).count(),
        "stamp": str(uuid4()),
    }
    # Groups are counted when the page of a theme is asked for.
    kept = {} if changed is None else tally.groups
    tally.groups = {pk: groups for pk, groups in kept.items() if int(pk) not in themes}
    tally.save(update_fields=["figures", "groups"])
    return tally


def _touched(codebook: Codebook, themes: set[int | None]) -> set[int] | None:
    """These themes and all above them; None where all may have changed."""
    if None in themes:
        return None
    standing = codebook.pick(pk for pk in themes if pk)
    return {pk for theme in standing for pk in (theme.pk, *theme.above)}


def _kept(figures: ThemeFigures) -> dict[str, Any]:
    said = {name: value for name, value in asdict(figures.said).items() if name != "as_of"}
    return {"passages": figures.passages, "said": said}


def _read(kept: dict[str, Any]) -> Tally:
    themes = {
        int(pk): ThemeFigures(one["passages"], Figures(**one["said"])) for pk, one in kept["themes"].items()
    }
    return Tally(themes, **{name: kept[name] for name in kept if name not in {"themes", "stamp"}})


def left_behind(consultation: Consultation) -> Any:
    """Standing passages that bear themes and stand in a version that is no longer the newest."""
    tagged = Tagging.objects.filter(passage=OuterRef("pk"), removed_at=None)
    contributions = Contribution.objects.of(consultation).exclude(visibility="withdrawn")
    waiting = Passage.objects.standing().filter(revision__contribution__in=contributions)
    newest = Contribution.objects.filter(revision=OuterRef("revision"))
    return waiting.filter(Exists(tagged), ~Exists(newest))
