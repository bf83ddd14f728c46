"""Who acts, and finding things through the consultation or contribution they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.shortcuts import get_object_or_404

from consultation.http import MemberRequest
from consultation.models import Consultation, Membership, User
from consultation.people.joining import join
from contributions.models import Contribution, Visibility
from moderation.actions.coding import WithdrawnError
from moderation.codebook import Codebook, CodedTheme
from moderation.models import Passage, Theme


def actor_of(request: MemberRequest) -> Membership:
    """The membership under which this person acts; a site administrator gets one at their first act here."""
    if request.membership is None:
        assert isinstance(request.user, User)  # noqa: S101  the guard lets nobody else in
        request.membership = join(request.user, request.consultation)
    return request.membership


def refuse_withdrawn(contribution: Contribution) -> None:
    """Raises WithdrawnError, a 403 with a sentence, for what its author took back."""
    if contribution.visibility == Visibility.WITHDRAWN:
        raise WithdrawnError


def standing_theme(codebook: Codebook, pk: int) -> CodedTheme:
    """The theme with its code and place. Raises Http404 for one of elsewhere, and for a retired one."""
    theme = codebook.standing(pk)
    if theme is None:
        raise Http404
    return theme


def theme_in(consultation: Consultation, pk: int) -> Theme:
    """The standing theme's row. Raises Http404."""
    related = Theme.objects.select_related("consultation")
    return get_object_or_404(related, pk=pk, consultation=consultation, retired_at=None)


def themes_in(consultation: Consultation, pks: Sequence[int]) -> list[Theme]:
    """The rows of these standing themes, in the order given; those that are gone are left out."""
    found = Theme.objects.filter(consultation=consultation, retired_at=None).in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def passage_in(contribution: Contribution, pk: int) -> Passage:
    """The standing passage of this contribution. Raises Http404."""
    standing = Passage.objects.standing().select_related("revision__contribution__room__consultation")
    return get_object_or_404(standing, pk=pk, revision__contribution=contribution)
