"""What the pages of a codebook count, kept: the same cost at any size, and never older than the last change.

Whatever changes a figure leaves a `CodebookChange`, by triggers. A page takes the tally while there is none;
otherwise it clears them, counts anew and keeps the result. A change that is committed while somebody counts
stays, and the next page counts once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from consultation.models import Consultation
from contributions.figures import Figures
from contributions.models import Contribution, Naming
from moderation.codebook import Codebook
from moderation.figures import ThemeFigures, coverage_of, figures_of_themes
from moderation.models import CodebookChange, CodebookTally, Passage, Tagging

UNTAGGED_SHOWN = 50
SHOWN_IN_GROUP = 5
QUESTION, COUNTRY, LANGUAGE = "question", "country", "language"
GROUPINGS = (QUESTION, COUNTRY, LANGUAGE)
NONE = ""  # the group of what answers no question, or whose author's country is not shown
PLACE = ("contribution__room__position", "contribution__room", "contribution__number", "passage__start", "pk")

type Groups = dict[str, dict[str, tuple[int, list[int]]]]


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
    """How all taggings of a theme and of those below fall into groups: grouping → group → (how many, first).

    The first are pks of taggings in reading order. One query if nothing changed since somebody looked.
    """
    tally = _fresh(codebook)
    kept = tally.groups.get(str(theme))
    if kept is None:
        kept = _grouped(codebook, theme)
        same = CodebookTally.objects.filter(pk=tally.pk, figures__stamp=tally.figures["stamp"])
        same.update(groups={**tally.groups, str(theme): kept})  # nobody counted anew meanwhile
    return {
        grouping: {group: (count, first) for group, (count, first) in found.items()}
        for grouping, found in kept.items()
    }


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
    changed = _touched(codebook, set(seen.values())) if tally.figures else None
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
    tally.groups = {pk: groups for pk, groups in kept.items() if int(pk) not in (changed or ())}
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


def _grouped(codebook: Codebook, theme: int) -> dict[str, dict[str, tuple[int, list[int]]]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    themes = [theme, *(one.pk for one in codebook.below(theme))]
    for pk, places in _placed(codebook.consultation, themes):
        for grouping, group in places:
            counts[grouping][group] += 1
            if len(first[grouping, group]) < SHOWN_IN_GROUP:
                first[grouping, group].append(pk)
    return {
        grouping: {group: (count, first[grouping, group]) for group, count in groups.items()}
        for grouping, groups in counts.items()
    }


def _placed(consultation: Consultation, themes: list[int]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Each tagging of these themes in reading order, with the groups that it falls into."""
    taggings = Tagging.objects.counted_in(consultation).filter(theme__in=themes).order_by(*PLACE)
    answered = _answered(consultation)
    rows = taggings.values_list(
        "pk",
        "contribution",
        "contribution__language",
        "contribution__naming",
        "contribution__author__name",
        "contribution__author__country",
    )
    for pk, contribution, language, naming, name, country in rows.iterator():
        shown = country if naming == Naming.NAMED and name else NONE
        questions = answered.get(contribution, [NONE])
        places = [(COUNTRY, shown), (LANGUAGE, language), *((QUESTION, one) for one in questions)]
        yield pk, places


def _answered(consultation: Consultation) -> dict[int, list[str]]:
    links: Iterable[Any] = Contribution.questions.through.objects.filter(
        contribution__room__consultation=consultation
    ).values_list("contribution", "guidingquestion")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for contribution, question in links:
        found[contribution].append(str(question))
    return found
