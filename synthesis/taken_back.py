"""Words that people took back: quotations that stood in a contribution and are no longer shown anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from consultation.models import Consultation
from contributions.models import Contribution, Revision
from contributions.models.contribution import Visibility
from synthesis.checks.lexicon import bare, tokens

TELLING = 2  # of its longest words, by which the texts that may hold a quotation are narrowed down


def taken_back(consultation: Consultation, quotes: Mapping[str, str]) -> dict[str, bool]:
    """Of these quotations (bare letters: as typed) those that nobody can read any more; two queries at most.

    The value says whether the contribution is gone as a whole: hidden, withdrawn or held. Else its author
    wrote it anew without these words.
    """
    if not quotes:
        return {}
    of_here = Revision.objects.filter(contribution__room__consultation=consultation).order_by()
    shown = Contribution.objects.visible().of(consultation).exclude(revision=None).values("revision")
    found: dict[str, bool] = {}
    for plain, how in (
        of_here.exclude(pk__in=shown).values_list("plain", "contribution__visibility").iterator()
    ):
        letters = bare(plain)
        for quote in quotes:
            if quote in letters:
                found[quote] = found.get(quote, False) or how != Visibility.VISIBLE
    if found:
        may_say = of_here.filter(_telling(quotes[quote] for quote in found), pk__in=shown)
        for plain in may_say.values_list("plain", flat=True).iterator():
            letters = bare(plain)
            found = {quote: is_gone for quote, is_gone in found.items() if quote not in letters}
    return found


def _telling(quotes: Iterator[str]) -> Q:
    """Texts with the longest words of one of these quotations."""
    wanted = Q()
    for quote in quotes:
        both = Q()
        for word in sorted(tokens(quote), key=len)[-TELLING:]:
            both &= Q(plain__icontains=word)
        wanted |= both
    return wanted
