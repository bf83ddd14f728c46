"""The filters by theme of rooms and of search, for those who see the codebook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, may
from consultation.prepared import among
from contributions.filters import Choices
from contributions.models import ContributionQuerySet
from moderation.codebook import known
from moderation.models import Tagging


def themes(request: MemberRequest) -> Choices:
    """The standing themes by their codes; none for those who may not see them."""
    if not may(request.user, request.membership, Action.SEE_CODEBOOK, request.consultation):
        return []
    return [(theme.code, theme.label) for theme in known(request.consultation)]


def themes_under(request: MemberRequest, code: str) -> list[int]:
    """The pks of the theme and of those below it."""
    return _under(request.consultation, code)


def themes_of(consultation: Consultation) -> Choices:
    """The standing themes by their codes, for search: it asks who may see them before."""
    return [(theme.code, theme.label) for theme in known(consultation)]


def tagged_with(found: ContributionQuerySet, consultation: Consultation, code: str) -> ContributionQuerySet:
    """What is tagged with the theme or one below it, as a whole or in a passage."""
    return with_themes(found, _under(consultation, code))


def _under(consultation: Consultation, code: str) -> list[int]:
    codebook = known(consultation)
    above = next(theme for theme in codebook if theme.code == code)
    return [above.pk, *(theme.pk for theme in codebook.below(above.pk))]


def with_themes(found: ContributionQuerySet, themes: list[int]) -> ContributionQuerySet:
    """What is tagged with one of these themes, as a whole or in a passage."""
    standing = Tagging.objects.standing().filter(among("theme", themes))
    return found.filter(pk__in=standing.values("contribution"))


def tagged_or_not(_consultation: Consultation) -> Choices:
    return [("no", _("Not tagged yet")), ("yes", _("Tagged"))]


def by_tagged(found: ContributionQuerySet, _consultation: Consultation, value: str) -> ContributionQuerySet:
    """With a standing theme, on the whole or in a passage, or without any."""
    tagged = Tagging.objects.standing().values("contribution")
    return found.filter(pk__in=tagged) if value == "yes" else found.exclude(pk__in=tagged)
