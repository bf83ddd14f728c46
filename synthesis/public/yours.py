"""Your words, your outcome: what became of everything one person said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation.models import Membership
from consultation.texts import shortened
from contributions.models import Contribution
from moderation.codebook import load
from moderation.models import Tagging
from synthesis.ledger import USED, equals_of, with_fates
from synthesis.models import Disposition, Objection, Response, Version
from synthesis.public.responses import by_insight, public_responses
from synthesis.public.uses import Use, places, uses_of

EXCERPT = 160  # characters


@dataclass(frozen=True)
class OwnUse:
    """A place of the report that uses it, what was done about it, and what the author objected there."""

    use: Use
    address: str
    responses: list[Response]
    objection: Objection | None = None


@dataclass
class Outcome:
    """One contribution and what became of it; `fate` is one of `synthesis.ledger.FATES`.

    `shared` are the uses of `equal`, which says the same and stands for it.
    """

    contribution: Contribution
    excerpt: str
    fate: str
    uses: list[OwnUse] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    settled: Disposition | None = None
    equal: Contribution | None = None
    shared: list[OwnUse] = field(default_factory=list)


def outcomes_of(version: Version, author: Membership) -> list[Outcome]:
    """Everything this person said that counts, in the order they said it; a constant number of queries."""
    report = version.report
    uses = uses_of(version)
    own = with_fates(report).filter(author=author).select_related("room", "revision")
    contributions = list(own.order_by("created_at", "pk"))
    themes = themes_of(version, [one.pk for one in contributions])
    settled = Disposition.objects.filter(contribution__in=contributions).select_related("same_as__room")
    by_contribution = {one.contribution_id: one for one in settled}
    equals = equals_of(report, contributions)
    equals |= {one.contribution_id: one.same_as for one in settled if one.same_as is not None}
    objections = {
        (one.contribution_id, str(one.insight)): one
        for one in Objection.objects.filter(contribution__in=contributions).order_by("pk")
    }
    slug = report.consultation.slug
    responses = by_insight(public_responses(report.consultation))

    def uses_by(pk: int, objecting: int) -> list[OwnUse]:
        return [
            OwnUse(
                use,
                use.address(slug),
                responses.get(use.insight, []),
                objections.get((objecting, use.insight)),
            )
            for use in places(uses.get(pk, []))
        ]

    return [
        Outcome(
            one,
            shortened(one.revision.plain if one.revision else "", EXCERPT),
            one.fate,
            uses_by(one.pk, one.pk),
            themes.get(one.pk, []),
            by_contribution.get(one.pk),
            equals.get(one.pk),
            uses_by(equals[one.pk].pk, 0) if one.fate == USED and one.pk in equals else [],
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
