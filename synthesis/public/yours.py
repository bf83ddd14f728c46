"""Your words, your outcome: what became of everything one person said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation.models import Membership
from contributions.models import Contribution
from moderation.codebook import load
from moderation.models import Tagging
from synthesis.ledger import with_fates
from synthesis.models import Disposition, Objection, Version
from synthesis.public.uses import Use, places, uses_of

EXCERPT = 160  # characters


@dataclass(frozen=True)
class OwnUse:
    """A place of the report that uses it, and what the author objected there, if they did."""

    use: Use
    address: str
    objection: Objection | None = None


@dataclass
class Outcome:
    """One contribution and what became of it; `fate` is one of `synthesis.ledger.FATES`."""

    contribution: Contribution
    excerpt: str
    fate: str
    uses: list[OwnUse] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    settled: Disposition | None = None


def outcomes_of(version: Version, author: Membership) -> list[Outcome]:
    """Everything this person said that counts, in the order they said it; a constant number of queries."""
    report = version.report
    uses = uses_of(version)
    own = with_fates(report).filter(author=author).select_related("room", "revision")
    contributions = list(own.order_by("created_at", "pk"))
    themes = themes_of(version, [one.pk for one in contributions])
    settled = Disposition.objects.filter(contribution__in=contributions).select_related("same_as")
    by_contribution = {one.contribution_id: one for one in settled}
    objections = {
        (one.contribution_id, str(one.insight)): one
        for one in Objection.objects.filter(contribution__in=contributions).order_by("pk")
    }
    slug = report.consultation.slug
    return [
        Outcome(
            one,
            _excerpt(one.revision.plain if one.revision else ""),
            one.fate,
            [
                OwnUse(use, use.address(slug), objections.get((one.pk, use.insight)))
                for use in places(uses.get(one.pk, []))
            ],
            themes.get(one.pk, []),
            by_contribution.get(one.pk),
        )
        for one in contributions
    ]


def themes_of(version: Version, contributions: Iterable[int]) -> dict[int, list[str]]:
    """The names of the themes under which each was considered."""
    names = {theme.pk: theme.name for theme in load(version.report.consultation)}
    taggings = Tagging.objects.standing().filter(contribution__in=contributions, theme__in=names)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, theme in sorted(set(taggings.order_by().values_list("contribution", "theme"))):
        found[pk].append(names[theme])
    return dict(found)


def _excerpt(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rpartition(' ')[0]}…"
