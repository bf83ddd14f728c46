"""Who a contribution is signed by, and the one way to learn who wrote it."""

from __future__ import annotations

from django.db import transaction

from consultation.audit import record
from consultation.models import Membership
from contributions.models import Contribution, Naming
from contributions.naming import may_know_authors, may_withhold

RENAMED = "contribution.renamed"
REVEALED = "author.revealed"


class NamingError(ValueError):
    """This person may not do this with this contribution's name."""


@transaction.atomic
def change_naming(contribution: Contribution, naming: str, *, quotable_by_name: bool, by: Membership) -> bool:
    """Sign a contribution another way, from now on and everywhere; false when it stood so already.

    Raises NamingError for anybody but the author, and for one of the team who would not sign.
    """
    if not contribution.is_by(by) or (naming != Naming.NAMED and not may_withhold(by)):
        raise NamingError
    stored = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    quotable = quotable_by_name and naming == Naming.NAMED
    if (stored.naming, stored.quotable_by_name) == (naming, quotable):
        return False
    before = {"naming": stored.naming, "quotable_by_name": stored.quotable_by_name}
    contribution.naming, contribution.quotable_by_name = naming, quotable
    contribution.save(update_fields=["naming", "quotable_by_name"])
    record(
        RENAMED,
        contribution,
        actor=by.user,
        consultation=contribution.consultation,
        before=before,
        after={"naming": naming, "quotable_by_name": quotable},
    )
    return True


@transaction.atomic
def reveal_author(contribution: Contribution, *, reason: str, by: Membership) -> Membership:
    """Who wrote a contribution whose name is withheld; the record keeps who asked, and why.

    Raises NamingError for anybody but moderators and editors of its consultation.
    """
    if not may_know_authors(by) or by.consultation_id != contribution.room.consultation_id:
        raise NamingError
    record(REVEALED, contribution, actor=by.user, consultation=contribution.consultation, reason=reason)
    return contribution.author
