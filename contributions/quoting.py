"""Quotations as they are shown: the words of others, looked up now, or a sentence where they are gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from consultation import texts
from consultation.models import Membership
from contributions.addresses import contribution_url, reply_url
from contributions.bylines import byline
from contributions.models import Contribution, Quotation, Revision
from contributions.naming import shared_facts

ASKED = re.compile(r"([0-9]{1,15}):([0-9]{1,9})-([0-9]{1,9})")

type Expand = Callable[[int, str], str]


def quotations_shown(contributions: Sequence[Contribution], viewer: Membership | None) -> Expand:
    """For a revision's pk and its HTML, the HTML with its quotations; one query if there are any."""
    quoting = [
        one.revision_id for one in contributions if one.revision and texts.QUOTE_MARK in one.revision.html
    ]
    return quotations_of(quoting, viewer)


def quotations_of(revisions: Collection[int | None], viewer: Membership | None) -> Expand:
    """The same for revisions by their pks, whichever contributions they belong to."""
    if not revisions:
        return _as_it_is
    rows = Quotation.objects.filter(revision__in=revisions)
    found = {
        (row.revision_id, place_of(row)): row.quoted for row in rows.select_related(*_related("quoted__"))
    }
    shown = _shown(found.values(), viewer)

    def expand(revision: int, html: str) -> str:
        def lookup(place: texts.QuotePlace) -> texts.ShownQuote | None:
            quoted = found.get((revision, place))
            return shown(quoted, place) if quoted is not None else None

        return texts.expand_quotes(html, lookup)

    return expand


def _as_it_is(_revision: int, html: str) -> str:
    return html


def preview_quotations(html: str, viewer: Membership | None) -> str:
    """HTML of `with_quotations` that is not stored yet, with its quotations."""
    places = texts.stored_quotes(html)
    if not places:
        return html
    asked = Revision.objects.select_related(*_related(""))
    found = asked.in_bulk([place.revision for place in places])
    shown = _shown(found.values(), viewer)
    return texts.expand_quotes(html, lambda place: shown(found[place.revision], place))


def place_of(row: Quotation) -> texts.QuotePlace:
    return texts.QuotePlace(row.quoted_id, row.start, row.end)


def _related(prefix: str) -> tuple[str, str]:
    return f"{prefix}contribution__author__user", f"{prefix}contribution__room"


def _shown(
    quoted: Collection[Revision], viewer: Membership | None
) -> Callable[[Revision, texts.QuotePlace], texts.ShownQuote]:
    shared = shared_facts(revision.contribution for revision in quoted)

    def show(revision: Revision, place: texts.QuotePlace) -> texts.ShownQuote:
        contribution = revision.contribution
        url = contribution_url(contribution.pk)
        if not contribution.is_visible or revision.sealed_at is not None:
            gone = _("Words of #%(number)s stood here. They are no longer shown.") % {
                "number": contribution.number
            }
            return texts.ShownQuote(gone, url)
        signed = byline(contribution, viewer, shared)
        source = f"{signed.name}, #{contribution.number}"
        return texts.ShownQuote(source, url, revision.plain[place.start : place.end], revision.language)

    return show


def whole(revision: Revision) -> texts.QuotePlace | None:
    """All words of a revision; None where it has none of its own."""
    end = len(revision.plain.rstrip())
    return texts.QuotePlace(revision.pk, 0, end) if end else None


def selection(revision: Revision, start: int | None, end: int | None) -> texts.QuotePlace | None:
    """The words asked for, without the space around them; the whole text for what is no range in it."""
    if start is None or end is None or not 0 <= start < end <= len(revision.plain):
        return whole(revision)
    words = revision.plain[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return texts.QuotePlace(revision.pk, start, end) if start < end else whole(revision)


def reply_with(place: texts.QuotePlace, contribution: Contribution) -> str:
    """The address of a reply that begins with these words of the contribution."""
    return f"{reply_url(contribution)}?quote={place.revision}:{place.start}-{place.end}#compose"


def quotation_asked(query: QueryDict, parent: Contribution) -> str:
    """The line to begin a reply with, as `reply_with` asks for it; empty where there is none."""
    found = ASKED.fullmatch(query.get("quote", ""))
    if found is None or parent.revision is None:
        return ""
    place = texts.QuotePlace(*map(int, found.groups()))
    is_there = place.revision == parent.revision_id and place.start < place.end <= len(parent.revision.plain)
    return place.typed(parent.number) if is_there else ""
