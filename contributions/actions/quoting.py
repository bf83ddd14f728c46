"""Which words of others a text may show, and which contributions it names: those of the same consultation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q

from consultation import texts
from consultation.models import Consultation
from contributions.models import Contribution, Quotation, Reference, Revision

MOST_QUOTES = 20  # in one text
MOST_REFERENCES = 20
ADDRESS = re.compile(
    rf'href="{re.escape(settings.SITE_URL)}(?:/[a-z-]{{2,7}})?/contributions/([0-9]{{1,15}})/'
)


def with_quotations(
    rendered: texts.Rendered, consultation: Consultation, *, of: Contribution | None = None
) -> texts.Rendered:
    """The text with the quotations it asks for, as far as they may be.

    `of` is the contribution it becomes a version of: quotations of the version before stay, whatever became
    of what they quote. One query, none for a text without quotations. It is done before mentions.
    """
    asked = texts.quotes_in(rendered.html)
    if not asked:
        return rendered
    quotable = _quotable(asked, consultation, of)
    return texts.with_quotes(rendered, [place for place in asked[:MOST_QUOTES] if place in quotable])


def _quotable(
    asked: Sequence[texts.QuotePlace], consultation: Consultation, of: Contribution | None
) -> set[texts.QuotePlace]:
    shown = Q(contribution__in=Contribution.objects.visible().of(consultation), sealed_at=None)
    named = Revision.objects.filter(pk__in={place.revision for place in asked})
    lengths = dict(named.filter(shown).exclude(contribution=of).values_list("pk", "length"))
    within = {place for place in asked if place.start < place.end <= lengths.get(place.revision, 0)}
    if of is None or of.revision_id is None:
        return within
    before = Quotation.objects.filter(revision=of.revision_id).values_list("quoted", "start", "end")
    return within | {texts.QuotePlace(*row) for row in before}


def quotation_rows(revision: Revision) -> list[Quotation]:
    """One row per quotation in the revision's stored HTML, in its order."""
    return [
        Quotation(
            revision=revision, position=position, quoted_id=place.revision, start=place.start, end=place.end
        )
        for position, place in enumerate(texts.stored_quotes(revision.html))
    ]


def reference_rows(revision: Revision) -> list[Reference]:
    """One row per contribution of the same consultation whose address it gives; one query if any."""
    named = {int(pk) for pk in ADDRESS.findall(revision.html)} - {revision.contribution_id}
    if not named:
        return []
    here = Contribution.objects.of(revision.contribution.room.consultation).filter(pk__in=named)
    return [
        Reference(revision=revision, contribution_id=pk)
        for pk in here.order_by("pk").values_list("pk", flat=True)[:MOST_REFERENCES]
    ]
